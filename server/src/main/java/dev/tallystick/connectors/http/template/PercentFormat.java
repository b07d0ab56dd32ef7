package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// `'%02d' % value`
final class PercentFormat {
    private static final Pattern PLACE = Pattern.compile("%([-+ 0#]*)(\\d{0,3})(?:\\.(\\d{1,2}))?([a-zA-Z%])");

    private PercentFormat() {}

    static String of(String format, Object value) {
        var values = value instanceof Tuple(List<Object> items) ? items : List.of(value);
        var match = PLACE.matcher(format);
        var out = new StringBuilder();
        int used = 0;
        int from = 0;
        while (match.find()) {
            out.append(format, from, match.start());
            from = match.end();
            if (match.group(4).equals("%")) {
                out.append('%');
                continue;
            }
            if (used >= values.size()) {
                throw TemplateException.type("a format has more places than there are values");
            }
            out.append(one(match.group(1), match.group(2), match.group(3), match.group(4), values.get(used++)));
            Operations.checkLength(out.length());
        }
        if (used < values.size() && !(value instanceof java.util.Map<?, ?>)) {
            throw TemplateException.type("a format has fewer places than there are values");
        }
        return out.append(format.substring(from)).toString();
    }

    private static String one(
            String flags,
            String width,
            @org.jspecify.annotations.Nullable String precision,
            String kind,
            Object value) {
        var body = switch (kind) {
            case "s" -> cut(PythonText.of(value), precision);
            case "r" -> PythonText.quoted(value);
            case "d", "i", "u" -> {
                if (!Numbers.isNumber(value)) {
                    throw TemplateException.type("%d needs a number, not " + PythonText.type(value));
                }
                yield Numbers.integer(Numbers.truncate(value)).toString();
            }
            case "f", "F" -> fixed(value, precision);
            case "x" -> Numbers.integer(value).toString(16);
            case "X" -> Numbers.integer(value).toString(16).toUpperCase(Locale.ROOT);
            default -> throw TemplateException.value("the format %" + kind + " is not supported");
        };
        boolean number = !kind.equals("s") && !kind.equals("r");
        if (number && flags.contains("+") && !body.startsWith("-")) {
            body = "+" + body;
        }
        int missing = (width.isEmpty() ? 0 : Integer.parseInt(width)) - body.length();
        if (missing <= 0) {
            return body;
        }
        if (flags.contains("-")) {
            return body + " ".repeat(missing);
        }
        if (number && flags.contains("0")) {
            boolean signed = body.startsWith("-") || body.startsWith("+");
            return (signed ? body.substring(0, 1) : "") + "0".repeat(missing) + (signed ? body.substring(1) : body);
        }
        return " ".repeat(missing) + body;
    }

    private static String cut(String text, @org.jspecify.annotations.Nullable String precision) {
        return precision == null || text.length() <= Integer.parseInt(precision)
                ? text
                : text.substring(0, Integer.parseInt(precision));
    }

    private static String fixed(Object value, @org.jspecify.annotations.Nullable String precision) {
        if (!Numbers.isNumber(value)) {
            throw TemplateException.type("%f needs a number, not " + PythonText.type(value));
        }
        int digits = precision == null ? 6 : Integer.parseInt(precision);
        return new java.math.BigDecimal(Numbers.real(value))
                .setScale(digits, java.math.RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
