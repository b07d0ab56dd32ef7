package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.DataBlock;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Lines;
import dev.tallystick.lab.google.grid.Tab;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `values.append`: finds a table in or around the range and writes below its last row. Sent twice, it happens twice.
final class AppendValues {

    enum InsertDataOption {
        OVERWRITE,
        INSERT_ROWS
    }

    /// @param table where one was found, as it was before
    record Appended(
            WriteValues.Written written, Tab tab, @Nullable String table) {}

    private AppendValues() {}

    static Appended append(Book book, String a1, JsonNode body, InsertDataOption option, WriteValues writing) {
        Body.known(body, "data", "range", "majorDimension", "values");
        GridRange asked = A1.parse(a1, book);
        Tab tab = book.existing(asked.sheetId());
        List<List<JsonNode>> rows = WriteValues.rows(body);
        Optional<GridRange> table = DataBlock.in(tab, asked);
        String told = table.map(range -> A1.of(tab, range)).orElse(null);
        int row = table.map(GridRange::rowTo).orElse(asked.rowFrom());
        int column = table.map(GridRange::columnFrom).orElse(asked.columnFrom());
        if (option == InsertDataOption.INSERT_ROWS && row < tab.rowCount() && !rows.isEmpty()) {
            new Lines(book, tab, Dimension.ROWS).insert(row, rows.size(), row > 0);
        }
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        grow(book, tab, Dimension.ROWS, row + Math.max(1, rows.size()));
        grow(book, tab, Dimension.COLUMNS, column + Math.max(1, width));
        return new Appended(writing.write(tab, row, column, rows), tab, told);
    }

    private static void grow(Book book, Tab tab, Dimension dimension, int needed) {
        if (needed > tab.count(dimension)) {
            new Lines(book, tab, dimension).append(needed - tab.count(dimension));
        }
    }
}
