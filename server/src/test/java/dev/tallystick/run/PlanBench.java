package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Run;
import dev.tallystick.history.ValueJson;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How many unchanged pairs a second are planned, between tables that cost nothing to read (`-Drows=100000`, a heap of
/// 512 MB). Not a test: `make bench` prints it.
class PlanBench {
    private static final int PAGE_ROWS = 1_000;
    private static final int RUNS = 5;
    private static final Equality EQUALITY = new Equality(true, false);

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final int rows = Integer.getInteger("rows", 100_000);

    @Test
    void measure() {
        var clock = new dev.tallystick.workspace.SettableClock();
        var engine = new EngineFixture(database, database.transactions(), Attempt.PATIENCE, clock, new Generated());
        engine.config(java.nio.file.Path.of("."), """
                version: 1
                connections:
                  a: { connector: generated, settings: {} }
                  b: { connector: generated, settings: {} }
                syncs:
                  people:
                    left: { connection: a, table: left }
                    right: { connection: b, table: right }
                    direction: both
                    match: { left: name, right: name }
                    fields:
                      - { left: name, right: name }
                      - { left: city, right: city }
                      - { left: notes, right: notes }
                      - { left: visits, right: visits }
                      - { left: active, right: active }
                      - { left: phone, right: phone }
                """);
        agreed(engine);
        for (int i = 0; i <= RUNS; i++) {
            long writesBefore = writes(engine);
            var databaseBefore = database(engine);
            var hereBefore = here();
            long began = System.nanoTime();
            var run = engine.start("people", true, false, false);
            engine.work();
            double seconds = (System.nanoTime() - began) / 1e9;
            var here = here().minus(hereBefore);
            var databases = database(engine).minus(databaseBefore);
            var ended = engine.now(run);
            assertThat(ended.status()).as("%s", ended).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(Objects.requireNonNull(ended.tally()).right().unchanged())
                    .isEqualTo(rows);
            long writes = writes(engine) - writesBefore;
            if (i > 0) { // the first plans all: its mapping is new
                System.out.printf(
                        Locale.ROOT,
                        "  unchanged two-way run, %,d pairs, heap %d MB: %.2f s, %,.0f pairs/s, %d rows of pairs written; CPU: java %.2f s, PostgreSQL %.2f s%n",
                        rows,
                        Runtime.getRuntime().maxMemory() >> 20,
                        seconds,
                        rows / seconds,
                        writes,
                        here.toMillis() / 1e3,
                        databases.toMillis() / 1e3);
            }
            clock.pass(Duration.ofMinutes(5));
        }
    }

    private static long writes(EngineFixture engine) {
        return engine.transactions.system(jdbc -> jdbc.sql("select coalesce(max(xmin::text::bigint), 0) from row_pair")
                .query(Long.class)
                .single());
    }

    /// What this process has worked: on a busy machine it says more than the time that has passed.
    private static Duration here() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// The same of PostgreSQL, all its processes together.
    private static Duration database(EngineFixture engine) {
        long backend = engine.transactions.system(
                jdbc -> jdbc.sql("select pg_backend_pid()").query(Long.class).single());
        return ProcessHandle.of(backend).flatMap(ProcessHandle::parent).stream()
                .flatMap(ProcessHandle::descendants)
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Map<String, Value> values(int row) {
        var values = new TreeMap<String, Value>();
        values.put("name", Value.text("Client " + row));
        values.put("city", Value.text("City " + row % 100));
        values.put("notes", Value.text("Some words about client " + row + " that somebody wrote down on a Monday."));
        values.put("visits", Value.decimal(Integer.toString(row % 1000)));
        values.put("active", new Value.Bool(row % 3 > 0));
        values.put("phone", Value.text("+43 1 " + (1_000_000 + row)));
        return values;
    }

    /// As an engine leaves it that has brought all of them across.
    private void agreed(EngineFixture engine) {
        var sync = engine.sync("people").id().value();
        for (int from = 0; from < rows; from += PAGE_ROWS) {
            var json = new ArrayList<String>();
            var hashes = new ArrayList<String>();
            var keys = new ArrayList<String>();
            var numbers = new ArrayList<Long>();
            for (int row = from; row < Math.min(rows, from + PAGE_ROWS); row++) {
                var values = values(row);
                numbers.add((long) row);
                json.add(ValueJson.write(values));
                hashes.add(new Fingerprint(EQUALITY).add(values).hex());
                keys.add(new Fingerprint(EQUALITY)
                        .add(Map.of("key", Objects.requireNonNull(values.get("name"))))
                        .hex());
            }
            engine.sql(jdbc -> jdbc.sql("""
                            insert into row_pair (workspace_id, sync_id, dirty, left_id, right_id, left_base, right_base,
                                left_seen, right_seen, left_hash, right_hash, left_key, right_key)
                            select ?, ?, false, 'l' || n, 'r' || n, v::jsonb, v::jsonb, v::jsonb, v::jsonb, h, h, k, k
                            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) as one (n, v, h, k)
                            """)
                    .params(
                            engine.workspace.value(),
                            sync,
                            numbers.toArray(Long[]::new),
                            json.toArray(String[]::new),
                            hashes.toArray(String[]::new),
                            keys.toArray(String[]::new))
                    .update());
        }
        database.asOwner("analyze row_pair");
    }

    /// Rows that are made when they are asked for.
    private final class Generated implements Connector {
        @Override
        public String name() {
            return "generated";
        }

        @Override
        public Settings settings() {
            return new Settings(List.of());
        }

        @Override
        public OpenConnection open(SettingValues settings, Surroundings surroundings) {
            return new OpenConnection() {
                @Override
                public List<Stage> check() {
                    return List.of();
                }

                @Override
                public List<String> tables() {
                    return List.of("left", "right");
                }

                @Override
                public Source source(TableRef table) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Target target(TableRef table) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public OpenTable table(TableRef table) {
                    return new GeneratedTable(table.name());
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class GeneratedTable implements OpenTable {
        private final String name;

        GeneratedTable(String name) {
            this.name = name;
        }

        @Override
        public String identity() {
            return "generated/" + name;
        }

        @Override
        public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
            var found = new TreeMap<String, String>();
            wishes.forEach(wish -> found.put(wish.name(), wish.name()));
            var schema = new Schema(List.of(
                    Field.of("name", FieldType.TEXT),
                    Field.of("city", FieldType.TEXT),
                    Field.of("notes", FieldType.TEXT),
                    Field.of("visits", FieldType.DECIMAL),
                    Field.of("active", FieldType.BOOLEAN),
                    Field.of("phone", FieldType.TEXT)));
            return new Shape(
                    schema,
                    found,
                    List.of(),
                    List.of(),
                    "one",
                    "",
                    new Traits(true, false, false, true, true, false, false, false, Duration.ofMinutes(1), 100, 100));
        }

        @Override
        public Listing list(Source.Request request, PageSink sink) {
            for (int from = 0; from < rows; from += PAGE_ROWS) {
                var page = new ArrayList<Row>();
                for (int row = from; row < Math.min(rows, from + PAGE_ROWS); row++) {
                    page.add(new Row(name.charAt(0) + "" + row, values(row)));
                }
                sink.page(Page.of(page));
            }
            return new Listing.Complete(null, "all", true);
        }

        @Override
        public Map<String, Row> fetch(Collection<String> ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Row> find(String field, Collection<Value> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> names(String linkField) {
            return Map.of();
        }

        @Override
        public Guard guard(List<Write> writes) {
            throw new UnsupportedOperationException("Nothing changed");
        }

        @Override
        public Outcome write(Batch batch, Guard guard) {
            throw new UnsupportedOperationException("Nothing changed");
        }

        @Override
        public Outcome settle(Batch batch, String kept, java.time.Instant begun) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
