package dev.tallystick.lab.google.grid;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the cells of one state come to, formulas included.
public final class Calculation {

    private final Book book;
    private final LocalDateTime now;
    private final Map<Place, Value> known = new HashMap<>();
    private final Set<Place> underWay = new HashSet<>();

    private record Place(int sheetId, int row, int column) {}

    /// @param now in the spreadsheet's time zone
    public Calculation(Book book, LocalDateTime now) {
        this.book = book;
        this.now = now;
    }

    Book book() {
        return book;
    }

    LocalDateTime now() {
        return now;
    }

    public @Nullable Value value(Tab tab, int row, int column) {
        Cell cell = tab.cell(row, column);
        if (cell.formula() == null || cell.value() != null) {
            return cell.value();
        }
        var place = new Place(tab.sheetId(), row, column);
        Value before = known.get(place);
        if (before != null) {
            return before;
        }
        if (!underWay.add(place)) {
            return Value.error("#REF!", "Circular dependency detected.");
        }
        Value value = new Formula(cell.formula(), tab, this).value();
        underWay.remove(place);
        known.put(place, value);
        return value;
    }
}
