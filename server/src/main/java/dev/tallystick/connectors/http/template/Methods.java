package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.template.Operations.BoundMethod;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The attributes and methods of Python's values, each named here: nothing is found by reflection.
final class Methods {
    private static final Set<String> OF_TEXT = Set.of(
            "split",
            "rsplit",
            "join",
            "replace",
            "strip",
            "lstrip",
            "rstrip",
            "lower",
            "upper",
            "title",
            "capitalize",
            "startswith",
            "endswith",
            "format",
            "find",
            "rfind",
            "index",
            "count",
            "isdigit",
            "isalpha",
            "isalnum",
            "isnumeric",
            "isupper",
            "islower",
            "isspace",
            "zfill",
            "splitlines",
            "partition",
            "rpartition",
            "removeprefix",
            "removesuffix",
            "ljust",
            "rjust",
            "casefold",
            "swapcase");
    private static final Set<String> OF_DICT = Set.of(
            "get", "items", "keys", "values", "pop", "update", "copy", "setdefault", "clear", "popitem", "fromkeys");
    private static final Set<String> OF_LIST =
            Set.of("append", "extend", "insert", "pop", "index", "count", "remove", "reverse", "sort", "copy", "clear");
    private static final Set<String> OF_TUPLE = Set.of("index", "count");
    private static final Set<String> OF_TIME = Set.of(
            "strftime", "isoformat", "timestamp", "weekday", "isoweekday", "date", "replace", "astimezone", "ctime");
    private static final Set<String> OF_DATE =
            Set.of("strftime", "isoformat", "weekday", "isoweekday", "replace", "ctime");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern PLACE = Pattern.compile("\\{\\{|\\}\\}|\\{(\\w*)\\}");

    private Methods() {}

