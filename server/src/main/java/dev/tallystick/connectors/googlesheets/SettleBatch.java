package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Repair;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds out what became of a batch whose answer nobody has. The marker says whether it landed; the reading kept
/// with the intent, held against the tab as it is now, says where.
final class SettleBatch {
    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final String batch;
    private final List<Write> writes;
    private final List<Repair> repairs = new ArrayList<>();

    SettleBatch(Tab tab, TabOptions options, Fields fields, String batch, List<Write> writes) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
        this.batch = batch;
        this.writes = writes;
    }

    Outcome settle(String kept) {
        var now = tab.read();
        var landed = Landed.read(now.marker(), batch).orElse(Landed.none(batch));
        List<Write> there = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            if (landed.writes().get(i)) {
                there.add(writes.get(i));
            } else {
                results.add(new Result.Absent(writes.get(i).id()));
            }
        }
        if (!there.isEmpty()) {
            results.addAll(landed(now, there, kept, landed.text()));
        }
        return new Outcome(results, repairs, Duration.ZERO);
    }

    private List<Result> landed(Reading now, List<Write> part, String kept, String mark) {
        var before = new Places(Kept.unpack(kept, now), options, fields);
        var rows = before.of(part);
        return switch (part.getFirst().kind()) {
            case CREATE -> creates(before, part, now);
            case UPDATE -> updates(before, rows, part, now, mark);
            case DELETE -> deletes(before, rows, part, now);
        };
    }

    /// The marker came with the rows, so they were made; one that is not there any more was deleted since.
    private List<Result> creates(Places before, List<Write> part, Reading now) {
        var places = new Places(now, options, fields);
        List<Result> results = new ArrayList<>();
        for (var write : part) {
            var id = before.idOf(write);
            Integer row = places.row(id);
            var after = row == null
                    ? write.values()
                    : places.values(row, write.values().keySet());
            results.add(new Result.Written(write.id(), id, Map.of(), row == null ? after : sent(write, after)));
        }
        return results;
    }

    /// What a person has changed since is not what was written.
    private static Map<String, Value> sent(Write write, Map<String, Value> after) {
        Map<String, Value> values = new TreeMap<>(write.values());
        after.forEach((field, value) -> {
            if (Places.EQUALITY.same(value, write.values().getOrDefault(field, Value.empty()))) {
                values.put(field, value);
            }
        });
        return values;
    }

    private List<Result> updates(Places before, Map<String, Integer> rows, List<Write> part, Reading now, String mark) {
        var reading = before.reading();
        var puts = WriteBatch.puts(before, rows, part, fields);
        var lines = PutCells.lines(reading, now, options, puts);
        Map<Integer, String> unclear = new HashMap<>();
        Set<Integer> moved = new HashSet<>();
        List<PutCells.Put> open = new ArrayList<>();
        var put = new PutCells(tab, options, fields, mark);
        for (var each : puts) {
            Integer row = lines.rowAfter(each.row());
            Integer column = lines.columnAfter(each.column());
            boolean still = row != null && column != null && row == each.row() && column == each.column();
            boolean landed = row != null
                    && column != null
                    && now.cell(row, column).same(each.wanted())
                    && !each.holds().same(each.wanted());
            if (landed) {
                continue;
            }
            if (still) {
                // It landed where it was meant to, and what else stands there now, a person typed since; unless it hit
                // another row that was moved away since, while this one came to stand here again.
                if (!now.cell(each.row(), each.column()).same(each.wanted()) && elsewhere(reading, now, lines, each)) {
                    unclear.put(each.write(), now.title());
                }
                continue;
            }
            if (wasHit(reading, now, lines, each)) {
                open.addAll(put.restored(reading, now, lines, each));
                moved.add(each.write());
            } else if (elsewhere(reading, now, lines, each)) {
                unclear.put(each.write(), now.title());
            } else {
                moved.add(each.write());
            }
        }
        put.putRight(now, open);
        repairs.addAll(put.repairs());
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            var write = part.get(i);
            Integer row = rows.get(write.id());
            if (unclear.containsKey(i)) {
                results.add(new Result.Uncertain(
                        write.id(),
                        "The rows were moved and edited while nobody knew what became of this write. Look at row "
                                + before.idOf(write) + " of '" + now.title()
                                + "', and at the rows that say the same."));
            } else if (row == null || moved.contains(i)) {
                results.add(new Result.Moved(write.id()));
            } else {
                results.add(new Result.Written(
                        write.id(),
                        before.idOf(write),
                        before.values(row, write.values().keySet()),
                        write.values()));
            }
        }
        return results;
    }

    /// The cell that stands where we wrote holds what we wrote, and did not before.
    private static boolean wasHit(Reading before, Reading now, Lines lines, PutCells.Put put) {
        if (!now.cell(put.row(), put.column()).same(put.wanted())) {
            return false;
        }
        return !was(before, lines, put.row(), put.column()).same(put.wanted());
    }

    private static Cell was(Reading before, Lines lines, int row, int column) {
        @Nullable Integer rowBefore = lines.rowBefore(row);
        @Nullable Integer columnBefore = lines.columnBefore(column);
        return rowBefore == null || columnBefore == null ? Cell.Blank.CELL : before.cell(rowBefore, columnBefore);
    }

    /// Some other cell came to hold what we wrote: it may have been hit and moved since, or a person typed the
    /// same.
    private static boolean elsewhere(Reading before, Reading now, Lines lines, PutCells.Put put) {
        if (put.wanted().blank()) {
            return false;
        }
        for (int row = 0; row < now.rows().size(); row++) {
            var cell = now.cell(row, put.column());
            if (cell.same(put.wanted())
                    && !was(before, lines, row, put.column()).same(put.wanted())) {
                return true;
            }
        }
        return false;
    }

    private List<Result> deletes(Places before, Map<String, Integer> rows, List<Write> part, Reading now) {
        var delete = new DeleteRows(tab, options, fields);
        var positions = part.stream()
                .map(write -> rows.get(write.id()))
                .filter(row -> row != null)
                .sorted()
                .toList();
        var places = new Places(now, options, fields);
        long left =
                part.stream().filter(write -> places.has(before.idOf(write))).count();
        if (left > 0) {
            // So many of the rows that we deleted were others.
            var victims = delete.victims(before.reading(), now, positions);
            if (!victims.isEmpty()) {
                delete.putBack(before.reading(), now, victims);
            }
        }
        repairs.addAll(delete.repairs());
        List<Result> results = new ArrayList<>();
        for (var write : part) {
            var id = before.idOf(write);
            Integer row = rows.get(write.id());
            results.add(
                    places.has(id) || row == null
                            ? new Result.Moved(write.id())
                            : new Result.Written(
                                    write.id(),
                                    id,
                                    before.values(row, write.expected().keySet()),
                                    Map.of()));
        }
        return results;
    }
}
