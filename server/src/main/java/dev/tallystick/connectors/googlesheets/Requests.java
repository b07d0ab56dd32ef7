package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connectors.googlesheets.Reading.Marker;
import dev.tallystick.egress.JsonBodies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a `spreadsheets.batchUpdate`, request by request. Everything names the tab by its id, never by its
/// title.
final class Requests {
    private final int sheetId;
    private final ArrayNode requests = JsonBodies.mapper().createArrayNode();

    Requests(int sheetId) {
        this.sheetId = sheetId;
    }

    static ObjectNode object() {
        return JsonBodies.mapper().createObjectNode();
    }

    private ObjectNode add(String kind) {
        return requests.addObject().putObject(kind);
    }

    /// Says which batch this is. It lands with the batch or not at all.
    Requests mark(@Nullable Marker before, String batch) {
        if (before != null) {
            add("deleteDeveloperMetadata")
                    .putObject("dataFilter")
                    .putObject("developerMetadataLookup")
                    .put("metadataId", before.id());
        }
        var metadata = add("createDeveloperMetadata").putObject("developerMetadata");
        metadata.put("metadataKey", Marker.KEY).put("metadataValue", batch).put("visibility", "DOCUMENT");
        metadata.putObject("location").put("sheetId", sheetId);
        return this;
    }

    Requests put(int row, int column, Cell cell) {
        var update = add("updateCells");
        update.put("fields", "userEnteredValue");
        update.putObject("start").put("sheetId", sheetId).put("rowIndex", row).put("columnIndex", column);
        update.putArray("rows").addObject().putArray("values").add(data(cell));
        return this;
    }

    Requests putRow(int row, List<Cell> cells) {
        var update = add("updateCells");
        update.put("fields", "userEnteredValue");
        update.putObject("start").put("sheetId", sheetId).put("rowIndex", row).put("columnIndex", 0);
        cells(update.putArray("rows").addObject().putArray("values"), cells);
        return this;
    }

    /// Below the last row with anything in it.
    Requests append(List<List<Cell>> rows) {
        var append = add("appendCells");
        append.put("sheetId", sheetId).put("fields", "userEnteredValue");
        var array = append.putArray("rows");
        rows.forEach(row -> cells(array.addObject().putArray("values"), row));
        return this;
    }

    Requests insert(String dimension, int at, boolean inheritFromBefore) {
        var insert = add("insertDimension");
        range(insert, dimension, at, at + 1);
        insert.put("inheritFromBefore", inheritFromBefore);
        return this;
    }

    Requests deleteRow(int row) {
        range(add("deleteDimension"), "ROWS", row, row + 1);
        return this;
    }

    Requests grow(String dimension, int by) {
        add("appendDimension")
                .put("sheetId", sheetId)
                .put("dimension", dimension)
                .put("length", by);
        return this;
    }

    Requests addTab(String title) {
        add("addSheet").putObject("properties").put("sheetId", sheetId).put("title", title);
        return this;
    }

    /// Keeps people from seeing the column by chance, and warns whoever types into it.
    Requests hideAndWarn(int column, String why) {
        var hide = add("updateDimensionProperties");
        range(hide, "COLUMNS", column, column + 1);
        hide.putObject("properties").put("hiddenByUser", true);
        hide.put("fields", "hiddenByUser");
        var protection = add("addProtectedRange").putObject("protectedRange");
        protection
                .putObject("range")
                .put("sheetId", sheetId)
                .put("startColumnIndex", column)
                .put("endColumnIndex", column + 1);
        protection.put("description", why).put("warningOnly", true);
        return this;
    }

    /// @param type `DATE` or `DATE_TIME`
    Requests format(int column, int firstRow, String type) {
        var repeat = add("repeatCell");
        repeat.putObject("range")
                .put("sheetId", sheetId)
                .put("startRowIndex", firstRow)
                .put("startColumnIndex", column)
                .put("endColumnIndex", column + 1);
        repeat.putObject("cell")
                .putObject("userEnteredFormat")
                .putObject("numberFormat")
                .put("type", type)
                .put("pattern", type.equals("DATE") ? "yyyy-mm-dd" : "yyyy-mm-dd hh:mm:ss");
        repeat.put("fields", "userEnteredFormat.numberFormat");
        return this;
    }

    private void range(ObjectNode in, String dimension, int from, int to) {
        in.putObject("range")
                .put("sheetId", sheetId)
                .put("dimension", dimension)
                .put("startIndex", from)
                .put("endIndex", to);
    }

    private static void cells(ArrayNode values, List<Cell> cells) {
        cells.forEach(cell -> values.add(data(cell)));
    }

    /// Texts stay texts, also `=1+1`: only a formula of the sheet's own is put back as one.
    private static ObjectNode data(Cell cell) {
        var data = object();
        switch (cell) {
            case Cell.Blank _, Cell.Broken _ -> {}
            case Cell.Text(String text) -> data.putObject("userEnteredValue").put("stringValue", text);
            case Cell.Numeric(double number) ->
                data.putObject("userEnteredValue").put("numberValue", number);
            case Cell.Truth(boolean truth) -> data.putObject("userEnteredValue").put("boolValue", truth);
            case Cell.Formula(String formula, Cell _) ->
                data.putObject("userEnteredValue").put("formulaValue", formula);
        }
        return data;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    JsonNode body() {
        var body = object();
        body.set("requests", requests);
        return body;
    }

    /// Asks for the tab as it is right after the write.
    ///
    /// @param title a renamed one is answered with another tab or a refusal, which is noticed
    JsonNode bodyWithAnswer(String title) {
        var body = object();
        body.set("requests", requests);
        body.put("includeSpreadsheetInResponse", true).put("responseIncludeGridData", true);
        body.putArray("responseRanges").add(A1.tab(title));
        return body;
    }
}
