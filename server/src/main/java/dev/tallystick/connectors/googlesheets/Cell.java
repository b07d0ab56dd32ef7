package dev.tallystick.connectors.googlesheets;

import java.util.Set;

/// One cell as it stands in a sheet, to the bit: what is put back must be what stood there.
sealed interface Cell {

    record Blank() implements Cell {
        static final Cell CELL = new Blank();
    }

    record Text(String text) implements Cell {}

    /// Also a date, which is a number with a format.
    record Numeric(double number) implements Cell {}

    record Truth(boolean truth) implements Cell {}

    /// @param text as people see it, `#DIV/0!`
    record Broken(String text) implements Cell {}

    /// @param formula with its `=`
    /// @param shows what it comes to now
    record Formula(String formula, Cell shows) implements Cell {}

    /// What an error looks like where it is told as text. Who types one of these gets the error, too.
    Set<String> ERRORS =
            Set.of("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "Loading...");

    static Cell text(String text) {
        return text.isEmpty() ? Blank.CELL : new Text(text);
    }

    /// As an answer with plain values tells it.
    static Cell plain(String text) {
        return ERRORS.contains(text) ? new Broken(text) : text(text);
    }

    default boolean blank() {
        return this instanceof Blank;
    }

    /// What people see, a formula by its outcome.
    default Cell shown() {
        return this instanceof Formula(String ignored, Cell shows) ? shows : this;
    }

    /// Whether the two hold the same, a formula by its text: its outcome moves with other cells.
    default boolean same(Cell other) {
        if (this instanceof Formula(String formula, Cell ignored) && other instanceof Formula(String its, Cell also)) {
            return formula.equals(its);
        }
        return equals(other);
    }
}
