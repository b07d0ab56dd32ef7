package dev.tallystick.connectors.http.template;

/// The backslash escapes of Python's text literals. An unknown one keeps its backslash.
final class Escapes {
    private Escapes() {}

    static String read(String raw) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        var text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 >= raw.length()) {
                text.append(c);
                continue;
            }
            char next = raw.charAt(++i);
            switch (next) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'a' -> text.append('\u0007');
                case 'v' -> text.append('\u000b');
                case '\\', '\'', '"' -> text.append(next);
                case '\n' -> {
                    // A line that goes on.
                }
                case 'x' -> i = code(raw, i, 2, text);
                case 'u' -> i = code(raw, i, 4, text);
                case 'U' -> i = code(raw, i, 8, text);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(raw, i, text);
                default -> text.append('\\').append(next);
            }
        }
        return text.toString();
    }

    private static int code(String raw, int at, int digits, StringBuilder text) {
        int end = at + 1 + digits;
        if (end > raw.length()) {
            throw TemplateException.syntax("an escape is cut short");
        }
        try {
            text.appendCodePoint(Integer.parseInt(raw, at + 1, end, 16));
        } catch (IllegalArgumentException _) {
            throw TemplateException.syntax("an escape holds no hexadecimal number");
        }
        return end - 1;
    }

    private static int octal(String raw, int at, StringBuilder text) {
        int end = at;
        while (end < raw.length() && end < at + 3 && raw.charAt(end) >= '0' && raw.charAt(end) <= '7') {
            end++;
        }
        text.append((char) Integer.parseInt(raw, at, end, 8));
        return end - 1;
    }
}
