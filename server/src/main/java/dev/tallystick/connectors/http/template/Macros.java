package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The functions that a template can call.
final class Macros {
    /// @param name a function as a value, before it is called
    record Macro(String name) {}

    static final Set<String> NAMES = Set.of(
            "now_utc",
            "today_utc",
            "today_with_timezone",
            "format_datetime",
            "day_delta",
            "duration",
            "str_to_datetime",
            "timestamp",
            "max",
            "min",
            "sanitize_url",
            "camel_case_to_snake_case",
            "generate_uuid",
            "json_loads",
            "namespace",
            "dict");

    private final Clock clock;

    Macros(Clock clock) {
        this.clock = clock;
    }

    Object call(String name, List<Object> arguments, Map<String, Object> named) {
        try {
            return switch (name) {
                case "now_utc" -> Operations.now(clock);
                case "today_utc" -> Operations.now(clock).toLocalDate();
                case "today_with_timezone" -> LocalDate.ofInstant(clock.instant(), zone(arguments.getFirst()));
                case "format_datetime" -> formatDatetime(arguments, named);
                case "day_delta" -> {
                    var days = Numbers.integer(named.getOrDefault("num_days", first(arguments)));
                    Object format = arguments.size() > 1
                            ? arguments.get(1)
                            : named.getOrDefault("format", "%Y-%m-%dT%H:%M:%S.%f%z");
                    yield DateFormats.strftime(
                            Operations.now(clock).plusDays(days.longValue()), Methods.string(format));
                }
                case "duration" -> Span.parse(Methods.string(first(arguments))).simplest();
                case "str_to_datetime" -> DateFormats.parseIso(time(first(arguments)));
                case "timestamp" -> timestamp(first(arguments));
                case "max" -> extreme(arguments, 1, ">");
                case "min" -> extreme(arguments, -1, "<");
                case "sanitize_url" -> quotePlus(PythonText.of(first(arguments)));
                case "camel_case_to_snake_case" -> snakeCase(Methods.string(first(arguments)));
                case "generate_uuid" -> UUID.randomUUID().toString();
                case "json_loads" -> JsonValues.read(Methods.string(first(arguments)));
                case "namespace", "dict" -> {
                    Map<Object, Object> map = new LinkedHashMap<>();
                    if (!arguments.isEmpty() && arguments.getFirst() instanceof Map<?, ?> from) {
                        map.putAll(from);
                    }
                    map.putAll(named);
                    yield name.equals("dict") ? map : new Namespace(map);
                }
                default ->
                    throw new TemplateException(
                            TemplateException.Kind.UNDECLARED, "there is no function " + name + "()");
            };
        } catch (DateTimeException | ArithmeticException _) {
            throw TemplateException.value(name + "() got a time out of range");
        }
    }

    /// `namespace()`: a bag whose fields can be set from within loops.
    record Namespace(Map<Object, Object> fields) {}

    private static Object first(List<Object> arguments) {
        if (arguments.isEmpty()) {
            throw TemplateException.type("an argument is missing");
        }
        return arguments.getFirst();
    }

    private static ZoneId zone(Object name) {
        try {
            return ZoneId.of(Methods.string(name));
        } catch (DateTimeException _) {
            throw TemplateException.value("there is no such time zone");
        }
    }

    private static String formatDatetime(List<Object> arguments, Map<String, Object> named) {
        Object value = arguments.isEmpty() ? named.getOrDefault("dt", None.NONE) : arguments.getFirst();
        Object format = arguments.size() > 1 ? arguments.get(1) : named.getOrDefault("format", None.NONE);
        Object input = arguments.size() > 2 ? arguments.get(2) : named.getOrDefault("input_format", None.NONE);
        OffsetDateTime time = switch (value) {
            case OffsetDateTime aware -> aware;
            case LocalDateTime naive -> DateFormats.utc(naive);
            case String text ->
                input == None.NONE || input.equals("")
                        ? DateFormats.parseIso(text)
                        : DateFormats.parse(text, Methods.string(input));
            default -> {
                if (!Numbers.isNumber(value)) {
                    // The reference hands what it does not know to strptime or to the ISO parser.
                    var refused = input == None.NONE ? time(value) : Methods.string(value);
                    throw TemplateException.type("no time: " + refused.length());
                }
                yield DateFormats.parse(
                        Numbers.isFloat(value)
                                ? new BigDecimal(PythonText.of(value)).toPlainString()
                                : PythonText.of(value),
                        input == None.NONE ? "%s" : Methods.string(input));
            }
        };
        return DateFormats.format(time, Methods.string(format));
    }

    private static Object timestamp(Object value) {
        if (Numbers.isNumber(value)) {
            return Numbers.truncate(value);
        }
        return DateFormats.epochSeconds(DateFormats.parseIso(time(value))).doubleValue();
    }

    /// The reference measures the text first, and measuring something undefined fails in another way.
    private static String time(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        return Methods.string(value);
    }

    private static Object extreme(List<Object> arguments, int direction, String operator) {
        var items = arguments.size() == 1 ? Operations.items(arguments.getFirst()) : arguments;
        if (items.isEmpty()) {
            throw TemplateException.value("there is nothing to choose from");
        }
        var best = items.getFirst();
        for (var item : items.subList(1, items.size())) {
            if (Operations.compare(item, best, operator) * direction > 0) {
                best = item;
            }
        }
        return best;
    }

    static String quotePlus(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String snakeCase(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i > 0 && text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
                out.append('_');
            }
            out.append(text.charAt(i));
        }
        return out.toString().toLowerCase(java.util.Locale.ROOT);
    }
}
