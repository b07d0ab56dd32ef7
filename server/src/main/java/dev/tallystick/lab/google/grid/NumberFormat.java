package dev.tallystick.lab.google.grid;

/// How a number is shown.
///
/// @param pattern such as `#,##0.00` or `yyyy-mm-dd`
public record NumberFormat(Type type, String pattern) {

    /// The API's `NumberFormatType`.
    public enum Type {
        TEXT,
        NUMBER,
        PERCENT,
        CURRENCY,
        DATE,
        TIME,
        DATE_TIME,
        SCIENTIFIC;

        /// The pattern that stands where none is given.
        String otherwise(SheetLocale locale) {
            return switch (this) {
                case TEXT -> "@";
                case NUMBER -> "#,##0.00";
                case PERCENT -> "0.00%";
                case CURRENCY -> locale.currency();
                case DATE -> locale.date();
                case TIME -> locale.time();
                case DATE_TIME -> locale.date() + " " + locale.time();
                case SCIENTIFIC -> "0.00E+00";
            };
        }
    }

    public static final NumberFormat TEXT = new NumberFormat(Type.TEXT, "@");

    public static NumberFormat date(String pattern) {
        return new NumberFormat(Type.DATE, pattern);
    }

    public boolean isTime() {
        return type == Type.DATE || type == Type.TIME || type == Type.DATE_TIME;
    }
}
