package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A sheet of a spreadsheet. It is changed only inside [Spreadsheet#edit]; what a reader holds stays as it is.
public final class Tab {

    public static final int NEW_ROWS = 1000;
    public static final int NEW_COLUMNS = 26;

    private static final int CHARACTERS = 50_000;

    private final int sheetId;
    private final Type type;
    private final List<Row> rows;
    private final List<Lane> columns;
    private final List<Change> log;
    private String title;
    private boolean hidden;
    private int rowCount;
    private int frozenRows;
    private int frozenColumns;

    /// Only a grid has cells that can be read.
    public enum Type {
        GRID,
        OBJECT,
        DATA_SOURCE
    }

    Tab(int sheetId, String title, Type type, int rowCount, int columnCount, List<Change> log) {
        this.sheetId = sheetId;
        this.title = title;
        this.type = type;
        this.rowCount = rowCount;
        this.rows = new ArrayList<>();
        this.columns = new ArrayList<>(Collections.nCopies(columnCount, Lane.PLAIN));
        this.log = log;
    }

    private Tab(Tab other, List<Change> log) {
        this.sheetId = other.sheetId;
        this.title = other.title;
        this.type = other.type;
        this.rowCount = other.rowCount;
        this.rows = new ArrayList<>(other.rows);
        this.columns = new ArrayList<>(other.columns);
        this.hidden = other.hidden;
        this.frozenRows = other.frozenRows;
        this.frozenColumns = other.frozenColumns;
        this.log = log;
    }

    Tab copy(List<Change> otherLog) {
        return new Tab(this, otherLog);
    }

    /// The `gid` of links; lasts over renames and moves.
    public int sheetId() {
        return sheetId;
    }

    public String title() {
        return title;
    }

    public Type type() {
        return type;
    }

    public boolean hidden() {
        return hidden;
    }

    public int rowCount() {
        return rowCount;
    }

    public int columnCount() {
        return columns.size();
    }

    public int count(Dimension dimension) {
        return dimension == Dimension.ROWS ? rowCount() : columnCount();
    }

    public int frozen(Dimension dimension) {
        return dimension == Dimension.ROWS ? frozenRows : frozenColumns;
    }

    public long cells() {
        return (long) rowCount * columns.size();
    }

    public Row row(int index) {
        return index < rows.size() ? rows.get(index) : Row.EMPTY;
    }

    public Lane column(int index) {
        return columns.get(index);
    }

    public Cell cell(int row, int column) {
        return row(row).cell(column);
    }

    /// One behind the last row with anything in these columns.
    public int filledRows(int columnFrom, int columnTo) {
        int end = rows.size();
        while (end > 0 && !rows.get(end - 1).isFilled(columnFrom, columnTo)) {
            end--;
        }
        return end;
    }

    /// @throws InvalidEdit where it is outside the grid or too long
    public void set(int row, int column, Cell cell) {
        if (row >= rowCount || column >= columns.size()) {
            throw new InvalidEdit(exceedsGrid(GridRange.cell(sheetId, row, column)));
        }
        if (cell.characters() > CHARACTERS) {
            throw new InvalidEdit(
                    "Your input contains more than the maximum of " + CHARACTERS + " characters in a single cell.");
        }
        Cell before = cell(row, column);
        log.add(new Change.CellSet(sheetId, row, column, before, cell));
        if (!before.equals(cell)) {
            reach(row);
            rows.set(row, rows.get(row).with(column, cell));
        }
    }

    /// What the API says to a range that begins outside the grid (reported by many).
    public String exceedsGrid(GridRange range) {
        return "Range (" + A1.of(this, range) + ") exceeds grid limits. Max rows: " + rowCount + ", max columns: "
                + columns.size();
    }

    public void rename(String other) {
        log.add(new Change.Other(sheetId, "renamed from " + title + " to " + other));
        title = other;
    }

    public void hidden(boolean other) {
        log.add(new Change.Other(sheetId, other ? "hidden" : "shown"));
        hidden = other;
    }

    public void freeze(Dimension dimension, int count) {
        if (count >= count(dimension)) {
            throw new InvalidEdit("You can't freeze all visible " + (dimension == Dimension.ROWS ? "rows" : "columns")
                    + " on the sheet.");
        }
        if (dimension == Dimension.ROWS) {
            frozenRows = count;
        } else {
            frozenColumns = count;
        }
        log.add(new Change.Other(sheetId, "froze " + count + " " + dimension));
    }

    public void hide(Dimension dimension, int from, int to, boolean hide) {
        for (int index = from; index < to; index++) {
            if (dimension == Dimension.ROWS) {
                reach(index);
                rows.set(index, rows.get(index).hidden(hide));
            } else {
                columns.set(index, columns.get(index).hidden(hide));
            }
        }
        log.add(new Change.Other(sheetId, (hide ? "hid " : "showed ") + dimension + " " + from + " to " + to));
    }

    public List<Integer> metadata(Dimension dimension, int index) {
        return dimension == Dimension.ROWS
                ? row(index).metadata()
                : columns.get(index).metadata();
    }

    void metadata(Dimension dimension, int index, List<Integer> ids) {
        if (dimension == Dimension.ROWS) {
            reach(index);
            rows.set(index, rows.get(index).metadata(ids));
        } else {
            columns.set(index, columns.get(index).metadata(ids));
        }
    }

    // ---- raw moves of lines; what else follows them is done by Lines

    List<Row> rows() {
        return rows;
    }

    List<Lane> lanes() {
        return columns;
    }

    void rowCount(int other) {
        rowCount = other;
    }

    void log(Change change) {
        log.add(change);
    }

    /// Makes the row one of its own, where it was only implied so far.
    void reach(int row) {
        while (rows.size() <= row) {
            rows.add(Row.EMPTY);
        }
    }

    void frozenWithout(Dimension dimension, int from, int to) {
        int gone = Math.max(0, Math.min(to, frozen(dimension)) - from);
        if (dimension == Dimension.ROWS) {
            frozenRows -= gone;
        } else {
            frozenColumns -= gone;
        }
    }
}
