package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.grid.TypedText;
import dev.tallystick.lab.google.grid.Value;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values into a state that is being made, by the Sheets reference (`ValueRange`): `null` leaves a cell alone, `""`
/// empties it,
/// short rows leave the rest, and nothing is written outside the grid.
final class WriteValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    enum ValueInputOption {
        RAW,
        USER_ENTERED
    }

    private final Book book;
    private final ValueInputOption input;
    private final TypedText typed;
    private final Consumer<GridRange> allowed;

    /// @param allowed throws where this range may not be written
    WriteValues(Book book, String input, LocalDate today, Consumer<GridRange> allowed) {
        this.book = book;
        this.input = option(input);
        this.typed = new TypedText(book.locale(), today);
        this.allowed = allowed;
    }

    private static ValueInputOption option(String text) {
        if (text.isEmpty() || text.equals("INPUT_VALUE_OPTION_UNSPECIFIED")) {
            throw GoogleError.invalid("'valueInputOption' is required but not specified");
        }
        return Body.oneOf(ValueInputOption.class, text, "value_input_option", null);
    }

    /// What was written.
    record Written(GridRange range, int rows, int columns, int cells) {
        ObjectNode answer(String spreadsheetId, Tab tab) {
            ObjectNode answer = JSON.objectNode();
            answer.put("spreadsheetId", spreadsheetId);
            answer.put("updatedRange", A1.of(tab, range));
            if (cells > 0) {
                answer.put("updatedRows", rows);
                answer.put("updatedColumns", columns);
                answer.put("updatedCells", cells);
            }
            return answer;
        }
    }

    /// @param place of this body in the request, for its errors
    Written update(String a1, JsonNode body, String place) {
        Body.known(body, place, "range", "majorDimension", "values");
        String own = Body.text(body, "range");
        if (!own.isEmpty() && !A1.parse(own, book).equals(A1.parse(a1, book))) {
            throw GoogleError.invalid("Requested range was [" + a1 + "], but the body is for [" + own + "]");
        }
        GridRange asked = A1.parse(a1, book);
        Tab tab = book.existing(asked.sheetId());
        if (asked.startsOutside(tab)) {
            throw GoogleError.invalid(tab.exceedsGrid(asked));
        }
        List<List<JsonNode>> rows = rows(body);
        fits(tab, asked, rows);
        return write(tab, asked.rowFrom(), asked.columnFrom(), rows);
    }

    /// One cell is only a place to begin; a larger range must hold all of it.
    private static void fits(Tab tab, GridRange asked, List<List<JsonNode>> rows) {
        if (asked.isOneCell()) {
            return;
        }
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        String where = "Requested writing within range [" + A1.of(tab, asked.within(tab)) + "], but tried writing to ";
        if (rows.size() > asked.rows()) {
            throw GoogleError.invalid(where + "row [" + (asked.rowTo() + 1) + "]");
        }
        if (width > asked.columns()) {
            throw GoogleError.invalid(where + "column [" + A1.letters(asked.columnTo()) + "]");
        }
    }

    /// By rows, whichever way they were sent.
    static List<List<JsonNode>> rows(JsonNode body) {
        JsonNode values = body.path("values");
        if (!values.isMissingNode() && !values.isArray()) {
            throw GoogleError.invalid("Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue)");
        }
        boolean columns =
                Body.oneOf(Dimension.class, Body.text(body, "majorDimension"), "major_dimension", Dimension.ROWS)
                        == Dimension.COLUMNS;
        List<List<JsonNode>> rows = new ArrayList<>();
        int number = 0;
        for (JsonNode line : values) {
            if (!line.isArray()) {
                throw GoogleError.invalid("Invalid value at 'data.values[" + number
                        + "]' (type.googleapis.com/google.protobuf.ListValue), " + line);
            }
            int place = 0;
            for (JsonNode cell : line) {
                int row = columns ? place : number;
                int column = columns ? number : place;
                while (rows.size() <= row) {
                    rows.add(new ArrayList<>());
                }
                while (rows.get(row).size() < column) {
                    rows.get(row).add(JSON.nullNode());
                }
                rows.get(row).add(cell);
                place++;
            }
            if (!columns && line.isEmpty()) {
                rows.add(new ArrayList<>());
            }
            number++;
        }
        return rows;
    }

    Written write(Tab tab, int rowFrom, int columnFrom, List<List<JsonNode>> rows) {
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        var range = new GridRange(
                tab.sheetId(),
                rowFrom,
                rowFrom + Math.max(rows.size(), 1),
                columnFrom,
                columnFrom + Math.max(width, 1));
        if (range.rowTo() > tab.rowCount() || range.columnTo() > tab.columnCount()) {
            throw GoogleError.invalid(tab.exceedsGrid(range));
        }
        allowed.accept(range);
        int cells = 0;
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                JsonNode value = rows.get(row).get(column);
                if (!value.isNull()) {
                    int toRow = rowFrom + row;
                    int toColumn = columnFrom + column;
                    tab.set(toRow, toColumn, entered(value, tab.cell(toRow, toColumn), row, column));
                    cells++;
                }
            }
        }
        return new Written(range, rows.size(), width, cells);
    }

    private Cell entered(JsonNode value, Cell before, int row, int column) {
        if (value.isBoolean()) {
            return before.holding(Value.of(value.asBoolean()));
        }
        if (value.isNumber()) {
            return before.holding(Value.of(value.asDouble()));
        }
        if (!value.isString()) {
            throw GoogleError.invalid("Invalid values[" + row + "][" + column + "]: " + value);
        }
        String text = value.asString();
        if (text.isEmpty()) {
            return before.holding(null);
        }
        return input == ValueInputOption.RAW ? before.holding(Value.of(text)) : typed.entered(text, before);
    }
}
