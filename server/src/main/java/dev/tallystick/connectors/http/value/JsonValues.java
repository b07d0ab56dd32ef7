package dev.tallystick.connectors.http.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes JSON without ever making a double: whole numbers are `Long` or `BigInteger`, others `BigDecimal`.
public final class JsonValues {
    /// A number with a larger exponent is no data, and spelled out it would fill the memory.
    private static final int LARGEST_EXPONENT = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(1000)
                    .maxStringLength(32 * 1024 * 1024)
                    .build())
            .build();

    private JsonValues() {}

    /// It is no JSON text; the message says where, and shows nothing of it.
    public static final class NotJson extends RuntimeException {
        NotJson(String message) {
            super(message, null, false, false);
        }
    }

    public static Object read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Object read(byte[] utf8) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() == null) {
                throw new NotJson("it is empty");
            }
            var value = value(parser);
            if (parser.nextToken() != null) {
                throw new NotJson("something follows the end");
            }
            return value;
        } catch (JacksonException e) {
            var where = e.getLocation();
            throw new NotJson(
                    where == null
                            ? "it cannot be read"
                            : "line " + where.getLineNr() + ", column " + where.getColumnNr());
        }
    }

    private static Object value(JsonParser parser) {
        var token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> None.NONE;
            default -> throw new NotJson("a value is missing");
        };
    }

    private static BigDecimal decimal(BigDecimal number) {
        if (Math.abs((long) number.scale()) > LARGEST_EXPONENT + 1000L) {
            throw new NotJson("a number is too large");
        }
        return number;
    }

    /// Canonical as Python sees it: keys sorted, no blanks, `1.10` and `1.1` the same.
    public static String canonical(Object value) {
        var out = new StringBuilder();
        write(value, out, true, false, ",", ":");
        return out.toString();
    }

    /// Canonical with numbers as they were written, every digit kept.
    public static String exact(Object value) {
        return canonical(kept(value));
    }

    /// A number that is written as it is.
    private record Written(String digits) {}

    private static Object kept(Object value) {
        return switch (value) {
            case BigDecimal number -> new Written(number.toPlainString());
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, each) -> copy.put(keyText(key), kept(each)));
                yield copy;
            }
            case Collection<?> items -> {
                List<Object> copy = new ArrayList<>(items.size());
                items.forEach(item -> copy.add(kept(item)));
                yield copy;
            }
            default -> value;
        };
    }

    /// Without blanks, keys as they come.
    public static String compact(Object value) {
        var out = new StringBuilder();
        write(value, out, false, false, ",", ":");
        return out.toString();
    }

    /// As Python's `json.dumps` writes it: a blank after commas and colons, ASCII only.
    public static String python(Object value, boolean sorted) {
        var out = new StringBuilder();
        write(value, out, sorted, true, ", ", ": ");
        return out.toString();
    }

    private static void write(
            Object value, StringBuilder out, boolean sorted, boolean ascii, String comma, String colon) {
        switch (value) {
            case None _ -> out.append("null");
            case Boolean truth -> out.append(truth);
            case String text -> quote(text, out, ascii);
            case BigDecimal number -> out.append(spelled(number));
            case Double number -> out.append(spelled(new BigDecimal(Double.toString(number))));
            case Number number -> out.append(number);
            case Written(String digits) -> out.append(digits);
            case Tuple(List<Object> items) -> items(items, out, sorted, ascii, comma, colon);
            case Collection<?> items -> items(items, out, sorted, ascii, comma, colon);
            case Map<?, ?> map -> map(map, out, sorted, ascii, comma, colon);
            default ->
                throw new IllegalArgumentException(
                        "There is no JSON for a " + value.getClass().getSimpleName());
        }
    }

    /// A double prints as Python prints it; `1.10` and `1.1` are one number and one text.
    private static String spelled(BigDecimal number) {
        if (number.signum() == 0) {
            return "0.0";
        }
        var least = number.stripTrailingZeros();
        int exponent = least.precision() - 1 - least.scale();
        if (exponent >= -4 && exponent < 16) {
            var plain = least.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        var digits = least.unscaledValue().abs().toString();
        var power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : String.valueOf(Math.abs(exponent));
        return (least.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + power;
    }

    private static void items(
            Collection<?> items, StringBuilder out, boolean sorted, boolean ascii, String comma, String colon) {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            out.append(first ? "" : comma);
            first = false;
            write(item, out, sorted, ascii, comma, colon);
        }
        out.append(']');
    }

    private static void map(
            Map<?, ?> map, StringBuilder out, boolean sorted, boolean ascii, String comma, String colon) {
        Map<String, Object> named = sorted ? new TreeMap<>() : new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(keyText(key), value));
        out.append('{');
        boolean first = true;
        for (var entry : named.entrySet()) {
            out.append(first ? "" : comma);
            first = false;
            quote(entry.getKey(), out, ascii);
            out.append(colon);
            write(entry.getValue(), out, sorted, ascii, comma, colon);
        }
        out.append('}');
    }

    private static String keyText(Object key) {
        return switch (key) {
            case String text -> text;
            case None _ -> "null";
            case BigDecimal number -> spelled(number);
            default -> key.toString();
        };
    }

    private static void quote(String text, StringBuilder out, boolean ascii) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /// A copy of what YAML or a settings map holds, in which every null is [None], every map's keys are text and every
    /// list is a list.
    public static Object normal(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> None.NONE;
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, each) -> copy.put(key == null ? "null" : keyText(key), normal(each)));
                yield copy;
            }
            case Collection<?> items -> {
                List<Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(normal(item)));
                yield copy;
            }
            case Integer number -> (long) number;
            case Short number -> (long) number;
            case Float number -> new BigDecimal(number.toString());
            case Double number ->
                Double.isFinite(number) ? new BigDecimal(number.toString()) : (Object) number.toString();
            case BigInteger number -> number.bitLength() < 64 ? (Object) number.longValue() : number;
            case String text -> text;
            case Boolean truth -> truth;
            case Number number -> number;
            case None none -> none;
            default -> value.toString();
        };
    }
}
