package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Target;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.run.SimTable.SimRow;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table of the simulation as one attempt sees it: it does what it is asked for, unless the seed wants a fault.
class SimOpenTable implements OpenTable {
    final SimTable table;
    final SimWorker worker;
    private final SimFaults faults;
    private final Oracle oracle;

    SimOpenTable(SimTable table, SimWorker worker, SimFaults faults, Oracle oracle) {
        this.table = table;
        this.worker = worker;
        this.faults = faults;
        this.oracle = oracle;
    }

    @Override
    public String identity() {
        return "sim/" + table.name();
    }

    @Override
    public Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make) {
        var fields = new ArrayList<>(table.can.fields());
        fields.add(SimChoices.REMAPPED);
        fields.add(SimChoices.MARK);
        var found = new HashMap<String, String>();
        wishes.forEach(wish -> found.put(wish.name(), wish.name()));
        var columns = new ArrayList<>(
                fields.stream().map(field -> Field.of(field, FieldType.TEXT)).toList());
        table.more.forEach((field, type) -> columns.add(Field.of(field, type)));
        var schema = new Schema(columns);
        var can = table.can;
        var traits = new Traits(
                true,
                false,
                false,
                can.asksById(),
                !can.view(),
                false,
                true,
                can.ownIds(),
                settleAfter(),
                can.guardRows(),
                can.batchRows());
        return new Shape(schema, found, List.of(), List.of(), "fixed", "", traits);
    }

    Duration settleAfter() {
        return SimTable.SETTLES;
    }

    // ---- reading

    @Override
    public Listing list(Source.Request request, PageSink sink) {
        var fault = faults.on(table.name(), Fault.LIST_DOWN, Fault.LIST_SHORT, Fault.LIST_DIES);
        down(fault == Fault.LIST_DOWN);
        table.land();
        var began = table.now();
        var shown = shown(request.cursor());
        int size = table.can.ownIds() ? Math.max(1, shown.size()) : table.can.page();
        var listed = new HashSet<String>();
        int loose = 0;
        var stubborn = !table.can.ownIds() && faults.cutsShort(table);
        @Nullable Page first = null;
        for (int from = 0; from == 0 || from < shown.size(); from += size) {
            if (from > 0) {
                if (fault == Fault.LIST_SHORT || stubborn) {
                    worker.listed.remove(table.number);
                    return shortened();
                }
                faults.betweenPages(this);
            }
            var page = page(shown.subList(from, Math.min(from + size, shown.size())));
            page.rows().forEach(row -> listed.add(row.id()));
            loose += page.loose().size();
            first = first == null ? page : first;
            sink.page(page);
            if (fault == Fault.LIST_DIES) {
                throw faults.death();
            }
        }
        if (first != null && !table.can.ownIds() && faults.on(table.name(), Fault.PAGE_TWICE) == Fault.PAGE_TWICE) {
            sink.page(first);
        }
        faults.meanwhile(this, false);
        worker.listed.put(table.number, listed.size() + loose);
        return complete(table.can.incremental() ? began : null, request.cursor() == null);
    }

    Listing complete(@Nullable Instant began, boolean full) {
        return new Listing.Complete(began == null ? null : began.toString(), "all", full);
    }

    Listing shortened() {
        return new Listing.Partial("The listing was cut short.");
    }

    List<SimRow> shown(@Nullable String cursor) {
        var shown = new ArrayList<SimRow>();
        for (var row : table.rows) {
            if (row.hidden) {
                continue;
            }
            if (cursor == null || !row.changed.isBefore(Instant.parse(cursor))) {
                shown.add(row);
            }
        }
        if (cursor == null) {
            for (var row : shown) {
                if (!row.hiddenOnce && row.id != null && faults.on(table.name(), Fault.GLITCH) == Fault.GLITCH) {
                    row.hiddenOnce = true;
                    shown.remove(row);
                    break;
                }
            }
            for (var ghost : table.ghosts) {
                if (ghost.stillShown > 0) {
                    ghost.stillShown--;
                    shown.add(ghost);
                }
            }
        } else if (!shown.isEmpty() && faults.on(table.name(), Fault.SHORT_INCREMENT) == Fault.SHORT_INCREMENT) {
            shown.removeLast();
        }
        return shown;
    }

    private Page page(List<SimRow> rows) {
        var whole = new ArrayList<Row>();
        var loose = new ArrayList<Loose>();
        for (var row : rows) {
            if (row.gone > 0 && !row.deletedByUs) {
                continue;
            }
            if (row.id != null && table.withId(row.id).size() < 2) {
                whole.add(new Row(row.id, values(row), row.changed));
            } else {
                loose.add(new Loose(Integer.toString(table.rows.indexOf(row)), row.id, values(row)));
            }
        }
        return new Page(whole, loose, List.of());
    }

    static Map<String, Value> values(SimRow row) {
        var values = new TreeMap<String, Value>();
        row.values.forEach((field, text) -> values.put(field, SimFields.value(text)));
        return values;
    }

    private void down(boolean down) {
        if (down) {
            throw new ConnectorException(Problem.UNAVAILABLE, "The upstream is down.");
        }
    }

    @Override
    public Map<String, Row> fetch(Collection<String> ids) {
        down(faults.on(table.name(), Fault.FETCH_DOWN) == Fault.FETCH_DOWN);
        table.land();
        var found = new HashMap<String, Row>();
        for (var id : ids) {
            table.onlyWithId(id).ifPresent(row -> found.put(id, new Row(id, values(row), row.changed)));
        }
        return found;
    }

    @Override
    public List<Row> find(String field, Collection<Value> values) {
        down(faults.on(table.name(), Fault.FETCH_DOWN) == Fault.FETCH_DOWN);
        table.land();
        return table.rows.stream()
                .filter(row ->
                        row.id != null && row.gone == 0 && table.withId(row.id).size() == 1)
                .map(row -> new Row(Objects.requireNonNull(row.id), values(row), row.changed))
                .filter(row -> values.contains(row.value(field)))
                .toList();
    }

    @Override
    public Map<String, String> names(String linkField) {
        var names = Objects.requireNonNull(table.firms).today();
        oracle.further.reads(worker, Map.copyOf(names));
        return names;
    }

    @Override
    public Optional<Linked> linked(String linkField) {
        var firms = Objects.requireNonNull(table.firms);
        return Optional.of(new Linked("firms", firms.open(worker, faults, oracle.further), SimFirms.NAME));
    }

    // ---- writing

    @Override
    public Guard guard(List<Write> writes) {
        down(faults.on(table.name(), Fault.GUARD_DOWN) == Fault.GUARD_DOWN);
        faults.editBeforeGuard(this, writes);
        table.land();
        var now = look(writes);
        faults.meanwhile(this, true);
        return new Guard(now, Map.of(), "kept");
    }

    Map<String, Row> look(List<Write> writes) {
        var now = new HashMap<String, Row>();
        for (var write : writes) {
            var row = write.place() == null ? table.onlyWithId(write.row()) : looseAt(write.place(), write.expected());
            row.ifPresent(found -> now.put(write.id(), new Row(write.row(), values(found))));
        }
        return now;
    }

    private Optional<SimRow> looseAt(String place, Map<String, Value> expected) {
        int index = Integer.parseInt(place);
        if (index >= table.rows.size()) {
            return Optional.empty();
        }
        var row = table.rows.get(index);
        var loose = row.id == null || table.withId(row.id).size() > 1;
        return loose && same(row, expected) ? Optional.of(row) : Optional.empty();
    }

    private static boolean same(SimRow row, Map<String, Value> expected) {
        return expected.entrySet().stream()
                .allMatch(field -> row.values.getOrDefault(field.getKey(), "").equals(text(field.getValue())));
    }

    static String text(@Nullable Value value) {
        return SimFields.cell(value);
    }

    @Override
    public Outcome write(Batch batch, Guard guard) {
        oracle.calls(worker, table);
        var fault = faults.on(
                table.name(),
                Fault.WRITE_DOWN,
                Fault.LOST_AFTER,
                Fault.LOST_BEFORE,
                Fault.LATE,
                Fault.DIES_BEFORE,
                Fault.DIES_AFTER);
        down(fault == Fault.WRITE_DOWN);
        if (fault == Fault.DIES_BEFORE) {
            throw faults.death();
        }
        if (fault == Fault.LATE) {
            var hit = new HashSet<String>();
            batch.writes().forEach(write -> hit.add(write.row()));
            table.later(hit, () -> apply(batch, true));
        }
        if (fault == Fault.LOST_BEFORE || fault == Fault.LATE) {
            throw new AmbiguousWriteException("The connection was cut.", null);
        }
        faults.meanwhile(this, true);
        var results = apply(batch, false);
        if (fault == Fault.DIES_AFTER) {
            throw faults.death();
        }
        if (fault == Fault.LOST_AFTER) {
            throw new AmbiguousWriteException("The connection was cut.", null);
        }
        return new Outcome(results, List.of(), Duration.ZERO);
    }

    List<Result> apply(Batch batch, boolean late) {
        return batch.writes().stream().map(write -> apply(write, late)).toList();
    }

    private Result apply(Write write, boolean late) {
        if (table.can.refuses()
                && write.values().values().stream()
                        .anyMatch(value -> text(value).contains("!"))) {
            oracle.refused(worker, table, write);
            return new Result.Refused(write.id(), "The table takes no \"!\".");
        }
        if (write.place() != null) {
            return looseAt(write.place(), write.expected())
                    .<Result>map(row -> {
                        row.id = write.row();
                        row.changed = table.now();
                        oracle.stamped(worker, table, row);
                        return new Result.Written(write.id(), write.row(), Map.of(), Map.of());
                    })
                    .orElseGet(() -> new Result.Moved(write.id()));
        }
        var values = new LinkedHashMap<String, String>();
        new TreeMap<>(write.values()).forEach((field, value) -> values.put(field, table.stored(text(value))));
        if (write.kind() == Target.Kind.CREATE) {
            oracle.creates(worker, table, values);
            values.values().removeIf(String::isEmpty);
            var row = table.insert(values, worker.sync.name(), write.row(), write.id());
            oracle.created(worker, table, row);
            return new Result.Written(write.id(), id(row), Map.of(), after(row, write));
        }
        var found = table.onlyWithId(write.row());
        if (found.isEmpty()) {
            return new Result.Moved(write.id());
        }
        var row = found.get();
        var before = new TreeMap<String, Value>();
        if (write.kind() == Target.Kind.DELETE) {
            write.expected()
                    .keySet()
                    .forEach(field -> before.put(field, SimFields.value(row.values.getOrDefault(field, ""))));
            oracle.deletes(worker, table, row, write.expected());
            row.puts.put(worker.sync.name(), table.trace.tick());
            table.delete(row, true);
            faults.deleted(row);
            return new Result.Written(write.id(), write.row(), before, Map.of());
        }
        values.keySet().forEach(field -> before.put(field, SimFields.value(row.values.getOrDefault(field, ""))));
        oracle.updates(worker, table, row, write.expected(), values, late);
        values.forEach((field, value) -> table.put(row, field, value, worker.sync.name()));
        return new Result.Written(write.id(), write.row(), before, after(row, write));
    }

    private static String id(SimRow row) {
        return Objects.requireNonNull(row.id);
    }

    Map<String, Value> after(SimRow row, Write write) {
        var after = new TreeMap<String, Value>();
        write.values().keySet().forEach(field -> after.put(field, SimFields.value(row.values.getOrDefault(field, ""))));
        return after;
    }

    /// What this table made of it: what else stands there by now, a person typed since.
    Map<String, Value> sent(Write write) {
        var sent = new TreeMap<String, Value>();
        write.values().forEach((field, value) -> sent.put(field, SimFields.value(table.stored(text(value)))));
        return sent;
    }

    @Override
    public Outcome settle(Batch batch, String kept, Instant begun) {
        down(faults.on(table.name(), Fault.SETTLE_DOWN) == Fault.SETTLE_DOWN);
        table.land();
        return new Outcome(batch.writes().stream().map(this::settled).toList(), List.of(), Duration.ZERO);
    }

    Result settled(Write write) {
        if (write.kind() == Target.Kind.CREATE) {
            return table.rows.stream()
                    .filter(row -> write.id().equals(row.made))
                    .findFirst()
                    .<Result>map(row -> new Result.Written(write.id(), id(row), Map.of(), sent(write)))
                    .orElseGet(() -> new Result.Absent(write.id()));
        }
        var row = table.onlyWithId(write.row());
        if (write.kind() == Target.Kind.DELETE) {
            oracle.foundGone(worker, table, write.row());
            return row.isEmpty()
                    ? new Result.Written(write.id(), write.row(), write.expected(), Map.of())
                    : new Result.Absent(write.id());
        }
        var landed = row.isPresent()
                && write.values().entrySet().stream()
                        .allMatch(value -> table.stored(text(value.getValue()))
                                .equals(row.get().values.getOrDefault(value.getKey(), "")));
        return landed
                ? new Result.Written(write.id(), write.row(), write.expected(), sent(write))
                : new Result.Absent(write.id());
    }

    @Override
    public void close() {}
}
