package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Lines;
import dev.tallystick.lab.google.grid.SortRows;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Requests about whole rows and columns. Indexes count from 0, ends are not included, and one that is missing is open.
final class LineRequests {

    private final Spreadsheet spreadsheet;
    private final Book book;
    private final Allowed allowed;

    LineRequests(Spreadsheet spreadsheet, Book book, Allowed allowed) {
        this.spreadsheet = spreadsheet;
        this.book = book;
        this.allowed = allowed;
    }

    /// A `DimensionRange`.
    private record Span(Tab tab, Dimension dimension, int from, int to) {
        GridRange range() {
            return dimension == Dimension.ROWS
                    ? new GridRange(tab.sheetId(), from, to, 0, GridRange.OPEN)
                    : new GridRange(tab.sheetId(), 0, GridRange.OPEN, from, to);
        }
    }

    private Span span(JsonNode range, boolean clip) {
        Body.known(range, "range", "sheetId", "dimension", "startIndex", "endIndex");
        Tab tab = book.existing(Body.number(range, "sheetId", 0));
        Dimension dimension = Body.dimension(range, "dimension");
        int to = Body.number(range, "endIndex", tab.count(dimension));
        return new Span(
                tab, dimension, Body.number(range, "startIndex", 0), clip ? Math.min(to, tab.count(dimension)) : to);
    }

    private Lines lines(Span span) {
        return new Lines(book, span.tab(), span.dimension());
    }

    void insert(JsonNode request) {
        Body.known(request, "insert_dimension", "range", "inheritFromBefore");
        Span span = span(request.path("range"), false);
        lines(span).insert(span.from(), span.to() - span.from(), Body.yes(request, "inheritFromBefore"));
    }

    void delete(JsonNode request) {
        Body.known(request, "delete_dimension", "range");
        Span span = span(request.path("range"), false);
        allowed.at(span.range());
        lines(span).delete(span.from(), span.to());
    }

    void append(JsonNode request) {
        Body.known(request, "append_dimension", "sheetId", "dimension", "length");
        Tab tab = book.existing(Body.number(request, "sheetId", 0));
        new Lines(book, tab, Body.dimension(request, "dimension")).append(Body.number(request, "length", 0));
    }

    void move(JsonNode request) {
        Body.known(request, "move_dimension", "source", "destinationIndex");
        Span span = span(request.path("source"), false);
        allowed.at(span.range());
        lines(span).move(span.from(), span.to(), Body.number(request, "destinationIndex", 0));
    }

    void hide(JsonNode request) {
        Body.known(request, "update_dimension_properties", "range", "properties", "fields");
        Span span = span(request.path("range"), true);
        String fields = Body.text(request, "fields");
        if (fields.isEmpty()) {
            throw GoogleError.invalid(
                    "At least one field must be listed in 'fields'. (Use '*' to indicate all" + " fields.)");
        }
        if (List.of(fields.split(",")).contains("hiddenByUser") || fields.equals("*")) {
            boolean hide = Body.yes(request.path("properties"), "hiddenByUser");
            span.tab().hide(span.dimension(), span.from(), span.to(), hide);
        }
    }

    void sort(JsonNode request) {
        Body.known(request, "sort_range", "range", "sortSpecs");
        GridRange range = Body.range(request.path("range"));
        allowed.at(range);
        List<SortRows.Key> keys = new ArrayList<>();
        for (JsonNode spec : request.path("sortSpecs")) {
            keys.add(new SortRows.Key(
                    Body.number(spec, "dimensionIndex", 0),
                    !Body.text(spec, "sortOrder").equals("DESCENDING")));
        }
        SortRows.sort(book, book.existing(range.sheetId()), range, keys, spreadsheet.calculation(book));
    }
}