    /// What `value.name` is by the value's type, apart from any key of that name.
    static Optional<Object> attribute(Object value, String name) {
        if (value instanceof Attributed attributed && attributed.attributes().containsKey(name)) {
            return Optional.of(Objects.requireNonNull(attributed.attributes().get(name)));
        }
        boolean method = switch (value) {
            case String _ -> OF_TEXT.contains(name);
            case Map<?, ?> _ -> OF_DICT.contains(name);
            case List<?> _ -> OF_LIST.contains(name);
            case Tuple _ -> OF_TUPLE.contains(name);
            case OffsetDateTime _, LocalDateTime _ -> OF_TIME.contains(name);
            case LocalDate _ -> OF_DATE.contains(name);
            case Duration _ -> name.equals("total_seconds");
            default -> false;
        };
        if (method) {
            return Optional.of(new BoundMethod(value, name));
        }
        return switch (value) {
            case OffsetDateTime time -> part(time, name);
            case LocalDateTime time -> part(time, name);
            case LocalDate date -> part(date, name);
            case Duration duration ->
                switch (name) {
                    case "days" -> Optional.of(Math.floorDiv(duration.toSeconds(), 86_400L));
                    case "seconds" -> Optional.of(Math.floorMod(duration.toSeconds(), 86_400L));
                    case "microseconds" -> Optional.of((long) duration.toNanosPart() / 1000);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<Object> part(Temporal time, String name) {
        var field = switch (name) {
            case "year" -> ChronoField.YEAR;
            case "month" -> ChronoField.MONTH_OF_YEAR;
            case "day" -> ChronoField.DAY_OF_MONTH;
            case "hour" -> ChronoField.HOUR_OF_DAY;
            case "minute" -> ChronoField.MINUTE_OF_HOUR;
            case "second" -> ChronoField.SECOND_OF_MINUTE;
            case "microsecond" -> ChronoField.MICRO_OF_SECOND;
            default -> ChronoField.ERA;
        };
        return field == ChronoField.ERA || !time.isSupported(field)
                ? Optional.empty()
                : Optional.of(time.getLong(field));
    }

    static Object call(BoundMethod method, List<Object> arguments, Map<String, Object> named) {
        try {
            return switch (method.receiver()) {
                case String text -> text(text, method.name(), arguments, named);
                case Map<?, ?> map -> dict(map, method.name(), arguments, named);
                case List<?> list -> list(list, method.name(), arguments);
                case Tuple(List<Object> items) -> list(items, method.name(), arguments);
                case OffsetDateTime time -> time(time, method.name(), arguments, named);
                case LocalDateTime time -> time(time, method.name(), arguments, named);
                case LocalDate date -> time(date, method.name(), arguments, named);
                case Duration duration -> duration.toNanos() / 1e9;
                default -> throw unsupported(method.name());
            };
        } catch (IndexOutOfBoundsException _) {
            throw TemplateException.type(method.name() + "() has too few arguments");
        } catch (UnsupportedOperationException _) {
            throw TemplateException.value("this value cannot be changed");
        } catch (ClassCastException _) {
            throw TemplateException.type(method.name() + "() has an argument of the wrong type");
        }
    }

    private static TemplateException unsupported(String name) {
        return TemplateException.value("the method " + name + "() is not supported");
    }

    // Text

    private static Object text(String text, String name, List<Object> arguments, Map<String, Object> named) {
        return switch (name) {
            case "split", "rsplit" -> split(text, arguments, named, name.equals("rsplit"));
            case "splitlines" -> new ArrayList<Object>(text.lines().toList());
            case "join" -> join(text, arguments.getFirst());
            case "replace" -> replace(text, string(arguments.get(0)), string(arguments.get(1)), count(arguments, 2));
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "lower", "casefold" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "title" -> title(text);
            case "capitalize" -> capitalize(text);
            case "swapcase" -> swapCase(text);
            case "startswith" -> prefixes(arguments.getFirst()).anyMatch(text::startsWith);
            case "endswith" -> prefixes(arguments.getFirst()).anyMatch(text::endsWith);
            case "format" -> format(text, arguments, named);
            case "find" -> (long) text.indexOf(string(arguments.getFirst()));
            case "rfind" -> (long) text.lastIndexOf(string(arguments.getFirst()));
            case "index" -> {
                long at = text.indexOf(string(arguments.getFirst()));
                if (at < 0) {
                    throw TemplateException.value("the part is not in the text");
                }
                yield at;
            }
            case "count" -> occurrences(text, string(arguments.getFirst()));
            case "isdigit", "isnumeric" -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isalpha" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isalnum" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit);
            case "isspace" -> !text.isEmpty() && text.isBlank();
            case "isupper" ->
                text.codePoints().anyMatch(Character::isUpperCase)
                        && text.codePoints().noneMatch(Character::isLowerCase);
            case "islower" ->
                text.codePoints().anyMatch(Character::isLowerCase)
                        && text.codePoints().noneMatch(Character::isUpperCase);
            case "zfill" -> {
                int width = width(arguments.getFirst());
                boolean signed = text.startsWith("-") || text.startsWith("+");
                var zeros = "0".repeat(Math.max(0, width - text.length()));
                yield signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
            }
            case "ljust" -> text + pad(text, arguments);
            case "rjust" -> pad(text, arguments) + text;
            case "partition" -> partition(text, string(arguments.getFirst()), false);
            case "rpartition" -> partition(text, string(arguments.getFirst()), true);
            case "removeprefix" -> {
                var prefix = string(arguments.getFirst());
                yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            }
            case "removesuffix" -> {
                var suffix = string(arguments.getFirst());
                yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            }
            default -> throw unsupported(name);
        };
    }

    private static int width(Object value) {
        long width = Numbers.integer(value).longValue();
        Operations.checkLength(width);
        return (int) width;
    }

    private static String pad(String text, List<Object> arguments) {
        var fill = arguments.size() > 1 ? string(arguments.get(1)) : " ";
        return fill.repeat(Math.max(0, width(arguments.getFirst()) - text.length()));
    }

    private static long occurrences(String text, String part) {
        if (part.isEmpty()) {
            return text.length() + 1L;
        }
        long found = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            found++;
        }
        return found;
    }

    private static java.util.stream.Stream<String> prefixes(Object value) {
        return value instanceof Tuple(List<Object> items)
                ? items.stream().map(Methods::string)
                : java.util.stream.Stream.of(string(value));
    }

    static String string(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined undefined) {
            throw TemplateException.type("a text is needed, not " + PythonText.type(undefined));
        }
        throw TemplateException.type("a text is needed, not " + PythonText.type(value));
    }

    private static long count(List<Object> arguments, int place) {
        return arguments.size() > place ? Numbers.integer(arguments.get(place)).longValue() : -1;
    }

    static String replace(String text, String old, String fresh, long count) {
        if (count < 0) {
            long grown = text.length() + (long) Math.max(0, fresh.length() - old.length()) * (text.length() + 1L);
            if (grown > Operations.LONGEST) {
                Operations.checkLength(
                        text.length() + occurrences(text, old) * (long) Math.max(0, fresh.length() - old.length()));
            }
            return text.replace(old, fresh);
        }
        var out = text;
        int from = 0;
        for (long i = 0; i < count; i++) {
            int at = out.indexOf(old, from);
            if (at < 0) {
                break;
            }
            out = out.substring(0, at) + fresh + out.substring(at + old.length());
            Operations.checkLength(out.length());
            from = at + fresh.length() + (old.isEmpty() ? 1 : 0);
            if (from > out.length()) {
                break;
            }
        }
        return out;
    }

