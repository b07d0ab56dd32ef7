package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the JSON of a cell that holds many: choices, links, attachments, people. What is given replaces the cell.
final class CheckList {

    private final Table table;
    private final boolean typecast;
    private final Drafts drafts;

    CheckList(Table table, boolean typecast, Drafts drafts) {
        this.table = table;
        this.typecast = typecast;
        this.drafts = drafts;
    }

    @Nullable
    Object of(Field field, Object json) {
        List<?> given = list(field, json);
        List<String> kept = new ArrayList<>();
        for (Object each : given) {
            kept.add(
                    switch (field.type()) {
                        case MULTIPLE_SELECTS -> choice(field, each);
                        case MULTIPLE_RECORD_LINKS -> link(field, each);
                        case MULTIPLE_ATTACHMENTS -> attachment(field, each);
                        default -> person(field, each);
                    });
        }
        return kept.isEmpty() ? null : List.copyOf(new LinkedHashSet<>(kept));
    }

    private List<?> list(Field field, Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        if (typecast && json instanceof String text && field.type() != FieldType.MULTIPLE_ATTACHMENTS) {
            return List.of(text.strip().split("\\s*,\\s*"));
        }
        throw Rejected.badValue(field);
    }

    private String choice(Field field, @Nullable Object each) {
        if (each instanceof String name) {
            return drafts.choice(table, field, name, typecast);
        }
        throw Rejected.badValue(field);
    }

    /// By record id; with a typecast also by the name of the linked record, which is made where there is none.
    private String link(Field field, @Nullable Object each) {
        Table other = table.base.tables.get(field.text("linkedTableId"));
        if (other == null || !(each instanceof String given)) {
            throw Rejected.badValue(field);
        }
        if (Ids.isOf("rec", given)) {
            if (!other.rows.containsKey(given)) {
                throw Rejected.noSuchRow(given);
            }
            return given;
        }
        if (!typecast) {
            throw Rejected.badValue(field);
        }
        return drafts.linked(other, given);
    }

    /// `{"url","filename"?}` for a new one, `{"id"}` for one that stays.
    private String attachment(Field field, @Nullable Object each) {
        if (each instanceof Map<?, ?> map) {
            if (map.get("id") instanceof String id && table.base.attachments.containsKey(id)) {
                return id;
            }
            if (map.get("url") instanceof String url && url.matches("https?://[^\\s]+")) {
                return drafts.attachment(table.base, url, map.get("filename") instanceof String name ? name : null);
            }
        }
        throw Rejected.badValue(field);
    }

    private String person(Field field, @Nullable Object each) {
        Object given = each instanceof Map<?, ?> map ? map.get("id") : each;
        return table.base.collaborator("" + given).map(Collaborator::id).orElseThrow(() -> Rejected.badValue(field));
    }
}
