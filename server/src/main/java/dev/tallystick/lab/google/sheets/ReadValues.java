package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Calculation;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.ShownText;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import dev.tallystick.lab.google.grid.Value;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values out of one state of a spreadsheet, by the rules that gspread (5e2b628) has recorded:
/// ragged rows, no `values` where all is empty, the range that was asked for in the answer.
final class ReadValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    enum ValueRenderOption {
        FORMATTED_VALUE,
        UNFORMATTED_VALUE,
        FORMULA
    }

    enum DateTimeRenderOption {
        SERIAL_NUMBER,
        FORMATTED_STRING
    }

    /// How they are wanted.
    record Manner(Dimension major, ValueRenderOption values, DateTimeRenderOption dates) {
        static Manner of(Map<String, String> query) {
            return of(
                    query.getOrDefault("majorDimension", ""),
                    query.getOrDefault("valueRenderOption", ""),
                    query.getOrDefault("dateTimeRenderOption", ""));
        }

        static Manner of(String major, String values, String dates) {
            return new Manner(
                    Body.oneOf(Dimension.class, major, "major_dimension", Dimension.ROWS),
                    Body.oneOf(
                            ValueRenderOption.class, values, "value_render_option", ValueRenderOption.FORMATTED_VALUE),
                    Body.oneOf(
                            DateTimeRenderOption.class,
                            dates,
                            "date_time_render_option",
                            DateTimeRenderOption.SERIAL_NUMBER));
        }
    }

    private final Book book;
    private final Calculation calculation;
    private final Manner manner;

    ReadValues(Spreadsheet spreadsheet, Book book, Manner manner) {
        this.book = book;
        this.calculation = spreadsheet.calculation(book);
        this.manner = manner;
    }

    ObjectNode range(String a1) {
        return range(A1.parse(a1, book));
    }

    ObjectNode range(GridRange asked) {
        Tab tab = book.existing(asked.sheetId());
        if (tab.type() != Tab.Type.GRID) {
            throw GoogleError.invalid("Unable to parse range: " + A1.quoted(tab.title()));
        }
        if (asked.startsOutside(tab)) {
            throw GoogleError.invalid(tab.exceedsGrid(asked));
        }
        GridRange range = asked.within(tab);
        ObjectNode answer = JSON.objectNode();
        answer.put("range", A1.of(tab, range));
        answer.put("majorDimension", manner.major().name());
        ArrayNode lines = manner.major() == Dimension.ROWS ? rows(tab, range) : columns(tab, range);
        dropEmptyEnd(lines);
        if (!lines.isEmpty()) {
            answer.set("values", lines);
        }
        return answer;
    }

    private ArrayNode rows(Tab tab, GridRange range) {
        ArrayNode lines = JSON.arrayNode();
        int end = Math.min(range.rowTo(), tab.filledRows(range.columnFrom(), range.columnTo()));
        for (int row = range.rowFrom(); row < end; row++) {
            ArrayNode line = lines.addArray();
            int last = Math.min(range.columnTo(), tab.row(row).filled());
            for (int column = range.columnFrom(); column < last; column++) {
                line.add(cell(tab, row, column));
            }
            dropBlankEnd(line);
        }
        return lines;
    }

    private ArrayNode columns(Tab tab, GridRange range) {
        ArrayNode lines = JSON.arrayNode();
        int end = Math.min(range.rowTo(), tab.filledRows(range.columnFrom(), range.columnTo()));
        for (int column = range.columnFrom(); column < range.columnTo(); column++) {
            ArrayNode line = lines.addArray();
            for (int row = range.rowFrom(); row < end; row++) {
                line.add(cell(tab, row, column));
            }
            dropBlankEnd(line);
        }
        return lines;
    }

    private static void dropBlankEnd(ArrayNode line) {
        while (!line.isEmpty() && isBlank(line.get(line.size() - 1))) {
            line.remove(line.size() - 1);
        }
    }

    private static boolean isBlank(JsonNode cell) {
        return cell.isString() && cell.asString().isEmpty();
    }

    private static void dropEmptyEnd(ArrayNode lines) {
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
    }

    private JsonNode cell(Tab tab, int row, int column) {
        Cell cell = tab.cell(row, column);
        if (cell.isBlank()) {
            return JSON.stringNode("");
        }
        if (manner.values() == ValueRenderOption.FORMULA && cell.formula() != null) {
            return JSON.stringNode(cell.formula());
        }
        Value value = calculation.value(tab, row, column);
        boolean date = cell.format() != null && cell.format().isTime() && value instanceof Value.OfNumber;
        boolean shown = manner.values() == ValueRenderOption.FORMATTED_VALUE
                || (date && manner.dates() == DateTimeRenderOption.FORMATTED_STRING);
        return shown ? JSON.stringNode(ShownText.of(value, cell.format(), book.locale())) : ValueJson.plain(value);
    }
}
