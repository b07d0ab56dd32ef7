package dev.tallystick.lab.google.grid;

/// What a cell comes to. There are no dates: a date is a number with a format (see [SerialDate]).
public sealed interface Value {

    record OfNumber(double number) implements Value {}

    record OfText(String text) implements Value {}

    record OfBool(boolean bool) implements Value {}

    /// @param text as it stands in the cell, such as `#DIV/0!`
    record OfError(String text, String message) implements Value {

        /// As the API's `ErrorValue.type` names it.
        public String type() {
            return switch (text) {
                case "#NULL!" -> "NULL_VALUE";
                case "#DIV/0!" -> "DIVIDE_BY_ZERO";
                case "#VALUE!" -> "VALUE";
                case "#REF!" -> "REF";
                case "#NAME?" -> "NAME";
                case "#NUM!" -> "NUM";
                case "#N/A" -> "N_A";
                case "Loading..." -> "LOADING";
                default -> "ERROR";
            };
        }
    }

    static Value of(double number) {
        return new OfNumber(number);
    }

    static Value of(String text) {
        return new OfText(text);
    }

    static Value of(boolean bool) {
        return new OfBool(bool);
    }

    static Value error(String text, String message) {
        return new OfError(text, message);
    }
}
