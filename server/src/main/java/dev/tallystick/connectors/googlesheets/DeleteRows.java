package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Repair;
import dev.tallystick.connector.OpenTable.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Deletes rows bottom up, and puts back those that it hit in place of others.
///
/// What is deleted cannot be looked at any more, but its neighbours can: between the same two neighbours as
/// before, the rows that are missing now are those that were hit, or that a person deleted in that very instant.
/// In doubt a row is put back, since a row too many can be deleted again.
final class DeleteRows {
    private final Tab tab;
    private final TabOptions options;
    private final Fields fields;
    private final List<Repair> repairs = new ArrayList<>();
    private final Set<Integer> missed = new HashSet<>();

    DeleteRows(Tab tab, TabOptions options, Fields fields) {
        this.tab = tab;
        this.options = options;
        this.fields = fields;
    }

    List<Repair> repairs() {
        return repairs;
    }

    /// Rows that were to be deleted and are still there, since others were hit.
    Set<Integer> missed() {
        return missed;
    }

    void write(Places places, Map<String, Integer> rows, List<Write> writes, String batch) {
        var before = places.reading();
        var positions = writes.stream()
                .map(write -> rows.get(write.id()))
                .filter(row -> row != null)
                .sorted()
                .toList();
        var requests = new Requests(tab.sheetId()).mark(before.marker(), batch);
        if (before.rowCount() - positions.size() <= Math.max(before.frozenRows(), options.headerRow() + 1)) {
            requests.grow("ROWS", 1); // Google refuses to delete all rows that are not frozen
        }
        positions.reversed().forEach(requests::deleteRow);
        var after = tab.write(requests, before, batch);
        var victims = victims(before, after, positions);
        if (!victims.isEmpty()) {
            putBack(before, after, victims);
        }
    }

    /// Rows of `before` that are gone now, were not meant, and may have been hit.
    ///
    /// @param positions that were deleted, ascending
    List<Integer> victims(Reading before, Reading after, List<Integer> positions) {
        var lines = Lines.between(before, after, options.headerRow(), options.identity(), List.of(), Set.of());
        positions.stream().filter(row -> lines.rowAfter(row) != null).forEach(missed::add);
        List<Integer> missing = new ArrayList<>();
        for (int row = options.headerRow() + 1; row < before.rows().size(); row++) {
            if (lines.rowAfter(row) == null && !positions.contains(row) && !before.isBlank(row)) {
                missing.add(row);
            }
        }
        if (missing.isEmpty()) {
            return missing;
        }
        // After a sort neighbours say nothing, and all that is missing may have been hit.
        if (inOrder(lines, after)) {
            var gaps = gaps(lines, positions, before.rows().size());
            return missing.stream().filter(gaps::contains).toList();
        }
        return missing;
    }

    private static boolean inOrder(Lines lines, Reading after) {
        int last = -1;
        for (int row = 0; row < after.rows().size(); row++) {
            Integer before = lines.rowBefore(row);
            if (before != null && before < last) {
                return false;
            }
            last = before == null ? last : before;
        }
        return true;
    }

    /// Rows of before that stood between the neighbours of what was deleted.
    private static Set<Integer> gaps(Lines lines, List<Integer> positions, int count) {
        Set<Integer> between = new HashSet<>();
        for (int i = 0; i < positions.size(); i++) {
            // So many rows above it were deleted with it.
            int next = positions.get(i) - i;
            int from = neighbour(lines, next - 1, -1, -1);
            int to = neighbour(lines, next, 1, count);
            for (int row = from + 1; row < to; row++) {
                between.add(row);
            }
        }
        return between;
    }

    private static int neighbour(Lines lines, int from, int step, int otherwise) {
        for (int row = from; row >= 0 && row < from + 10_000; row += step) {
            Integer before = lines.rowBefore(row);
            if (before != null) {
                return before;
            }
        }
        return otherwise;
    }

    /// Inserts rows again, as they were. An inserted row hits nobody, wherever it comes to stand.
    ///
    /// @param before the reading that `victims` are rows of
    void putBack(Reading before, Reading now, List<Integer> victims) {
        var lines = Lines.between(before, now, options.headerRow(), options.identity(), List.of(), Set.of());
        var requests = new Requests(tab.sheetId());
        int inserted = 0;
        for (int victim : victims) {
            int at = place(lines, victim, now) + inserted;
            requests.insert("ROWS", at, at > options.headerRow() + 1);
            requests.putRow(at, cells(before, lines, victim));
            inserted++;
        }
        try {
            tab.client().mayWrite();
            tab.write(requests, now, marker(now));
            victims.forEach(victim -> report(before, victim));
        } catch (AmbiguousWriteException lost) {
            throw lost;
        } catch (ConnectorException trouble) {
            throw new AmbiguousWriteException(
                    trouble.getMessage() + " A row that we deleted by mistake is still to be put back.", trouble);
        }
    }

    private static String marker(Reading now) {
        var marker = now.marker();
        return marker == null ? "" : marker.batch();
    }

    /// Below the nearest row above that is still there.
    private static int place(Lines lines, int victim, Reading now) {
        for (int row = victim - 1; row >= 0; row--) {
            Integer above = lines.rowAfter(row);
            if (above != null) {
                return above + 1;
            }
        }
        return now.rows().size();
    }

    private static List<Cell> cells(Reading before, Lines lines, int victim) {
        List<Cell> cells = new ArrayList<>();
        for (int column = 0; column < before.row(victim).size(); column++) {
            @Nullable Integer at = lines.columnAfter(column);
            if (at != null) {
                while (cells.size() <= at) {
                    cells.add(Cell.Blank.CELL);
                }
                cells.set(at, before.cell(victim, column));
            }
        }
        return cells;
    }

    private void report(Reading before, int victim) {
        var columns = Columns.of(before, options.headerRow());
        var values = fields.values(columns, column -> before.cell(victim, column));
        var id = columns.find(options.identity()).isPresent()
                ? Columns.text(
                        before.cell(victim, columns.find(options.identity()).getAsInt()))
                : "";
        repairs.add(new Repair(
                id,
                Map.of(),
                new LinkedHashMap<>(values),
                "Rows were moved in the instant of our delete, which hit row " + (victim + 1)
                        + (id.isEmpty() ? "" : " (" + id + ")") + " instead; it was put back as it was."));
    }
}
