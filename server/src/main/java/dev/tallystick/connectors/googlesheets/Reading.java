package dev.tallystick.connectors.googlesheets;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tab as one call saw it, from its first row on.
///
/// @param marker the batch that wrote last, null when none has
/// @param rows ragged: what is not there is blank
record Reading(
        String fileTitle,
        ZoneId zone,
        int sheetId,
        String title,
        int rowCount,
        int columnCount,
        int frozenRows,
        List<Protection> protections,
        @Nullable Marker marker,
        List<List<Cell>> rows) {

    /// Developer metadata of the tab with the id of the batch that wrote last.
    record Marker(int id, String batch) {
        static final String KEY = "dev.tallystick.batch";
    }

    /// Cells that people have closed. Ends are open where they are [Integer#MAX_VALUE].
    record Protection(String name, int rowFrom, int rowTo, int columnFrom, int columnTo, List<Protection> except) {
        boolean covers(int row, int column) {
            return row >= rowFrom
                    && row < rowTo
                    && column >= columnFrom
                    && column < columnTo
                    && except.stream().noneMatch(each -> each.covers(row, column));
        }
    }

    Cell cell(int row, int column) {
        if (row < 0 || row >= rows.size() || column < 0) {
            return Cell.Blank.CELL;
        }
        var cells = rows.get(row);
        return column < cells.size() ? cells.get(column) : Cell.Blank.CELL;
    }

    List<Cell> row(int row) {
        return row >= 0 && row < rows.size() ? rows.get(row) : List.of();
    }

    boolean isBlank(int row) {
        return row(row).stream().allMatch(Cell::blank);
    }

    /// One behind the last column with anything in it.
    int width() {
        return rows.stream().mapToInt(List::size).max().orElse(0);
    }

    @Nullable
    Protection protection(int row, int column) {
        for (var each : protections) {
            if (each.covers(row, column)) {
                return each;
            }
        }
        return null;
    }

    Reading with(List<List<Cell>> others) {
        return new Reading(
                fileTitle, zone, sheetId, title, rowCount, columnCount, frozenRows, protections, marker, others);
    }
}
