package dev.tallystick.lab.google.grid;

import java.util.List;

/// One thing that happened to a spreadsheet, for whoever must tell afterwards what a call really did.
public sealed interface Change {

    int sheetId();

    record CellSet(int sheetId, int row, int column, Cell before, Cell after) implements Change {}

    record Inserted(int sheetId, Dimension dimension, int at, int count) implements Change {}

    /// @param rows what was lost, where it was rows
    record Deleted(int sheetId, Dimension dimension, int from, int to, List<Row> rows) implements Change {
        public Deleted {
            rows = List.copyOf(rows);
        }
    }

    /// @param to where the first of them stands afterwards
    record Moved(int sheetId, Dimension dimension, int from, int count, int to) implements Change {}

    record Sorted(int sheetId, GridRange range) implements Change {}

    /// A tab, its properties, a protection, metadata.
    record Other(int sheetId, String what) implements Change {}
}
