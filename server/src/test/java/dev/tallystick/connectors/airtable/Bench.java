package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Batch;
import dev.tallystick.connector.OpenTable.Guard;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Shape;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.airtable.BaseRecipe;
import dev.tallystick.lab.airtable.FieldType;
import dev.tallystick.lab.airtable.People;
import dev.tallystick.lab.airtable.Table;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import dev.tallystick.workspace.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The lab's Airtable with a base of clients and visits, and the connector before it. The lab refuses what comes too
/// fast, so every test shows on the side that the pace is kept.
final class Bench implements AutoCloseable {
    final SettableClock clock = new SettableClock();
    final Lab lab = Lab.start(Lab.Options.STANDARD.clock(clock));
    final AirtableApi airtable = lab.airtable();
    final PacedBudget budget = new PacedBudget(clock);
    final AtomicBoolean stopping = new AtomicBoolean();
    final Base base;
    final People people;
    String key = AirtableApi.KEY;

    @Nullable
    AccessTokens tokens;

    private final EgressClient egress = new EgressClient(lab.allowed());
    private Clock ours = clock;
    private int ids;

    Bench() {
        base = airtable.add(BaseRecipe.named("Practice")
                .table(
                        "Clients",
                        table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)
                                .field("Age", FieldType.NUMBER)
                                .select("Status", "Open", "Closed")
                                .selects("Tags", "red", "green")
                                .field("Born", FieldType.DATE)
                                .field("Seen", FieldType.DATE_TIME)
                                .field("Active", FieldType.CHECKBOX)
                                .field("Stars", FieldType.RATING)
                                .field("Mark", FieldType.SINGLE_LINE_TEXT)
                                .field("Notes", FieldType.MULTILINE_TEXT)
                                .formula("Double", "{Age} * 2", FieldType.NUMBER)
                                .lastModified("Changed")
                                .lastModified("Renamed", "Name")
                                .view("Grown", "{Age} >= 18"))
                .table(
                        "Visits",
                        table -> table.field("Title", FieldType.SINGLE_LINE_TEXT)
                                .link("Client", "Clients", "Visits")
                                .lookup("Client's status", "Client", "Status", FieldType.SINGLE_SELECT)));
        people = base.people();
    }

    // ---- the connector

    AirtableConnector connector() {
        return new AirtableConnector(
                egress::send,
                (wait, stop) -> {
                    clock.pass(wait);
                    return !stop.getAsBoolean();
                },
                Timing.STANDARD);
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("token", key);
        settings.put("base", base.id());
        settings.put("base_url", lab.uri(AirtableApi.PREFIX).toString());
        return settings;
    }

    Surroundings surroundings() {
        return new Surroundings(
                "1/crm", List.of(), ours, stopping::get, budget, tokens == null ? AccessTokens.NONE : tokens);
    }

    OpenConnection open(Object... more) {
        var settings = settings();
        settings.putAll(pairs(more));
        settings.values().removeIf(""::equals);
        return connector().open(new SettingValues(settings), surroundings());
    }

    OpenTable table(String name, Object... options) {
        return open().table(new TableRef(name, new SettingValues(pairs(options))));
    }

    private static Map<String, Object> pairs(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }

    static List<Wish> wishes(String... names) {
        List<Wish> wishes = new ArrayList<>();
        for (var name : names) {
            wishes.add(new Wish(name, null, true));
        }
        return wishes;
    }

    /// A prepared table with what a test asks of it again and again.
    static final class Prepared {
        final OpenTable table;
        final Shape shape;

        Prepared(OpenTable table, String... fields) {
            this.table = table;
            this.shape = table.prepare(wishes(fields), null, true);
            assertThat(shape.missing()).isEmpty();
        }

        String id(String field) {
            return shape.found().get(field);
        }

        Map<String, Value> values(Object... pairs) {
            Map<String, Value> values = new LinkedHashMap<>();
            pairs(pairs).forEach((field, value) -> values.put(id(field), (Value) value));
            return values;
        }

        Map<String, Row> rows() {
            return rows(null);
        }

        Map<String, Row> rows(@Nullable String cursor) {
            Map<String, Row> rows = new LinkedHashMap<>();
            listing = table.list(new Source.Request(cursor), page -> {
                page.rows()
                        .forEach(row ->
                                assertThat(rows.put(row.id(), row)).as("twice").isNull());
                remarks.addAll(page.unreadable());
            });
            return rows;
        }

        @Nullable
        Listing listing;

        final List<Source.Unreadable> remarks = new ArrayList<>();

        String cursor() {
            return ((Listing.Complete) java.util.Objects.requireNonNull(listing)).cursor();
        }

        List<Result> guardedWrite(Batch batch) {
            return outcome(batch).results();
        }

        Outcome outcome(Batch batch) {
            Guard guard = table.guard(batch.writes());
            return table.write(batch, guard);
        }
    }

    Prepared clients(String... fields) {
        return new Prepared(table("Clients"), fields);
    }

    // ---- writes

    Write create(Map<String, Value> values) {
        return new Write("change-" + ++ids, Kind.CREATE, null, null, Map.of(), values);
    }

    Write update(String row, Map<String, Value> expected, Map<String, Value> values) {
        return new Write("change-" + ++ids, Kind.UPDATE, row, null, expected, values);
    }

    Write delete(String row, Map<String, Value> expected) {
        return new Write("change-" + ++ids, Kind.DELETE, row, null, expected, Map.of());
    }

    Batch batch(@Nullable String matchKey, Write... writes) {
        return new Batch("batch-" + ++ids, matchKey, List.of(writes));
    }

    // ---- the lab

    Table clients() {
        return base.table("Clients");
    }

    List<String> add(int count) {
        List<String> added = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            added.add(people.insert("Clients", Map.of("Name", "Client " + i, "Age", i)));
        }
        return added;
    }

    String path(String table) {
        return AirtableApi.PREFIX + "/v0/" + base.id() + "/" + base.table(table).id();
    }

    void fault(Fault.Kind kind, String method) {
        lab.faults().add(Fault.of(kind, method + " " + path("Clients")));
    }

    /// Calls that came for rows of this table.
    long calls(String method, String table) {
        return lab.ledger().entries(path(table)).stream()
                .filter(entry -> entry.method().equals(method))
                .count();
    }

    Instant now() {
        return ours.instant();
    }

    /// A table that is opened from now on goes by a clock of its own.
    void serverIsAhead(Duration other) {
        ours = Clock.offset(clock, other.negated());
    }

    @Override
    public void close() {
        egress.close();
        lab.close();
    }
}
