package dev.tallystick.plan;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Brings one left value into the right field's type. A value is converted without loss or it does not fit; nothing is
/// cut, rounded or guessed.
sealed interface Conversion {
    record Fits(Value value) implements Conversion {}

    record DoesNotFit(String reason) implements Conversion {}

    /// A number of more digits than this is no number somebody meant (`1e400` has 401).
    int MAX_NUMBER_DIGITS = 400;

    /// How much of a value stands in a reason: enough to find it, not enough to flood a page.
    int SHOWN_VALUE_CHARS = 60;

    static Conversion of(FieldMapping field, Row row) {
        return of(field, row, row.value(field.left()));
    }

    /// @param value stands for what the row has in the left field
    static Conversion of(FieldMapping field, Row row, Value value) {
        for (var transform : field.transforms()) {
            switch (transformed(value, transform, row)) {
                case Fits(Value next) -> value = next;
                case DoesNotFit(String reason) -> {
                    return new DoesNotFit("'" + field.left() + "' " + reason);
                }
            }
        }
        return typed(value, field.type(), field.left(), field.right());
    }

    /// The way back, from a right value to the left field. Only a value map that gives each value one name has one;
    /// a trimmed text stays as it is.
    static Conversion back(FieldMapping field, Value value) {
        if (field.leftType() == null) {
            return new DoesNotFit("'" + field.right() + "' cannot go back: the mapping does not say which type '"
                    + field.left() + "' has");
        }
        for (var transform : field.transforms().reversed()) {
            switch (undone(value, transform)) {
                case Fits(Value next) -> value = next;
                case DoesNotFit(String reason) -> {
                    return new DoesNotFit("'" + field.right() + "' " + reason);
                }
            }
        }
        return typed(value, field.leftType(), field.right(), field.left());
    }

    private static Conversion typed(Value value, FieldType type, String from, String to) {
        var converted = converted(value, type);
        return converted == null
                ? new DoesNotFit("'" + from + "' is " + shown(value) + ", which is no " + type.word() + " for " + to)
                : new Fits(converted);
    }

    private static Conversion undone(Value value, Transform transform) {
        return switch (transform) {
            case Transform.Trim _ -> new Fits(value);
            case Transform.LowerCase _ ->
                new DoesNotFit("cannot go back: nobody knows which letters were large before lower_case");
            case Transform.ParseTime _ ->
                new DoesNotFit("cannot go back: nobody knows how the time was written before parse_time");
            case Transform.ValueMap map -> unmapped(value, map);
        };
    }

    private static Conversion unmapped(Value value, Transform.ValueMap map) {
        if (value.isEmpty()) {
            return new Fits(value);
        }
        if (map.otherwise() != null) {
            return new DoesNotFit("cannot go back: its value map has an otherwise");
        }
        var text = plainText(value);
        var from = map.values().entrySet().stream()
                .filter(entry -> entry.getValue().equals(text))
                .map(Map.Entry::getKey)
                .toList();
        return switch (from.size()) {
            case 0 -> new DoesNotFit("is " + shown(value) + ", which its value map never gives");
            case 1 -> new Fits(Value.text(from.getFirst()));
            default ->
                new DoesNotFit("is " + shown(value) + ", which its value map gives for " + String.join(" and ", from));
        };
    }

    private static Conversion transformed(Value value, Transform transform, Row row) {
        return switch (transform) {
            case Transform.Trim _ -> new Fits(trimmed(value));
            case Transform.LowerCase _ ->
                new Fits(value instanceof Value.Text(String text) ? Value.text(text.toLowerCase(Locale.ROOT)) : value);
            case Transform.ValueMap map -> mapped(value, map);
            case Transform.ParseTime(var zone, var dateField) ->
                parsed(value, TimeText.read(value, zone, dateField == null ? Value.empty() : row.value(dateField)));
        };
    }

    private static Conversion parsed(Value value, TimeText.Read read) {
        return switch (read) {
            case TimeText.Read.Time(Value time) -> new Fits(time);
            case TimeText.Read.Unknown _ ->
                new DoesNotFit("is " + shown(value) + ", which is no time in a known format");
            case TimeText.Read.Skipped(var zone) ->
                new DoesNotFit(
                        "is " + shown(value) + ", a time that " + zone + " skipped when its clocks went forward");
        };
    }

