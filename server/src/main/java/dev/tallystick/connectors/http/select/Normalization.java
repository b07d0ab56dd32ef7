package dev.tallystick.connectors.http.select;

import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Truth;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Casts the values of a record to the types of the stream's schema, where a field has exactly one. What cannot be cast
/// stays as it is.
final class Normalization {
    private static final Set<String> YES = Set.of("y", "yes", "t", "true", "on", "1");
    private static final Set<String> NO = Set.of("n", "no", "f", "false", "off", "0");

    private Normalization() {}

    static void apply(Map<String, Object> record, Map<?, ?> schema) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        record.replaceAll(
                (name, value) -> properties.get(name) instanceof Map<?, ?> property ? cast(value, property) : value);
    }

    @SuppressWarnings("unchecked") // records are maps with text keys
    private static Object cast(Object value, Map<?, ?> schema) {
        var types = types(schema);
        if (value == None.NONE && (types.contains("null") || types.isEmpty())) {
            return value;
        }
        var named = types.stream().filter(type -> !type.equals("null")).toList();
        if (named.size() != 1) {
            return value;
        }
        return switch (named.getFirst()) {
            case "string" -> value instanceof String ? value : PythonText.of(value);
            case "integer" -> integer(value);
            case "number" -> number(value);
            case "boolean" -> truth(value);
            case "object" -> {
                if (value instanceof Map<?, ?> map) {
                    apply((Map<String, Object>) map, schema);
                }
                yield value;
            }
            case "array" -> items(value, schema);
            default -> value;
        };
    }

    private static List<String> types(Map<?, ?> schema) {
        return switch (schema.get("type")) {
            case String type -> List.of(type);
            case List<?> all -> all.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    private static Object items(Object value, Map<?, ?> schema) {
        if (!(schema.get("items") instanceof Map<?, ?> inner)) {
            return value;
        }
        if (value instanceof List<?> items) {
            List<Object> cast = new ArrayList<>();
            items.forEach(item -> cast.add(cast(item, inner)));
            return cast;
        }
        if (value instanceof Map<?, ?> || types(inner).contains("object") || value == None.NONE) {
            return value;
        }
        return new ArrayList<>(List.of(cast(value, inner)));
    }

    private static Object integer(Object value) {
        return switch (value) {
            case String text ->
                text.strip().matches("[+-]?\\d{1,400}") ? shortest(new BigInteger(text.strip())) : value;
            case BigDecimal number -> shortest(number.toBigInteger());
            case Boolean truth -> truth ? 1L : 0L;
            default -> value;
        };
    }

    private static Object shortest(BigInteger number) {
        return number.bitLength() < 64 ? (Object) number.longValue() : number;
    }

    private static Object number(Object value) {
        return switch (value) {
            case String text -> {
                try {
                    yield text.length() > 400 ? value : new BigDecimal(text.strip());
                } catch (NumberFormatException _) {
                    yield value;
                }
            }
            case Long number -> new BigDecimal(number);
            case Boolean truth -> truth ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> value;
        };
    }

    private static Object truth(Object value) {
        if (!(value instanceof String text)) {
            return Truth.of(value);
        }
        var word = text.toLowerCase(Locale.ROOT);
        if (YES.contains(word) || NO.contains(word)) {
            return YES.contains(word);
        }
        return value;
    }
}
