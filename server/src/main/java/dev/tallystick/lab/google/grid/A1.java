package dev.tallystick.lab.google.grid;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A1 notation, both ways. Sources: the page "Google Sheets API concepts"; quoting as gspread (5e2b628) recorded it.
public final class A1 {

    private static final int COLUMNS = 18_278; // A to ZZZ
    private static final Pattern CORNER = Pattern.compile("\\$?([A-Za-z]{1,3})?\\$?([1-9][0-9]{0,7})?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern LIKE_A_CELL = Pattern.compile("(?i)[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|R|C");

    private A1() {}

    /// @throws InvalidEdit where it means nothing in this spreadsheet
    public static GridRange parse(String text, Book book) {
        String cells = text;
        Tab tab = null;
        int mark = splitAt(text);
        if (mark >= 0) {
            tab = tabNamed(text.substring(0, mark), book).orElseThrow(() -> cannot(text));
            cells = text.substring(mark + 1);
        } else if (text.startsWith("'")) {
            return GridRange.whole(
                    tabNamed(text, book).orElseThrow(() -> cannot(text)).sheetId());
        }
        GridRange range = corners(cells, tab == null ? book.firstVisible() : tab);
        if (range != null) {
            return range;
        }
        // A bare word that is no cell is the name of a tab.
        if (tab == null) {
            return GridRange.whole(
                    book.tab(text).orElseThrow(() -> cannot(text)).sheetId());
        }
        throw cannot(text);
    }

    private static InvalidEdit cannot(String text) {
        return new InvalidEdit("Unable to parse range: " + text);
    }

    /// Where the name of the tab ends, or -1.
    private static int splitAt(String text) {
        if (!text.startsWith("'")) {
            return text.lastIndexOf('!');
        }
        int at = 1;
        while (at < text.length()) {
            if (text.charAt(at) != '\'') {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
                at += 2;
            } else {
                return at + 1 < text.length() && text.charAt(at + 1) == '!' ? at + 1 : -1;
            }
        }
        return -1;
    }

    private static Optional<Tab> tabNamed(String text, Book book) {
        if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
            return book.tab(text.substring(1, text.length() - 1).replace("''", "'"));
        }
        return book.tab(text);
    }

    private static @org.jspecify.annotations.Nullable GridRange corners(String cells, Tab tab) {
        String[] parts = cells.split(":", -1);
        if (parts.length > 2) {
            return null;
        }
        Matcher one = CORNER.matcher(parts[0]);
        Matcher two = CORNER.matcher(parts.length == 2 ? parts[1] : parts[0]);
        if (!one.matches() || !two.matches() || parts[0].isEmpty() || parts[parts.length - 1].isEmpty()) {
            return null;
        }
        if (parts.length == 1 && (one.group(1) == null || one.group(2) == null)) {
            return null; // a column or a row alone needs its colon
        }
        int[] rows = ends(row(one), row(two));
        int[] columns = ends(column(one), column(two));
        return new GridRange(tab.sheetId(), rows[0], rows[1], columns[0], columns[1]);
    }

    private static int row(Matcher corner) {
        return corner.group(2) == null ? -1 : Integer.parseInt(corner.group(2)) - 1;
    }

    private static int column(Matcher corner) {
        return corner.group(1) == null ? -1 : column(corner.group(1));
    }

    /// In order, whichever way round they were said.
    private static int[] ends(int one, int two) {
        if (one < 0 || two < 0) {
            return new int[] {Math.max(Math.max(one, two), 0), GridRange.OPEN};
        }
        return new int[] {Math.min(one, two), Math.max(one, two) + 1};
    }

    /// `A` is 0.
    public static int column(String letters) {
        int number = 0;
        for (char letter : letters.toUpperCase(Locale.ROOT).toCharArray()) {
            number = number * 26 + letter - 'A' + 1;
        }
        return Math.min(number, COLUMNS) - 1;
    }

    public static String letters(int column) {
        var letters = new StringBuilder();
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            letters.insert(0, (char) ('A' + (rest - 1) % 26));
        }
        return letters.toString();
    }

    /// With open ends filled in: `Sheet1!A1:Z1000`, and one cell without a colon.
    public static String of(Tab tab, GridRange range) {
        int rowTo = range.rowTo() == GridRange.OPEN ? tab.rowCount() : range.rowTo();
        int columnTo = range.columnTo() == GridRange.OPEN ? tab.columnCount() : range.columnTo();
        String first = letters(range.columnFrom()) + (range.rowFrom() + 1);
        String last = letters(columnTo - 1) + rowTo;
        return quoted(tab.title()) + "!" + (first.equals(last) ? first : first + ":" + last);
    }

    /// Quoted only where it must be.
    public static String quoted(String title) {
        return PLAIN.matcher(title).matches() && !LIKE_A_CELL.matcher(title).matches()
                ? title
                : "'" + title.replace("'", "''") + "'";
    }
}
