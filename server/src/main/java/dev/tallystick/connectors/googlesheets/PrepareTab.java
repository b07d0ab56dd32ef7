package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Missing;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.table.FieldType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds the tab and its columns, names what is wrong with the header before anything is written, and makes what
/// the settings ask for. Existing cells are never overwritten: columns are added at the right, as columns of their
/// own.
final class PrepareTab {
    private static final String OF_A_TAB = "properties(sheetId,title,sheetType,hidden,gridProperties)";

    private static final String PROPERTIES = "properties(title,timeZone),sheets(" + OF_A_TAB + ")";

    private static final String PROPERTIES_AND_SAMPLE =
            "properties(title,timeZone),sheets(" + OF_A_TAB + "," + Sample.DATA + ")";

    private static final Set<FieldType> NEVER_IN_A_CELL = Set.of(FieldType.LINKS, FieldType.ATTACHMENTS);

    private final SheetsClient client;
    private final TabOptions options;
    private final List<String> made = new ArrayList<>();

    PrepareTab(SheetsClient client, TabOptions options) {
        this.client = client;
        this.options = options;
    }

    /// @param tab null where it is not there and was not made
    /// @param found wish -> header
    record Prepared(
            @Nullable Tab tab,
            Columns columns,
            Sample sample,
            Fields fields,
            Map<String, String> found,
            List<Missing> missing,
            List<String> made,
            Remembered remember) {}

    static JsonNode spreadsheet(SheetsClient client) {
        return JsonBodies.read(client.read("", PROPERTIES, null));
    }

