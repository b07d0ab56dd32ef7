package dev.tallystick.connectors.googlesheets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Which row and column of a later reading is which of an earlier one, whatever people have inserted, sorted,
/// moved or deleted in between.
///
/// Columns are matched by their header, rows by their id, then by what is in them, and what is left by its
/// neighbours.
final class Lines {
    private static final int NONE = -1;

    private final int[] rowBefore;
    private final int[] columnBefore;
    private final int[] rowAfter;
    private final int[] columnAfter;

    private Lines(int[] rowBefore, int[] columnBefore, int rows, int columns) {
        this.rowBefore = rowBefore;
        this.columnBefore = columnBefore;
        this.rowAfter = inverse(rowBefore, rows);
        this.columnAfter = inverse(columnBefore, columns);
    }

    /// @param headerRow in the earlier reading
    /// @param idHeader of the column with the ids
    /// @param written columns of the later reading that a write of ours went to: they say nothing about what a row
    ///     is
    /// @param ours ids that we were writing: they say where we wrote, and nothing about what a row is
    static Lines between(
            Reading before, Reading after, int headerRow, String idHeader, List<Integer> written, Set<String> ours) {
        int headerAfter = header(before, after, headerRow);
        var columnsBefore = Columns.of(before, headerRow);
        var columnsAfter = Columns.of(after, headerAfter);
        int widthBefore = Math.max(before.width(), 1);
        int widthAfter = Math.max(after.width(), 1);
        int[] columns = filled(widthAfter);
        columnsAfter.byText().forEach((text, column) -> {
            columns[column] = columnsBefore.find(text).orElse(NONE);
        });
        byNeighbours(columns, widthBefore, (_, _) -> true);

        int[] rows = filled(Math.max(after.rows().size(), 1));
        if (headerAfter < rows.length) {
            rows[headerAfter] = headerRow;
        }
        var usedBefore = new boolean[Math.max(before.rows().size(), headerRow + 1)];
        usedBefore[headerRow] = true;
        int idAfter = columnsAfter.find(idHeader).orElse(NONE);
        int idBefore = columnsBefore.find(idHeader).orElse(NONE);
        if (idAfter != NONE && idBefore != NONE) {
            var ids = unique(after, idAfter, headerAfter);
            ids.keySet().removeAll(ours);
            var known = unique(before, idBefore, headerRow);
            match(rows, usedBefore, known, ids);
            known.keySet().removeAll(ours);
            copied(rows, usedBefore, known, after, idAfter);
        }
        int[] all = matched(columns, List.of());
        content(rows, usedBefore, before, after, all, columns);
        content(rows, usedBefore, before, after, matched(columns, written), columns);
        byNeighbours(rows, before.rows().size(), (old, now) -> alike(before, after, old, now, all, columns));
        return new Lines(rows, columns, Math.max(before.rows().size(), 1), widthBefore);
    }

    /// The header's row now: where it was, or where the most of its texts stand.
    private static int header(Reading before, Reading after, int row) {
        var texts = Columns.of(before, row).byText().keySet();
        int best = row;
        long most = -1;
        for (int at = 0; at < Math.min(after.rows().size(), row + 50); at++) {
            long same = Columns.of(after, at).byText().keySet().stream()
                    .filter(texts::contains)
                    .count();
            if (same > most || (same == most && at == row)) {
                best = at;
                most = same;
            }
        }
        return best;
    }

    private static Map<String, Integer> unique(Reading reading, int column, int headerRow) {
        Map<String, Integer> rows = new HashMap<>();
        var doubled = new ArrayList<String>();
        for (int row = headerRow + 1; row < reading.rows().size(); row++) {
            var id = Columns.text(reading.cell(row, column));
            if (!id.isEmpty() && rows.putIfAbsent(id, row) != null) {
                doubled.add(id);
            }
        }
        rows.keySet().removeAll(doubled);
        return rows;
    }

    private static void match(int[] rows, boolean[] used, Map<String, Integer> before, Map<String, Integer> after) {
        after.forEach((id, row) -> {
            Integer old = before.get(id);
            if (old != null && rows[row] == NONE && !used[old]) {
                rows[row] = old;
                used[old] = true;
            }
        });
    }

