package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.GoogleError;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Lines;
import dev.tallystick.lab.google.grid.Protection;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests about tabs, their properties and protected ranges.
final class TabRequests {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Spreadsheet spreadsheet;
    private final Book book;
    private final String person;
    private final Allowed allowed;

    TabRequests(Spreadsheet spreadsheet, Book book, String person, Allowed allowed) {
        this.spreadsheet = spreadsheet;
        this.book = book;
        this.person = person;
        this.allowed = allowed;
    }

    ObjectNode add(JsonNode request) {
        Body.known(request, "add_sheet", "properties");
        ObjectNode reply = JSON.objectNode();
        reply.set("properties", DescribeSpreadsheet.properties(book, add(book, request.path("properties"))));
        return reply;
    }

    static Tab add(Book book, JsonNode properties) {
        int free = book.tabs().stream().mapToInt(Tab::sheetId).max().orElse(0) + 1_000_003;
        JsonNode grid = properties.path("gridProperties");
        String title = Body.text(properties, "title");
        Tab tab = book.addTab(
                Body.number(properties, "sheetId", free % 2_000_000_000),
                title.isEmpty() ? book.freeTitle() : title,
                Tab.Type.GRID,
                Body.number(properties, "index", book.tabs().size()),
                Body.number(grid, "rowCount", Tab.NEW_ROWS),
                Body.number(grid, "columnCount", Tab.NEW_COLUMNS));
        if (Body.yes(properties, "hidden")) {
            tab.hidden(true);
        }
        if (Body.number(grid, "frozenRowCount", 0) > 0) {
            tab.freeze(Dimension.ROWS, Body.number(grid, "frozenRowCount", 0));
        }
        return tab;
    }

    void delete(JsonNode request) {
        Body.known(request, "delete_sheet", "sheetId");
        Tab tab = book.existing(Body.number(request, "sheetId", 0));
        allowed.at(GridRange.whole(tab.sheetId()));
        book.deleteTab(tab);
    }

    void update(JsonNode request) {
        Body.known(request, "update_sheet_properties", "properties", "fields");
        JsonNode properties = request.path("properties");
        Tab tab = book.existing(Body.number(properties, "sheetId", 0));
        List<String> fields = fields(request);
        JsonNode grid = properties.path("gridProperties");
        if (has(fields, "title")) {
            String title = Body.text(properties, "title");
            if (!tab.title().equalsIgnoreCase(title)) {
                book.free(title);
            }
            tab.rename(title);
        }
        if (has(fields, "hidden")) {
            tab.hidden(Body.yes(properties, "hidden"));
        }
        if (has(fields, "index")) {
            book.moveTab(tab, Body.number(properties, "index", 0));
        }
        if (has(fields, "gridProperties.frozenRowCount")) {
            tab.freeze(Dimension.ROWS, Body.number(grid, "frozenRowCount", 0));
        }
        if (has(fields, "gridProperties.frozenColumnCount")) {
            tab.freeze(Dimension.COLUMNS, Body.number(grid, "frozenColumnCount", 0));
        }
        if (has(fields, "gridProperties.rowCount")) {
            resize(tab, Dimension.ROWS, Body.number(grid, "rowCount", tab.rowCount()));
        }
        if (has(fields, "gridProperties.columnCount")) {
            resize(tab, Dimension.COLUMNS, Body.number(grid, "columnCount", tab.columnCount()));
        }
    }

    private static List<String> fields(JsonNode request) {
        String fields = Body.text(request, "fields");
        if (fields.isEmpty()) {
            throw GoogleError.invalid(
                    "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
        }
        return List.of(fields.replace("gridProperties(", "gridProperties.")
                .replace(")", "")
                .split(","));
    }

    private static boolean has(List<String> fields, String name) {
        return fields.contains(name) || fields.contains("*");
    }

    private void resize(Tab tab, Dimension dimension, int count) {
        int now = tab.count(dimension);
        if (count > now) {
            new Lines(book, tab, dimension).append(count - now);
        } else if (count < now) {
            new Lines(book, tab, dimension).delete(count, now);
        }
    }

    void updateSpreadsheet(JsonNode request) {
        Body.known(request, "update_spreadsheet_properties", "properties", "fields");
        List<String> fields = fields(request);
        JsonNode properties = request.path("properties");
        if (has(fields, "title")) {
            book.rename(Body.text(properties, "title"));
        }
        if (has(fields, "locale")) {
            book.locale(Body.text(properties, "locale"));
        }
        if (has(fields, "timeZone")) {
            book.timeZone(Body.text(properties, "timeZone"));
        }
    }

    ObjectNode protect(JsonNode request) {
        Body.known(request, "add_protected_range", "protectedRange");
        JsonNode asked = request.path("protectedRange");
        GridRange range = Body.range(asked.path("range"));
        book.existing(range.sheetId());
        int free = book.protections().stream().mapToInt(Protection::id).max().orElse(0) + 1;
        boolean warningOnly = Body.yes(asked, "warningOnly");
        if (warningOnly && asked.has("editors")) {
            throw GoogleError.invalid("Cannot specify editors for a warning only protected range.");
        }
        Set<String> editors = new HashSet<>();
        asked.path("editors").path("users").forEach(each -> editors.add(each.asString()));
        editors.add(person); // nobody locks themselves out
        var protection = new Protection(
                Body.number(asked, "protectedRangeId", free),
                range,
                Body.text(asked, "description"),
                warningOnly,
                warningOnly ? Set.of() : editors);
        book.protect(protection);
        ObjectNode reply = JSON.objectNode();
        reply.set("protectedRange", new DescribeSpreadsheet(spreadsheet, book, person).protection(protection));
        return reply;
    }

    void unprotect(JsonNode request) {
        Body.known(request, "delete_protected_range", "protectedRangeId");
        int id = Body.number(request, "protectedRangeId", 0);
        book.protections().stream().filter(each -> each.id() == id).forEach(each -> allowed.at(each.range()));
        book.unprotect(id);
    }
}