    static ZoneId zone(JsonNode spreadsheet) {
        var name = spreadsheet.path("properties").path("timeZone").asString("");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The spreadsheet's time zone '" + name + "' is not known. Choose another under File, Settings.");
        }
    }

    /// @throws ConnectorException where it is not there
    Tab find() {
        var spreadsheet = spreadsheet(client);
        return find(spreadsheet).orElseThrow(() -> unknown(spreadsheet));
    }

    /// What can be read before anybody says what is wished.
    ///
    /// @param spreadsheet of its tabs perhaps only the one that is meant
    record Ahead(JsonNode spreadsheet, Sample sample) {}

    /// One call where the tab is the one that it was the last time, two where it has to be looked for.
    Ahead ahead(@Nullable String remembered) {
        var known = Remembered.read(remembered).tab();
        var again = known == null ? Optional.<Ahead>empty() : again(known);
        return again.orElseGet(() -> {
            var spreadsheet = spreadsheet(client);
            return new Ahead(
                    spreadsheet,
                    find(spreadsheet)
                            .map(tab -> Sample.read(client, tab.sheetId(), options.headerRow()))
                            .orElse(Sample.NOTHING));
        });
    }

    private Optional<Ahead> again(int known) {
        JsonNode answer;
        try {
            answer = Sample.ask(client, known, options.headerRow(), PROPERTIES_AND_SAMPLE);
        } catch (ConnectorException trouble) {
            if (trouble.problem() != Problem.SETTINGS && trouble.problem() != Problem.REJECTED) {
                throw trouble;
            }
            // The tab was deleted; another one may have its name by now.
            return Optional.empty();
        }
        return find(answer)
                .filter(tab -> tab.sheetId() == known)
                .map(tab -> new Ahead(answer, Sample.of(answer, known)));
    }

    Prepared prepare(List<Wish> wishes, @Nullable String remembered, boolean make, Ahead ahead) {
        for (var wish : wishes) {
            if (wish.type() != null && NEVER_IN_A_CELL.contains(wish.type())) {
                throw settings("A cell holds no " + wish.type().word() + "; map '" + wish.name() + "' as text.");
            }
        }
        var spreadsheet = ahead.spreadsheet();
        var sample = ahead.sample();
        var tab = find(spreadsheet).orElse(null);
        if (tab == null) {
            if (!options.create() || options.gid().isPresent()) {
                throw unknown(spreadsheet);
            }
            made.add("The tab '" + options.title() + "'.");
            if (make) {
                // It has no cells yet, so there is nothing to read.
                tab = addTab(spreadsheet);
            }
        }
        var columns = sample.columns(options.headerRow());
        checkHeader(columns, tab);
        var old = Remembered.read(remembered);
        var added = missingColumns(wishes, columns, old, sample);
        if (make && tab != null && !added.isEmpty()) {
            add(tab, added, wishes, spreadsheet, sample);
            sample = Sample.read(client, tab.sheetId(), options.headerRow());
            columns = sample.columns(options.headerRow());
            checkHeader(columns, tab);
        }
        return prepared(tab, columns, sample, spreadsheet, wishes, make ? List.of() : added, old);
    }

    private Prepared prepared(
            @Nullable Tab tab,
            Columns columns,
            Sample sample,
            JsonNode spreadsheet,
            List<Wish> wishes,
            List<String> wouldBe,
            Remembered old) {
        Map<String, String> found = new LinkedHashMap<>();
        Map<String, Fields.Field> fields = new LinkedHashMap<>();
        List<Missing> missing = new ArrayList<>();
        for (var wish : wishes) {
            var header = header(wish.name(), columns);
            if (header.isPresent()) {
                int at = columns.find(header.get()).orElseThrow();
                var own = sample.type(at);
                var type = wish.type();
                found.put(wish.name(), header.get());
                fields.put(header.get(), new Fields.Field(type == null ? own : type, own, sample.computed(at)));
            } else if (wouldBe.contains(wish.name())) {
                found.put(wish.name(), wish.name());
                var type = wish.type() == null ? FieldType.TEXT : wish.type();
                fields.put(wish.name(), new Fields.Field(type, FieldType.TEXT, false));
            } else {
                missing.add(missing(wish, columns, old, sample));
            }
        }
        var values = new CellValues(zone(spreadsheet));
        return new Prepared(
                tab,
                columns,
                sample,
                new Fields(fields, values),
                found,
                missing,
                List.copyOf(made),
                Remembered.of(tab == null ? null : (Integer) tab.sheetId(), sample, columns));
    }

    private Missing missing(Wish wish, Columns columns, Remembered old, Sample sample) {
        if (columns.doubled().contains(wish.name())) {
            return new Missing(
                    wish.name(),
                    null,
                    "Two columns are called '" + wish.name() + "'. Rename one of them in row "
                            + (options.headerRow() + 1) + ".");
        }
        var like = old.looksLike(wish.name(), sample, columns);
        return new Missing(
                wish.name(),
                like.orElse(null),
                like.map(other -> "The column '" + wish.name() + "' is gone; it looks renamed to '" + other
                                + "'. Rename it back, or change the mapping.")
                        .orElse("There is no column '" + wish.name() + "' in row " + (options.headerRow() + 1)
                                + ". Add it, set 'create', or change the mapping."));
    }

    /// By its exact text, else by the only one that differs in capitals alone.
    private static Optional<String> header(String wish, Columns columns) {
        if (columns.find(wish.strip()).isPresent()) {
            return Optional.of(wish.strip());
        }
        var alike = columns.byText().keySet().stream()
                .filter(text -> text.equalsIgnoreCase(wish.strip()))
                .toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
    }

    private Optional<Tab> find(JsonNode spreadsheet) {
        for (var sheet : spreadsheet.path("sheets")) {
            var properties = sheet.path("properties");
            int id = properties.path("sheetId").asInt(0);
            var title = properties.path("title").asString("");
            boolean meant = options.gid().isPresent() ? options.gid().getAsInt() == id : title.equals(options.title());
            if (!meant) {
                continue;
            }
            if (!properties.path("sheetType").asString("GRID").equals("GRID")) {
                throw settings("'" + title + "' is a chart and no tab with cells; name another tab.");
            }
            return Optional.of(new Tab(client, id, title, zone(spreadsheet)));
        }
        return Optional.empty();
    }

    private ConnectorException unknown(JsonNode spreadsheet) {
        List<String> titles = new ArrayList<>();
        spreadsheet
                .path("sheets")
                .forEach(sheet ->
                        titles.add(sheet.path("properties").path("title").asString("")));
        var name = options.gid().isPresent() ? "with gid " + options.gid().getAsInt() : "'" + options.title() + "'";
        return settings("The spreadsheet has no tab " + name + ". It has: " + String.join(", ", titles)
                + ". If the tab was renamed, name it as gid=… from its address, which stays.");
    }

    private Tab addTab(JsonNode spreadsheet) {
        int id = 1 + Math.floorMod((options.title() + spreadsheet.size()).hashCode(), 1_000_000_000);
        for (var sheet : spreadsheet.path("sheets")) {
            id = Math.max(id, sheet.path("properties").path("sheetId").asInt(0) + 1);
        }
        make(new Requests(id).addTab(options.title()));
        return new Tab(client, id, options.title(), zone(spreadsheet));
    }

    private void checkHeader(Columns columns, @Nullable Tab tab) {
        var where = "row " + (options.headerRow() + 1) + " of '" + (tab == null ? options.title() : tab.title()) + "'";
        if (columns.doubled().contains(options.identity())) {
            throw settings("Two columns in " + where + " are called '" + options.identity()
                    + "', which tells the rows apart. Rename or delete one of them.");
        }
        if (columns.isEmpty() && !options.create()) {
            throw settings("The header is missing: " + where + " is empty. Write the column names there, name another"
                    + " row in 'header_row', or set 'create'.");
        }
        if (!columns.isEmpty()
                && options.keyIsIdentity()
                && columns.find(options.key()).isEmpty()) {
            throw settings("There is no key column '" + options.key() + "' in " + where + ".");
        }
    }

    private List<String> missingColumns(List<Wish> wishes, Columns columns, Remembered old, Sample sample) {
        List<String> added = new ArrayList<>();
        if (options.create()) {
            wishes.stream()
                    .map(Wish::name)
                    .filter(name -> header(name, columns).isEmpty()
                            && !columns.doubled().contains(name))
                    // A renamed column is a question for a person, not one more column.
                    .filter(name -> old.looksLike(name, sample, columns).isEmpty())
                    .distinct()
                    .forEach(name -> {
                        added.add(name);
                        made.add("The column '" + name + "'.");
                    });
        }
        if (!options.keyIsIdentity() && columns.find(options.idColumn()).isEmpty()) {
            added.add(options.idColumn());
            made.add("The hidden column '" + options.idColumn() + "', which tells the rows apart.");
        }
        return added;
    }

    private void add(Tab tab, List<String> headers, List<Wish> wishes, JsonNode spreadsheet, Sample sample) {
        int columnCount = columnCount(spreadsheet, tab.sheetId());
        var requests = new Requests(tab.sheetId());
        int at = sample.width();
        for (var header : headers) {
            // A column of its own: below a blank header there may be notes.
            if (at < columnCount && at > 0) {
                requests.insert("COLUMNS", at, true);
            } else if (at >= columnCount) {
                requests.grow("COLUMNS", 1);
            }
            columnCount++;
            requests.put(options.headerRow(), at, Cell.text(header));
            if (header.equals(options.idColumn())) {
                requests.hideAndWarn(at, "Row ids of Tallystick. Rows that lose theirs look like new ones.");
            } else {
                int column = at;
                format(header, wishes).forEach(type -> requests.format(column, options.headerRow() + 1, type));
            }
            at++;
        }
        make(requests);
    }

    /// A lost answer is no harm here: the next time looks what is there.
    private void make(Requests requests) {
        client.mayWrite();
        try {
            client.write("replies", requests.body());
        } catch (AmbiguousWriteException lost) {
            throw new ConnectorException(Problem.UNAVAILABLE, String.valueOf(lost.getMessage()), lost);
        }
    }

    private static Stream<String> format(String header, List<Wish> wishes) {
        return wishes.stream().filter(wish -> wish.name().equals(header)).flatMap(wish -> switch (wish.type()) {
            case DATE -> Stream.of("DATE");
            case INSTANT, LOCAL_DATE_TIME -> Stream.of("DATE_TIME");
            case null, default -> Stream.of();
        });
    }

    private static int columnCount(JsonNode spreadsheet, int sheetId) {
        for (var sheet : spreadsheet.path("sheets")) {
            if (sheet.path("properties").path("sheetId").asInt(0) == sheetId) {
                return sheet.path("properties")
                        .path("gridProperties")
                        .path("columnCount")
                        .asInt(0);
            }
        }
        return 26; // of a new tab
    }

    private static ConnectorException settings(String sentence) {
        return new ConnectorException(Problem.SETTINGS, sentence);
    }
}
