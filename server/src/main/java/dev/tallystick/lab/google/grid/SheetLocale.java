package dev.tallystick.lab.google.grid;

import java.util.Locale;

/// What a spreadsheet's locale decides: how numbers and dates are typed and shown.
///
/// @param name as the API has it, such as `en_US`
/// @param date the pattern of a date that was typed
public record SheetLocale(String name, Locale java, char decimal, char grouping, String date, String currency) {

    /// Those that the lab knows; any other is shown as `en_US`.
    public static SheetLocale of(String name) {
        return switch (name) {
            case "de_DE" -> new SheetLocale(name, Locale.GERMANY, ',', '.', "dd.mm.yyyy", "#,##0.00 €");
            case "fr_FR" -> new SheetLocale(name, Locale.FRANCE, ',', '\u202f', "dd/mm/yyyy", "#,##0.00 €");
            case "en_GB" -> new SheetLocale(name, Locale.UK, '.', ',', "dd/mm/yyyy", "£#,##0.00");
            default -> new SheetLocale(name, Locale.US, '.', ',', "m/d/yyyy", "$#,##0.00");
        };
    }

    String time() {
        return java.equals(Locale.US) ? "h:mm:ss am/pm" : "hh:mm:ss";
    }

    boolean monthFirst() {
        return date.startsWith("m");
    }

    char dateSeparator() {
        return date.contains(".") ? '.' : '/';
    }
}
