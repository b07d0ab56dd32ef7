package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request makes besides its records: choices and linked records by typecast, attachments. It is made only when
/// the whole request is in order, for one bad record fails them all.
final class Drafts {

    private static final List<String> COLORS = List.of("blueLight2", "cyanLight2", "tealLight2", "greenLight2");

    private final String by;
    private final Map<String, String> choices = new LinkedHashMap<>();
    private final Map<String, String> rows = new LinkedHashMap<>();
    private final List<Runnable> made = new ArrayList<>();

    Drafts(String by) {
        this.by = by;
    }

    void make() {
        made.forEach(Runnable::run);
    }

    /// @return the choice's id
    String choice(Table table, Field field, String name, boolean create) {
        var known = field.choices().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (known.isPresent()) {
            return known.get().id();
        }
        if (!create) {
            throw Rejected.unknownChoice(name);
        }
        return choices.computeIfAbsent(field.id() + name, _ -> {
            String id = table.base.ids.next("sel");
            made.add(() -> {
                Field now = table.field(field.id());
                String color = COLORS.get(now.choices().size() % COLORS.size());
                table.fields.put(now.id(), now.with(new Field.Choice(id, name, color)));
            });
            return id;
        });
    }

    /// @return the id of the record with that name
    String linked(Table other, String name) {
        for (Row row : other.rows.values()) {
            if (name.equals(new ShowCell(other).text(row, other.primary()))) {
                return row.id;
            }
        }
        return rows.computeIfAbsent(other.id() + name, _ -> {
            Field primary = other.primary();
            Object kept = new CheckCell(other, true, this).of(primary, name);
            String id = other.base.ids.next("rec");
            made.add(() -> other.set(other.add(id, by), primary, kept, by));
            return id;
        });
    }

    /// @return the attachment's id
    String attachment(Base base, String url, @Nullable String filename) {
        String id = base.ids.next("att");
        String path = url.replaceAll("[?#].*", "");
        String name = filename == null ? path.substring(path.lastIndexOf('/') + 1) : filename;
        made.add(() -> base.attachments.put(id, new Attachment(id, url, name, type(name), url.length() * 1000L)));
        return id;
    }

    static String type(String filename) {
        return switch (filename.substring(filename.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "pdf" -> "application/pdf";
            case "txt" -> "text/plain";
            default -> "application/octet-stream";
        };
    }
}
