package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Rows and columns come, go and move, and whatever points at them follows: formulas, protections, metadata.
public final class Lines {

    private final Book book;
    private final Tab tab;
    private final Dimension dimension;

    public Lines(Book book, Tab tab, Dimension dimension) {
        this.book = book;
        this.tab = tab;
        this.dimension = dimension;
    }

    /// @param likeBefore whether they take the formats of the line before or of the one behind
    public void insert(int at, int count, boolean likeBefore) {
        if (count <= 0 || at < 0 || at > tab.count(dimension)) {
            throw new InvalidEdit("range.startIndex[" + at + "] and the number of lines [" + count
                    + "] must lie within the sheet, which has " + tab.count(dimension));
        }
        if (likeBefore && at == 0) {
            throw new InvalidEdit("inheritFromBefore cannot be true if inserting at the first " + word());
        }
        if (dimension == Dimension.ROWS) {
            Row like = likeBefore ? tab.row(at - 1) : tab.row(at);
            insertRows(at, count, new Row(formatsOf(like), false, List.of()));
        } else {
            tab.rows().replaceAll(row -> row.insertColumns(at, count));
            tab.lanes().addAll(at, Collections.nCopies(count, Lane.PLAIN));
        }
        tab.log(new Change.Inserted(tab.sheetId(), dimension, at, count));
        book.checkCells();
        follow(index -> index >= at ? index + count : index);
    }

    private void insertRows(int at, int count, Row row) {
        tab.rowCount(tab.rowCount() + count);
        if (at < tab.rows().size() || !row.cells().isEmpty()) {
            if (at > 0) {
                tab.reach(at - 1);
            }
            tab.rows().addAll(at, Collections.nCopies(count, row));
        }
    }

    private static List<Cell> formatsOf(Row row) {
        return row.cells().stream().anyMatch(cell -> cell.format() != null)
                ? row.cells().stream().map(cell -> cell.holding(null)).toList()
                : List.of();
    }

    public void append(int count) {
        int at = tab.count(dimension);
        if (count <= 0) {
            throw new InvalidEdit("length must be greater than 0");
        }
        if (dimension == Dimension.ROWS) {
            tab.rowCount(at + count);
        } else {
            tab.lanes().addAll(Collections.nCopies(count, Lane.PLAIN));
        }
        tab.log(new Change.Inserted(tab.sheetId(), dimension, at, count));
        book.checkCells();
    }

    public void delete(int from, int to) {
        int count = tab.count(dimension);
        if (from >= count || to > count || from >= to) {
            throw new InvalidEdit("Cannot delete a " + word() + " that doesn't exist. Tried to delete " + word()
                    + " index " + Math.max(from, to - 1) + " but there are only " + count + " " + word() + "s.");
        }
        int frozen = tab.frozen(dimension);
        if (from <= frozen && to == count) {
            throw new InvalidEdit("Sorry, it is not possible to delete all non-frozen " + word() + "s.");
        }
        List<Row> gone = List.of();
        if (dimension == Dimension.ROWS) {
            int end = Math.min(to, tab.rows().size());
            if (from < end) {
                var lost = tab.rows().subList(from, end);
                gone = List.copyOf(lost);
                lost.clear();
            }
            tab.rowCount(count - (to - from));
            gone.forEach(row -> book.forget(row.metadata()));
        } else {
            tab.rows().replaceAll(row -> row.deleteColumns(from, to));
            var lost = tab.lanes().subList(from, to);
            lost.forEach(lane -> book.forget(lane.metadata()));
            lost.clear();
        }
        tab.frozenWithout(dimension, from, to);
        tab.log(new Change.Deleted(tab.sheetId(), dimension, from, to, gone));
        follow(index -> index < from ? index : index < to ? -1 : index - (to - from));
    }

    /// @param destination counted before anything is taken out
    public void move(int from, int to, int destination) {
        int count = tab.count(dimension);
        if (from >= to || to > count || destination > count || destination < 0) {
            throw new InvalidEdit("source and destinationIndex must lie within the sheet, which has " + count);
        }
        if (destination > from && destination < to) {
            throw new InvalidEdit("destinationIndex must not be inside the source");
        }
        int length = to - from;
        int at = destination > from ? destination - length : destination;
        if (dimension == Dimension.ROWS) {
            tab.reach(Math.max(to, destination) - 1);
            moved(tab.rows(), from, to, at);
        } else {
            moved(tab.lanes(), from, to, at);
            tab.rows().replaceAll(row -> {
                var cells = new ArrayList<>(row.cells());
                while (cells.size() < Math.max(to, destination)) {
                    cells.add(Cell.EMPTY);
                }
                moved(cells, from, to, at);
                return row.cells(cells);
            });
        }
        tab.log(new Change.Moved(tab.sheetId(), dimension, from, length, at));
        follow(index -> {
            if (index >= from && index < to) {
                return index - from + at;
            }
            int without = index >= to ? index - length : index;
            return without >= at ? without + length : without;
        });
    }

    private static <T> void moved(List<T> lines, int from, int to, int at) {
        var some = new ArrayList<>(lines.subList(from, to));
        lines.subList(from, to).clear();
        lines.addAll(at, some);
    }

    /// @param moves where a line stands now, or -1 where it is gone
    private void follow(IntUnaryOperator moves) {
        for (Tab each : book.tabs()) {
            each.rows()
                    .replaceAll(row -> !row.hasFormula()
                            ? row
                            : row.mapped(cell -> cell.formula() == null
                                    ? cell
                                    : cell.withFormula(References.followed(
                                            cell.formula(), each == tab, tab.title(), dimension, moves))));
        }
        List<Protection> kept = new ArrayList<>();
        for (Protection each : book.protections()) {
            GridRange range = each.range().sheetId() == tab.sheetId() ? followed(each.range(), moves) : each.range();
            if (range.rows() > 0 && range.columns() > 0) {
                kept.add(each.range(range));
            }
        }
        book.protections(kept);
    }

    private GridRange followed(GridRange range, IntUnaryOperator moves) {
        if (dimension == Dimension.ROWS) {
            int[] ends = ends(range.rowFrom(), range.rowTo(), moves);
            return range.rows(ends[0], ends[1]);
        }
        int[] ends = ends(range.columnFrom(), range.columnTo(), moves);
        return range.columns(ends[0], ends[1]);
    }

    /// Both 0 where all of it is gone.
    private static int[] ends(int from, int to, IntUnaryOperator moves) {
        boolean open = to == GridRange.OPEN;
        if (open) {
            int first = from == 0 ? 0 : Math.max(0, moves.applyAsInt(from));
            return new int[] {first, to};
        }
        int first = from;
        while (first < to && moves.applyAsInt(first) < 0) {
            first++;
        }
        int last = to - 1;
        while (last >= first && moves.applyAsInt(last) < 0) {
            last--;
        }
        if (last < first) {
            return new int[] {0, 0};
        }
        int one = moves.applyAsInt(first);
        int other = moves.applyAsInt(last);
        return new int[] {Math.min(one, other), Math.max(one, other) + 1};
    }

    private String word() {
        return dimension == Dimension.ROWS ? "row" : "column";
    }
}
