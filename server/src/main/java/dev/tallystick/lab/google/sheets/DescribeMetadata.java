package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Metadata;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Developer metadata with the place where it is now.
final class DescribeMetadata {

    private DescribeMetadata() {}

    static ObjectNode of(Book book, Metadata metadata) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("metadataId", metadata.id());
        node.put("metadataKey", metadata.key());
        if (metadata.value() != null) {
            node.put("metadataValue", metadata.value());
        }
        ObjectNode location = node.putObject("location");
        if (metadata.sheetId() == null) {
            location.put("locationType", "SPREADSHEET");
            location.put("spreadsheet", true);
        } else if (metadata.dimension() == null) {
            location.put("locationType", "SHEET");
            location.put("sheetId", metadata.sheetId());
        } else {
            int at = book.place(metadata);
            location.put(
                    "locationType",
                    metadata.dimension()
                            .name()
                            .substring(0, metadata.dimension().name().length() - 1));
            ObjectNode range = location.putObject("dimensionRange");
            range.put("sheetId", metadata.sheetId());
            range.put("dimension", metadata.dimension().name());
            range.put("startIndex", at);
            range.put("endIndex", at + 1);
        }
        node.put("visibility", metadata.visibility());
        return node;
    }
}
