package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Somebody at the page, while programs read and write. Rows and columns are named as there: rows from 1, columns by
/// their letters, cells as `B3`.
public final class People {

    private final Spreadsheet spreadsheet;
    private final String person;

    People(Spreadsheet spreadsheet, String person) {
        this.spreadsheet = spreadsheet;
        this.person = person;
    }

    private interface Deed {
        void on(Book book, Tab tab);
    }

    private void edit(String what, String tab, Deed deed) {
        spreadsheet.edit(person, what, book -> {
            deed.on(book, book.tab(tab).orElseThrow(() -> new InvalidEdit("There is no tab " + tab)));
            return book;
        });
    }

    /// @param value a text (understood as when typed), number, boolean, [Value] or [Cell]; null empties the cell
    public void type(String tab, String cell, @Nullable Object value) {
        edit("typed", tab, (book, on) -> {
            GridRange at = A1.parse(A1.quoted(tab) + "!" + cell, book);
            grow(book, on, at.rowFrom(), at.columnFrom());
            Cell before = on.cell(at.rowFrom(), at.columnFrom());
            on.set(at.rowFrom(), at.columnFrom(), entered(book, value, before));
        });
    }

    /// A formula that always comes to the same, such as one that fetches from elsewhere.
    public void formula(String tab, String cell, String formula, Value comesTo) {
        type(tab, cell, new Cell(comesTo, formula, null));
    }

    /// Several cells from one on to the right.
    public void row(String tab, String firstCell, @Nullable Object... values) {
        edit("typed a row", tab, (book, on) -> {
            GridRange at = A1.parse(A1.quoted(tab) + "!" + firstCell, book);
            for (int i = 0; i < values.length; i++) {
                int column = at.columnFrom() + i;
                grow(book, on, at.rowFrom(), column);
                on.set(at.rowFrom(), column, entered(book, values[i], on.cell(at.rowFrom(), column)));
            }
        });
    }

    private Cell entered(Book book, @Nullable Object value, Cell before) {
        return switch (value) {
            case null -> before.holding(null);
            case Cell cell -> cell.format() == null ? cell.formatted(before.format()) : cell;
            case Value given -> before.holding(given);
            case Number number -> before.holding(Value.of(number.doubleValue()));
            case Boolean bool -> before.holding(Value.of(bool));
            default ->
                new TypedText(book.locale(), spreadsheet.now(book).toLocalDate()).entered(value.toString(), before);
        };
    }

    private static void grow(Book book, Tab tab, int row, int column) {
        if (row >= tab.rowCount()) {
            new Lines(book, tab, Dimension.ROWS).append(row + 1 - tab.rowCount());
        }
        if (column >= tab.columnCount()) {
            new Lines(book, tab, Dimension.COLUMNS).append(column + 1 - tab.columnCount());
        }
    }

    /// A blank row comes to stand there.
    public void insertRow(String tab, int row) {
        edit("inserted a row", tab, (book, on) -> new Lines(book, on, Dimension.ROWS).insert(row - 1, 1, row > 1));
    }

    public void deleteRow(String tab, int row) {
        edit("deleted a row", tab, (book, on) -> new Lines(book, on, Dimension.ROWS).delete(row - 1, row));
    }

    /// Drags a row to where another is.
    public void moveRow(String tab, int row, int to) {
        edit(
                "moved a row",
                tab,
                (book, on) -> new Lines(book, on, Dimension.ROWS).move(row - 1, row, to > row ? to : to - 1));
    }

    public void insertColumn(String tab, String letters) {
        edit(
                "inserted a column",
                tab,
                (book, on) -> new Lines(book, on, Dimension.COLUMNS).insert(A1.column(letters), 1, false));
    }

    public void deleteColumn(String tab, String letters) {
        int at = A1.column(letters);
        edit("deleted a column", tab, (book, on) -> new Lines(book, on, Dimension.COLUMNS).delete(at, at + 1));
    }

    /// Drags a column to where another is.
    public void moveColumn(String tab, String letters, String to) {
        int from = A1.column(letters);
        int target = A1.column(to);
        edit(
                "moved a column",
                tab,
                (book, on) -> new Lines(book, on, Dimension.COLUMNS)
                        .move(from, from + 1, target > from ? target + 1 : target));
    }

    public void hideColumn(String tab, String letters, boolean hide) {
        int at = A1.column(letters);
        edit("hid a column", tab, (book, on) -> on.hide(Dimension.COLUMNS, at, at + 1, hide));
    }

    /// All rows below the header.
    public void sort(String tab, String letters, boolean ascending) {
        edit("sorted", tab, (book, on) -> {
            int header = Math.max(1, on.frozen(Dimension.ROWS));
            var range = new GridRange(on.sheetId(), header, GridRange.OPEN, 0, GridRange.OPEN);
            var keys = List.of(new SortRows.Key(A1.column(letters), ascending));
            SortRows.sort(book, on, range, keys, spreadsheet.calculation(book));
        });
    }

