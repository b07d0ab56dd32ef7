package dev.tallystick.connectors.googlesheets;

import dev.tallystick.egress.JsonBodies;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// The header and the first rows below it: what tells the columns' types, and one column from another.
record Sample(List<List<Cell>> rows, List<List<String>> formats) {
    static final int ROWS = 20;

    static final Sample NOTHING = new Sample(List.of(), List.of());

    static final String DATA = "data(rowData(values(userEnteredValue(formulaValue),"
            + "effectiveValue,effectiveFormat(numberFormat(type)))))";

    static Sample read(SheetsClient client, int sheetId, int headerRow) {
        return of(ask(client, sheetId, headerRow, "sheets(properties(sheetId)," + DATA + ")"), sheetId);
    }

    /// @param fields what else is wanted of the spreadsheet and of this tab, besides [#DATA]
    static JsonNode ask(SheetsClient client, int sheetId, int headerRow, String fields) {
        var body = Requests.object();
        body.putArray("dataFilters")
                .addObject()
                .putObject("gridRange")
                .put("sheetId", sheetId)
                .put("startRowIndex", headerRow)
                .put("endRowIndex", headerRow + 1 + ROWS);
        body.put("includeGridData", true);
        return JsonBodies.read(client.read(":getByDataFilter", fields, body));
    }

    static Sample of(JsonNode answer, int sheetId) {
        List<List<Cell>> rows = new ArrayList<>();
        List<List<String>> formats = new ArrayList<>();
        for (var sheet : answer.path("sheets")) {
            if (sheet.path("properties").path("sheetId").asInt(0) == sheetId) {
                for (var row : sheet.path("data").path(0).path("rowData")) {
                    add(row, rows, formats);
                }
            }
        }
        return new Sample(rows, formats);
    }

    private static void add(JsonNode row, List<List<Cell>> rows, List<List<String>> formats) {
        List<Cell> cells = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (var data : row.path("values")) {
            cells.add(ReadGrid.cell(data));
            types.add(data.path("effectiveFormat")
                    .path("numberFormat")
                    .path("type")
                    .asString(""));
        }
        rows.add(cells);
        formats.add(types);
    }

    Columns columns(int headerRow) {
        return Columns.of(rows.isEmpty() ? List.of() : rows.getFirst(), headerRow);
    }

    int width() {
        return rows.stream().mapToInt(List::size).max().orElse(0);
    }

    private List<Cell> filled(int column) {
        return rows.stream()
                .skip(1)
                .map(row -> column < row.size() ? row.get(column) : Cell.Blank.CELL)
                .filter(cell -> !cell.blank())
                .toList();
    }

    /// All formulas: the sheet computes this column.
    boolean computed(int column) {
        var cells = filled(column);
        return !cells.isEmpty() && cells.stream().allMatch(Cell.Formula.class::isInstance);
    }

    /// What the cells are; text where they are several things, or nothing yet.
    FieldType type(int column) {
        var cells = filled(column).stream().map(Cell::shown).toList();
        if (!cells.isEmpty() && cells.stream().allMatch(Cell.Truth.class::isInstance)) {
            return FieldType.BOOLEAN;
        }
        if (cells.isEmpty() || !cells.stream().allMatch(Cell.Numeric.class::isInstance)) {
            return FieldType.TEXT;
        }
        var types = formats.stream()
                .skip(1)
                .map(row -> column < row.size() ? row.get(column) : "")
                .filter(type -> !type.isEmpty())
                .toList();
        if (types.contains("DATE_TIME")) {
            return FieldType.LOCAL_DATE_TIME;
        }
        return types.contains("DATE") ? FieldType.DATE : FieldType.DECIMAL;
    }

    /// What stands below a header, so that the column is known when its name has changed. No values: short hashes.
    List<String> prints(int column) {
        return filled(column).stream()
                .map(cell -> Integer.toHexString(Objects.hashCode(Columns.text(cell)) & 0xffffff))
                .distinct()
                .sorted()
                .toList();
    }
}
