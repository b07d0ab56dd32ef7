package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Metadata;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls that only read.
record ReadCalls(Spreadsheet spreadsheet, Book book, String person) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    JsonNode answer(Call call, Operation operation, JsonNode body, FieldMask mask) {
        return switch (operation.name()) {
            case GET -> {
                List<GridRange> ranges = call.all("ranges").stream()
                        .map(a1 -> A1.parse(a1, book))
                        .toList();
                yield describe(
                        ranges, mask, call.asked("includeGridData").orElse("").equals("true"));
            }
            case GET_BY_DATA_FILTER -> {
                Body.known(body, "", "dataFilters", "includeGridData");
                List<GridRange> ranges = MetadataLookup.ranges(book, body.path("dataFilters"));
                yield describe(ranges, mask, Body.yes(body, "includeGridData"));
            }
            case VALUES_GET ->
                new ReadValues(spreadsheet, book, ReadValues.Manner.of(call.query())).range(operation.target());
            case VALUES_BATCH_GET -> batchGet(call);
            case VALUES_BATCH_GET_BY_DATA_FILTER -> batchGetByDataFilter(body);
            case METADATA_GET -> metadata(operation.target());
            case METADATA_SEARCH -> search(body);
            default -> throw new IllegalStateException(operation.name() + " writes");
        };
    }

    private JsonNode describe(List<GridRange> ranges, FieldMask mask, boolean includeGridData) {
        mask.check(DescribeSpreadsheet.FIELDS);
        return new DescribeSpreadsheet(spreadsheet, book, person).describe(ranges, mask, includeGridData);
    }

    private ObjectNode batchGet(Call call) {
        var reading = new ReadValues(spreadsheet, book, ReadValues.Manner.of(call.query()));
        ObjectNode answer = JSON.objectNode();
        answer.put("spreadsheetId", spreadsheet.id());
        ArrayNode ranges = JSON.arrayNode();
        call.all("ranges").forEach(a1 -> ranges.add(reading.range(a1)));
        if (!ranges.isEmpty()) {
            answer.set("valueRanges", ranges);
        }
        return answer;
    }

    private ObjectNode batchGetByDataFilter(JsonNode body) {
        Body.known(body, "", "dataFilters", "majorDimension", "valueRenderOption", "dateTimeRenderOption");
        var manner = ReadValues.Manner.of(
                Body.text(body, "majorDimension"),
                Body.text(body, "valueRenderOption"),
                Body.text(body, "dateTimeRenderOption"));
        var reading = new ReadValues(spreadsheet, book, manner);
        ObjectNode answer = JSON.objectNode();
        answer.put("spreadsheetId", spreadsheet.id());
        ArrayNode ranges = JSON.arrayNode();
        for (JsonNode filter : body.path("dataFilters")) {
            for (GridRange range : MetadataLookup.ranges(book, JSON.arrayNode().add(filter))) {
                ObjectNode matched = ranges.addObject();
                matched.set("valueRange", reading.range(range));
                matched.putArray("dataFilters").add(filter);
            }
        }
        if (!ranges.isEmpty()) {
            answer.set("valueRanges", ranges);
        }
        return answer;
    }

    private ObjectNode metadata(String id) {
        return book.metadata().stream()
                .filter(each -> ("" + each.id()).equals(id))
                .findFirst()
                .map(each -> DescribeMetadata.of(book, each))
                .orElseThrow(GoogleError::notFound);
    }

    private ObjectNode search(JsonNode body) {
        Body.known(body, "", "dataFilters");
        ArrayNode matched = JSON.arrayNode();
        for (Metadata each : MetadataLookup.search(book, body.path("dataFilters"))) {
            matched.addObject().set("developerMetadata", DescribeMetadata.of(book, each));
        }
        ObjectNode answer = JSON.objectNode();
        if (!matched.isEmpty()) {
            answer.set("matchedDeveloperMetadata", matched);
        }
        return answer;
    }
}
