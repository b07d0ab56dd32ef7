package dev.tallystick.lab.google.grid;

import org.jspecify.annotations.Nullable;

/// One cell as it is stored.
///
/// @param value what was entered; beside a formula, what it always comes to, or null where the lab computes it
/// @param formula with its `=`
public record Cell(
        @Nullable Value value,
        @Nullable String formula,
        @Nullable NumberFormat format) {

    public static final Cell EMPTY = new Cell(null, null, null);

    public static Cell of(Value value) {
        return new Cell(value, null, null);
    }

    /// Computed by [Calculation].
    public static Cell formula(String formula) {
        return new Cell(null, formula, null);
    }

    /// Nothing is entered; a format may be set.
    public boolean isBlank() {
        return value == null && formula == null;
    }

    /// The same format around something else.
    public Cell holding(@Nullable Value other) {
        return new Cell(other, null, format);
    }

    public Cell formatted(@Nullable NumberFormat other) {
        return new Cell(value, formula, other);
    }

    Cell withFormula(String other) {
        return new Cell(value, other, format);
    }

    int characters() {
        return formula != null ? formula.length() : value instanceof Value.OfText(String text) ? text.length() : 0;
    }
}
