package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what a request holds, as strictly as Google does: a field that it does not know is an error, not a shrug.
final class Body {

    private Body() {}

    /// @throws GoogleError naming a field that is none of these
    static void known(JsonNode object, String place, String... fields) {
        Set<String> known = Set.of(fields);
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw unknown(name, place);
            }
        }
    }

    static GoogleError unknown(String name, String place) {
        String at = place.isEmpty() ? "" : " at '" + place + "'";
        String message = "Invalid JSON payload received. Unknown name \"" + name + "\"" + at + ": Cannot find field.";
        return GoogleError.invalidField(message, place, message);
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    static int number(JsonNode object, String field, int otherwise) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt()) {
            throw GoogleError.invalid("Invalid value at '" + field + "' (TYPE_INT32), " + value);
        }
        return value.asInt();
    }

    static boolean yes(JsonNode object, String field) {
        return object.path(field).asBoolean(false);
    }

    static <E extends Enum<E>> E oneOf(Class<E> type, String text, String field, @Nullable E otherwise) {
        if (text.isEmpty() && otherwise != null) {
            return otherwise;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> GoogleError.invalidField(
                        "Invalid value at '" + field + "' (type.googleapis.com/google.apps.sheets.v4."
                                + type.getSimpleName() + "), \"" + text + "\"",
                        field,
                        "Invalid value at '" + field + "'"));
    }

    static Dimension dimension(JsonNode object, String field) {
        return oneOf(Dimension.class, text(object, field), field, null);
    }

    /// A `GridRange`; ends that are missing are open.
    static GridRange range(JsonNode range) {
        known(range, "range", "sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex");
        return new GridRange(
                number(range, "sheetId", 0),
                number(range, "startRowIndex", 0),
                number(range, "endRowIndex", GridRange.OPEN),
                number(range, "startColumnIndex", 0),
                number(range, "endColumnIndex", GridRange.OPEN));
    }
}
