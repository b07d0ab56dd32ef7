package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Repair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes cells by position and looks, in the very answer to the write, which cells those were. A cell that was
/// not meant gets back what it held, and the cell that was meant gets its value; that is a write like any other
/// and looked at in the same way, until everything stands where it belongs.
///
/// Every put names what the cell must still hold. One that holds something else by now was edited by a person, and
/// is left alone.
final class PutCells {
    private static final int ROUNDS = 6;

    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final String batch;
    private final Set<Integer> moved = new HashSet<>();
    private final List<Repair> repairs = new ArrayList<>();

    PutCells(Tab tab, TabOptions options, Fields fields, String batch) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
        this.batch = batch;
    }

    /// One cell to be written.
    ///
    /// @param write index of the write that it is part of; below 0 for a cell that is put right
    /// @param row in the latest reading
    /// @param holds what stands there, as far as we know
    record Put(int write, int row, int column, Cell wanted, Cell holds) {
        boolean puttingRight() {
            return write < 0;
        }
    }

    static final int PUT_RIGHT = -1;

    /// Indexes of writes of which at least one cell was edited by somebody meanwhile, or is gone.
    Set<Integer> moved() {
        return moved;
    }

    List<Repair> repairs() {
        return repairs;
    }

    /// @return the tab as the last write left it
    Reading write(Reading before, List<Put> puts) {
        var requests = new Requests(tab.sheetId()).mark(before.marker(), batch);
        puts.forEach(put -> requests.put(put.row(), put.column(), put.wanted()));
        var after = tab.write(requests, before, batch);
        return putRight(after, displaced(before, after, puts));
    }

    /// Until nothing is left to put right.
    Reading putRight(Reading now, List<Put> open) {
        var before = now;
        var puts = open;
        for (int round = 1; !puts.isEmpty(); round++) {
            if (round > ROUNDS) {
                throw new AmbiguousWriteException(
                        "The rows were moved again and again while we wrote. It is looked at once more.", null);
            }
            var requests = new Requests(tab.sheetId());
            puts.forEach(put -> requests.put(put.row(), put.column(), put.wanted()));
            Reading after;
            try {
                tab.client().mayWrite();
                after = tab.write(requests, before, batch);
            } catch (AmbiguousWriteException lost) {
                throw lost;
            } catch (ConnectorException trouble) {
                // What is wrong stays known: whoever settles the batch finds it again in the kept reading.
                throw new AmbiguousWriteException(
                        trouble.getMessage() + " A displaced write is still to be put right.", trouble);
            }
            puts = displaced(before, after, puts);
            before = after;
        }
        return before;
    }

    /// What must be written next, with places in `after`.
    private List<Put> displaced(Reading before, Reading after, List<Put> puts) {
        var lines = lines(before, after, options, puts);
        Map<Place, Put> next = new LinkedHashMap<>();
        Set<Put> right = new HashSet<>();
        for (var put : puts) {
            Integer row = lines.rowBefore(put.row());
            Integer column = lines.columnBefore(put.column());
            if (row != null && column != null && row == put.row() && column == put.column()) {
                right.add(put);
            } else {
                victim(before, after, put, row, column, next);
            }
        }
        puts.forEach(put -> target(after, lines, put, right.contains(put), next));
        return List.copyOf(next.values());
    }

    private record Place(int row, int column) {}

    static Lines lines(Reading before, Reading after, TabOptions options, List<Put> puts) {
        var columns = puts.stream().map(Put::column).distinct().toList();
        Set<String> ours = new HashSet<>();
        puts.forEach(put -> {
            ours.add(Columns.text(put.wanted()));
            ours.add(Columns.text(put.holds()));
        });
        return Lines.between(before, after, options.headerRow(), options.identity(), columns, ours);
    }

    /// For a write that was found displaced long after: only the victim is put right.
    List<Put> restored(Reading before, Reading now, Lines lines, Put put) {
        Map<Place, Put> open = new LinkedHashMap<>();
        victim(before, now, put, lines.rowBefore(put.row()), lines.columnBefore(put.column()), open);
        return List.copyOf(open.values());
    }

    private void victim(
            Reading before,
            Reading after,
            Put put,
            @Nullable Integer row,
            @Nullable Integer column,
            Map<Place, Put> next) {
        var holds = after.cell(put.row(), put.column());
        if (!holds.same(put.wanted())) {
            return;
        }
        // A line that was not there before was inserted in that instant: blank, as far as anybody can know.
        var was = row == null || column == null ? Cell.Blank.CELL : before.cell(row, column);
        if (!was.same(put.wanted())) {
            next.put(
                    new Place(put.row(), put.column()), new Put(PUT_RIGHT, put.row(), put.column(), was, put.wanted()));
            report(before, after, put, row, was);
        }
    }

    private void report(Reading before, Reading after, Put put, @Nullable Integer row, Cell was) {
        var columns = Columns.of(after, options.headerRow());
        var header = put.column() < columns.texts().size() ? columns.texts().get(put.column()) : "";
        var identity = Columns.of(before, options.headerRow()).find(options.identity());
        var id = row == null || identity.isEmpty() ? "" : Columns.text(before.cell(row, identity.getAsInt()));
        var named = header.isEmpty() ? A1.column(put.column()) : header;
        var sentence = row == null
                ? "Somebody inserted a row in the instant of our write, which hit its cell "
                        + A1.cell(put.row(), put.column()) + "; the cell was cleared again."
                : "Rows or columns were moved in the instant of our write, which hit the cell "
                        + A1.cell(put.row(), put.column()) + " ('" + named + "')"
                        + (id.isEmpty() ? "" : " of row " + id) + "; it has its value back.";
        repairs.add(new Repair(
                id,
                new LinkedHashMap<>(Map.of(named, fields.value(named, put.wanted()))),
                new LinkedHashMap<>(Map.of(named, fields.value(named, was))),
                sentence));
    }

    private void target(Reading after, Lines lines, Put put, boolean right, Map<Place, Put> next) {
        Integer row = right ? Integer.valueOf(put.row()) : lines.rowAfter(put.row());
        Integer column = right ? Integer.valueOf(put.column()) : lines.columnAfter(put.column());
        if (row == null || column == null) {
            moved(put);
            return;
        }
        var place = new Place(row, column);
        var holds = after.cell(row, column);
        var victim = next.get(place);
        if (victim != null && victim.puttingRight()) {
            // Another of our writes hit the very cell that this one was meant for.
            if (victim.wanted().same(put.holds())) {
                next.put(place, new Put(put.write(), row, column, put.wanted(), holds));
            } else {
                moved(put);
            }
        } else if (holds.same(put.wanted())) {
            return;
        } else if (holds.same(put.holds())) {
            next.put(place, new Put(put.write(), row, column, put.wanted(), put.holds()));
        } else {
            moved(put);
        }
    }

    private void moved(Put put) {
        if (!put.puttingRight()) {
            moved.add(put.write());
        }
    }
}
