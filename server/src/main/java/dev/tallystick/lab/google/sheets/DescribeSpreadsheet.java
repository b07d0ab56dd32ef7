package dev.tallystick.lab.google.sheets;

import dev.tallystick.lab.google.FieldMask;
import dev.tallystick.lab.google.grid.Book;
import dev.tallystick.lab.google.grid.Dimension;
import dev.tallystick.lab.google.grid.GridRange;
import dev.tallystick.lab.google.grid.Protection;
import dev.tallystick.lab.google.grid.Spreadsheet;
import dev.tallystick.lab.google.grid.Tab;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `spreadsheets.get`. Fields that are false, 0 or empty are left out, as proto3 does.
final class DescribeSpreadsheet {

    static final Set<String> FIELDS = Set.of(
            "*",
            "spreadsheetId",
            "properties",
            "sheets",
            "namedRanges",
            "spreadsheetUrl",
            "developerMetadata",
            "dataSources",
            "dataSourceSchedules");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Spreadsheet spreadsheet;
    private final Book book;
    private final String person;

    DescribeSpreadsheet(Spreadsheet spreadsheet, Book book, String person) {
        this.spreadsheet = spreadsheet;
        this.book = book;
        this.person = person;
    }

    /// Which tabs and cells, and how much of them.
    ///
    /// @param ranges where given, only their tabs are told
    /// @param mask or [FieldMask#ALL]; where there is one, it alone says whether cells come along
    ObjectNode describe(List<GridRange> ranges, FieldMask mask, boolean includeGridData) {
        boolean cells = mask == FieldMask.ALL ? includeGridData : mask.names("sheets", "data");
        ObjectNode answer = JSON.objectNode();
        answer.put("spreadsheetId", spreadsheet.id());
        answer.set("properties", properties());
        ArrayNode sheets = answer.putArray("sheets");
        for (Tab tab : book.tabs()) {
            List<GridRange> of = ranges.stream()
                    .filter(range -> range.sheetId() == tab.sheetId())
                    .toList();
            if (ranges.isEmpty() || !of.isEmpty()) {
                sheets.add(sheet(tab, of, cells));
            }
        }
        ArrayNode metadata = JSON.arrayNode();
        book.metadata().stream()
                .filter(each -> each.sheetId() == null)
                .forEach(each -> metadata.add(DescribeMetadata.of(book, each)));
        if (!metadata.isEmpty()) {
            answer.set("developerMetadata", metadata);
        }
        answer.put("spreadsheetUrl", "https://docs.google.com/spreadsheets/d/" + spreadsheet.id() + "/edit");
        return answer;
    }

    private ObjectNode properties() {
        ObjectNode properties = JSON.objectNode();
        properties.put("title", book.title());
        properties.put("locale", book.locale().name());
        properties.put("autoRecalc", "ON_CHANGE");
        properties.put("timeZone", book.timeZone());
        return properties;
    }

    private ObjectNode sheet(Tab tab, List<GridRange> ranges, boolean cells) {
        ObjectNode sheet = JSON.objectNode();
        sheet.set("properties", properties(book, tab));
        if (cells && tab.type() == Tab.Type.GRID) {
            ArrayNode data = sheet.putArray("data");
            var show = new ShowCells(spreadsheet, book);
            for (GridRange range : ranges.isEmpty() ? List.of(GridRange.whole(tab.sheetId())) : ranges) {
                data.add(show.grid(tab, range.within(tab)));
            }
        }
        ArrayNode protections = JSON.arrayNode();
        book.protections().stream()
                .filter(each -> each.range().sheetId() == tab.sheetId())
                .forEach(each -> protections.add(protection(each)));
        if (!protections.isEmpty()) {
            sheet.set("protectedRanges", protections);
        }
        ArrayNode metadata = JSON.arrayNode();
        book.metadata().stream()
                .filter(each -> each.sheetId() != null && each.sheetId() == tab.sheetId() && each.dimension() == null)
                .forEach(each -> metadata.add(DescribeMetadata.of(book, each)));
        if (!metadata.isEmpty()) {
            sheet.set("developerMetadata", metadata);
        }
        return sheet;
    }

    static ObjectNode properties(Book book, Tab tab) {
        ObjectNode properties = JSON.objectNode();
        properties.put("sheetId", tab.sheetId());
        properties.put("title", tab.title());
        properties.put("index", book.index(tab));
        properties.put("sheetType", tab.type().name());
        if (tab.type() == Tab.Type.GRID) {
            ObjectNode grid = properties.putObject("gridProperties");
            grid.put("rowCount", tab.rowCount());
            grid.put("columnCount", tab.columnCount());
            putIfSet(grid, "frozenRowCount", tab.frozen(Dimension.ROWS));
            putIfSet(grid, "frozenColumnCount", tab.frozen(Dimension.COLUMNS));
        }
        if (tab.hidden()) {
            properties.put("hidden", true);
        }
        return properties;
    }

    private static void putIfSet(ObjectNode node, String field, int number) {
        if (number > 0) {
            node.put(field, number);
        }
    }

    ObjectNode protection(Protection protection) {
        ObjectNode node = JSON.objectNode();
        node.put("protectedRangeId", protection.id());
        node.set("range", range(protection.range()));
        if (!protection.description().isEmpty()) {
            node.put("description", protection.description());
        }
        if (protection.warningOnly()) {
            node.put("warningOnly", true);
            node.put("requestingUserCanEdit", true);
        } else {
            boolean may =
                    person.equals(spreadsheet.owner()) || protection.editors().contains(person);
            if (may) {
                node.put("requestingUserCanEdit", true);
                ArrayNode users = node.putObject("editors").putArray("users");
                protection.editors().stream().sorted().forEach(users::add);
            }
        }
        return node;
    }

    static ObjectNode range(GridRange range) {
        ObjectNode node = JSON.objectNode();
        node.put("sheetId", range.sheetId());
        putIfSet(node, "startRowIndex", range.rowFrom());
        if (range.rowTo() != GridRange.OPEN) {
            node.put("startRowIndex", range.rowFrom());
            node.put("endRowIndex", range.rowTo());
        }
        putIfSet(node, "startColumnIndex", range.columnFrom());
        if (range.columnTo() != GridRange.OPEN) {
            node.put("startColumnIndex", range.columnFrom());
            node.put("endColumnIndex", range.columnTo());
        }
        return node;
    }
}