    private static List<Object> split(
            String text, List<Object> arguments, Map<String, Object> named, boolean fromRight) {
        Object separator = arguments.isEmpty() ? named.getOrDefault("sep", None.NONE) : arguments.getFirst();
        long most = arguments.size() > 1
                ? Numbers.integer(arguments.get(1)).longValue()
                : named.containsKey("maxsplit")
                        ? Numbers.integer(named.get("maxsplit")).longValue()
                        : -1;
        if (separator == None.NONE) {
            var stripped = text.strip();
            if (stripped.isEmpty()) {
                return new ArrayList<>();
            }
            var parts = most < 0 ? BLANKS.split(stripped) : BLANKS.split(stripped, (int) Math.min(most + 1, 1 << 20));
            return new ArrayList<>(Arrays.asList(parts));
        }
        var sign = string(separator);
        if (sign.isEmpty()) {
            throw TemplateException.value("a text cannot be split at nothing");
        }
        List<Object> parts = new ArrayList<>();
        if (fromRight && most >= 0) {
            int end = text.length();
            for (int at = text.lastIndexOf(sign); at >= 0 && parts.size() < most; ) {
                parts.addFirst(text.substring(at + sign.length(), end));
                end = at;
                at = at == 0 ? -1 : text.lastIndexOf(sign, at - sign.length());
            }
            parts.addFirst(text.substring(0, end));
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(sign); at >= 0 && (most < 0 || parts.size() < most); at = text.indexOf(sign, from)) {
            parts.add(text.substring(from, at));
            from = at + sign.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String join(String between, Object items) {
        if (items instanceof None || Numbers.isNumber(items)) {
            throw TemplateException.type("only a list can be joined");
        }
        var joined = Operations.items(items).stream().map(Methods::string).collect(Collectors.joining(between));
        Operations.checkLength(joined.length());
        return joined;
    }

    private static String strip(String text, List<Object> arguments, boolean left, boolean right) {
        if (arguments.isEmpty() || arguments.getFirst() == None.NONE) {
            return left && right ? text.strip() : left ? text.stripLeading() : text.stripTrailing();
        }
        var signs = string(arguments.getFirst());
        int from = 0;
        int to = text.length();
        while (left && from < to && signs.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && signs.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    static String title(String text) {
        var out = new StringBuilder();
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return out.toString();
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String swapCase(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static Tuple partition(String text, String sign, boolean last) {
        int at = last ? text.lastIndexOf(sign) : text.indexOf(sign);
        if (at < 0) {
            return new Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
        }
        return new Tuple(List.of(text.substring(0, at), sign, text.substring(at + sign.length())));
    }

    /// Only `{}`, `{0}` and `{name}`: what stands behind a dot or a colon in Python reaches into objects.
    private static String format(String text, List<Object> arguments, Map<String, Object> named) {
        var match = PLACE.matcher(text);
        var out = new StringBuilder();
        int from = 0;
        int next = 0;
        while (match.find()) {
            out.append(text, from, match.start());
            from = match.end();
            var place = match.group(1);
            if (place == null) {
                out.append(match.group().charAt(0));
            } else if (place.isEmpty()) {
                out.append(PythonText.of(arguments.get(next++)));
            } else if (Character.isDigit(place.charAt(0))) {
                out.append(PythonText.of(arguments.get(Integer.parseInt(place))));
            } else {
                var value = named.get(place);
                if (value == null) {
                    throw TemplateException.value("format() has no value named " + place);
                }
                out.append(PythonText.of(value));
            }
            Operations.checkLength(out.length());
        }
        var rest = text.substring(from);
        if (rest.indexOf('{') >= 0) {
            throw TemplateException.value("this use of format() is not supported");
        }
        return out.append(rest).toString();
    }

    // Maps and lists

    @SuppressWarnings("unchecked") // maps of values hold any value
    private static Object dict(Map<?, ?> unknown, String name, List<Object> arguments, Map<String, Object> named) {
        var map = (Map<Object, Object>) unknown;
        return switch (name) {
            case "get" -> {
                Object found = map.get(Operations.key(arguments.getFirst()));
                yield found == null ? arguments.size() > 1 ? arguments.get(1) : None.NONE : found;
            }
            case "items" -> {
                List<Object> items = new ArrayList<>();
                map.forEach((key, value) -> items.add(new Tuple(List.of(key, value))));
                yield items;
            }
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "copy" -> new LinkedHashMap<>(map);
            case "pop" -> {
                Object gone = map.remove(Operations.key(arguments.getFirst()));
                if (gone == null && arguments.size() < 2) {
                    throw TemplateException.value("the key is not there");
                }
                yield gone == null ? arguments.get(1) : gone;
            }
            case "setdefault" -> {
                var key = Operations.key(arguments.getFirst());
                Object found = map.get(key);
                if (found == null) {
                    found = arguments.size() > 1 ? arguments.get(1) : None.NONE;
                    map.put(key, found);
                }
                yield found;
            }
            case "update" -> {
                if (!arguments.isEmpty()) {
                    if (arguments.getFirst() instanceof Map<?, ?> other) {
                        map.putAll((Map<Object, Object>) other);
                    } else {
                        for (var pair : Operations.items(arguments.getFirst())) {
                            var both = Operations.items(pair);
                            map.put(Operations.key(both.get(0)), both.get(1));
                        }
                    }
                }
                map.putAll(named);
                yield None.NONE;
            }
            case "clear" -> {
                map.clear();
                yield None.NONE;
            }
            default -> throw unsupported(name);
        };
    }

    @SuppressWarnings("unchecked") // lists of values hold any value
    private static Object list(List<?> unknown, String name, List<Object> arguments) {
        var list = (List<Object>) unknown;
        switch (name) {
            case "append" -> list.add(arguments.getFirst());
            case "extend" -> list.addAll(Operations.items(arguments.getFirst()));
            case "insert" -> {
                long at = Numbers.integer(arguments.get(0)).longValue();
                at = at < 0 ? Math.max(0, list.size() + at) : Math.min(list.size(), at);
                list.add((int) at, arguments.get(1));
            }
            case "remove" -> list.remove(position(list, arguments.getFirst()));
            case "reverse" -> java.util.Collections.reverse(list);
            case "sort" -> list.sort((one, other) -> Operations.compare(one, other, "<"));
            case "clear" -> list.clear();
            case "pop" -> {
                int at = arguments.isEmpty()
                        ? -1
                        : Numbers.integer(arguments.getFirst()).intValue();
                at = at < 0 ? at + list.size() : at;
                if (at < 0 || at >= list.size()) {
                    throw TemplateException.value("there is nothing to take off the list");
                }
                return list.remove(at);
            }
            case "index" -> {
                return (long) position(list, arguments.getFirst());
            }
            case "count" -> {
                return list.stream()
                        .filter(item -> Operations.same(item, arguments.getFirst()))
                        .count();
            }
            case "copy" -> {
                return new ArrayList<>(list);
            }
            default -> throw unsupported(name);
        }
        Operations.checkLength(list.size());
        return None.NONE;
    }

    private static int position(List<Object> list, Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (Operations.same(list.get(i), item)) {
                return i;
            }
        }
        throw TemplateException.value("the item is not in the list");
    }

    // Times

    private static Object time(Temporal time, String name, List<Object> arguments, Map<String, Object> named) {
        return switch (name) {
            case "strftime" -> DateFormats.strftime(time, string(arguments.getFirst()));
            case "isoformat" -> {
                if (time instanceof LocalDate date) {
                    yield date.toString();
                }
                Object between = arguments.isEmpty() ? named.getOrDefault("sep", "T") : arguments.getFirst();
                yield isoformat(time, string(between), named.getOrDefault("timespec", "auto"));
            }
            case "timestamp" -> DateFormats.epochSeconds(DateFormats.utc(time)).doubleValue();
            case "weekday" -> java.time.DayOfWeek.from(time).getValue() - 1L;
            case "isoweekday" -> (long) java.time.DayOfWeek.from(time).getValue();
            case "date" -> LocalDate.from(time);
            case "replace" -> replaced(time, named);
            case "ctime" -> DateFormats.strftime(time, "%c");
            default -> throw unsupported(name);
        };
    }

    private static String isoformat(Temporal time, String between, Object precision) {
        var whole = DateFormats.isoText(time, between);
        var zone = time instanceof OffsetDateTime ? whole.substring(whole.length() - 6) : "";
        var start = DateFormats.strftime(time, "%Y-%m-%d" + between + "%H:%M");
        return switch (PythonText.of(precision)) {
            case "minutes" -> start + zone;
            case "seconds" -> start + DateFormats.strftime(time, ":%S") + zone;
            case "milliseconds" -> start + DateFormats.strftime(time, ":%S.%f").substring(0, 7) + zone;
            case "microseconds" -> start + DateFormats.strftime(time, ":%S.%f") + zone;
            default -> whole;
        };
    }

    private static Object replaced(Temporal time, Map<String, Object> named) {
        var changed = time;
        for (var entry : named.entrySet()) {
            var field = switch (entry.getKey()) {
                case "year" -> ChronoField.YEAR;
                case "month" -> ChronoField.MONTH_OF_YEAR;
                case "day" -> ChronoField.DAY_OF_MONTH;
                case "hour" -> ChronoField.HOUR_OF_DAY;
                case "minute" -> ChronoField.MINUTE_OF_HOUR;
                case "second" -> ChronoField.SECOND_OF_MINUTE;
                case "microsecond" -> ChronoField.MICRO_OF_SECOND;
                default -> throw unsupported("replace");
            };
            try {
                changed = changed.with(field, Numbers.integer(entry.getValue()).longValue());
            } catch (DateTimeException _) {
                throw TemplateException.value("there is no such time");
            }
        }
        return changed;
    }
}
