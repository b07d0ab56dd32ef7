package dev.tallystick.lab.google.grid;

/// Cells of one tab, counted from 0, ends not included; [#OPEN] ends reach as far as the tab does.
public record GridRange(int sheetId, int rowFrom, int rowTo, int columnFrom, int columnTo) {

    public static final int OPEN = Integer.MAX_VALUE;

    public static GridRange whole(int sheetId) {
        return new GridRange(sheetId, 0, OPEN, 0, OPEN);
    }

    public static GridRange cell(int sheetId, int row, int column) {
        return new GridRange(sheetId, row, row + 1, column, column + 1);
    }

    public GridRange within(Tab tab) {
        return new GridRange(
                sheetId,
                Math.min(rowFrom, tab.rowCount()),
                Math.min(rowTo, tab.rowCount()),
                Math.min(columnFrom, tab.columnCount()),
                Math.min(columnTo, tab.columnCount()));
    }

    public boolean startsOutside(Tab tab) {
        return rowFrom >= tab.rowCount() || columnFrom >= tab.columnCount();
    }

    public int rows() {
        return Math.max(0, rowTo - rowFrom);
    }

    public int columns() {
        return Math.max(0, columnTo - columnFrom);
    }

    public boolean isOneCell() {
        return rows() == 1 && columns() == 1;
    }

    public boolean contains(int row, int column) {
        return row >= rowFrom && row < rowTo && column >= columnFrom && column < columnTo;
    }

    public boolean meets(GridRange other) {
        return sheetId == other.sheetId
                && rowFrom < other.rowTo
                && other.rowFrom < rowTo
                && columnFrom < other.columnTo
                && other.columnFrom < columnTo;
    }

    GridRange rows(int from, int to) {
        return new GridRange(sheetId, from, to, columnFrom, columnTo);
    }

    GridRange columns(int from, int to) {
        return new GridRange(sheetId, rowFrom, rowTo, from, to);
    }
}
