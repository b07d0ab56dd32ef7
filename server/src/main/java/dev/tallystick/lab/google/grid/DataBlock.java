package dev.tallystick.lab.google.grid;

import java.util.Optional;

/// The "table" that an append looks for: filled cells that touch each other, bounded by blank rows and columns.
///
/// As the guide on appending describes it: within the range asked for, the last table counts; a range that meets none
/// is taken as a place of its own, even right beside one.
public final class DataBlock {

    private final Tab tab;
    private int rowFrom;
    private int rowTo;
    private int columnFrom;
    private int columnTo;

    private DataBlock(Tab tab, int row, int column) {
        this.tab = tab;
        this.rowFrom = row;
        this.rowTo = row + 1;
        this.columnFrom = column;
        this.columnTo = column + 1;
    }

    /// The last one that meets the range.
    public static Optional<GridRange> in(Tab tab, GridRange asked) {
        GridRange range = asked.within(tab);
        int last = Math.min(tab.filledRows(range.columnFrom(), range.columnTo()), range.rowTo()) - 1;
        for (int row = last; row >= range.rowFrom(); row--) {
            for (int column = range.columnFrom(); column < range.columnTo(); column++) {
                if (!tab.cell(row, column).isBlank()) {
                    return Optional.of(new DataBlock(tab, row, column).grown());
                }
            }
        }
        return around(tab, range);
    }

    /// A blank place may still lie within the bounds of a table.
    private static Optional<GridRange> around(Tab tab, GridRange range) {
        for (int row = Math.max(0, range.rowFrom() - 1);
                row <= Math.min(range.rowFrom() + 1, tab.rowCount() - 1);
                row++) {
            for (int column = Math.max(0, range.columnFrom() - 1); column <= range.columnFrom() + 1; column++) {
                if (!tab.cell(row, column).isBlank()) {
                    GridRange block = new DataBlock(tab, row, column).grown();
                    if (block.contains(range.rowFrom(), range.columnFrom())) {
                        return Optional.of(block);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private GridRange grown() {
        boolean grows = true;
        while (grows) {
            grows = false;
            while (rowTo < tab.rowCount() && filledRow(rowTo)) {
                rowTo++;
                grows = true;
            }
            while (rowFrom > 0 && filledRow(rowFrom - 1)) {
                rowFrom--;
                grows = true;
            }
            while (columnTo < tab.columnCount() && filledColumn(columnTo)) {
                columnTo++;
                grows = true;
            }
            while (columnFrom > 0 && filledColumn(columnFrom - 1)) {
                columnFrom--;
                grows = true;
            }
        }
        return new GridRange(tab.sheetId(), rowFrom, rowTo, columnFrom, columnTo);
    }

    private boolean filledRow(int row) {
        return tab.row(row).isFilled(Math.max(0, columnFrom - 1), columnTo + 1);
    }

    private boolean filledColumn(int column) {
        for (int row = Math.max(0, rowFrom - 1); row < rowTo + 1; row++) {
            if (!tab.cell(row, column).isBlank()) {
                return true;
            }
        }
        return false;
    }
}
