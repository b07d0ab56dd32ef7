package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Source;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table that cells of the simulation link to, with all that its rows were ever called. No sync lists it: it is
/// asked for its names, and for a row that a cell names.
final class SimFirms {
    static final String NAME = "name";

    private final SimTrace trace;
    private final Clock clock;
    /// Row id -> what it is called.
    final Map<String, String> names = new TreeMap<>();
    private final Map<String, Set<String>> everCalled = new HashMap<>();
    /// Write of ours -> the row that it made.
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, Integer> madeOf = new HashMap<>();
    private final List<Late> late = new ArrayList<>();
    private int ids;
    int writes;

    private record Late(Instant at, Runnable landing) {}

    SimFirms(SimTrace trace, Clock clock) {
        this.trace = trace;
        this.clock = clock;
    }

    String add(String name) {
        var id = "f-" + ++ids;
        call(id, name);
        return id;
    }

    void call(String id, String name) {
        names.put(id, name);
        everCalled.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(name);
    }

    Set<String> everCalled(String id) {
        return everCalled.getOrDefault(id, Set.of());
    }

    String firstCalled(String id) {
        return everCalled(id).iterator().next();
    }

    static List<String> called(Map<String, String> names, String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .toList();
    }

    void land() {
        var due =
                late.stream().filter(one -> !one.at().isAfter(clock.instant())).toList();
        late.removeAll(due);
        due.forEach(one -> one.landing().run());
    }

    OpenTable open(SimWorker worker, SimFaults faults, FieldOracle oracle) {
        return new Opened(worker, faults, oracle);
    }

    private final class Opened implements OpenTable {
        private final SimWorker worker;
        private final SimFaults faults;
        private final FieldOracle oracle;

        private Opened(SimWorker worker, SimFaults faults, FieldOracle oracle) {
            this.worker = worker;
            this.faults = faults;
            this.oracle = oracle;
        }

        @Override
        public String identity() {
            return "sim/firms";
        }

        @Override
        public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
            var found = new HashMap<String, String>();
            wishes.forEach(wish -> found.put(wish.name(), wish.name()));
            var traits = new Traits(true, false, false, true, true, false, true, false, SimTable.SETTLES, 10, 3);
            return new Shape(
                    new Schema(List.of(Field.of(NAME, FieldType.TEXT))),
                    found,
                    List.of(),
                    List.of(),
                    "fixed",
                    "",
                    traits);
        }

        @Override
        public Listing list(Source.Request request, PageSink sink) {
            throw new UnsupportedOperationException("Nobody lists the firms.");
        }

        @Override
        public Map<String, Row> fetch(Collection<String> ids) {
            throw new UnsupportedOperationException("Nobody asks for firms by id.");
        }

        @Override
        public List<Row> find(String field, Collection<Value> values) {
            land();
            return names.entrySet().stream()
                    .filter(entry -> values.contains(Value.text(entry.getValue())))
                    .map(entry -> new Row(entry.getKey(), Map.of(NAME, Value.text(entry.getValue()))))
                    .toList();
        }

        @Override
        public Map<String, String> names(String linkField) {
            return Map.of();
        }

        @Override
        public Guard guard(List<Write> writes) {
            return new Guard(Map.of(), Map.of(), "kept");
        }

        @Override
        public Outcome write(Batch batch, Guard guard) {
            oracle.calls(worker);
            var fault = faults.on(
                    "firms", Fault.LOST_AFTER, Fault.LOST_BEFORE, Fault.LATE, Fault.DIES_BEFORE, Fault.DIES_AFTER);
            if (fault == Fault.DIES_BEFORE) {
                throw faults.death();
            }
            if (fault == Fault.LATE) {
                late.add(new Late(clock.instant().plus(SimTable.SETTLES.dividedBy(2)), () -> apply(batch)));
            }
            if (fault == Fault.LOST_BEFORE || fault == Fault.LATE) {
                throw new AmbiguousWriteException("The connection was cut.", null);
            }
            var results = apply(batch);
            if (fault == Fault.DIES_AFTER) {
                throw faults.death();
            }
            if (fault == Fault.LOST_AFTER) {
                throw new AmbiguousWriteException("The connection was cut.", null);
            }
            return new Outcome(results, List.of(), Duration.ZERO);
        }

        private List<Result> apply(Batch batch) {
            return batch.writes().stream().map(this::apply).toList();
        }

        private Result apply(Write write) {
            var name = SimFields.cell(write.values().get(NAME));
            trace.say("  " + worker.sync.name() + " makes the firm " + name);
            oracle.makes(worker, name, madeOf.merge(name, 1, Integer::sum));
            writes++;
            var id = add(name);
            made.put(write.id(), id);
            return new Result.Written(write.id(), id, Map.of(), write.values());
        }

        @Override
        public Outcome settle(Batch batch, String kept, Instant begun) {
            land();
            return new Outcome(batch.writes().stream().map(this::settled).toList(), List.of(), Duration.ZERO);
        }

        private Result settled(Write write) {
            return made.containsKey(write.id())
                    ? new Result.Written(
                            write.id(), Objects.requireNonNull(made.get(write.id())), Map.of(), write.values())
                    : new Result.Absent(write.id());
        }

        @Override
        public void close() {}
    }

    /// As they are called now.
    Map<String, String> today() {
        land();
        return new LinkedHashMap<>(names);
    }
}
