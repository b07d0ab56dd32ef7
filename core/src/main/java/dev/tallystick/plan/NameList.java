package dev.tallystick.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Several names in one text cell: `Ann, Bob, "Smith, Eve"`. A name with a comma, a quote, or blanks around it stands
/// in
/// quotes, and a quote in it is doubled; so whatever is written is read as the same names.
final class NameList {
    private NameList() {}

    static String write(List<String> names) {
        return names.stream().map(NameList::quoted).collect(Collectors.joining(", "));
    }

    /// The names in a cell, as a person may have typed them: blanks do not matter, and nothing between two commas is no
    /// name. A quote that never ends is an ordinary letter.
    static List<String> read(String text) {
        var names = new ArrayList<String>();
        var at = 0;
        while (at <= text.length()) {
            at = afterBlanks(text, at);
            var end = at < text.length() && text.charAt(at) == '"' ? closingQuote(text, at) : -1;
            if (end > 0) {
                names.add(text.substring(at + 1, end).replace("\"\"", "\""));
                at = text.indexOf(',', end) + 1;
            } else {
                var comma = text.indexOf(',', at);
                var name = text.substring(at, comma < 0 ? text.length() : comma).strip();
                if (!name.isEmpty()) {
                    names.add(name);
                }
                at = comma + 1;
            }
            if (at == 0) {
                break;
            }
        }
        return names;
    }

    private static String quoted(String name) {
        return name.indexOf(',') >= 0 || name.indexOf('"') >= 0 || name.isEmpty() || !name.equals(name.strip())
                ? '"' + name.replace("\"", "\"\"") + '"'
                : name;
    }

    private static int afterBlanks(String text, int from) {
        var at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Where the quote that begins here ends, if only blanks stand between its end and the next comma; else -1.
    private static int closingQuote(String text, int open) {
        for (var at = open + 1; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                continue;
            }
            if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
                continue;
            }
            var next = afterBlanks(text, at + 1);
            return next == text.length() || text.charAt(next) == ',' ? at : -1;
        }
        return -1;
    }
}
