package dev.tallystick.lab.google.grid;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text as if it was typed into the page (`USER_ENTERED`): formulas run, and what looks like a number or a date becomes
/// one: `007` is 7, `1/2` is a date (`ValueInputOption` in the Sheets reference).
public final class TypedText {

    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[ T](\\d.*))?");
    private static final Pattern LOCAL =
            Pattern.compile("(\\d{1,2})([/.])(\\d{1,2})(?:\\2(\\d{4}|\\d{2}))?(?: (\\d.*))?");
    private static final Pattern TIME =
            Pattern.compile("(?i)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,3}))?)?(?:\\s*(am|pm))?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");

    private final SheetLocale locale;
    private final LocalDate today;

    /// @param today for dates without a year
    public TypedText(SheetLocale locale, LocalDate today) {
        this.locale = locale;
        this.today = today;
    }

    /// @param before what the cell is now; its format decides and mostly stays
    public Cell entered(String text, Cell before) {
        if (text.isEmpty()) {
            return before.holding(null);
        }
        if (text.startsWith("'")) {
            return before.holding(Value.of(text.substring(1)));
        }
        if (before.format() != null && before.format().type() == NumberFormat.Type.TEXT) {
            return before.holding(Value.of(text));
        }
        if (text.length() > 1 && text.startsWith("=")) {
            return new Cell(null, text, before.format());
        }
        String bare = text.strip();
        if (bare.equalsIgnoreCase("TRUE") || bare.equalsIgnoreCase("FALSE")) {
            return before.holding(Value.of(bare.equalsIgnoreCase("TRUE")));
        }
        Cell number = number(bare, before);
        if (number != null) {
            return number;
        }
        Cell date = date(bare, before);
        return date == null ? before.holding(Value.of(text)) : date;
    }

    private @Nullable Cell number(String text, Cell before) {
        boolean percent = text.endsWith("%");
        boolean money = text.startsWith("$") || text.startsWith("£") || text.endsWith("€");
        String digits = text.replaceAll("^[$£]|\\s*[€%]$", "");
        String grouped = Pattern.quote("" + locale.grouping());
        if (digits.matches("[-+]?\\d{1,3}(?:" + grouped + "\\d{3})+(?:\\D\\d*)?")) {
            digits = digits.replaceAll(grouped, "");
        }
        digits = locale.decimal() == ',' && digits.contains(".") ? "" : digits.replace(locale.decimal(), '.');
        if (!NUMBER.matcher(digits).matches()) {
            return null;
        }
        double number = Double.parseDouble(digits);
        NumberFormat.Type type = percent
                ? NumberFormat.Type.PERCENT
                : money
                        ? NumberFormat.Type.CURRENCY
                        : text.indexOf(locale.grouping()) > 0 ? NumberFormat.Type.NUMBER : null;
        return of(percent ? number / 100 : number, type, percent && !digits.contains(".") ? "0%" : null, before);
    }

    private @Nullable Cell date(String text, Cell before) {
        try {
            Matcher iso = ISO.matcher(text);
            if (iso.matches()) {
                return at(LocalDate.of(part(iso, 1), part(iso, 2), part(iso, 3)), iso.group(4), "yyyy-mm-dd", before);
            }
            Matcher local = LOCAL.matcher(text);
            if (local.matches() && local.group(2).charAt(0) == locale.dateSeparator()) {
                int month = part(local, locale.monthFirst() ? 1 : 3);
                int day = part(local, locale.monthFirst() ? 3 : 1);
                return at(LocalDate.of(year(local.group(4)), month, day), local.group(5), locale.date(), before);
            }
            LocalTime time = time(text);
            return time == null ? null : of(time.toNanoOfDay() / 86_400e9, NumberFormat.Type.TIME, null, before);
        } catch (DateTimeException _) {
            return null; // 2020-02-30 stays a text
        }
    }

    private @Nullable Cell at(LocalDate date, @Nullable String rest, String pattern, Cell before) {
        if (rest == null) {
            return of(SerialDate.of(date), NumberFormat.Type.DATE, pattern, before);
        }
        LocalTime time = time(rest);
        return time == null
                ? null
                : of(
                        SerialDate.of(date.atTime(time)),
                        NumberFormat.Type.DATE_TIME,
                        pattern + " " + locale.time(),
                        before);
    }

    private int year(@Nullable String digits) {
        if (digits == null) {
            return today.getYear();
        }
        int year = Integer.parseInt(digits);
        return digits.length() == 4 ? year : year + (year < 30 ? 2000 : 1900);
    }

    private static @Nullable LocalTime time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return null;
        }
        int hour = part(time, 1);
        if (time.group(5) != null) {
            hour = hour % 12 + (time.group(5).equalsIgnoreCase("pm") ? 12 : 0);
        }
        String millis = time.group(4) == null ? "0" : (time.group(4) + "00").substring(0, 3);
        int second = time.group(3) == null ? 0 : part(time, 3);
        return LocalTime.of(hour, part(time, 2), second, Integer.parseInt(millis) * 1_000_000);
    }

    private static int part(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /// A format that somebody has set stays.
    private Cell of(double number, NumberFormat.@Nullable Type type, @Nullable String pattern, Cell before) {
        NumberFormat format = before.format() != null || type == null
                ? before.format()
                : new NumberFormat(type, pattern == null ? type.otherwise(locale) : pattern);
        return new Cell(Value.of(number), null, format);
    }
}
