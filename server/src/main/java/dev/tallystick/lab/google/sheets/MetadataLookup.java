package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.A1;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A `DataFilter`: a range, or whatever carries certain metadata.
final class MetadataLookup {

    private MetadataLookup() {}

    static List<GridRange> ranges(Book book, JsonNode filters) {
        List<GridRange> ranges = new ArrayList<>();
        for (JsonNode filter : filters) {
            ranges.addAll(one(book, filter));
        }
        return ranges;
    }

    private static List<GridRange> one(Book book, JsonNode filter) {
        Body.known(filter, "data_filter", "a1Range", "gridRange", "developerMetadataLookup");
        if (filter.size() != 1) {
            throw GoogleError.invalid("Exactly one filter must be set.");
        }
        if (filter.has("a1Range")) {
            return List.of(A1.parse(Body.text(filter, "a1Range"), book));
        }
        if (filter.has("gridRange")) {
            return List.of(Body.range(filter.path("gridRange")));
        }
        return found(book, filter.path("developerMetadataLookup")).stream()
                .filter(each -> each.sheetId() != null)
                .map(each -> range(book, each))
                .toList();
    }

    static List<Metadata> search(Book book, JsonNode filters) {
        List<Metadata> found = new ArrayList<>();
        for (JsonNode filter : filters) {
            for (Metadata each : found(book, filter.path("developerMetadataLookup"))) {
                if (!found.contains(each)) {
                    found.add(each);
                }
            }
        }
        return found;
    }

    static List<Metadata> found(Book book, JsonNode lookup) {
        Body.known(
                lookup,
                "developer_metadata_lookup",
                "locationType",
                "metadataLocation",
                "locationMatchingStrategy",
                "metadataId",
                "metadataKey",
                "metadataValue",
                "visibility");
        return book.metadata().stream()
                .filter(each -> matches(lookup, "metadataId", "" + each.id())
                        && matches(lookup, "metadataKey", each.key())
                        && matches(lookup, "metadataValue", "" + each.value())
                        && matches(lookup, "visibility", each.visibility())
                        && matches(lookup, "locationType", type(each))
                        && located(book, lookup.path("metadataLocation"), each))
                .toList();
    }

    private static boolean matches(JsonNode lookup, String field, String value) {
        return !lookup.has(field) || lookup.path(field).asString("").equals(value);
    }

    private static String type(Metadata metadata) {
        return metadata.sheetId() == null
                ? "SPREADSHEET"
                : metadata.dimension() == null
                        ? "SHEET"
                        : metadata.dimension().name().toUpperCase(Locale.ROOT).replaceAll("S$", "");
    }

    private static boolean located(Book book, JsonNode location, Metadata each) {
        if (location.isMissingNode()) {
            return true;
        }
        if (location.has("sheetId")) {
            return each.sheetId() != null
                    && each.sheetId() == location.path("sheetId").asInt();
        }
        JsonNode range = location.path("dimensionRange");
        if (range.isMissingNode()) {
            return each.sheetId() == null;
        }
        int at = book.place(each);
        return each.sheetId() != null
                && each.sheetId() == Body.number(range, "sheetId", 0)
                && each.dimension() == Body.dimension(range, "dimension")
                && at >= Body.number(range, "startIndex", 0)
                && at < Body.number(range, "endIndex", GridRange.OPEN);
    }

    private static GridRange range(Book book, Metadata metadata) {
        int sheetId = metadata.sheetId() == null ? 0 : metadata.sheetId();
        int at = book.place(metadata);
        if (metadata.dimension() == null) {
            return GridRange.whole(sheetId);
        }
        return metadata.dimension() == Dimension.ROWS
                ? new GridRange(sheetId, at, at + 1, 0, GridRange.OPEN)
                : new GridRange(sheetId, 0, GridRange.OPEN, at, at + 1);
    }
}
