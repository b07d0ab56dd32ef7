package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Cuts a template into tokens: text, `{{ … }}`, `{% … %}`; comments vanish. A dash at a delimiter eats the blanks on
/// its side.
final class Lexer {
    private static final List<String> LONG_OPERATORS = List.of("**", "//", "==", "!=", ">=", "<=");
    private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    /// The text before this place was followed by a tag that eats blanks after itself.
    private boolean eatsBlanks;

    private Lexer(String source) {
        String unix = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    }

    static List<Token> tokens(String source) {
        var lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int open = nextTag();
            if (open < 0) {
                text(source.substring(at), false);
                break;
            }
            boolean dash = open + 2 < source.length() && source.charAt(open + 2) == '-';
            text(source.substring(at, open), dash);
            at = open;
            tag(source.charAt(open + 1), dash);
        }
        tokens.add(new Token(Kind.END, ""));
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char next = source.charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    private void text(String raw, boolean dashAfter) {
        String text = eatsBlanks ? raw.stripLeading() : raw;
        text = dashAfter ? text.stripTrailing() : text;
        eatsBlanks = false;
        if (!text.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, text));
        }
    }

    private void tag(char kind, boolean dash) {
        if (kind == '#') {
            int end = source.indexOf("#}", at + 2);
            if (end < 0) {
                throw TemplateException.syntax("a comment is not closed");
            }
            eatsBlanks = source.charAt(end - 1) == '-';
            at = end + 2;
            return;
        }
        boolean plus = at + 2 < source.length() && source.charAt(at + 2) == '+' && kind == '%';
        at += dash || plus ? 3 : 2;
        if (kind == '%' && rawBlock()) {
            return;
        }
        tokens.add(new Token(kind == '{' ? Kind.PRINT_BEGIN : Kind.BLOCK_BEGIN, ""));
        expression(kind == '{' ? "}}" : "%}", kind == '{' ? Kind.PRINT_END : Kind.BLOCK_END);
    }

    private boolean rawBlock() {
        var rest = source.substring(at).stripLeading();
        if (!rest.startsWith("raw") || !rest.substring(3).stripLeading().startsWith("%}")) {
            return false;
        }
        int begin = source.indexOf("%}", at) + 2;
        int end = source.indexOf("{% endraw %}", begin);
        if (end < 0) {
            throw TemplateException.syntax("a raw block is not closed");
        }
        text(source.substring(begin, end), false);
        at = end + "{% endraw %}".length();
        return true;
    }

    private void expression(String close, Kind end) {
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            if (at >= source.length()) {
                throw TemplateException.syntax("a tag is not closed");
            }
            if (open.isEmpty() && closes(close)) {
                tokens.add(new Token(end, ""));
                return;
            }
            token(open);
        }
    }

    private boolean closes(String close) {
        if (source.startsWith(close, at)) {
            at += 2;
            return true;
        }
        char first = source.charAt(at);
        if ((first == '-' || first == '+') && source.startsWith(close, at + 1)) {
            at += 3;
            eatsBlanks = first == '-';
            return true;
        }
        return false;
    }

    private void token(Deque<Character> open) {
        char c = source.charAt(at);
        if (Character.isDigit(c)) {
            number();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else if (c == '_' || Character.isLetter(c)) {
            int start = at;
            while (at < source.length() && (source.charAt(at) == '_' || Character.isLetterOrDigit(source.charAt(at)))) {
                at++;
            }
            tokens.add(new Token(Kind.NAME, source.substring(start, at)));
        } else {
            operator(c, open);
        }
    }

    private void operator(char c, Deque<Character> open) {
        for (var operator : LONG_OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += 2;
                tokens.add(new Token(Kind.OPERATOR, operator));
                return;
            }
        }
        if (OPERATORS.indexOf(c) < 0) {
            throw TemplateException.syntax("the character '" + c + "' has no place in a tag");
        }
        if (c == '(' || c == '[' || c == '{') {
            open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
        } else if (c == ')' || c == ']' || c == '}') {
            if (open.isEmpty() || open.pop() != c) {
                throw TemplateException.syntax("a '" + c + "' closes nothing");
            }
        }
        at++;
        tokens.add(new Token(Kind.OPERATOR, String.valueOf(c)));
    }

    private void number() {
        int start = at;
        if (source.charAt(at) == '0' && at + 1 < source.length() && "xXoObB".indexOf(source.charAt(at + 1)) >= 0) {
            at += 2;
            digits(true);
            tokens.add(new Token(Kind.INTEGER, source.substring(start, at)));
            return;
        }
        digits(false);
        boolean fraction = false;
        boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
        if (!afterDot && peek(0) == '.' && Character.isDigit(peek(1))) {
            at++;
            digits(false);
            fraction = true;
        }
        if (!afterDot && (peek(0) == 'e' || peek(0) == 'E')) {
            int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            if (Character.isDigit(peek(1 + sign))) {
                at += 1 + sign;
                digits(false);
                fraction = true;
            }
        }
        tokens.add(new Token(
                fraction ? Kind.FLOAT : Kind.INTEGER,
                source.substring(start, at).replace("_", "")));
    }

    private void digits(boolean hex) {
        while (at < source.length()) {
            char c = source.charAt(at);
            boolean digit = hex ? Character.digit(c, 16) >= 0 : Character.isDigit(c);
            if (!digit && !(c == '_' && Character.digit(peek(1), 16) >= 0)) {
                return;
            }
            at++;
        }
    }

    private char peek(int ahead) {
        return at + ahead < source.length() ? source.charAt(at + ahead) : '\0';
    }

    private void string(char quote) {
        int start = at + 1;
        int end = start;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw TemplateException.syntax("a text in quotes is not closed");
        }
        at = end + 1;
        tokens.add(new Token(Kind.STRING, Escapes.read(source.substring(start, end))));
    }
}
