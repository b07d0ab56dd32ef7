package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.googlesheets.Reading.Marker;
import dev.tallystick.connectors.googlesheets.Reading.Protection;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Response;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// Makes a [Reading] of an answer with grid data. Goes through it row by row: as a tree, a large tab would take
/// ten times its cells.
final class ReadGrid {
    private static final String SHEETS =
            "properties(title,timeZone),sheets(properties(sheetId,title,sheetType,gridProperties),"
                    + "protectedRanges(range,description,warningOnly,unprotectedRanges),"
                    + "developerMetadata(metadataId,metadataKey,metadataValue),"
                    + "data(startRow,startColumn,rowData(values(userEnteredValue(formulaValue),effectiveValue))))";

    /// What a reading needs, of `spreadsheets.getByDataFilter`.
    static final String FIELDS = SHEETS;

    /// The same, of `spreadsheets.batchUpdate`.
    static final String FIELDS_AFTER = "replies,updatedSpreadsheet(" + SHEETS + ")";

    /// For one value in the middle of an answer: there is more behind it.
    static final ObjectReader PARTS =
            JsonBodies.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final int sheetId;
    private final Map<Cell, Cell> seen = new HashMap<>();
    private JsonNode file = JsonBodies.mapper().createObjectNode();
    private @Nullable Reading found;

    private ReadGrid(int sheetId) {
        this.sheetId = sheetId;
    }

    /// Empty when the answer does not speak of this tab.
    static Optional<Reading> of(Response answer, int sheetId) {
        var reader = new ReadGrid(sheetId);
        try (var parser = JsonBodies.mapper().createParser(answer.body())) {
            parser.nextToken();
            reader.spreadsheet(parser);
        } catch (JacksonException _) {
            throw new ConnectorException(Problem.BAD_ANSWER, "Google sent cells that break off or cannot be read.");
        }
        return Optional.ofNullable(reader.found).map(reading -> reader.withFile(reading));
    }

    private Reading withFile(Reading reading) {
        return new Reading(
                file.path("title").asString(""),
                zone(file.path("timeZone").asString("")),
                reading.sheetId(),
                reading.title(),
                reading.rowCount(),
                reading.columnCount(),
                reading.frozenRows(),
                reading.protections(),
                reading.marker(),
                reading.rows());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The spreadsheet's time zone '" + name + "' is not known. Choose another under File, Settings.");
        }
    }

    private void spreadsheet(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "properties" -> file = PARTS.readTree(parser);
                case "updatedSpreadsheet" -> spreadsheet(parser);
                case "sheets" -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        sheet(parser);
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void sheet(JsonParser parser) {
        JsonNode properties = JsonBodies.mapper().createObjectNode();
        List<Protection> protections = new ArrayList<>();
        Marker marker = null;
        List<List<Cell>> rows = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "properties" -> properties = PARTS.readTree(parser);
                case "protectedRanges" -> {
                    for (var each : PARTS.readTree(parser)) {
                        if (!each.path("warningOnly").asBoolean(false)) {
                            protections.add(protection(each));
                        }
                    }
                }
                case "developerMetadata" -> marker = marker(PARTS.readTree(parser));
                case "data" -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        data(parser, rows);
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (properties.path("sheetId").asInt(0) == sheetId) {
            trim(rows);
            var grid = properties.path("gridProperties");
            found = new Reading(
                    "",
                    ZoneId.of("UTC"),
                    sheetId,
                    properties.path("title").asString(""),
                    grid.path("rowCount").asInt(0),
                    grid.path("columnCount").asInt(0),
                    grid.path("frozenRowCount").asInt(0),
                    protections,
                    marker,
                    rows);
        }
    }

    private static void trim(List<List<Cell>> rows) {
        while (!rows.isEmpty() && rows.getLast().stream().allMatch(Cell::blank)) {
            rows.removeLast();
        }
    }

    private void data(JsonParser parser, List<List<Cell>> rows) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var field = parser.currentName();
            parser.nextToken();
            if (!field.equals("rowData")) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                JsonNode row = PARTS.readTree(parser);
                List<Cell> cells = new ArrayList<>();
                for (var data : row.path("values")) {
                    cells.add(once(cell(data)));
                }
                while (!cells.isEmpty() && cells.getLast().blank()) {
                    cells.removeLast();
                }
                rows.add(List.copyOf(cells));
            }
        }
    }

    /// Columns repeat few texts many times.
    private Cell once(Cell cell) {
        if (seen.size() > 100_000) {
            return cell;
        }
        var known = seen.putIfAbsent(cell, cell);
        return known == null ? cell : known;
    }

    static Cell cell(JsonNode data) {
        var shows = value(data.path("effectiveValue"));
        var formula = data.path("userEnteredValue").path("formulaValue").asString("");
        return formula.isEmpty() ? shows : new Cell.Formula(formula, shows);
    }

    private static Cell value(JsonNode value) {
        if (value.has("stringValue")) {
            return Cell.text(value.path("stringValue").asString(""));
        }
        if (value.has("numberValue")) {
            return new Cell.Numeric(value.path("numberValue").asDouble());
        }
        if (value.has("boolValue")) {
            return new Cell.Truth(value.path("boolValue").asBoolean());
        }
        return value.has("errorValue")
                ? new Cell.Broken("#" + value.path("errorValue").path("type").asString("ERROR"))
                : Cell.Blank.CELL;
    }

    private static @Nullable Marker marker(JsonNode metadata) {
        for (var each : metadata) {
            if (each.path("metadataKey").asString("").equals(Marker.KEY)) {
                return new Marker(
                        each.path("metadataId").asInt(0),
                        each.path("metadataValue").asString(""));
            }
        }
        return null;
    }

    private static Protection protection(JsonNode protection) {
        List<Protection> except = new ArrayList<>();
        protection.path("unprotectedRanges").forEach(each -> except.add(range("", each, List.of())));
        return range(protection.path("description").asString(""), protection.path("range"), except);
    }

    private static Protection range(String name, JsonNode range, List<Protection> except) {
        return new Protection(
                name,
                range.path("startRowIndex").asInt(0),
                range.path("endRowIndex").asInt(Integer.MAX_VALUE),
                range.path("startColumnIndex").asInt(0),
                range.path("endColumnIndex").asInt(Integer.MAX_VALUE),
                except);
    }
}