    public void renameHeader(String tab, String from, String to) {
        edit("renamed a header", tab, (book, on) -> {
            for (int column = 0; column < on.columnCount(); column++) {
                Cell cell = on.cell(0, column);
                if (cell.value() instanceof Value.OfText(String text) && text.equals(from)) {
                    on.set(0, column, cell.holding(Value.of(to)));
                    return;
                }
            }
            throw new InvalidEdit("There is no header " + from);
        });
    }

    public void renameTab(String tab, String to) {
        edit("renamed a tab", tab, (book, on) -> {
            if (!tab.equalsIgnoreCase(to)) {
                book.free(to);
            }
            on.rename(to);
        });
    }

    public void addTab(String tab) {
        spreadsheet.edit(person, "added a tab", book -> {
            int free = book.tabs().stream().mapToInt(Tab::sheetId).max().orElse(0) + 1;
            return book.addTab(free, tab, Tab.Type.GRID, book.tabs().size(), Tab.NEW_ROWS, Tab.NEW_COLUMNS);
        });
    }

    public void deleteTab(String tab) {
        edit("deleted a tab", tab, Book::deleteTab);
    }

    public void hideTab(String tab, boolean hide) {
        edit("hid a tab", tab, (book, on) -> on.hidden(hide));
    }

    /// Copies a whole row over another, its id included.
    public void copyRow(String tab, int row, int to) {
        edit("copied a row", tab, (book, on) -> {
            grow(book, on, to - 1, 0);
            paste(on, row - 1, to - 1);
        });
    }

    /// Cuts a whole row and pastes it over another; what stood there is lost.
    public void cutRow(String tab, int row, int to) {
        edit("cut and pasted a row", tab, (book, on) -> {
            grow(book, on, to - 1, 0);
            paste(on, row - 1, to - 1);
            for (int column = 0; column < on.row(row - 1).cells().size(); column++) {
                on.set(row - 1, column, Cell.EMPTY);
            }
        });
    }

    private static void paste(Tab tab, int from, int to) {
        int width = Math.max(tab.row(from).cells().size(), tab.row(to).cells().size());
        for (int column = 0; column < width; column++) {
            Cell cell = tab.cell(from, column);
            tab.set(
                    to,
                    column,
                    cell.formula() == null ? cell : cell.withFormula(References.copied(cell.formula(), to - from, 0)));
        }
    }

    /// @param cells such as `A:A`
    /// @param editors who may still write there, beside the owner
    public void protect(String tab, String cells, boolean warningOnly, String... editors) {
        edit("protected a range", tab, (book, on) -> {
            int free =
                    book.protections().stream().mapToInt(Protection::id).max().orElse(0) + 1;
            GridRange range = A1.parse(A1.quoted(tab) + "!" + cells, book);
            book.protect(new Protection(free, range, "", warningOnly, Set.of(editors)));
        });
    }

    public void format(String tab, String cells, NumberFormat format) {
        edit("formatted", tab, (book, on) -> {
            GridRange range = A1.parse(A1.quoted(tab) + "!" + cells, book).within(on);
            for (int row = range.rowFrom(); row < range.rowTo(); row++) {
                for (int column = range.columnFrom(); column < range.columnTo(); column++) {
                    on.set(row, column, on.cell(row, column).formatted(format));
                }
            }
        });
    }

    public void freezeRows(String tab, int rows) {
        edit("froze rows", tab, (book, on) -> on.freeze(Dimension.ROWS, rows));
    }

    /// Keeps the value of the top left cell and empties the others, as merging does.
    public void merge(String tab, String cells) {
        edit("merged", tab, (book, on) -> {
            GridRange range = A1.parse(A1.quoted(tab) + "!" + cells, book).within(on);
            for (int row = range.rowFrom(); row < range.rowTo(); row++) {
                for (int column = range.columnFrom(); column < range.columnTo(); column++) {
                    if (row > range.rowFrom() || column > range.columnFrom()) {
                        on.set(row, column, on.cell(row, column).holding(null));
                    }
                }
            }
        });
    }

    /// What the page shows, row by row down to the last that is not blank.
    public List<List<String>> seen(String tab) {
        Book book = spreadsheet.book();
        Tab on = book.tab(tab).orElseThrow(() -> new InvalidEdit("There is no tab " + tab));
        Calculation calculation = spreadsheet.calculation(book);
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < on.filledRows(0, on.columnCount()); row++) {
            List<String> shown = new ArrayList<>();
            for (int column = 0; column < on.row(row).filled(); column++) {
                shown.add(ShownText.of(
                        calculation.value(on, row, column), on.cell(row, column).format(), book.locale()));
            }
            rows.add(shown);
        }
        return rows;
    }
}
