package dev.tallystick.lab.airtable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes the JSON of a cell, or refuses it: what is kept comes out, null for an empty cell. Nothing is changed by
/// checking; what a typecast would make on the way is collected in the [Drafts] of the request.
/// Source: airtable.com/developers/web/api/field-model; "typecast" in create-records.
final class CheckCell {

    private final Table table;
    private final boolean typecast;
    private final Drafts drafts;

    CheckCell(Table table, boolean typecast, Drafts drafts) {
        this.table = table;
        this.typecast = typecast;
        this.drafts = drafts;
    }

    /// @throws Rejected where the field cannot hold it
    @Nullable
    Object of(Field field, @Nullable Object json) {
        if (field.type().computed()) {
            throw Rejected.computed(field);
        }
        if (json == null) {
            return null;
        }
        if (field.type().text()) {
            return text(field, json);
        }
        if (field.type().numeric()) {
            return number(field, json);
        }
        return switch (field.type()) {
            case RATING -> rating(field, json);
            case CHECKBOX -> checkbox(field, json);
            case DATE -> date(field, json);
            case DATE_TIME -> dateTime(field, json);
            case SINGLE_SELECT -> singleSelect(field, json);
            case BARCODE -> barcode(field, json);
            case SINGLE_COLLABORATOR -> collaborator(field, json);
            default -> new CheckList(table, typecast, drafts).of(field, json);
        };
    }

    private @Nullable Object text(Field field, Object json) {
        if (json instanceof String text) {
            return text.isEmpty() ? null : text;
        }
        if (typecast && (json instanceof Number || json instanceof Boolean)) {
            return json.toString();
        }
        throw Rejected.badValue(field);
    }

    private Double number(Field field, Object json) {
        if (json instanceof Number number) {
            return number.doubleValue();
        }
        if (typecast && json instanceof String text) {
            try {
                return Double.valueOf(text.strip().replaceAll("[,$€£% ]", ""));
            } catch (NumberFormatException _) {
                throw Rejected.badValue(field);
            }
        }
        throw Rejected.badValue(field);
    }

    /// From 1 to the field's maximum, and whole.
    private Double rating(Field field, Object json) {
        double stars = number(field, json);
        if (stars != Math.rint(stars) || stars < 1 || stars > field.number("max", 5)) {
            throw Rejected.badValue(field);
        }
        return stars;
    }

    private @Nullable Object checkbox(Field field, Object json) {
        Object given = typecast && json instanceof String text ? (Object) text.matches("(?i)true|checked|yes|1") : json;
        if (given instanceof Boolean checked) {
            return checked ? true : null;
        }
        throw Rejected.badValue(field);
    }

    /// A day, and no time with it.
    private @Nullable Object date(Field field, Object json) {
        if (!(json instanceof String text)) {
            throw Rejected.badValue(field);
        }
        try {
            return LocalDate.parse(typecast && text.length() > 10 ? text.substring(0, 10) : text)
                    .toString();
        } catch (DateTimeException _) {
            if (typecast && text.isBlank()) {
                return null;
            }
            throw Rejected.badValue(field);
        }
    }

    /// Without an offset it is read in the field's zone, and in UTC where that is `client` or none.
    private Object dateTime(Field field, Object json) {
        if (!(json instanceof String text)) {
            throw Rejected.badValue(field);
        }
        try {
            Object parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.length() == 10 ? text + "T00:00:00" : text, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = parsed instanceof OffsetDateTime exact
                    ? exact.toInstant()
                    : ((LocalDateTime) parsed).atZone(zone(field)).toInstant();
            return instant.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException _) {
            throw Rejected.badValue(field);
        }
    }

    private static ZoneId zone(Field field) {
        String zone = field.text("timeZone");
        return zone.isEmpty() || zone.equals("client") || zone.equals("utc") ? ZoneOffset.UTC : ZoneId.of(zone);
    }

    private @Nullable Object singleSelect(Field field, Object json) {
        if (!(json instanceof String name)) {
            throw Rejected.badValue(field);
        }
        return name.isEmpty() && typecast ? null : drafts.choice(table, field, name, typecast);
    }

    private static @Nullable Object barcode(Field field, Object json) {
        if (!(json instanceof Map<?, ?> map) || !(map.get("text") instanceof String text)) {
            throw Rejected.badValue(field);
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("text", text);
        if (map.get("type") instanceof String type) {
            kept.put("type", type);
        }
        return text.isEmpty() ? null : kept;
    }

    /// `{"id"}` or `{"email"}`.
    private Object collaborator(Field field, Object json) {
        Object given = json instanceof Map<?, ?> map
                ? Optional.<Object>ofNullable(map.get("id")).orElse("" + map.get("email"))
                : typecast ? json : "";
        return table.base
                .collaborator(given.toString())
                .map(Collaborator::id)
                .orElseThrow(() -> Rejected.badValue(field));
    }
}
