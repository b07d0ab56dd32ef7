package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.template.Operations.BoundMethod;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How Python prints values: `True`, `None`, `1.0`, `['a', 1]`.
public final class PythonText {
    private static final int DEPTH = 200;

    private PythonText() {}

    /// `str(value)`
    public static String of(Object value) {
        return value instanceof String text ? text : quoted(value, 0);
    }

    /// `repr(value)`
    static String quoted(Object value) {
        return quoted(value, 0);
    }

    private static String quoted(Object value, int depth) {
        if (depth > DEPTH) {
            throw TemplateException.limit("a value is nested too deeply");
        }
        return switch (value) {
            case String text -> literal(text);
            case Boolean truth -> truth ? "True" : "False";
            case Double number -> real(number);
            case BigDecimal decimal -> decimal(decimal);
            case Number number -> number.toString();
            case None none -> none.toString();
            case Undefined undefined -> depth == 0 ? undefined.toString() : "Undefined";
            case Tuple(List<Object> items) ->
                items.size() == 1 ? "(" + quoted(items.getFirst(), depth + 1) + ",)" : "(" + join(items, depth) + ")";
            case List<?> items -> "[" + join(items, depth) + "]";
            case Set<?> items -> items.isEmpty() ? "set()" : "{" + join(items, depth) + "}";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quoted(entry.getKey(), depth + 1) + ": " + quoted(entry.getValue(), depth + 1))
                        .collect(Collectors.joining(", ", "{", "}"));
            case OffsetDateTime time -> DateFormats.isoText(time, " ");
            case LocalDateTime time -> DateFormats.isoText(time, " ");
            case LocalDate date -> date.toString();
            case Duration duration -> duration(duration);
            case Span span -> span.toString();
            case BoundMethod method -> "<built-in method " + method.name() + ">";
            default -> "<" + type(value) + ">";
        };
    }

    private static String join(Collection<?> items, int depth) {
        return items.stream().map(item -> quoted(item, depth + 1)).collect(Collectors.joining(", "));
    }

    private static String literal(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        var out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append("\\x%02x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    /// The shortest digits that read back as the same number, with an exponent below 1e-4 and from 1e16 on.
    static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        return spelled(new BigDecimal(Double.toString(number)).stripTrailingZeros());
    }

    /// As Python would print it after reading it as a float; with all digits where it would lose some.
    private static String decimal(BigDecimal decimal) {
        if (decimal.signum() == 0) {
            return "0.0";
        }
        double number = decimal.doubleValue();
        if (Double.isFinite(number) && number != 0 && new BigDecimal(Double.toString(number)).compareTo(decimal) == 0) {
            return real(number);
        }
        return spelled(decimal.stripTrailingZeros());
    }

    private static String spelled(BigDecimal number) {
        var digits = number.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - number.scale();
        var sign = number.signum() < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            var two = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : String.valueOf(Math.abs(exponent));
            return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + two;
        }
        var plain = number.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private static String duration(Duration duration) {
        long days = Math.floorDiv(duration.toSeconds(), 86_400L);
        long rest = Math.floorMod(duration.toSeconds(), 86_400L);
        var text = "%d:%02d:%02d".formatted(rest / 3600, rest / 60 % 60, rest % 60);
        int micros = duration.toNanosPart() / 1000;
        text = micros == 0 ? text : text + ".%06d".formatted(micros);
        return days == 0 ? text : days + (Math.abs(days) == 1 ? " day, " : " days, ") + text;
    }

    /// The Python name of a value's type, for messages.
    static String type(Object value) {
        return switch (value) {
            case String _ -> "str";
            case Boolean _ -> "bool";
            case None _ -> "NoneType";
            case Undefined _ -> "Undefined";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Set<?> _ -> "set";
            case Map<?, ?> _ -> "dict";
            case OffsetDateTime _, LocalDateTime _ -> "datetime";
            case LocalDate _ -> "date";
            case Duration _, Span _ -> "timedelta";
            case BoundMethod _ -> "builtin_function_or_method";
            default -> Numbers.isWhole(value) ? "int" : Numbers.isFloat(value) ? "float" : "object";
        };
    }
}
