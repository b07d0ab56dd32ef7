package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Cell;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls that write, on a state that becomes the spreadsheet's only if none of this throws.
record WriteCalls(Spreadsheet spreadsheet, Book book, String person) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    JsonNode answer(Call call, Operation operation, JsonNode body) {
        return switch (operation.name()) {
            case BATCH_UPDATE -> batchUpdate(body);
            case VALUES_UPDATE -> update(call, operation.target(), body);
            case VALUES_APPEND -> append(call, operation.target(), body);
            case VALUES_CLEAR -> {
                Body.known(body, "");
                ObjectNode answer = answer();
                answer.put("clearedRange", clear(A1.parse(operation.target(), book)));
                yield answer;
            }
            case VALUES_BATCH_UPDATE -> {
                Body.known(
                        body,
                        "",
                        "valueInputOption",
                        "data",
                        "includeValuesInResponse",
                        "responseValueRenderOption",
                        "responseDateTimeRenderOption");
                List<Target> targets = new ArrayList<>();
                body.path("data").forEach(each -> targets.add(new Target(Body.text(each, "range"), each)));
                yield batchUpdateValues(body, targets);
            }
            case VALUES_BATCH_UPDATE_BY_DATA_FILTER -> batchUpdateValues(body, filtered(body));
            case VALUES_BATCH_CLEAR -> {
                Body.known(body, "", "ranges");
                List<GridRange> ranges = new ArrayList<>();
                body.path("ranges").forEach(each -> ranges.add(A1.parse(each.asString(), book)));
                yield batchClear(ranges);
            }
            case VALUES_BATCH_CLEAR_BY_DATA_FILTER -> {
                Body.known(body, "", "dataFilters");
                yield batchClear(MetadataLookup.ranges(book, body.path("dataFilters")));
            }
            default -> throw new IllegalStateException(operation.name() + " does not write");
        };
    }

    private record Target(String a1, JsonNode body) {}

    private ObjectNode answer() {
        ObjectNode answer = JSON.objectNode();
        answer.put("spreadsheetId", spreadsheet.id());
        return answer;
    }

    private WriteValues writing(String option) {
        return new WriteValues(
                book, option, spreadsheet.now(book).toLocalDate(), new Allowed(book, person, spreadsheet.owner())::at);
    }

    private ObjectNode batchUpdate(JsonNode body) {
        ArrayNode replies = new BatchUpdate(spreadsheet, book, person).apply(body);
        ObjectNode answer = answer();
        answer.set("replies", replies);
        if (Body.yes(body, "includeSpreadsheetInResponse")) {
            // What the caller's field mask leaves out is left out of the whole answer, later.
            List<GridRange> ranges = new ArrayList<>();
            body.path("responseRanges").forEach(a1 -> ranges.add(A1.parse(a1.asString(""), book)));
            boolean cells = Body.yes(body, "responseIncludeGridData");
            answer.set(
                    "updatedSpreadsheet",
                    new DescribeSpreadsheet(spreadsheet, book, person).describe(ranges, FieldMask.ALL, cells));
        }
        return answer;
    }

    private ObjectNode update(Call call, String a1, JsonNode body) {
        var written = writing(call.asked("valueInputOption").orElse("")).update(a1, body, "data");
        ObjectNode answer = written.answer(spreadsheet.id(), tab(written.range()));
        if (call.asked("includeValuesInResponse").orElse("").equals("true")) {
            answer.set(
                    "updatedData",
                    values(written, call.asked("responseValueRenderOption").orElse("")));
        }
        return answer;
    }

    private ObjectNode append(Call call, String a1, JsonNode body) {
        var option = Body.oneOf(
                AppendValues.InsertDataOption.class,
                call.asked("insertDataOption").orElse(""),
                "insert_data_option",
                AppendValues.InsertDataOption.OVERWRITE);
        var writing = writing(call.asked("valueInputOption").orElse(""));
        var appended = AppendValues.append(book, a1, body, option, writing);
        ObjectNode answer = answer();
        if (appended.table() != null) {
            answer.put("tableRange", appended.table());
        }
        ObjectNode updates = appended.written().answer(spreadsheet.id(), appended.tab());
        if (call.asked("includeValuesInResponse").orElse("").equals("true")) {
            String rendered = call.asked("responseValueRenderOption").orElse("");
            updates.set("updatedData", values(appended.written(), rendered));
        }
        answer.set("updates", updates);
        return answer;
    }

    private ObjectNode batchUpdateValues(JsonNode body, List<Target> targets) {
        var writing = writing(Body.text(body, "valueInputOption"));
        ObjectNode answer = answer();
        ArrayNode responses = JSON.arrayNode();
        Set<List<Integer>> rows = new HashSet<>();
        Set<List<Integer>> columns = new HashSet<>();
        Set<Integer> sheets = new HashSet<>();
        int cells = 0;
        int number = 0;
        for (Target target : targets) {
            String place = "data[" + number++ + "]";
            if (target.a1().isEmpty()) {
                throw GoogleError.invalid("Invalid " + place + ": range is required");
            }
            var written = writing.update(target.a1(), target.body(), place);
            ObjectNode response = written.answer(spreadsheet.id(), tab(written.range()));
            if (Body.yes(body, "includeValuesInResponse")) {
                response.set("updatedData", values(written, Body.text(body, "responseValueRenderOption")));
            }
            responses.add(response);
            cells += written.cells();
            int sheet = written.range().sheetId();
            sheets.add(sheet);
            for (int row = 0; row < written.rows(); row++) {
                rows.add(List.of(sheet, written.range().rowFrom() + row));
            }
            for (int column = 0; column < written.columns(); column++) {
                columns.add(List.of(sheet, written.range().columnFrom() + column));
            }
        }
        if (cells > 0) {
            answer.put("totalUpdatedRows", rows.size());
            answer.put("totalUpdatedColumns", columns.size());
            answer.put("totalUpdatedCells", cells);
            answer.put("totalUpdatedSheets", sheets.size());
        }
        if (!responses.isEmpty()) {
            answer.set("responses", responses);
        }
        return answer;
    }

    private List<Target> filtered(JsonNode body) {
        List<Target> targets = new ArrayList<>();
        for (JsonNode each : body.path("data")) {
            ObjectNode plain = JSON.objectNode();
            plain.set("values", each.path("values"));
            if (each.has("majorDimension")) {
                plain.set("majorDimension", each.path("majorDimension"));
            }
            for (GridRange range : MetadataLookup.ranges(book, JSON.arrayNode().add(each.path("dataFilter")))) {
                targets.add(new Target(A1.of(tab(range), range), plain));
            }
        }
        return targets;
    }

    private Tab tab(GridRange range) {
        return book.existing(range.sheetId());
    }

    private ObjectNode values(WriteValues.Written written, String rendered) {
        return new ReadValues(spreadsheet, book, ReadValues.Manner.of("", rendered, "")).range(written.range());
    }

    private ObjectNode batchClear(List<GridRange> ranges) {
        ObjectNode answer = answer();
        ArrayNode cleared = JSON.arrayNode();
        ranges.forEach(range -> cleared.add(clear(range)));
        if (!cleared.isEmpty()) {
            answer.set("clearedRanges", cleared);
        }
        return answer;
    }

    /// Values go; formats stay.
    private String clear(GridRange asked) {
        Tab tab = tab(asked);
        if (asked.startsOutside(tab)) {
            throw GoogleError.invalid(tab.exceedsGrid(asked));
        }
        GridRange range = asked.within(tab);
        new Allowed(book, person, spreadsheet.owner()).at(range);
        int end = Math.min(range.rowTo(), tab.filledRows(range.columnFrom(), range.columnTo()));
        for (int row = range.rowFrom(); row < end; row++) {
            int last = Math.min(range.columnTo(), tab.row(row).filled());
            for (int column = range.columnFrom(); column < last; column++) {
                Cell cell = tab.cell(row, column);
                if (!cell.isBlank()) {
                    tab.set(row, column, cell.holding(null));
                }
            }
        }
        return A1.of(tab, range);
    }
}
