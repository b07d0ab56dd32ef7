package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Lines;
import dev.tallystick.lab.google.grid.NumberFormat;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.grid.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Requests about cells: what is entered and how numbers are shown. A field of the mask that a cell lacks is emptied.
final class CellRequests {

    private final Book book;
    private final Allowed allowed;

    CellRequests(Book book, Allowed allowed) {
        this.book = book;
        this.allowed = allowed;
    }

    /// Which parts of a `CellData` are written.
    private record Mask(boolean value, boolean format) {
        static Mask of(JsonNode request) {
            String fields = Body.text(request, "fields");
            if (fields.isEmpty()) {
                throw GoogleError.invalid(
                        "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
            }
            List<String> names = List.of(fields.replace(" ", "").split(","));
            boolean all = names.contains("*");
            boolean format = names.stream().anyMatch(name -> name.startsWith("userEnteredFormat"));
            return new Mask(all || names.contains("userEnteredValue"), all || format);
        }
    }

    void append(JsonNode request) {
        Body.known(request, "append_cells", "sheetId", "rows", "fields");
        Tab tab = book.existing(Body.number(request, "sheetId", 0));
        int row = tab.filledRows(0, tab.columnCount());
        int rows = request.path("rows").size();
        int width = width(request.path("rows"));
        grow(tab, Dimension.ROWS, row + rows);
        grow(tab, Dimension.COLUMNS, width);
        if (rows > 0 && width > 0) {
            allowed.at(new GridRange(tab.sheetId(), row, row + rows, 0, width));
        }
        write(tab, row, 0, request.path("rows"), Mask.of(request));
    }

    private static int width(JsonNode rows) {
        int width = 0;
        for (JsonNode row : rows) {
            width = Math.max(width, row.path("values").size());
        }
        return width;
    }

    private void grow(Tab tab, Dimension dimension, int needed) {
        if (needed > tab.count(dimension)) {
            new Lines(book, tab, dimension).append(needed - tab.count(dimension));
        }
    }

    void update(JsonNode request) {
        Body.known(request, "update_cells", "rows", "fields", "start", "range");
        Mask mask = Mask.of(request);
        if (request.has("range")) {
            GridRange asked = Body.range(request.path("range"));
            Tab tab = book.existing(asked.sheetId());
            GridRange range = asked.within(tab);
            allowed.at(range);
            for (int row = range.rowFrom(); row < range.rowTo(); row++) {
                for (int column = range.columnFrom(); column < range.columnTo(); column++) {
                    JsonNode data = request.path("rows")
                            .path(row - range.rowFrom())
                            .path("values")
                            .path(column - range.columnFrom());
                    set(tab, row, column, data, mask);
                }
            }
            return;
        }
        JsonNode start = request.path("start");
        Body.known(start, "start", "sheetId", "rowIndex", "columnIndex");
        Tab tab = book.existing(Body.number(start, "sheetId", 0));
        int row = Body.number(start, "rowIndex", 0);
        int column = Body.number(start, "columnIndex", 0);
        JsonNode rows = request.path("rows");
        allowed.at(new GridRange(tab.sheetId(), row, row + rows.size(), column, column + width(rows)));
        write(tab, row, column, rows, mask);
    }

    private void write(Tab tab, int rowFrom, int columnFrom, JsonNode rows, Mask mask) {
        int row = rowFrom;
        for (JsonNode each : rows) {
            int column = columnFrom;
            for (JsonNode cell : each.path("values")) {
                set(tab, row, column, cell, mask);
                column++;
            }
            row++;
        }
    }

    void repeat(JsonNode request) {
        Body.known(request, "repeat_cell", "range", "cell", "fields");
        Mask mask = Mask.of(request);
        GridRange asked = Body.range(request.path("range"));
        Tab tab = book.existing(asked.sheetId());
        GridRange range = asked.within(tab);
        allowed.at(range);
        for (int row = range.rowFrom(); row < range.rowTo(); row++) {
            for (int column = range.columnFrom(); column < range.columnTo(); column++) {
                set(tab, row, column, request.path("cell"), mask);
            }
        }
    }

    private void set(Tab tab, int row, int column, JsonNode cellJson, Mask mask) {
        Cell cell = tab.cell(row, column);
        if (mask.value()) {
            cell = valued(cell, cellJson.path("userEnteredValue"));
        }
        if (mask.format()) {
            cell = cell.formatted(format(cellJson.path("userEnteredFormat").path("numberFormat")));
        }
        tab.set(row, column, cell);
    }

    private static Cell valued(Cell before, JsonNode value) {
        if (value.isMissingNode() || value.isEmpty()) {
            return before.holding(null);
        }
        Body.known(
                value, "user_entered_value", "numberValue", "stringValue", "boolValue", "formulaValue", "errorValue");
        if (value.size() != 1) {
            throw GoogleError.invalid("Exactly one value must be set.");
        }
        if (value.has("formulaValue")) {
            return new Cell(null, Body.text(value, "formulaValue"), before.format());
        }
        if (value.has("numberValue")) {
            return before.holding(Value.of(value.path("numberValue").asDouble()));
        }
        if (value.has("boolValue")) {
            return before.holding(Value.of(value.path("boolValue").asBoolean()));
        }
        if (value.has("errorValue")) {
            throw GoogleError.invalid("errorValue is read-only.");
        }
        String text = Body.text(value, "stringValue");
        return before.holding(text.isEmpty() ? null : Value.of(text));
    }

    private static @Nullable NumberFormat format(JsonNode format) {
        return format.isMissingNode() || format.isEmpty()
                ? null
                : new NumberFormat(
                        Body.oneOf(NumberFormat.Type.class, Body.text(format, "type"), "type", null),
                        Body.text(format, "pattern"));
    }
}
