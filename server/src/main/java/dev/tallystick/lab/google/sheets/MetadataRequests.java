package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Metadata;
import dev.tallystick.lab.google.grid.Tab;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests about developer metadata. Source: the guide "Read and write metadata" of the Sheets API.
final class MetadataRequests {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Book book;

    MetadataRequests(Book book) {
        this.book = book;
    }

    ObjectNode create(JsonNode request) {
        JsonNode asked = request.path("developerMetadata");
        String key = Body.text(asked, "metadataKey");
        String visibility = Body.text(asked, "visibility");
        if (key.isEmpty()) {
            throw GoogleError.invalid("metadataKey must be set.");
        }
        if (!List.of("DOCUMENT", "PROJECT").contains(visibility)) {
            throw GoogleError.invalid("visibility must be set.");
        }
        int free = book.metadata().stream().mapToInt(Metadata::id).max().orElse(0) + 1;
        int id = Body.number(asked, "metadataId", free);
        if (id <= 0) {
            throw GoogleError.invalid("metadataId must be positive.");
        }
        JsonNode location = asked.path("location");
        JsonNode range = location.path("dimensionRange");
        Integer sheetId = null;
        Dimension dimension = null;
        int index = -1;
        if (!range.isMissingNode()) {
            sheetId = Body.number(range, "sheetId", 0);
            dimension = Body.dimension(range, "dimension");
            index = Body.number(range, "startIndex", 0);
            Tab tab = book.existing(sheetId);
            if (Body.number(range, "endIndex", GridRange.OPEN) != index + 1 || index >= tab.count(dimension)) {
                throw GoogleError.invalid("Developer metadata must be created on exactly one row or column.");
            }
        } else if (location.has("sheetId")) {
            sheetId = Body.number(location, "sheetId", 0);
            book.existing(sheetId);
        } else if (!Body.yes(location, "spreadsheet")) {
            throw GoogleError.invalid("location must be set.");
        }
        var created = new Metadata(id, key, value(asked), visibility, sheetId, dimension);
        book.add(created, index);
        ObjectNode reply = JSON.objectNode();
        reply.set("developerMetadata", DescribeMetadata.of(book, created));
        return reply;
    }

    private static @Nullable String value(JsonNode asked) {
        return asked.has("metadataValue") ? Body.text(asked, "metadataValue") : null;
    }

    ObjectNode delete(JsonNode request) {
        JsonNode lookup = request.path("dataFilter").path("developerMetadataLookup");
        if (lookup.isMissingNode()) {
            throw GoogleError.invalid("dataFilter must be set.");
        }
        ObjectNode reply = JSON.objectNode();
        ArrayNode deleted = reply.putArray("deletedDeveloperMetadata");
        for (Metadata each : MetadataLookup.found(book, lookup)) {
            deleted.add(DescribeMetadata.of(book, each));
            book.deleteMetadata(each.id());
        }
        return reply;
    }
}
