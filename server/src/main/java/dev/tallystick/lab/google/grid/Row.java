package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// One row. It never changes, so that a copy of a tab is a list of the same rows.
///
/// @param cells up to the last that was ever touched
/// @param metadata ids of what is tied to this row
public record Row(List<Cell> cells, boolean hidden, List<Integer> metadata) {

    public static final Row EMPTY = new Row(List.of(), false, List.of());

    public Cell cell(int column) {
        return column < cells.size() ? cells.get(column) : Cell.EMPTY;
    }

    /// One behind the last cell that is not blank.
    public int filled() {
        int end = cells.size();
        while (end > 0 && cells.get(end - 1).isBlank()) {
            end--;
        }
        return end;
    }

    boolean isFilled(int from, int to) {
        for (int column = from; column < Math.min(to, cells.size()); column++) {
            if (!cells.get(column).isBlank()) {
                return true;
            }
        }
        return false;
    }

    boolean hasFormula() {
        for (Cell cell : cells) {
            if (cell.formula() != null) {
                return true;
            }
        }
        return false;
    }

    Row with(int column, Cell cell) {
        if (column >= cells.size() && cell.equals(Cell.EMPTY)) {
            return this;
        }
        var more = new ArrayList<>(cells);
        while (more.size() <= column) {
            more.add(Cell.EMPTY);
        }
        more.set(column, cell);
        return cells(more);
    }

    Row mapped(UnaryOperator<Cell> change) {
        return cells(cells.stream().map(change).toList());
    }

    Row hidden(boolean other) {
        return new Row(cells, other, metadata);
    }

    Row metadata(List<Integer> other) {
        return new Row(cells, hidden, List.copyOf(other));
    }

    Row cells(List<Cell> other) {
        return new Row(List.copyOf(other), hidden, metadata);
    }

    Row insertColumns(int at, int count) {
        if (at >= cells.size()) {
            return this;
        }
        var more = new ArrayList<>(cells);
        for (int i = 0; i < count; i++) {
            more.add(at, Cell.EMPTY);
        }
        return cells(more);
    }

    Row deleteColumns(int from, int to) {
        if (from >= cells.size()) {
            return this;
        }
        var fewer = new ArrayList<>(cells);
        fewer.subList(from, Math.min(to, fewer.size())).clear();
        return cells(fewer);
    }
}
