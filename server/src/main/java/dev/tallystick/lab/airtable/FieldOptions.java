package dev.tallystick.lab.airtable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a field of a type is set to by default, and what must be said when a program makes one.
/// Source: airtable.com/developers/web/api/field-model, create-field.
final class FieldOptions {

    private FieldOptions() {}

    static Map<String, Object> usual(FieldType type) {
        return switch (type) {
            case NUMBER -> map("precision", 2);
            case PERCENT -> map("precision", 1);
            case CURRENCY -> map("precision", 2, "symbol", "€");
            case DURATION -> map("durationFormat", "h:mm");
            case RATING -> map("icon", "star", "max", 5, "color", "yellowBright");
            case CHECKBOX -> map("icon", "check", "color", "greenBright");
            case DATE -> map("dateFormat", iso());
            case DATE_TIME -> dateTime();
            case MULTIPLE_ATTACHMENTS -> map("isReversed", false);
            case SINGLE_SELECT, MULTIPLE_SELECTS -> map("choices", List.of());
            case CREATED_TIME -> map("result", result(FieldType.DATE_TIME));
            case LAST_MODIFIED_TIME ->
                map("isValid", true, "referencedFieldIds", List.of(), "result", result(FieldType.DATE_TIME));
            case BUTTON -> map("label", "Open");
            default -> new LinkedHashMap<>();
        };
    }

    /// How the value of a computed field looks.
    static Map<String, Object> result(FieldType type) {
        return map("type", type.word(), "options", usual(type));
    }

    private static Map<String, Object> iso() {
        return map("name", "iso", "format", "YYYY-MM-DD");
    }

    private static Map<String, Object> dateTime() {
        return map("timeZone", "utc", "dateFormat", iso(), "timeFormat", map("name", "24hour", "format", "HH:mm"));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }

    /// @throws Rejected where a program left out what such a field needs
    static Map<String, Object> checked(Ids ids, FieldType type, Map<String, @Nullable Object> given) {
        Set<String> needed = switch (type) {
            case NUMBER, PERCENT -> Set.of("precision");
            case CURRENCY -> Set.of("precision", "symbol");
            case DURATION -> Set.of("durationFormat");
            case RATING -> Set.of("icon", "max", "color");
            case CHECKBOX -> Set.of("icon", "color");
            case DATE -> Set.of("dateFormat");
            case DATE_TIME -> Set.of("timeZone", "dateFormat", "timeFormat");
            case SINGLE_SELECT, MULTIPLE_SELECTS -> Set.of("choices");
            case MULTIPLE_RECORD_LINKS -> Set.of("linkedTableId");
            default -> Set.of();
        };
        for (String option : needed) {
            if (given.get(option) == null) {
                throw new Rejected(
                        422,
                        "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE",
                        "Invalid options for a field of type " + type.word() + ": " + option + " is missing");
            }
        }
        Map<String, Object> options = usual(type);
        given.forEach((option, value) -> {
            if (value != null) {
                options.put(option, value);
            }
        });
        if (needed.contains("choices")) {
            options.put("choices", choices(ids, Json.list(given, "choices")));
        }
        return options;
    }

    static List<Map<String, Object>> choices(Ids ids, List<?> given) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (Object each : given) {
            String name = each instanceof Map<?, ?> map ? "" + map.get("name") : "" + each;
            choices.add(new Field.Choice(ids.next("sel"), name, "blueLight2").shown());
        }
        return choices;
    }
}
