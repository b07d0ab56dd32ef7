package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The implicit typing rule: a rendered text that is a Python literal becomes the value it spells. So `10` is a number,
/// `007` and `true` stay text, and `'1.10'` in quotes is the text 1.10.
public final class Literals {
    private static final int DEPTH = 90;
    private static final int LONGEST_INTEGER = 4300;

    private final String text;
    private int at;
    private int depth;

    private Literals(String text) {
        this.text = text;
    }

    private static final class NotLiteral extends RuntimeException {
        NotLiteral() {
            super(null, null, false, false);
        }
    }

    /// The value, or empty when the text is no literal.
    public static Optional<Object> parse(String text) {
        if (!mayBegin(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Literals(text).whole());
        } catch (NotLiteral _) {
            return Optional.empty();
        }
    }

    /// The first character tells for most texts, without parsing them.
    private static boolean mayBegin(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c)) {
                return (c >= '0' && c <= '9') || "'\"[({+-.NTFrRuU#".indexOf(c) >= 0;
            }
        }
        return false;
    }

    private Object whole() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        emptyLines();
        var value = tuple();
        while (at < text.length()) {
            skip(true);
            if (at < text.length()) {
                throw new NotLiteral();
            }
        }
        return value;
    }

    /// Lines without content may stand before it; but then it must begin its line, or Python sees an indentation.
    private void emptyLines() {
        while (true) {
            int line = at;
            while (line < text.length() && " \t\f".indexOf(text.charAt(line)) >= 0) {
                line++;
            }
            if (line < text.length() && text.charAt(line) == '#') {
                int end = text.indexOf('\n', line);
                line = end < 0 ? text.length() : end;
            }
            if (line >= text.length() || text.charAt(line) != '\n') {
                break;
            }
            at = line + 1;
        }
        if (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            throw new NotLiteral();
        }
    }

    private Object tuple() {
        var first = value();
        skip(false);
        if (!here(',')) {
            return first;
        }
        List<Object> items = new ArrayList<>(List.of(first));
        while (here(',')) {
            at++;
            skip(false);
            if (at >= text.length() || here('\n')) {
                break;
            }
            items.add(value());
            skip(false);
        }
        return new Tuple(items);
    }

    private Object value() {
        if (++depth > DEPTH) {
            throw new NotLiteral();
        }
        skip(depth > 1);
        try {
            if (at >= text.length()) {
                throw new NotLiteral();
            }
            char c = text.charAt(at);
            return switch (c) {
                case '[' -> {
                    at++;
                    yield items(']');
                }
                case '(' -> round();
                case '{' -> curly();
                case '+', '-' -> signed(c);
                case '\'', '"' -> strings();
                default -> (c >= '0' && c <= '9') || c == '.' ? number() : word();
            };
        } finally {
            depth--;
        }
    }

    private Object signed(char sign) {
        at++;
        skip(depth > 1);
        if (at >= text.length() || !((text.charAt(at) >= '0' && text.charAt(at) <= '9') || text.charAt(at) == '.')) {
            throw new NotLiteral();
        }
        var number = number();
        if (sign == '+') {
            return number;
        }
        return switch (number) {
            case Double real -> -real;
            case java.math.BigDecimal decimal -> decimal.negate();
            default -> Numbers.whole(Numbers.integer(number).negate());
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        var word = text.substring(start, at);
        return switch (word) {
            case "None" -> None.NONE;
            case "True" -> true;
            case "False" -> false;
            case "r", "R", "u", "U" -> {
                if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                    at = start;
                    yield strings();
                }
                throw new NotLiteral();
            }
            default -> throw new NotLiteral();
        };
    }

    private Object number() {
        int start = at;
        if (text.charAt(at) == '0' && at + 1 < text.length() && "xXoObB".indexOf(text.charAt(at + 1)) >= 0) {
            return based();
        }
        run();
        boolean real = false;
        if (here('.')) {
            real = true;
            at++;
            run();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int back = at++;
            if (here('+') || here('-')) {
                at++;
            }
            if (at < text.length() && Character.isDigit(text.charAt(at))) {
                run();
                real = true;
            } else {
                at = back;
            }
        }
        var raw = text.substring(start, at);
        if (raw.equals(".") || endsInWord()) {
            throw new NotLiteral();
        }
        var digits = raw.replace("_", "");
        if (real) {
            var value = Numbers.decimalOrDouble(digits);
            return value instanceof Double number && !Double.isFinite(number) ? notLiteral() : value;
        }
        if (digits.length() > LONGEST_INTEGER
                || (digits.length() > 1 && digits.startsWith("0") && !digits.matches("0+"))) {
            throw new NotLiteral();
        }
        return Numbers.whole(new BigInteger(digits));
    }

    private static Object notLiteral() {
        throw new NotLiteral();
    }

    private Object based() {
        int radix = switch (Character.toLowerCase(text.charAt(at + 1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
        };
        at += 2;
        int start = at;
        while (at < text.length()
                && (Character.digit(text.charAt(at), radix) >= 0
                        || (text.charAt(at) == '_'
                                && at + 1 < text.length()
                                && Character.digit(text.charAt(at + 1), radix) >= 0))) {
            at++;
        }
        var digits = text.substring(start, at).replace("_", "");
        if (digits.isEmpty() || digits.length() > LONGEST_INTEGER || endsInWord()) {
            throw new NotLiteral();
        }
        return Numbers.whole(new BigInteger(digits, radix));
    }

    /// Digits with single underscores between them.
    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean between = c == '_'
                    && at > 0
                    && isDigit(text.charAt(at - 1))
                    && at + 1 < text.length()
                    && isDigit(text.charAt(at + 1));
            if (!isDigit(c) && !between) {
                return;
            }
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private boolean endsInWord() {
        return at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }

    private Object strings() {
        var all = new StringBuilder();
        while (true) {
            all.append(string());
            int after = at;
            skip(depth > 1);
            if (at >= text.length() || !beginsString()) {
                at = after;
                return all.toString();
            }
        }
    }

    private boolean beginsString() {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            return true;
        }
        return "rRuU".indexOf(c) >= 0
                && at + 1 < text.length()
                && (text.charAt(at + 1) == '\'' || text.charAt(at + 1) == '"');
    }

    private String string() {
        boolean raw = text.charAt(at) == 'r' || text.charAt(at) == 'R';
        if ("rRuU".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        char quote = text.charAt(at);
        var triple = String.valueOf(quote).repeat(3);
        boolean three = text.startsWith(triple, at);
        int start = at + (three ? 3 : 1);
        int end = start;
        while (true) {
            if (end >= text.length() || (!three && text.charAt(end) == '\n')) {
                throw new NotLiteral();
            }
            if (three ? text.startsWith(triple, end) : text.charAt(end) == quote) {
                break;
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        at = end + (three ? 3 : 1);
        var content = text.substring(start, end);
        try {
            return raw ? content : Escapes.read(content);
        } catch (TemplateException _) {
            throw new NotLiteral();
        }
    }

    private List<Object> items(char close) {
        List<Object> items = new ArrayList<>();
        while (true) {
            skip(true);
            if (here(close)) {
                at++;
                return items;
            }
            if (!items.isEmpty()) {
                throw new NotLiteral();
            }
            items.add(value());
            skip(true);
            while (here(',')) {
                at++;
                skip(true);
                if (here(close)) {
                    break;
                }
                items.add(value());
                skip(true);
            }
            if (!here(close)) {
                throw new NotLiteral();
            }
        }
    }

    private Object round() {
        at++;
        skip(true);
        if (here(')')) {
            at++;
            return new Tuple(List.of());
        }
        int start = at;
        var first = value();
        skip(true);
        if (here(')')) {
            at++;
            return first;
        }
        at = start;
        return new Tuple(items(')'));
    }

    private Object curly() {
        at++;
        skip(true);
        Map<Object, Object> map = new LinkedHashMap<>();
        if (here('}')) {
            at++;
            return map;
        }
        var first = value();
        skip(true);
        if (!here(':')) {
            var set = new LinkedHashSet<>();
            set.add(hashable(first));
            while (here(',')) {
                at++;
                skip(true);
                if (here('}')) {
                    break;
                }
                set.add(hashable(value()));
                skip(true);
            }
            close();
            return set;
        }
        at++;
        map.put(hashable(first), value());
        skip(true);
        while (here(',')) {
            at++;
            skip(true);
            if (here('}')) {
                break;
            }
            var key = hashable(value());
            skip(true);
            if (!here(':')) {
                throw new NotLiteral();
            }
            at++;
            map.put(key, value());
            skip(true);
        }
        close();
        return map;
    }

    private void close() {
        if (!here('}')) {
            throw new NotLiteral();
        }
        at++;
    }

    private static Object hashable(Object key) {
        if (key instanceof Map<?, ?> || (key instanceof List<?>)) {
            throw new NotLiteral();
        }
        return key;
    }

    private boolean here(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /// Blanks and comments; line ends only inside brackets and at the very end.
    private void skip(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ' ' || c == '\t' || c == '\f' || (lines && (c == '\n' || c == '\r'))) {
                at++;
            } else {
                return;
            }
        }
    }
}
