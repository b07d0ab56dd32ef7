package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable.Loose;
import dev.tallystick.connector.OpenTable.Page;
import dev.tallystick.connector.OpenTable.PageSink;
import dev.tallystick.connector.Source.Unreadable;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Response;
import dev.tallystick.table.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// Reads the tab in one call and hands it on in pages. The answer stays as bytes and is gone through twice: for
/// the ids that stand more than once, which must be known before the first page, and for the rows.
final class ListTab {
    private static final String FIELDS = "valueRanges(valueRange(values))";

    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final boolean identified;
    private final int pageRows;

    /// @param identified the column that tells the rows apart was there when the tab was prepared
    ListTab(Tab tab, TabOptions options, Fields fields, boolean identified, int pageRows) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
        this.identified = identified;
        this.pageRows = pageRows;
    }

    Listing list(PageSink sink) {
        var surroundings = tab.client().surroundings();
        if (surroundings.stopping().getAsBoolean()) {
            return stopped();
        }
        Response answer;
        try {
            answer = read();
        } catch (Stopped _) {
            return stopped();
        }
        var columns = new Columns[] {Columns.of(List.of(), options.headerRow())};
        each(answer, (at, cells) -> {
            if (at == 0) {
                columns[0] = Columns.of(cells, options.headerRow());
            }
        });
        var header = columns[0];
        for (var field : fields.all().keySet()) {
            if (header.find(field).isEmpty()) {
                return new Listing.Partial(
                        "The column '" + field + "' was renamed, doubled or deleted while the tab was" + " read.");
            }
        }
        int identity = header.find(options.identity()).orElse(-1);
        if (identified && identity < 0) {
            // Every row would look new, and every known one gone.
            return new Listing.Partial("The column '" + options.identity()
                    + "', which tells the rows apart, was renamed or deleted while the tab was read.");
        }
        var doubled = doubled(answer, identity);
        var pages = new Pages(header, identity, doubled, sink);
        try {
            each(answer, (at, cells) -> {
                if (at > 0) {
                    pages.add(options.headerRow() + at, cells);
                }
            });
        } catch (Stopped _) {
            return stopped();
        }
        pages.hand();
        return new Listing.Complete(null, "tab " + tab.sheetId() + " below row " + (options.headerRow() + 1), true);
    }

    private static Listing stopped() {
        return new Listing.Partial("It was asked to stop before the end.");
    }

    private Response read() {
        var body = Requests.object();
        body.putArray("dataFilters")
                .addObject()
                .putObject("gridRange")
                .put("sheetId", tab.sheetId())
                .put("startRowIndex", options.headerRow());
        body.put("majorDimension", "ROWS")
                .put("valueRenderOption", "UNFORMATTED_VALUE")
                .put("dateTimeRenderOption", "SERIAL_NUMBER");
        return tab.client().read("/values:batchGetByDataFilter", FIELDS, body);
    }

    private Set<String> doubled(Response answer, int identity) {
        Set<String> once = new HashSet<>();
        Set<String> more = new HashSet<>();
        each(answer, (at, cells) -> {
            var id = at == 0 ? "" : id(cells, identity);
            if (!id.isEmpty() && !once.add(id)) {
                more.add(id);
            }
        });
        return more;
    }

    static String id(List<Cell> cells, int identity) {
        return identity >= 0 && identity < cells.size() ? Columns.text(cells.get(identity)) : "";
    }

    private final class Pages {
        private final Columns columns;
        private final int identity;
        private final Set<String> doubled;
        private final PageSink sink;
        private final List<Row> rows = new ArrayList<>();
        private final List<Loose> loose = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();

        Pages(Columns columns, int identity, Set<String> doubled, PageSink sink) {
            this.columns = columns;
            this.identity = identity;
            this.doubled = doubled;
            this.sink = sink;
        }

        void add(int row, List<Cell> cells) {
            IntFunction<Cell> cell = column -> column < cells.size() ? cells.get(column) : Cell.Blank.CELL;
            var id = id(cells, identity);
            if (id.isEmpty() && fields.untouched(columns, cell)) {
                return;
            }
            var broken = fields.broken(columns, cell);
            if (broken.isPresent()) {
                int column = columns.find(broken.get()).orElseThrow();
                unreadable(
                        row,
                        "The cell " + A1.cell(row, column) + " ('" + broken.get()
                                + "') shows an error. Mend its formula.",
                        id);
            } else if (options.keyIsIdentity()) {
                keyed(row, id, cell);
            } else if (id.isEmpty() || doubled.contains(id)) {
                loose.add(new Loose(place(row, id), id.isEmpty() ? null : id, fields.values(columns, cell)));
            } else {
                rows.add(fields.row(id, columns, cell));
            }
            if (rows.size() + loose.size() + unreadable.size() >= pageRows) {
                hand();
            }
        }

        private void keyed(int row, String key, IntFunction<Cell> cell) {
            if (key.isEmpty()) {
                unreadable(row, "It has nothing in '" + options.key() + "', which tells the rows apart.", key);
            } else if (doubled.contains(key)) {
                unreadable(
                        row,
                        "'" + key + "' stands more than once in '" + options.key()
                                + "', which tells the rows apart. Change or delete all but one.",
                        key);
            } else {
                rows.add(fields.row(key, columns, cell));
            }
        }

        private void unreadable(int row, String reason, @Nullable String id) {
            unreadable.add(new Unreadable("row " + (row + 1), reason, id == null || id.isEmpty() ? null : id));
        }

        void hand() {
            if (rows.isEmpty() && loose.isEmpty() && unreadable.isEmpty()) {
                return;
            }
            if (tab.client().surroundings().stopping().getAsBoolean()) {
                throw new Stopped();
            }
            sink.page(new Page(rows, loose, unreadable));
            rows.clear();
            loose.clear();
            unreadable.clear();
        }
    }

    /// For a write that gives this row an id: where it stood, and whose id it shares.
    static String place(int row, String claims) {
        return claims.isEmpty() ? Integer.toString(row + 1) : (row + 1) + " " + claims;
    }

    @FunctionalInterface
    private interface Each {
        /// @param at from 0, the header
        void row(int at, List<Cell> cells);
    }

    private static void each(Response answer, Each each) {
        Map<String, Cell> texts = new HashMap<>();
        try (var parser = JsonBodies.mapper().createParser(answer.body())) {
            int at = 0;
            int depth = 0;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.PROPERTY_NAME
                        && parser.currentName().equals("values")) {
                    parser.nextToken();
                    while (parser.nextToken() == JsonToken.START_ARRAY) {
                        each.row(at++, cells(parser, texts));
                    }
                    depth++;
                }
            }
            if (depth > 1) {
                throw new IllegalStateException("One range was asked for and " + depth + " came");
            }
        } catch (tools.jackson.core.JacksonException _) {
            throw new dev.tallystick.connector.ConnectorException(
                    dev.tallystick.connector.Problem.BAD_ANSWER,
                    "Google sent values that break off or cannot be read.");
        }
    }

    private static List<Cell> cells(JsonParser parser, Map<String, Cell> texts) {
        JsonNode row = ReadGrid.PARTS.readTree(parser);
        List<Cell> cells = new ArrayList<>(row.size());
        for (var value : row) {
            cells.add(
                    value.isString()
                            ? texts.size() > 100_000
                                    ? Cell.plain(value.asString(""))
                                    : texts.computeIfAbsent(value.asString(""), Cell::plain)
                            : value.isNumber()
                                    ? new Cell.Numeric(value.asDouble())
                                    : value.isBoolean() ? new Cell.Truth(value.asBoolean()) : Cell.Blank.CELL);
        }
        return cells;
    }
}
