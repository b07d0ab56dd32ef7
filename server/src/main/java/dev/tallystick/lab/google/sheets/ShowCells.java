package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Calculation;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.ShownText;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.grid.Value;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Cells with all that is known of them: what was entered, what it comes to, and how it is shown. Here one sees which
/// are formulas.
final class ShowCells {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Book book;
    private final Calculation calculation;

    ShowCells(Spreadsheet spreadsheet, Book book) {
        this.book = book;
        this.calculation = spreadsheet.calculation(book);
    }

    /// A `GridData`.
    ObjectNode grid(Tab tab, GridRange range) {
        ObjectNode grid = JSON.objectNode();
        if (range.rowFrom() > 0) {
            grid.put("startRow", range.rowFrom());
        }
        if (range.columnFrom() > 0) {
            grid.put("startColumn", range.columnFrom());
        }
        ArrayNode rows = JSON.arrayNode();
        int end = Math.min(range.rowTo(), tab.filledRows(range.columnFrom(), range.columnTo()));
        for (int row = range.rowFrom(); row < end; row++) {
            rows.add(row(tab, row, range));
        }
        if (!rows.isEmpty()) {
            grid.set("rowData", rows);
        }
        ArrayNode rowMetadata = grid.putArray("rowMetadata");
        for (int row = range.rowFrom(); row < range.rowTo(); row++) {
            rowMetadata.add(line(tab, Dimension.ROWS, row, tab.row(row).hidden(), 21));
        }
        ArrayNode columnMetadata = grid.putArray("columnMetadata");
        for (int column = range.columnFrom(); column < range.columnTo(); column++) {
            columnMetadata.add(
                    line(tab, Dimension.COLUMNS, column, tab.column(column).hidden(), 100));
        }
        return grid;
    }

    private ObjectNode line(Tab tab, Dimension dimension, int index, boolean hidden, int pixels) {
        ObjectNode line = JSON.objectNode();
        if (hidden) {
            line.put("hiddenByUser", true);
        }
        line.put("pixelSize", pixels);
        List<Integer> ids = tab.metadata(dimension, index);
        if (!ids.isEmpty()) {
            ArrayNode metadata = line.putArray("developerMetadata");
            book.metadata().stream()
                    .filter(each -> ids.contains(each.id()))
                    .forEach(each -> metadata.add(DescribeMetadata.of(book, each)));
        }
        return line;
    }

    private ObjectNode row(Tab tab, int row, GridRange range) {
        ObjectNode data = JSON.objectNode();
        int end = Math.min(range.columnTo(), tab.row(row).cells().size());
        ArrayNode values = JSON.arrayNode();
        for (int column = range.columnFrom(); column < end; column++) {
            values.add(cell(tab, row, column));
        }
        if (!values.isEmpty()) {
            data.set("values", values);
        }
        return data;
    }

    private ObjectNode cell(Tab tab, int row, int column) {
        Cell cell = tab.cell(row, column);
        ObjectNode data = JSON.objectNode();
        Value value = calculation.value(tab, row, column);
        if (value != null) {
            if (cell.formula() != null) {
                data.putObject("userEnteredValue").put("formulaValue", cell.formula());
            } else {
                data.set("userEnteredValue", ValueJson.extended(value));
            }
            data.set("effectiveValue", ValueJson.extended(value));
            data.put("formattedValue", ShownText.of(value, cell.format(), book.locale()));
        }
        NumberFormat format = cell.format();
        if (format != null) {
            data.set("userEnteredFormat", ValueJson.format(format));
            data.set("effectiveFormat", ValueJson.format(format));
        }
        return data;
    }
}
