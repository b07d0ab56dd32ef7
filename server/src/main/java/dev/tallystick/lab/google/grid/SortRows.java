package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Sorts what stands in rows. The rows themselves stay: what is tied to one, such as metadata or being hidden, does not
/// move along (whether metadata follows a sort is written nowhere; here the worse is assumed).
public final class SortRows {

    /// @param column of the tab, from 0
    public record Key(int column, boolean ascending) {}

    private SortRows() {}

    public static void sort(Book book, Tab tab, GridRange range, List<Key> keys, Calculation calculation) {
        GridRange within = range.within(tab);
        int to = Math.min(within.rowTo(), tab.rows().size());
        List<Integer> order = new ArrayList<>();
        for (int row = within.rowFrom(); row < to; row++) {
            order.add(row);
        }
        Comparator<Integer> comparator = (_, _) -> 0;
        for (Key key : keys) {
            comparator = comparator.thenComparing((one, two) -> compared(
                    calculation.value(tab, one, key.column()),
                    calculation.value(tab, two, key.column()),
                    key.ascending()));
        }
        order.sort(comparator);
        var before = List.copyOf(tab.rows());
        for (int at = 0; at < order.size(); at++) {
            int to1 = within.rowFrom() + at;
            int from = order.get(at);
            if (from != to1) {
                tab.rows().set(to1, taken(before.get(to1), before.get(from), within, to1 - from));
            }
        }
        tab.log(new Change.Sorted(tab.sheetId(), within));
        book.checkCells();
    }

    private static Row taken(Row here, Row from, GridRange range, int down) {
        List<Cell> cells = new ArrayList<>();
        int width = Math.max(
                here.cells().size(), Math.min(range.columnTo(), from.cells().size()));
        for (int column = 0; column < width; column++) {
            boolean sorted = column >= range.columnFrom() && column < range.columnTo();
            Cell cell = sorted ? from.cell(column) : here.cell(column);
            cells.add(
                    sorted && cell.formula() != null
                            ? cell.withFormula(References.copied(cell.formula(), down, 0))
                            : cell);
        }
        return here.cells(cells);
    }

    /// Numbers, then texts, then booleans, then errors; blank cells come last either way.
    private static int compared(@Nullable Value one, @Nullable Value two, boolean ascending) {
        if (one == null || two == null) {
            return (one == null ? 1 : 0) - (two == null ? 1 : 0);
        }
        int compared = rank(one) != rank(two) ? Integer.compare(rank(one), rank(two)) : alike(one, two);
        return ascending ? compared : -compared;
    }

    private static int rank(Value value) {
        return switch (value) {
            case Value.OfNumber _ -> 0;
            case Value.OfText _ -> 1;
            case Value.OfBool _ -> 2;
            case Value.OfError _ -> 3;
        };
    }

    private static int alike(Value one, Value two) {
        if (one instanceof Value.OfNumber(double first) && two instanceof Value.OfNumber(double second)) {
            return Double.compare(first, second);
        }
        if (one instanceof Value.OfBool(boolean first) && two instanceof Value.OfBool(boolean second)) {
            return Boolean.compare(first, second);
        }
        return one instanceof Value.OfText(String first) && two instanceof Value.OfText(String second)
                ? first.toLowerCase(Locale.ROOT).compareTo(second.toLowerCase(Locale.ROOT))
                : 0;
    }
}