    private static Value trimmed(Value value) {
        if (!(value instanceof Value.Text(String text))) {
            return value;
        }
        return text.isBlank() ? Value.empty() : Value.text(text.strip());
    }

    private static Conversion mapped(Value value, Transform.ValueMap map) {
        if (value.isEmpty()) {
            return new Fits(value);
        }
        var known = map.values().get(plainText(value));
        if (known != null) {
            return new Fits(Value.text(known));
        }
        if (map.otherwise() != null) {
            return new Fits(Value.text(map.otherwise()));
        }
        return new DoesNotFit("is " + shown(value) + ", which is not in its value map");
    }

    private static @Nullable Value converted(Value value, FieldType type) {
        if (value.isEmpty()) {
            return value;
        }
        return switch (type) {
            case TEXT -> value instanceof Value.Text ? value : Value.text(plainText(value));
            case DECIMAL -> decimal(value);
            case BOOLEAN -> bool(value);
            case DATE -> date(value);
            case INSTANT -> value instanceof Value.Timestamp ? value : TimeText.instant(value);
            case LOCAL_DATE_TIME -> value instanceof Value.LocalDateTime ? value : TimeText.local(value);
            case CHOICE -> value instanceof Value.Choice ? value : named(value, Value.Choice::new);
            case CHOICES ->
                value instanceof Value.Choices ? value : named(value, option -> new Value.Choices(List.of(option)));
            case LINKS -> value instanceof Value.Links ? value : named(value, row -> new Value.Links(List.of(row)));
            case ATTACHMENTS -> value instanceof Value.Attachments ? value : null;
            case JSON -> value instanceof Value.Json ? value : null;
        };
    }

    /// An option or a row by its name; no name is no option.
    private static Value named(Value value, Function<String, Value> by) {
        var name = plainText(value);
        return name.isEmpty() ? Value.empty() : by.apply(name);
    }

    private static @Nullable Value decimal(Value value) {
        if (value instanceof Value.Decimal(BigDecimal number)) {
            return digits(number) > MAX_NUMBER_DIGITS ? null : value;
        }
        if (!(value instanceof Value.Text(String text)) || text.length() > MAX_NUMBER_DIGITS) {
            return null;
        }
        try {
            var number = new BigDecimal(text.strip());
            return digits(number) > MAX_NUMBER_DIGITS ? null : new Value.Decimal(number);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static long digits(BigDecimal number) {
        return Math.max(number.precision(), Math.abs((long) number.scale()) + number.precision());
    }

    private static @Nullable Value bool(Value value) {
        if (value instanceof Value.Bool) {
            return value;
        }
        return switch (plainText(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> new Value.Bool(true);
            case "false", "no", "0" -> new Value.Bool(false);
            default -> null;
        };
    }

    private static @Nullable Value date(Value value) {
        return switch (value) {
            case Value.Date _ -> value;
            case Value.Text(String text) -> {
                try {
                    yield new Value.Date(LocalDate.parse(text.strip()));
                } catch (DateTimeException notADate) {
                    yield null;
                }
            }
            default -> null;
        };
    }

    static String plainText(Value value) {
        return switch (value) {
            case Value.Empty _ -> "";
            case Value.Text(String text) -> text;
            // 1e1000000000 written out would fill the memory.
            case Value.Decimal(BigDecimal number) ->
                digits(number) > MAX_NUMBER_DIGITS ? number.toString() : number.toPlainString();
            case Value.Bool(boolean truth) -> Boolean.toString(truth);
            case Value.Date(var date) -> date.toString();
            case Value.Timestamp(var instant) -> instant.toString();
            case Value.LocalDateTime(var dateTime) -> dateTime.toString();
            case Value.Choice(String option) -> option;
            case Value.Choices(List<String> options) -> String.join(", ", options);
            case Value.Links(List<String> rowIds) -> String.join(", ", rowIds);
            case Value.Attachments(List<Value.Attachment> files) ->
                String.join(", ", files.stream().map(Value.Attachment::name).toList());
            case Value.Json(String json) -> json;
        };
    }

    static String shown(Value value) {
        var text = plainText(value);
        var cut = text.length() > SHOWN_VALUE_CHARS
                ? text.substring(
                                0,
                                text.offsetByCodePoints(
                                        0, Math.min(SHOWN_VALUE_CHARS, text.codePointCount(0, text.length()))))
                        + "…"
                : text;
        return "\"" + cut + "\"";
    }
}
