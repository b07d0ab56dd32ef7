package dev.tallystick.lab.google.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A formula of the little kind that a test needs: numbers, texts, cells, `+ - * / &`, brackets, and SUM, COUNTA,
/// CONCATENATE, UPPER, LEN, TODAY, NOW, NA. A function that is not known comes to `#NAME?`, as at Google's.
final class Formula {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<number>\\d+(?:\\.\\d+)?)(?![A-Za-z0-9:])"
            + "|\"(?<text>(?:[^\"]|\"\")*)\""
            + "|(?<error>#REF!)"
            + "|(?<cell>(?:(?:'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_]*)!)?\\$?[A-Za-z]{1,3}\\$?\\d+"
            + "(?::\\$?[A-Za-z]{1,3}\\$?\\d+)?)(?![A-Za-z0-9_(])"
            + "|(?<word>[A-Za-z][A-Za-z0-9.]*)"
            + "|(?<sign>[-+*/&(),]))");

    private final Matcher tokens;
    private final String text;
    private final Tab tab;
    private final Calculation calculation;
    private int at = 1; // behind the =

    Formula(String text, Tab tab, Calculation calculation) {
        this.text = text;
        this.tab = tab;
        this.calculation = calculation;
        this.tokens = TOKEN.matcher(text);
    }

    /// Ends a computation with an error value.
    private static final class Failed extends RuntimeException {
        private final Value error;

        Failed(String text, String message) {
            super(message, null, false, false);
            this.error = Value.error(text, message);
        }

        Failed(Value error) {
            super(null, null, false, false);
            this.error = error;
        }
    }

    Value value() {
        try {
            Value value = joined();
            if (at < text.stripTrailing().length()) {
                throw unreadable();
            }
            return value;
        } catch (Failed failed) {
            return failed.error;
        }
    }

    private static Failed unreadable() {
        return new Failed("#ERROR!", "Formula parse error.");
    }

    private Value joined() {
        Value value = sum();
        while (took("&")) {
            value = Value.of(text(value) + text(sum()));
        }
        return value;
    }

    private Value sum() {
        Value value = product();
        while (true) {
            if (took("+")) {
                value = Value.of(number(value) + number(product()));
            } else if (took("-")) {
                value = Value.of(number(value) - number(product()));
            } else {
                return value;
            }
        }
    }

    private Value product() {
        Value value = part();
        while (true) {
            if (took("*")) {
                value = Value.of(number(value) * number(part()));
            } else if (took("/")) {
                double by = number(part());
                if (by == 0) {
                    throw new Failed("#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.");
                }
                value = Value.of(number(value) / by);
            } else {
                return value;
            }
        }
    }

    private Value part() {
        if (took("-")) {
            return Value.of(-number(part()));
        }
        if (took("(")) {
            Value value = joined();
            expect(")");
            return value;
        }
        if (!peek()) {
            throw unreadable();
        }
        at = tokens.end();
        if (tokens.group("number") != null) {
            return Value.of(Double.parseDouble(tokens.group("number")));
        }
        if (tokens.group("text") != null) {
            return Value.of(tokens.group("text").replace("\"\"", "\""));
        }
        if (tokens.group("error") != null) {
            throw new Failed("#REF!", "Reference does not exist.");
        }
        if (tokens.group("cell") != null) {
            List<Value> values = cells(tokens.group("cell"));
            return values.isEmpty() ? Value.of(0) : values.getFirst();
        }
        if (tokens.group("word") != null) {
            return word(tokens.group("word").toUpperCase(Locale.ROOT));
        }
        throw unreadable();
    }

    private Value word(String word) {
        if (!took("(")) {
            return switch (word) {
                case "TRUE" -> Value.of(true);
                case "FALSE" -> Value.of(false);
                default -> throw new Failed("#NAME?", "Unknown range name: '" + word + "'.");
            };
        }
        List<Value> given = new ArrayList<>();
        while (!took(")")) {
            if (peek() && tokens.group("cell") != null) {
                at = tokens.end();
                given.addAll(cells(tokens.group("cell")));
            } else {
                given.add(joined());
            }
            if (!took(",")) {
                expect(")");
                break;
            }
        }
        return switch (word) {
            case "SUM" ->
                Value.of(given.stream()
                        .filter(each -> !(each instanceof Value.OfText))
                        .mapToDouble(Formula::number)
                        .sum());
            case "COUNTA" -> Value.of(given.size());
            case "CONCATENATE" ->
                Value.of(String.join("", given.stream().map(Formula::text).toList()));
            case "UPPER" -> Value.of(text(first(given)).toUpperCase(Locale.ROOT));
            case "LEN" -> Value.of(text(first(given)).length());
            case "TODAY" -> Value.of(SerialDate.of(calculation.now().toLocalDate()));
            case "NOW" -> Value.of(SerialDate.of(calculation.now()));
            case "NA" -> throw new Failed("#N/A", "Did not find a value.");
            default -> throw new Failed("#NAME?", "Unknown function: '" + word + "'.");
        };
    }

    private static Value first(List<Value> given) {
        return given.isEmpty() ? Value.of("") : given.getFirst();
    }

    /// Those that are not blank.
    private List<Value> cells(String named) {
        GridRange range;
        try {
            range = A1.parse(named.contains("!") ? named : A1.quoted(tab.title()) + "!" + named, calculation.book());
        } catch (InvalidEdit _) {
            throw new Failed("#REF!", "Unresolved sheet name.");
        }
        Tab of = calculation.book().existing(range.sheetId());
        GridRange within = range.within(of);
        List<Value> values = new ArrayList<>();
        for (int row = within.rowFrom(); row < within.rowTo(); row++) {
            for (int column = within.columnFrom(); column < within.columnTo(); column++) {
                Value value = calculation.value(of, row, column);
                if (value instanceof Value.OfError) {
                    throw new Failed(value);
                }
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static double number(@Nullable Value value) {
        return switch (value) {
            case null -> 0;
            case Value.OfNumber(double number) -> number;
            case Value.OfBool(boolean bool) -> bool ? 1 : 0;
            case Value.OfText(String text) when text.matches("-?\\d+(\\.\\d+)?") -> Double.parseDouble(text);
            case Value.OfText(String text) ->
                throw new Failed("#VALUE!", "'" + text + "' is a text and cannot be coerced to a number.");
            case Value.OfError error -> throw new Failed(error);
        };
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.OfNumber(double number) -> NumberText.general(number, SheetLocale.of("en_US"));
            case Value.OfBool(boolean bool) -> bool ? "TRUE" : "FALSE";
            case Value.OfText(String text) -> text;
            case Value.OfError error -> throw new Failed(error);
        };
    }

    private boolean peek() {
        return tokens.region(at, text.length()).lookingAt();
    }

    private boolean took(String sign) {
        if (peek() && sign.equals(tokens.group("sign"))) {
            at = tokens.end();
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!took(sign)) {
            throw unreadable();
        }
    }
}
