package dev.tallystick.connectors.http.template;

import com.google.re2j.PatternSyntaxException;
import dev.tallystick.connectors.http.value.JsonValues;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What stands behind a `|`, and the tests behind `is`.
final class Filters {
    static final Set<String> NAMES = Set.of(
            "int",
            "float",
            "string",
            "length",
            "count",
            "list",
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "first",
            "last",
            "join",
            "default",
            "d",
            "replace",
            "lower",
            "upper",
            "trim",
            "title",
            "capitalize",
            "tojson",
            "urlencode",
            "unique",
            "sort",
            "reverse",
            "sum",
            "round",
            "abs",
            "items",
            "dictsort",
            "min",
            "max",
            "hash",
            "hmac",
            "base64encode",
            "base64decode",
            "base64binascii_decode",
            "regex_search",
            "regex_replace",
            "safe",
            "e",
            "escape");
    static final Set<String> TESTS = Set.of(
            "none",
            "defined",
            "undefined",
            "true",
            "false",
            "boolean",
            "string",
            "number",
            "integer",
            "float",
            "mapping",
            "sequence",
            "iterable",
            "callable",
            "odd",
            "even",
            "divisibleby",
            "equalto",
            "eq",
            "==",
            "ne",
            "!=",
            "lt",
            "lessthan",
            "<",
            "le",
            "<=",
            "gt",
            "greaterthan",
            ">",
            "ge",
            ">=",
            "in",
            "lower",
            "upper",
            "sameas");
    private static final int LONGEST_PATTERN = 1000;

    private Filters() {}

    static Object apply(String name, Object value, List<Object> arguments, Map<String, Object> named) {
        try {
            return switch (name) {
                case "int" -> integer(value, argument(arguments, named, 0, "default", 0L));
                case "float" -> real(value, argument(arguments, named, 0, "default", 0.0));
                case "string" -> value instanceof String text ? text : "\"\"\"" + json(value, false) + "\"\"\"";
                case "length", "count" -> Operations.length(value);
                case "list" -> new ArrayList<>(Operations.items(value));
                case "map" -> map(value, arguments, named);
                case "select" -> chosen(value, arguments, null, true);
                case "reject" -> chosen(value, arguments, null, false);
                case "selectattr" -> chosen(value, arguments.subList(1, arguments.size()), arguments.get(0), true);
                case "rejectattr" -> chosen(value, arguments.subList(1, arguments.size()), arguments.get(0), false);
                case "first" -> end(value, true);
                case "last" -> end(value, false);
                case "join" -> join(value, arguments, named);
                case "default", "d" -> {
                    var otherwise = argument(arguments, named, 0, "default_value", "");
                    boolean falsy = Operations.truth(argument(arguments, named, 1, "boolean", false));
                    yield value instanceof Undefined || (falsy && !Operations.truth(value)) ? otherwise : value;
                }
                case "replace" ->
                    Methods.replace(
                            PythonText.of(value),
                            PythonText.of(arguments.get(0)),
                            PythonText.of(arguments.get(1)),
                            arguments.size() > 2
                                    ? Numbers.integer(arguments.get(2)).longValue()
                                    : -1);
                case "lower" -> PythonText.of(value).toLowerCase(java.util.Locale.ROOT);
                case "upper" -> PythonText.of(value).toUpperCase(java.util.Locale.ROOT);
                case "title" -> Methods.title(PythonText.of(value));
                case "capitalize" -> Methods.capitalize(PythonText.of(value));
                case "trim" -> PythonText.of(value).strip();
                case "tojson" ->
                    json(value, true)
                            .replace("<", "\\u003c")
                            .replace(">", "\\u003e")
                            .replace("&", "\\u0026")
                            .replace("'", "\\u0027");
                case "urlencode" -> urlencode(value);
                case "unique" -> unique(Operations.items(value));
                case "sort" -> sorted(value, arguments, named);
                case "reverse" -> reversed(value);
                case "sum" -> sum(value, arguments, named);
                case "round" -> round(value, arguments);
                case "abs" -> Operations.truth(less(value)) ? Operations.signed(true, value) : value;
                case "items" -> pairs(value, false);
                case "dictsort" -> pairs(value, true);
                case "min" -> extreme(value, -1);
                case "max" -> extreme(value, 1);
                case "hash" -> hash(value, arguments, named);
                case "hmac" -> hmac(value, arguments, named);
                case "base64encode" ->
                    Base64.getEncoder().encodeToString(Methods.string(value).getBytes(StandardCharsets.UTF_8));
                case "base64decode" -> decoded(Methods.string(value));
                // The reference encodes here, whatever the name says.
                case "base64binascii_decode" ->
                    Base64.getEncoder().encodeToString(Methods.string(value).getBytes(StandardCharsets.UTF_8));
                case "regex_search" -> {
                    var match = pattern(arguments.getFirst()).matcher(Methods.string(value));
                    var group = match.find() && match.groupCount() >= 1 ? match.group(1) : "";
                    yield group == null ? None.NONE : group;
                }
                case "regex_replace" -> {
                    var replacement =
                            Methods.string(arguments.get(1)).replace("$", "\\$").replaceAll("\\\\(\\d)", "\\$$1");
                    yield pattern(arguments.getFirst())
                            .matcher(Methods.string(value))
                            .replaceAll(replacement);
                }
                case "safe" -> value;
                case "e", "escape" ->
                    PythonText.of(value)
                            .replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("'", "&#39;")
                            .replace("\"", "&#34;");
                default ->
                    throw new TemplateException(
                            TemplateException.Kind.SYNTAX, "there is no filter named '" + name + "'");
            };
        } catch (IndexOutOfBoundsException _) {
            throw TemplateException.type("the filter " + name + " has too few arguments");
        }
    }

