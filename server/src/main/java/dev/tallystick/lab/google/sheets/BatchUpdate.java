package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.InvalidEdit;
import dev.tallystick.lab.google.grid.Spreadsheet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `spreadsheets.batchUpdate`: requests one after the other on one state, each seeing what those before it did, and
/// none of them where one is invalid; the error names that one (recorded: `Invalid requests[0].updateSheetProperties:
/// …`).
final class BatchUpdate {

    private final Book book;
    private final LineRequests lines;
    private final CellRequests cells;
    private final TabRequests tabs;
    private final MetadataRequests metadata;

    BatchUpdate(Spreadsheet spreadsheet, Book book, String person) {
        this.book = book;
        var allowed = new Allowed(book, person, spreadsheet.owner());
        this.lines = new LineRequests(spreadsheet, book, allowed);
        this.cells = new CellRequests(book, allowed);
        this.tabs = new TabRequests(spreadsheet, book, person, allowed);
        this.metadata = new MetadataRequests(book);
    }

    ArrayNode apply(JsonNode body) {
        Body.known(body, "", "requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData");
        JsonNode requests = body.path("requests");
        if (requests.isEmpty()) {
            throw GoogleError.invalid("Must specify at least one request.");
        }
        ArrayNode replies = JsonNodeFactory.instance.arrayNode();
        int number = 0;
        for (JsonNode request : requests) {
            if (request.size() != 1) {
                throw GoogleError.invalid("Invalid requests[" + number + "]: Must set exactly one request kind.");
            }
            String kind = request.propertyNames().iterator().next();
            String place = "Invalid requests[" + number + "]." + kind;
            try {
                replies.add(one(kind, request.path(kind), number));
            } catch (InvalidEdit invalid) {
                throw GoogleError.invalid(place + ": " + invalid.said());
            } catch (GoogleError error) {
                throw error.said().startsWith("Invalid JSON payload")
                                || error.said().startsWith("Invalid value at")
                        ? error
                        : error.in(place);
            }
            number++;
        }
        book.checkCells();
        return replies;
    }

    private ObjectNode one(String kind, JsonNode request, int number) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        switch (kind) {
            case "insertDimension" -> lines.insert(request);
            case "deleteDimension" -> lines.delete(request);
            case "appendDimension" -> lines.append(request);
            case "moveDimension" -> lines.move(request);
            case "updateDimensionProperties" -> lines.hide(request);
            case "sortRange" -> lines.sort(request);
            case "appendCells" -> cells.append(request);
            case "updateCells" -> cells.update(request);
            case "repeatCell" -> cells.repeat(request);
            case "addSheet" -> reply.set("addSheet", tabs.add(request));
            case "deleteSheet" -> tabs.delete(request);
            case "updateSheetProperties" -> tabs.update(request);
            case "updateSpreadsheetProperties" -> tabs.updateSpreadsheet(request);
            case "addProtectedRange" -> reply.set("addProtectedRange", tabs.protect(request));
            case "deleteProtectedRange" -> tabs.unprotect(request);
            case "createDeveloperMetadata" -> reply.set("createDeveloperMetadata", metadata.create(request));
            case "deleteDeveloperMetadata" -> reply.set("deleteDeveloperMetadata", metadata.delete(request));
            default -> throw Body.unknown(kind, "requests[" + number + "]");
        }
        return reply;
    }
}