    /// Of a row that was copied, the one that stands where it stood is the row, and not its copy: what our write
    /// changed in
    /// it would make the copy look more like the row of before.
    private static void copied(int[] rows, boolean[] used, Map<String, Integer> before, Reading after, int idAfter) {
        before.forEach((id, row) -> {
            if (!used[row]
                    && row < Math.min(rows.length, after.rows().size())
                    && rows[row] == NONE
                    && Columns.text(after.cell(row, idAfter)).equals(id)) {
                rows[row] = row;
                used[row] = true;
            }
        });
    }

    private static void content(
            int[] rows, boolean[] used, Reading before, Reading after, int[] columnsAfter, int[] columns) {
        Map<List<Cell>, Deque<Integer>> open = new HashMap<>();
        for (int row = 0; row < before.rows().size(); row++) {
            if (!used[row]) {
                int at = row;
                open.computeIfAbsent(
                                cells(columnsAfter, column -> before.cell(at, columns[column])),
                                _ -> new ArrayDeque<>())
                        .add(row);
            }
        }
        for (int row = 0; row < Math.min(rows.length, after.rows().size()); row++) {
            if (rows[row] != NONE) {
                continue;
            }
            int at = row;
            var same = open.get(cells(columnsAfter, column -> after.cell(at, column)));
            if (same != null && !same.isEmpty()) {
                rows[row] = same.removeFirst();
                used[rows[row]] = true;
            }
        }
    }

    private static List<Cell> cells(int[] columns, IntFunction<Cell> cell) {
        var cells = new ArrayList<Cell>();
        for (int column : columns) {
            var each = cell.apply(column);
            // A formula's text moves with the rows around it; what it is about does not.
            cells.add(each instanceof Cell.Formula ? new Cell.Formula("=", Cell.Blank.CELL) : each);
        }
        return cells;
    }

    private static int[] matched(int[] columns, List<Integer> without) {
        var some = new ArrayList<Integer>();
        for (int column = 0; column < columns.length; column++) {
            if (columns[column] != NONE && !without.contains(column)) {
                some.add(column);
            }
        }
        return some.stream().mapToInt(Integer::intValue).toArray();
    }

    /// A run of lines that nothing has matched yet, between the same two neighbours and of the same length as
    /// before, is the same lines.
    private static void byNeighbours(int[] lines, int count, BiPredicate<Integer, Integer> may) {
        var used = new boolean[count];
        Arrays.stream(lines).filter(line -> line != NONE && line < count).forEach(line -> used[line] = true);
        int from = 0;
        while (from < lines.length) {
            if (lines[from] != NONE) {
                from++;
                continue;
            }
            int to = from;
            while (to < lines.length && lines[to] == NONE) {
                to++;
            }
            int first = from == 0 ? 0 : lines[from - 1] + 1;
            int end = to == lines.length ? count : lines[to];
            boolean free = end - first == to - from;
            for (int line = first; free && line < end; line++) {
                free = !used[line] && may.test(line, from + line - first);
            }
            for (int i = 0; free && i < to - from; i++) {
                lines[from + i] = first + i;
            }
            from = to;
        }
    }

    /// Edited, and not another one: half of what is in it is as before.
    private static boolean alike(Reading before, Reading after, int old, int now, int[] columnsAfter, int[] columns) {
        int filled = 0;
        int same = 0;
        for (int column : columnsAfter) {
            var was = before.cell(old, columns[column]);
            var is = after.cell(now, column);
            if (!was.blank() || !is.blank()) {
                filled++;
                same += was.same(is) ? 1 : 0;
            }
        }
        return 2 * same >= filled;
    }

    private static int[] filled(int length) {
        var lines = new int[length];
        Arrays.fill(lines, NONE);
        return lines;
    }

    private static int[] inverse(int[] lines, int count) {
        var inverse = filled(count);
        for (int line = 0; line < lines.length; line++) {
            if (lines[line] != NONE && lines[line] < count) {
                inverse[lines[line]] = line;
            }
        }
        return inverse;
    }

    private static @Nullable Integer at(int[] lines, int index) {
        return index < 0 || index >= lines.length || lines[index] == NONE ? null : lines[index];
    }

    /// Which row of the earlier reading this one of the later is; null for one that is new.
    @Nullable
    Integer rowBefore(int after) {
        return at(rowBefore, after);
    }

    @Nullable
    Integer columnBefore(int after) {
        return at(columnBefore, after);
    }

    /// Where this row of the earlier reading is now; null when it is gone.
    @Nullable
    Integer rowAfter(int before) {
        return at(rowAfter, before);
    }

    @Nullable
    Integer columnAfter(int before) {
        return at(columnAfter, before);
    }
}
