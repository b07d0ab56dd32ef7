package dev.tallystick.connectors.googlesheets;

/// Places in a sheet as people name them.
final class A1 {
    private static final int LETTERS = 26;

    private A1() {}

    /// @param column from 0
    static String column(int column) {
        var name = new StringBuilder();
        for (int rest = column; rest >= 0; rest = rest / LETTERS - 1) {
            name.append((char) ('A' + rest % LETTERS));
        }
        return name.reverse().toString();
    }

    /// @param row from 0
    static String cell(int row, int column) {
        return column(column) + (row + 1);
    }

    /// All cells of a tab. Quoted, since a bare word may be a named range or a cell.
    static String tab(String title) {
        return "'" + title.replace("'", "''") + "'";
    }
}
