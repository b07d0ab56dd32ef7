package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Systems in memory whose rows have ids of their own, with people who edit them, faults where a test wants them, and a
/// ledger of every write that came from us: what really happened outside is told by it and never by our database.
final class MemoryTables implements Connector {
    static final Duration SETTLES = Duration.ofSeconds(60);

    private final Map<String, MemoryTable> tables = new ConcurrentHashMap<>();
    private final Clock clock;

    MemoryTables(Clock clock) {
        this.clock = clock;
    }

    MemoryTable table(String name) {
        return tables.computeIfAbsent(name, _ -> new MemoryTable(name, clock));
    }

    @Override
    public String name() {
        return "tables";
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
                return List.copyOf(tables.keySet());
            }

            @Override
            public Source source(TableRef table) {
                throw new ConnectorException(Problem.SETTINGS, "Only as a side.");
            }

            @Override
            public Target target(TableRef table) {
                throw new ConnectorException(Problem.SETTINGS, "Only as a side.");
            }

            @Override
            public OpenTable table(TableRef table) {
                return MemoryTables.this.table(table.name()).open();
            }

            @Override
            public void close() {}
        };
    }

    /// What happens to the next calls of a kind; one that is empty lets its call pass.
    enum Fault {
        NONE,
        /// The call never arrives, and the caller is told so.
        UNAVAILABLE,
        /// It is done, and the answer is lost.
        LOST_AFTER,
        /// It is not done, and the answer is lost.
        LOST_BEFORE,
        /// The answer is lost, and it is done only later, while we wait for it to settle.
        LATE,
        /// The process dies at once, before the call.
        DIES_BEFORE,
        /// The process dies at once, after the call.
        DIES_AFTER
    }

    /// What a death of the process looks like from inside.
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("killed", null, false, false);
        }
    }

    static final class MemoryTable {
        private final String name;
        private final Clock clock;
        private final Map<String, Map<String, Value>> rows = new LinkedHashMap<>();
        private final Map<String, Instant> changed = new HashMap<>();
        private final List<Map<String, Value>> typed = new ArrayList<>();
        final List<String> ledger = new ArrayList<>();
        final List<String> illegible = new ArrayList<>();
        private final List<Runnable> late = new ArrayList<>();
        private final List<Instant> lateAt = new ArrayList<>();
        final Deque<Fault> writes = new ArrayDeque<>();
        final Deque<Fault> lists = new ArrayDeque<>();
        final Deque<Runnable> beforeGuard = new ArrayDeque<>();
        final Deque<Runnable> beforeWrite = new ArrayDeque<>();
        final Deque<Runnable> afterWrite = new ArrayDeque<>();
        final Map<String, FieldType> fields = new LinkedHashMap<>();
        /// The tables that fields of links point at; their rows are called by their `name`.
        final Map<String, MemoryTable> links = new HashMap<>();
        BinaryOperator<String> refuses = (_, _) -> "";
        boolean ownIds;
        boolean asksById = true;
        boolean showsAll = true;
        /// What the sync's filter lets through.
        Predicate<Map<String, Value>> shows = _ -> true;
        /// The values of each call that looked for keys.
        final List<List<Value>> looked = new ArrayList<>();
        boolean partial;
        boolean incremental;
        int batchRows = 10;
        private int ids;
        private int requests;

        private MemoryTable(String name, Clock clock) {
            this.name = name;
            this.clock = clock;
            fields.put("name", FieldType.TEXT);
            fields.put("city", FieldType.TEXT);
            fields.put("score", FieldType.DECIMAL);
        }

        // People

        synchronized String insert(Map<String, Value> values) {
            var id = name + ++ids;
            rows.put(id, new TreeMap<>(values));
            changed.put(id, clock.instant());
            return id;
        }

        String insert(String name, String city) {
            return insert(Map.of("name", Value.text(name), "city", Value.text(city)));
        }

        /// A row that a list of changes does not bring: the upstream shows it late.
        synchronized String insertUnnoticed(String name, String city) {
            var id = insert(name, city);
            changed.put(id, Instant.EPOCH);
            return id;
        }

        /// A row that somebody typed, without an id.
        synchronized void type(String name, String city) {
            typed.add(new TreeMap<>(Map.of("name", Value.text(name), "city", Value.text(city))));
        }

        synchronized void edit(String id, String field, String value) {
            var row = Objects.requireNonNull(rows.get(id), () -> "no row " + id);
            if (value.isEmpty()) {
                row.remove(field);
            } else {
                row.put(field, Value.text(value));
            }
            changed.put(id, clock.instant());
        }

        /// A change that the row's own time of change does not show: a field that is computed.
        synchronized void editUnnoticed(String id, String field, String value) {
            Objects.requireNonNull(rows.get(id), () -> "no row " + id).put(field, Value.text(value));
        }

        synchronized void put(String id, String field, Value value) {
            Objects.requireNonNull(rows.get(id), () -> "no row " + id).put(field, value);
            changed.put(id, clock.instant());
        }

        synchronized void delete(String id) {
            rows.remove(id);
        }

        /// Rows as they once were, for a listing that is behind.
        ///
        /// @return those that were not there
        synchronized List<String> bringBack(Map<String, Map<String, Value>> once) {
            var back =
                    once.keySet().stream().filter(id -> !rows.containsKey(id)).toList();
            back.forEach(id -> rows.put(id, new TreeMap<>(once.get(id))));
            back.forEach(id -> changed.put(id, clock.instant()));
            return back;
        }

        synchronized Map<String, Map<String, Value>> rows() {
            applyLate();
            var copy = new LinkedHashMap<String, Map<String, Value>>();
            rows.forEach((id, values) -> copy.put(id, new TreeMap<>(values)));
            return copy;
        }

        synchronized String text(String id, String field) {
            applyLate();
            return rows.getOrDefault(id, Map.of()).getOrDefault(field, Value.empty()) instanceof Value.Text(String text)
                    ? text
                    : "";
        }

        synchronized List<String> named(String name) {
            applyLate();
            return rows.entrySet().stream()
                    .filter(row -> Value.text(name).equals(row.getValue().get("name")))
                    .map(Map.Entry::getKey)
                    .toList();
        }

        int requests() {
            return requests;
        }

        private void applyLate() {
            for (int i = 0; i < late.size(); i++) {
                if (!lateAt.get(i).isAfter(clock.instant())) {
                    late.remove(i).run();
                    lateAt.remove(i--);
                }
            }
        }

        private OpenTable open() {
            return new Open();
        }

        private final class Open implements OpenTable {
            private final Equality equality = new Equality(true, false);

            @Override
            public String identity() {
                return "memory/" + name;
            }

            @Override
            public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
                var found = new HashMap<String, String>();
                var missing = new ArrayList<Missing>();
                for (var wish : wishes) {
                    if (fields.containsKey(wish.name())) {
                        found.put(wish.name(), wish.name());
                    } else {
                        missing.add(new Missing(wish.name(), null, "'" + wish.name() + "' is not there."));
                    }
                }
                var schema = new Schema(fields.entrySet().stream()
                        .map(field -> Field.of(field.getKey(), field.getValue()))
                        .toList());
                var traits = new Traits(
                        true, false, false, asksById, showsAll, false, true, ownIds, SETTLES, 100, batchRows);
                return new Shape(schema, found, missing, List.of(), String.valueOf(fields), "", traits);
            }

            @Override
            public Listing list(Source.Request request, PageSink sink) {
                requests++;
                if (Fault.UNAVAILABLE.equals(lists.poll())) {
                    throw new ConnectorException(Problem.UNAVAILABLE, "The upstream is down.");
                }
                List<Row> page = new ArrayList<>();
                var loose = new ArrayList<Loose>();
                synchronized (MemoryTable.this) {
                    applyLate();
                    rows.forEach((id, values) -> {
                        var at = Objects.requireNonNull(changed.get(id));
                        if (!shows.test(values)) {
                            return;
                        }
                        if (request.cursor() == null || !at.isBefore(Instant.parse(request.cursor()))) {
                            page.add(new Row(id, values, at));
                        }
                    });
                    for (int i = 0; i < typed.size(); i++) {
                        loose.add(new Loose(Integer.toString(i), null, typed.get(i)));
                    }
                }
                sink.page(new Page(
                        page,
                        loose,
                        illegible.stream()
                                .map(id -> new Source.Unreadable("row " + id, "A cell holds an error.", id))
                                .toList()));
                if (partial) {
                    return new Listing.Partial("The listing was cut short.");
                }
                return new Listing.Complete(
                        incremental ? clock.instant().toString() : null, "all", request.cursor() == null);
            }

            @Override
            public Map<String, Row> fetch(Collection<String> ids) {
                requests++;
                var found = new HashMap<String, Row>();
                synchronized (MemoryTable.this) {
                    applyLate();
                    for (var id : ids) {
                        var values = rows.get(id);
                        if (values != null) {
                            found.put(id, new Row(id, values, changed.get(id)));
                        }
                    }
                }
                return found;
            }

            @Override
            public List<Row> find(String field, Collection<Value> values) {
                requests++;
                looked.add(List.copyOf(values));
                return rows().entrySet().stream()
                        .filter(row -> values.contains(row.getValue().getOrDefault(field, Value.empty())))
                        .map(row -> new Row(row.getKey(), row.getValue()))
                        .toList();
            }

            @Override
            public Map<String, String> names(String linkField) {
                requests++;
                var called = new HashMap<String, String>();
                var linked = links.get(linkField);
                if (linked != null) {
                    linked.rows().keySet().forEach(id -> called.put(id, linked.text(id, "name")));
                }
                return called;
            }

            @Override
            public Optional<Linked> linked(String linkField) {
                return Optional.ofNullable(links.get(linkField))
                        .map(linked -> new Linked(linked.name, linked.open(), "name"));
            }

            @Override
            public Guard guard(List<Write> writes) {
                requests++;
                var edit = beforeGuard.poll();
                if (edit != null) {
                    edit.run();
                }
                var now = new HashMap<String, Row>();
                synchronized (MemoryTable.this) {
                    applyLate();
                    for (var write : writes) {
                        var values = write.place() == null
                                ? rows.get(write.row())
                                : typed.stream()
                                        .filter(one -> one.equals(new TreeMap<>(write.expected())))
                                        .findFirst()
                                        .orElse(null);
                        if (values != null) {
                            now.put(write.id(), new Row(write.row(), values));
                        }
                    }
                }
                return new Guard(now, Map.of(), "kept");
            }

            @Override
            public Outcome write(Batch batch, Guard guard) {
                requests++;
                var edit = beforeWrite.poll();
                if (edit != null) {
                    edit.run();
                }
                var fault = Optional.ofNullable(writes.poll()).orElse(Fault.NONE);
                switch (fault) {
                    case UNAVAILABLE -> throw new ConnectorException(Problem.UNAVAILABLE, "The upstream is down.");
                    case DIES_BEFORE -> throw new Death();
                    case LOST_BEFORE -> throw new AmbiguousWriteException("The connection was cut.", null);
                    case LATE -> {
                        late.add(() -> apply(batch));
                        lateAt.add(clock.instant().plus(SETTLES.dividedBy(2)));
                        throw new AmbiguousWriteException("The connection was cut.", null);
                    }
                    default -> {}
                }
                var results = apply(batch);
                var over = afterWrite.poll();
                if (over != null) {
                    over.run();
                }
                if (fault == Fault.DIES_AFTER) {
                    throw new Death();
                }
                if (fault == Fault.LOST_AFTER) {
                    throw new AmbiguousWriteException("The connection was cut.", null);
                }
                return new Outcome(results, List.of(), Duration.ZERO);
            }

            private List<Result> apply(Batch batch) {
                synchronized (MemoryTable.this) {
                    return batch.writes().stream().map(this::apply).toList();
                }
            }

            private Result apply(Write write) {
                for (var value : write.values().entrySet()) {
                    var refused = refuses.apply(
                            value.getKey(), value.getValue() instanceof Value.Text(String text) ? text : "");
                    if (!refused.isEmpty()) {
                        return new Result.Refused(write.id(), refused);
                    }
                }
                if (write.place() != null) {
                    typed.remove(new TreeMap<>(write.expected()));
                    rows.put(write.row(), new TreeMap<>(write.expected()));
                    changed.put(write.row(), clock.instant());
                    ledger.add("id " + write.row());
                    return new Result.Written(write.id(), write.row(), Map.of(), Map.of());
                }
                if (write.kind() == Target.Kind.CREATE) {
                    var id = ownIds ? write.row() : name + ++ids;
                    rows.put(id, filled(write.values()));
                    changed.put(id, clock.instant());
                    ledger.add("create " + id);
                    return new Result.Written(write.id(), id, Map.of(), write.values());
                }
                var before = rows.get(write.row());
                if (before == null) {
                    return new Result.Moved(write.id());
                }
                if (write.kind() == Target.Kind.DELETE) {
                    rows.remove(write.row());
                    ledger.add("delete " + write.row());
                    return new Result.Written(write.id(), write.row(), write.expected(), Map.of());
                }
                write.values().forEach((field, value) -> {
                    if (value.isEmpty()) {
                        before.remove(field);
                    } else {
                        before.put(field, value);
                    }
                });
                changed.put(write.row(), clock.instant());
                ledger.add("update " + write.row());
                return new Result.Written(write.id(), write.row(), write.expected(), write.values());
            }

            private Map<String, Value> filled(Map<String, Value> values) {
                var filled = new TreeMap<String, Value>();
                values.forEach((field, value) -> {
                    if (!value.isEmpty()) {
                        filled.put(field, value);
                    }
                });
                return filled;
            }

            @Override
            public Outcome settle(Batch batch, String kept, Instant begun) {
                requests++;
                synchronized (MemoryTable.this) {
                    applyLate();
                    return new Outcome(
                            batch.writes().stream()
                                    .map(write -> settled(write, begun))
                                    .toList(),
                            List.of(),
                            Duration.ZERO);
                }
            }

            private Result settled(Write write, Instant begun) {
                if (write.kind() == Target.Kind.UPDATE && write.values().isEmpty()) {
                    return rows.containsKey(write.row())
                            ? new Result.Written(write.id(), write.row(), Map.of(), Map.of())
                            : new Result.Absent(write.id());
                }
                if (write.kind() == Target.Kind.CREATE) {
                    var hits = rows.entrySet().stream()
                            .filter(row -> ownIds
                                    ? row.getKey().equals(write.row())
                                    : (!Objects.requireNonNull(changed.get(row.getKey()))
                                                    .isBefore(begun)
                                            && row.getValue().equals(filled(write.values()))))
                            .map(Map.Entry::getKey)
                            .toList();
                    return switch (hits.size()) {
                        case 0 -> new Result.Absent(write.id());
                        case 1 -> new Result.Written(write.id(), hits.getFirst(), Map.of(), write.values());
                        default -> new Result.Uncertain(write.id(), "Two rows could be it: " + hits);
                    };
                }
                var now = rows.get(write.row());
                if (write.kind() == Target.Kind.DELETE) {
                    return now == null
                            ? new Result.Written(write.id(), write.row(), write.expected(), Map.of())
                            : new Result.Absent(write.id());
                }
                var landed = now != null
                        && write.values().entrySet().stream()
                                .allMatch(value -> equality.same(
                                        value.getValue(), now.getOrDefault(value.getKey(), Value.empty())));
                return landed
                        ? new Result.Written(write.id(), write.row(), write.expected(), write.values())
                        : new Result.Absent(write.id());
            }

            @Override
            public void close() {}
        }
    }
}
