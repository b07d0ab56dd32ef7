package dev.tallystick.lab.google.drive;

import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Calculation;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.ShownText;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;

/// One tab as CSV: what the page shows, RFC 4180, CRLF between the lines, no byte order mark.
final class CsvText {

    private CsvText() {}

    static String of(Spreadsheet spreadsheet, Book book, GridRange asked) {
        Tab tab = book.existing(asked.sheetId());
        GridRange range = asked.within(tab);
        Calculation calculation = spreadsheet.calculation(book);
        int rows = Math.min(range.rowTo(), tab.filledRows(range.columnFrom(), range.columnTo()));
        int width = 0;
        for (int row = range.rowFrom(); row < rows; row++) {
            width = Math.max(width, Math.min(range.columnTo(), tab.row(row).filled()) - range.columnFrom());
        }
        var text = new StringBuilder();
        for (int row = range.rowFrom(); row < rows; row++) {
            if (row > range.rowFrom()) {
                text.append("\r\n");
            }
            for (int at = 0; at < width; at++) {
                int column = range.columnFrom() + at;
                String shown = ShownText.of(
                        calculation.value(tab, row, column),
                        tab.cell(row, column).format(),
                        book.locale());
                text.append(at == 0 ? "" : ",").append(quoted(shown));
            }
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