    private static Object argument(
            List<Object> arguments, Map<String, Object> named, int place, String name, Object otherwise) {
        return arguments.size() > place ? arguments.get(place) : named.getOrDefault(name, otherwise);
    }

    private static Object less(Object value) {
        return Operations.compare(value, 0L, "<") < 0;
    }

    private static Object integer(Object value, Object otherwise) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        try {
            return value instanceof String text ? Numbers.parseInt(text) : truncated(value);
        } catch (TemplateException _) {
            try {
                return value instanceof String text ? Numbers.truncate(Numbers.parseFloat(text)) : otherwise;
            } catch (TemplateException _) {
                return otherwise;
            }
        }
    }

    private static Object truncated(Object value) {
        if (!Numbers.isNumber(value)) {
            throw TemplateException.type("no number");
        }
        return Numbers.truncate(value);
    }

    private static Object real(Object value, Object otherwise) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        try {
            return switch (value) {
                case String text -> Numbers.parseFloat(text);
                case BigDecimal decimal -> decimal;
                default -> Numbers.isNumber(value) ? (Object) Numbers.real(value) : otherwise;
            };
        } catch (TemplateException _) {
            return otherwise;
        }
    }

    private static String json(Object value, boolean sorted) {
        try {
            return JsonValues.python(value, sorted);
        } catch (IllegalArgumentException _) {
            throw TemplateException.type("a " + PythonText.type(value) + " has no JSON");
        }
    }

    private static Object map(Object value, List<Object> arguments, Map<String, Object> named) {
        if (!Operations.truth(value)) {
            return new ArrayList<>();
        }
        List<Object> out = new ArrayList<>();
        Object attribute = named.get("attribute");
        for (var item : Operations.items(value)) {
            if (attribute != null) {
                var found = path(item, attribute);
                out.add(found instanceof Undefined && named.containsKey("default") ? named.get("default") : found);
            } else {
                var name = Methods.string(arguments.getFirst());
                if (!NAMES.contains(name)) {
                    throw TemplateException.syntax("there is no filter named '" + name + "'");
                }
                out.add(apply(name, item, arguments.subList(1, arguments.size()), Map.of()));
            }
        }
        return out;
    }

    private static Object path(Object item, Object attribute) {
        if (Numbers.isWhole(attribute)) {
            return Evaluator.item(item, attribute);
        }
        var value = item;
        for (var part : Methods.string(attribute).split("\\.", -1)) {
            value = Evaluator.item(value, part.matches("\\d{1,9}") ? (Object) Long.valueOf(part) : part);
        }
        return value;
    }

    private static Object chosen(
            Object value, List<Object> arguments, @org.jspecify.annotations.Nullable Object attribute, boolean wanted) {
        List<Object> out = new ArrayList<>();
        if (!Operations.truth(value)) {
            return out;
        }
        var test = arguments.isEmpty() ? "" : Methods.string(arguments.getFirst());
        if (!test.isEmpty() && !TESTS.contains(test)) {
            throw TemplateException.syntax("there is no test named '" + test + "'");
        }
        for (var item : Operations.items(value)) {
            var looked = attribute == null ? item : path(item, attribute);
            boolean passed = test.isEmpty()
                    ? Operations.truth(looked)
                    : test(test, looked, arguments.subList(1, arguments.size()));
            if (passed == wanted) {
                out.add(item);
            }
        }
        return out;
    }

    private static Object end(Object value, boolean first) {
        var items = Operations.items(value);
        if (items.isEmpty()) {
            return new Undefined("No " + (first ? "first" : "last") + " item, sequence was empty.");
        }
        return first ? items.getFirst() : items.getLast();
    }

    private static Object join(Object value, List<Object> arguments, Map<String, Object> named) {
        var between = PythonText.of(argument(arguments, named, 0, "d", ""));
        Object attribute = arguments.size() > 1 ? arguments.get(1) : named.get("attribute");
        var out = new StringBuilder();
        boolean first = true;
        for (var item : Operations.items(value)) {
            out.append(first ? "" : between).append(PythonText.of(attribute == null ? item : path(item, attribute)));
            first = false;
            Operations.checkLength(out.length());
        }
        return out.toString();
    }

    private static Object urlencode(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> Macros.quotePlus(PythonText.of(entry.getKey())) + "="
                            + Macros.quotePlus(PythonText.of(entry.getValue())))
                    .collect(java.util.stream.Collectors.joining("&"));
        }
        return Macros.quotePlus(PythonText.of(value)).replace("+", "%20").replace("%2F", "/");
    }

    private static List<Object> unique(List<Object> items) {
        List<Object> out = new ArrayList<>();
        var seen = new java.util.HashSet<Object>();
        for (var item : items) {
            var key = item instanceof String text ? text.toLowerCase(java.util.Locale.ROOT) : item;
            if (seen.add(key)) {
                out.add(item);
            }
        }
        return out;
    }

    private static Object sorted(Object value, List<Object> arguments, Map<String, Object> named) {
        List<Object> items = new ArrayList<>(Operations.items(value));
        Object attribute = named.get("attribute");
        boolean exact = Operations.truth(argument(arguments, named, 1, "case_sensitive", false));
        Comparator<Object> order = (one, other) -> Operations.compare(
                folded(attribute == null ? one : path(one, attribute), exact),
                folded(attribute == null ? other : path(other, attribute), exact),
                "<");
        items.sort(Operations.truth(argument(arguments, named, 0, "reverse", false)) ? order.reversed() : order);
        return items;
    }

    private static Object folded(Object value, boolean exact) {
        return !exact && value instanceof String text ? text.toLowerCase(java.util.Locale.ROOT) : value;
    }

    private static Object reversed(Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        List<Object> items = new ArrayList<>(Operations.items(value));
        Collections.reverse(items);
        return items;
    }

    private static Object sum(Object value, List<Object> arguments, Map<String, Object> named) {
        Object attribute = arguments.isEmpty() ? named.get("attribute") : arguments.getFirst();
        Object total = argument(arguments, named, 1, "start", 0L);
        for (var item : Operations.items(value)) {
            total = Operations.binary("+", total, attribute == null ? item : path(item, attribute));
        }
        return total;
    }

    private static Object round(Object value, List<Object> arguments) {
        int digits =
                arguments.isEmpty() ? 0 : Numbers.integer(arguments.getFirst()).intValue();
        if (Math.abs(digits) > Numbers.LARGEST_EXPONENT || !Double.isFinite(Numbers.real(value))) {
            return value;
        }
        var method = arguments.size() > 1 ? PythonText.of(arguments.get(1)) : "common";
        var rounding = switch (method) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        return new BigDecimal(Numbers.real(value)).setScale(digits, rounding).doubleValue();
    }

    private static Object pairs(Object value, boolean sorted) {
        if (value instanceof Undefined) {
            return new ArrayList<>();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw TemplateException.type("a map is needed, not " + PythonText.type(value));
        }
        List<Object> out = new ArrayList<>();
        if (sorted) {
            var ordered = new TreeMap<String, Object>(String.CASE_INSENSITIVE_ORDER);
            map.forEach((key, each) -> ordered.put(PythonText.of(key), each));
            ordered.forEach((key, each) -> out.add(new Tuple(List.of(key, each))));
        } else {
            map.forEach((key, each) -> out.add(new Tuple(List.of(key, each))));
        }
        return out;
    }

    private static Object extreme(Object value, int direction) {
        var items = Operations.items(value);
        if (items.isEmpty()) {
            return new Undefined("No aggregated item, sequence was empty.");
        }
        var best = items.getFirst();
        for (var item : items) {
            if (Operations.compare(folded(item, false), folded(best, false), "<") * direction > 0) {
                best = item;
            }
        }
        return best;
    }

    private static String hash(Object value, List<Object> arguments, Map<String, Object> named) {
        var kind = PythonText.of(argument(arguments, named, 0, "hash_type", "md5"));
        var salt = argument(arguments, named, 1, "salt", None.NONE);
        var algorithm = switch (kind) {
            case "md5" -> "MD5";
            case "sha1" -> "SHA-1";
            case "sha224" -> "SHA-224";
            case "sha256" -> "SHA-256";
            case "sha384" -> "SHA-384";
            case "sha512" -> "SHA-512";
            default -> throw TemplateException.value("there is no hash named '" + kind + "'");
        };
        try {
            var digest = MessageDigest.getInstance(algorithm);
            digest.update(PythonText.of(value).getBytes(StandardCharsets.UTF_8));
            if (salt != None.NONE) {
                digest.update(PythonText.of(salt).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has " + algorithm, missing);
        }
    }

    private static String hmac(Object value, List<Object> arguments, Map<String, Object> named) {
        var key = PythonText.of(argument(arguments, named, 0, "key", ""));
        var kind = PythonText.of(argument(arguments, named, 1, "hash_type", "sha256"));
        if (!kind.equals("sha256")) {
            throw TemplateException.value("hmac knows only sha256");
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var bytes = key.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(PythonText.of(value).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", missing);
        }
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw TemplateException.value("the text is not base64");
        }
    }

    /// RE2: its time grows with the text only, whatever the pattern.
    private static com.google.re2j.Pattern pattern(Object expression) {
        var text = Methods.string(expression);
        if (text.length() > LONGEST_PATTERN) {
            throw TemplateException.limit("a pattern is too long");
        }
        try {
            return com.google.re2j.Pattern.compile(text);
        } catch (PatternSyntaxException _) {
            throw TemplateException.value("a pattern uses what RE2 does not know");
        }
    }

    static boolean test(String name, Object value, List<Object> arguments) {
        return switch (name) {
            case "none" -> value == None.NONE;
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "number" -> Numbers.isNumber(value);
            case "integer" -> Numbers.isWhole(value);
            case "float" -> Numbers.isFloat(value);
            case "mapping" -> value instanceof Map<?, ?>;
            case "sequence" ->
                value instanceof String
                        || value instanceof List<?>
                        || value instanceof Tuple
                        || value instanceof Map<?, ?>
                        || value instanceof Undefined;
            case "iterable" ->
                value instanceof String
                        || value instanceof java.util.Collection<?>
                        || value instanceof Tuple
                        || value instanceof Map<?, ?>
                        || value instanceof Undefined;
            case "callable" -> value instanceof Operations.BoundMethod || value instanceof Macros.Macro;
            case "odd" -> Operations.same(Operations.binary("%", value, 2L), 1L);
            case "even" -> Operations.same(Operations.binary("%", value, 2L), 0L);
            case "divisibleby" -> Operations.same(Operations.binary("%", value, first(arguments)), 0L);
            case "equalto", "eq", "==" -> Operations.same(value, first(arguments));
            case "ne", "!=" -> !Operations.same(value, first(arguments));
            case "lt", "lessthan", "<" -> Operations.compare(value, first(arguments), "<") < 0;
            case "le", "<=" -> Operations.compare(value, first(arguments), "<=") <= 0;
            case "gt", "greaterthan", ">" -> Operations.compare(value, first(arguments), ">") > 0;
            case "ge", ">=" -> Operations.compare(value, first(arguments), ">=") >= 0;
            case "in" -> Operations.contains(first(arguments), value);
            case "lower" -> PythonText.of(value).equals(PythonText.of(value).toLowerCase(java.util.Locale.ROOT));
            case "upper" -> PythonText.of(value).equals(PythonText.of(value).toUpperCase(java.util.Locale.ROOT));
            case "sameas" -> Objects.equals(value, first(arguments));
            default -> throw TemplateException.syntax("there is no test named '" + name + "'");
        };
    }

    private static Object first(List<Object> arguments) {
        if (arguments.isEmpty()) {
            throw TemplateException.type("a test has too few arguments");
        }
        return arguments.getFirst();
    }
}
