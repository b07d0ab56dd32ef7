package dev.tallystick.lab.google.grid;

import org.jspecify.annotations.Nullable;

/// A value as the page shows it: what `FORMATTED_VALUE` and the CSV export give.
public final class ShownText {

    private ShownText() {}

    public static String of(@Nullable Value value, @Nullable NumberFormat format, SheetLocale locale) {
        return switch (value) {
            case null -> "";
            case Value.OfText(String text) -> text;
            case Value.OfBool(boolean bool) -> bool ? "TRUE" : "FALSE";
            case Value.OfError error -> error.text();
            case Value.OfNumber(double number) -> number(number, format, locale);
        };
    }

    private static String number(double number, @Nullable NumberFormat format, SheetLocale locale) {
        if (format == null) {
            return NumberText.general(number, locale);
        }
        String pattern = format.pattern().isEmpty() ? format.type().otherwise(locale) : format.pattern();
        return switch (format.type()) {
            case TEXT -> NumberText.general(number, locale);
            case DATE, TIME, DATE_TIME -> DateText.of(number, pattern, locale);
            case NUMBER, PERCENT, CURRENCY, SCIENTIFIC -> NumberText.patterned(number, pattern, locale);
        };
    }
}
