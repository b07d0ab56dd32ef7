package dev.tallystick.connector;

import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A whole system in memory that tells the truth, or one lie of choice: on the truth the suite must be green, on each
/// lie it must be red.
final class MemoryConnector implements Connector {
    enum Lie {
        NONE,
        COMPLETE_AFTER_A_BREAK,
        DEAF_TO_STOPPING,
        SWALLOWS_THE_SINKS_TROUBLE,
        SKIPS_THE_LAST_PAGE,
        SHOWS_ITS_SECRET,
        SECRET_NOT_FLAGGED,
        UNKNOWN_TABLE_IS_NOT_FOUND,
        ONE_MISTAKE_AT_A_TIME,
        DRY_RUN_CREATES,
        IGNORES_EXPECTED,
        IGNORES_THE_EPOCH,
        ONE_BAD_ROW_FAILS_ALL,
        FORGETS_ITS_BATCHES,
        ROUNDS_DECIMALS
    }

    static final String SECRET = "s3cr3t-of-memory";
    private static final int PAGE_ROWS = 2;

    private final Lie lie;
    private final Map<String, Table> tables = new HashMap<>();

    MemoryConnector(Lie lie) {
        this.lie = lie;
    }

    void table(String name, List<Row> rows) {
        var table = new Table();
        rows.forEach(row -> table.rows.put(row.id(), new Target.Found(row, false)));
        tables.put(name, table);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Settings settings() {
        return Settings.of(
                Settings.Setting.required("place", Settings.Kind.TEXT, "Where the memory is."),
                Settings.Setting.optional("rooms", Settings.Kind.NUMBER, "How many rooms it has."),
                new Settings.Setting(
                        "password", Settings.Kind.TEXT, true, lie != Lie.SECRET_NOT_FLAGGED, "What opens it."));
    }

    @Override
    public List<String> validate(SettingValues settings) {
        var sentences = new ArrayList<String>();
        if (settings.text("place").isBlank()) {
            sentences.add("'place' is blank; name the place.");
        }
        if (settings.number("rooms", 1) < 1) {
            sentences.add("'rooms' must be at least 1.");
        }
        return lie == Lie.ONE_MISTAKE_AT_A_TIME && !sentences.isEmpty() ? List.of(sentences.getFirst()) : sentences;
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        return new Open(settings, surroundings);
    }

    private static final class Table {
        final Map<String, Target.Found> rows = new LinkedHashMap<>();
        final Map<String, Long> epochs = new HashMap<>();
        final Map<String, List<Target.Result>> batches = new HashMap<>();
    }

    private final class Open implements OpenConnection {
        private final SettingValues settings;
        private final Surroundings surroundings;

        Open(SettingValues settings, Surroundings surroundings) {
            this.settings = settings;
            this.surroundings = surroundings;
        }

        @Override
        public List<Stage> check() {
            var stages = new ArrayList<Stage>();
            if (settings.text("place").equals("nowhere")) {
                stages.add(new Stage("address", false, "Nobody is at this place."));
                return stages;
            }
            stages.add(new Stage("address", true, "The place is there."));
            var right = settings.text("password").equals(SECRET);
            var wrong = lie == Lie.SHOWS_ITS_SECRET
                    ? "The password " + settings.text("password") + " was refused."
                    : "The password was refused.";
            stages.add(new Stage("sign-in", right, right ? "The password was accepted." : wrong));
            return stages;
        }

        @Override
        public List<String> tables() {
            return List.copyOf(tables.keySet());
        }

        @Override
        public Source source(TableRef table) {
            var found = tables.get(table.name());
            if (found == null) {
                throw new ConnectorException(
                        lie == Lie.UNKNOWN_TABLE_IS_NOT_FOUND ? Problem.NOT_FOUND : Problem.SETTINGS,
                        "There is no table '" + table.name() + "'.");
            }
            return new MemorySource(table.name(), found, surroundings);
        }

        @Override
        public Target target(TableRef table) {
            return new MemoryTarget(table.name());
        }

        @Override
        public void close() {}
    }

    private final class MemorySource implements Source {
        private final String name;
        private final Table table;
        private final Surroundings surroundings;

        MemorySource(String name, Table table, Surroundings surroundings) {
            this.name = name;
            this.table = table;
            this.surroundings = surroundings;
        }

        @Override
        public Schema schema() {
            return new Schema(List.of());
        }

        @Override
        public boolean incremental() {
            return false;
        }

        @Override
        public Listing list(Request request, PageSink sink) {
            var rows = table.rows.values().stream().map(Target.Found::row).toList();
            var end = lie == Lie.SKIPS_THE_LAST_PAGE ? rows.size() - PAGE_ROWS : rows.size();
            for (var from = 0; from < end; from += PAGE_ROWS) {
                if (surroundings.stopping().getAsBoolean() && lie != Lie.DEAF_TO_STOPPING) {
                    return new Listing.Partial("It was told to stop.");
                }
                if (from > 0 && name.startsWith("breaking")) {
                    if (lie == Lie.COMPLETE_AFTER_A_BREAK) {
                        return new Listing.Complete(null, name, true);
                    }
                    throw new ConnectorException(Problem.UNAVAILABLE, "The memory slipped on page 2.");
                }
                try {
                    sink.page(Page.of(rows.subList(from, Math.min(end, from + PAGE_ROWS))));
                } catch (IllegalStateException trouble) {
                    if (lie != Lie.SWALLOWS_THE_SINKS_TROUBLE) {
                        throw trouble;
                    }
                }
            }
            return new Listing.Complete(null, name, true);
        }
    }

    private final class MemoryTarget implements Target {
        private final String name;

        MemoryTarget(String name) {
            this.name = name;
        }

        private Table table() {
            return Objects.requireNonNull(tables.get(name), "not prepared");
        }

        @Override
        public Prepared prepare(Schema wanted, boolean create) {
            var made = create || lie == Lie.DRY_RUN_CREATES;
            var created = made && !tables.containsKey(name);
            if (created) {
                MemoryConnector.this.table(name, List.of());
            }
            return new Prepared(wanted, created && create, wanted.toString());
        }

        @Override
        public Map<String, Found> fetch(Collection<String> keys) {
            var found = new HashMap<>(table().rows);
            found.keySet().retainAll(Set.copyOf(keys));
            return found;
        }

        @Override
        public long count() {
            return table().rows.size();
        }

        @Override
        public int batchRows() {
            return 10;
        }

        @Override
        public void fence(Fence fence) {
            table().epochs.merge(fence.owner(), fence.epoch(), Math::max);
        }

        @Override
        public List<Result> write(Batch batch) {
            var spoken = table().epochs.getOrDefault(batch.fence().owner(), 0L);
            if (batch.fence().epoch() < spoken && lie != Lie.IGNORES_THE_EPOCH) {
                throw new FencedException("A later holder has spoken.");
            }
            if (lie == Lie.ONE_BAD_ROW_FAILS_ALL && batch.writes().stream().anyMatch(MemoryTarget::bad)) {
                return batch.writes().stream()
                        .<Result>map(write -> new Result.Refused(write.id(), "The batch holds a bad row."))
                        .toList();
            }
            var results = batch.writes().stream().map(this::write).toList();
            if (lie != Lie.FORGETS_ITS_BATCHES) {
                table().batches.put(batch.id(), results);
            }
            return results;
        }

        private static boolean bad(Write write) {
            return write.values().containsValue(Value.text("refuse me"));
        }

        private Result write(Write write) {
            if (bad(write)) {
                return new Result.Refused(write.id(), "'name' is refused.");
            }
            var found = table().rows.get(write.key());
            if ((found == null) != (write.kind() == Kind.CREATE) || (found != null && moved(write, found.row()))) {
                return new Result.Moved(write.id());
            }
            if (write.kind() == Kind.DELETE) {
                table().rows.remove(write.key());
                return new Result.Written(write.id(), write.expected(), Map.of());
            }
            var values = new TreeMap<String, Value>(
                    found == null ? Map.of() : found.row().values());
            var before = new TreeMap<String, Value>();
            write.values().forEach((field, value) -> {
                before.put(field, values.getOrDefault(field, Value.empty()));
                values.put(field, stored(value));
            });
            table().rows.put(write.key(), new Found(new Row(write.key(), values), write.placeholder()));
            return new Result.Written(write.id(), found == null ? Map.of() : before, write.values());
        }

        private boolean moved(Write write, Row row) {
            return lie != Lie.IGNORES_EXPECTED
                    && !write.expected().entrySet().stream()
                            .allMatch(each -> Equality.EXACT.same(each.getValue(), row.value(each.getKey())));
        }

        private Value stored(Value value) {
            return lie == Lie.ROUNDS_DECIMALS && value instanceof Value.Decimal(var number)
                    ? Value.decimal(Double.toString(number.doubleValue()))
                    : value;
        }

        @Override
        public Optional<List<Result>> probe(String batchId) {
            return Optional.ofNullable(table().batches.get(batchId));
        }

        @Override
        public void forget(Collection<String> batchIds) {
            batchIds.forEach(table().batches::remove);
        }

        @Override
        public void close() {}
    }
}
