package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Repair;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Writes a batch at the places that the guard's reading shows, in one call that happens whole or not at all. When
/// Google refuses it, it is split until the bad row stands alone.
final class WriteBatch {
    /// Waiting for the quota makes a reading old. An older one is read again, and no write is made from it when
    /// rows or columns have moved.
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final List<Write> writes;
    private Landed landed;
    private final Map<String, Result> results = new HashMap<>();
    private final List<Repair> repairs = new ArrayList<>();
    private Duration unguarded = Duration.ZERO;

    WriteBatch(Tab tab, TabOptions options, Fields fields, String batch, List<Write> writes) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
        this.writes = writes;
        this.landed = Landed.none(batch);
    }

    /// @param readAt when the reading was asked for
    Outcome write(Reading reading, Instant readAt) {
        List<Write> open = new ArrayList<>();
        var places = new Places(reading, options, fields);
        var rows = places.of(writes);
        for (var write : writes) {
            var refusal = places.refusal(write, rows.get(write.id()));
            if (refusal != null) {
                results.put(write.id(), new Result.Refused(write.id(), refusal));
            } else if (moved(places, rows, write)) {
                results.put(write.id(), new Result.Moved(write.id()));
            } else {
                open.add(write);
            }
        }
        writeSplit(reading, readAt, open);
        return new Outcome(
                writes.stream()
                        .map(write -> results.getOrDefault(write.id(), new Result.Moved(write.id())))
                        .toList(),
                repairs,
                unguarded);
    }

    private boolean moved(Places places, Map<String, Integer> rows, Write write) {
        if (write.kind() == Kind.CREATE) {
            // An id that is there already was created by an earlier try; a key, by somebody else.
            return places.has(places.idOf(write));
        }
        Integer row = rows.get(write.id());
        return row == null || !places.says(row, write.expected());
    }

    private void writeSplit(Reading reading, Instant readAt, List<Write> part) {
        if (part.isEmpty()) {
            return;
        }
        try {
            writeAll(reading, readAt, part);
        } catch (AmbiguousWriteException lost) {
            throw lost;
        } catch (ConnectorException refused) {
            if (refused.problem() != Problem.REJECTED) {
                throw refused;
            }
            if (part.size() == 1) {
                var id = part.getFirst().id();
                results.put(id, new Result.Refused(id, String.valueOf(refused.getMessage())));
                return;
            }
            int half = part.size() / 2;
            writeAgain(reading, part.subList(0, half));
            writeAgain(reading, part.subList(half, part.size()));
        }
    }

    /// After a refusal, or the other half, the reading is old. What stands elsewhere by now is planned again: the
    /// reading that is kept with the intent would not describe what is written over.
    private void writeAgain(Reading old, List<Write> part) {
        var now = new Places(tab.read(), options, fields);
        var readAt = tab.client().sentAt();
        var then = new Places(old, options, fields).of(part);
        var rows = now.of(part);
        List<Write> still = new ArrayList<>();
        for (var write : part) {
            Integer row = rows.get(write.id());
            boolean same = Objects.equals(row, then.get(write.id()))
                    && now.columns()
                            .texts()
                            .equals(Columns.of(old, options.headerRow()).texts());
            if (!same || moved(now, rows, write) || now.refusal(write, row) != null) {
                results.put(write.id(), new Result.Moved(write.id()));
            } else {
                still.add(write);
            }
        }
        writeSplit(now.reading(), readAt, still);
    }

    private void writeAll(Reading reading, Instant readAt, List<Write> part) {
        var clock = tab.client().surroundings().clock();
        tab.client().mayWrite();
        var fresh = reading;
        var since = readAt;
        if (Duration.between(readAt, clock.instant()).compareTo(FRESH) > 0) {
            fresh = tab.read();
            since = tab.client().sentAt();
            if (!fresh.rows().equals(reading.rows())) {
                part.forEach(write -> results.put(write.id(), new Result.Moved(write.id())));
                return;
            }
        }
        var places = new Places(fresh, options, fields);
        var rows = places.of(part);
        var bits = new BitSet();
        part.forEach(write -> bits.set(writes.indexOf(write)));
        var mark = landed.and(bits);
        switch (part.getFirst().kind()) {
            case CREATE -> create(places, part, mark.text());
            case UPDATE -> update(places, rows, part, mark.text());
            case DELETE -> delete(places, rows, part, mark.text());
        }
        landed = mark;
        var window = Duration.between(since, clock.instant());
        unguarded = window.compareTo(unguarded) > 0 ? window : unguarded;
    }

    private void create(Places places, List<Write> part, String mark) {
        var put = new PutCells(tab, options, fields, mark);
        var after = new AppendRows(tab, options, fields, put).write(places, part, mark);
        for (var write : part) {
            var id = places.idOf(write);
            results.put(write.id(), new Result.Written(write.id(), id, Map.of(), now(after, id, write)));
        }
    }

    private void update(Places places, Map<String, Integer> rows, List<Write> part, String mark) {
        var put = new PutCells(tab, options, fields, mark);
        var after = put.write(places.reading(), puts(places, rows, part, fields));
        repairs.addAll(put.repairs());
        for (int i = 0; i < part.size(); i++) {
            var write = part.get(i);
            var id = places.idOf(write);
            Integer before = rows.get(write.id());
            if (put.moved().contains(i) || before == null) {
                results.put(write.id(), new Result.Moved(write.id()));
            } else {
                var was = places.values(before, write.values().keySet());
                var is = now(after, id, write);
                results.put(write.id(), new Result.Written(write.id(), id, was, is));
            }
        }
    }

    /// What stands in the row now; what was sent, where that cannot be told since header or row are gone again.
    private Map<String, Value> now(Reading after, String id, Write write) {
        var columns = Columns.of(after, options.headerRow());
        if (columns.find(options.identity()).isEmpty()
                || !columns.byText().keySet().containsAll(write.values().keySet())) {
            return write.values();
        }
        var now = new Places(after, options, fields);
        Integer row = now.row(id);
        return row == null ? write.values() : now.values(row, write.values().keySet());
    }

    /// The cells of updates and stamps.
    static List<PutCells.Put> puts(Places places, Map<String, Integer> rows, List<Write> writes, Fields fields) {
        List<PutCells.Put> puts = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            var write = writes.get(i);
            Integer row = rows.get(write.id());
            if (row == null) {
                continue;
            }
            if (write.place() != null) {
                puts.add(put(places, i, row, places.identity(), Cell.text(places.idOf(write))));
            }
            for (var entry : new TreeMap<>(write.values()).entrySet()) {
                if (fields.values().write(entry.getValue()) instanceof CellValues.Written.To(Cell cell)) {
                    puts.add(put(places, i, row, places.column(entry.getKey()), cell));
                }
            }
        }
        return puts;
    }

    private static PutCells.Put put(Places places, int write, int row, int column, Cell wanted) {
        return new PutCells.Put(write, row, column, wanted, places.reading().cell(row, column));
    }

    private void delete(Places places, Map<String, Integer> rows, List<Write> part, String mark) {
        var delete = new DeleteRows(tab, options, fields);
        delete.write(places, rows, part, mark);
        repairs.addAll(delete.repairs());
        for (var write : part) {
            var id = places.idOf(write);
            Integer row = rows.get(write.id());
            Map<String, Value> was = row == null
                    ? Map.of()
                    : places.values(row, Set.copyOf(write.expected().keySet()));
            results.put(
                    write.id(),
                    row == null || delete.missed().contains(row)
                            ? new Result.Moved(write.id())
                            : new Result.Written(write.id(), id, was, Map.of()));
        }
    }
}
