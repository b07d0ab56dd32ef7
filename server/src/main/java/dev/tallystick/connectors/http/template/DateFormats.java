package dev.tallystick.connectors.http.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads and prints times by `strptime` and `strftime` formats, with the extensions of manifests: `%s`, `%s_as_float`,
/// `%ms`, `%epoch_microseconds` as whole formats, `%_ms` inside one.
public final class DateFormats {
    private static final Pattern ISO = Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2})"
            + "(?:[T ](\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d+))?)?)? ?(Z|z|[+-]\\d{2}(?::?\\d{2})?)?)?");
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private DateFormats() {}

    // Printing

    /// @param time aware; the printed epoch forms count from it
    public static String format(OffsetDateTime time, String format) {
        return switch (format) {
            case "%s" -> String.valueOf(time.toEpochSecond());
            case "%s_as_float" -> PythonText.real(micros(time) / 1e6);
            case "%ms" -> String.valueOf(time.toInstant().toEpochMilli());
            case "%epoch_microseconds" -> String.valueOf(micros(time));
            default -> strftime(time, format.replace("%_ms", "%03d".formatted(time.getNano() / 1_000_000)));
        };
    }

    private static long micros(OffsetDateTime time) {
        return Math.addExact(Math.multiplyExact(time.toEpochSecond(), 1_000_000L), time.getNano() / 1000);
    }

    /// `strftime` of a date, a local time or a time with an offset.
    static String strftime(Temporal time, String format) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 >= format.length()) {
                out.append(c);
                continue;
            }
            char directive = format.charAt(++i);
            boolean unpadded = directive == '-' && i + 1 < format.length();
            var printed = directive(time, unpadded ? format.charAt(++i) : directive);
            out.append(unpadded && printed.length() > 1 ? printed.replaceFirst("^0+(?=.)", "") : printed);
        }
        return out.toString();
    }

    private static String directive(Temporal time, char directive) {
        return switch (directive) {
            case 'Y' -> "%04d".formatted(get(time, ChronoField.YEAR));
            case 'y' -> two(get(time, ChronoField.YEAR) % 100);
            case 'm' -> two(get(time, ChronoField.MONTH_OF_YEAR));
            case 'd' -> two(get(time, ChronoField.DAY_OF_MONTH));
            case 'e' -> "%2d".formatted(get(time, ChronoField.DAY_OF_MONTH));
            case 'H' -> two(get(time, ChronoField.HOUR_OF_DAY));
            case 'I' -> two((get(time, ChronoField.HOUR_OF_DAY) + 11) % 12 + 1);
            case 'p' -> get(time, ChronoField.HOUR_OF_DAY) < 12 ? "AM" : "PM";
            case 'M' -> two(get(time, ChronoField.MINUTE_OF_HOUR));
            case 'S' -> two(get(time, ChronoField.SECOND_OF_MINUTE));
            case 'f' -> "%06d".formatted(get(time, ChronoField.NANO_OF_SECOND) / 1000);
            case 'j' -> "%03d".formatted(get(time, ChronoField.DAY_OF_YEAR));
            case 'a' -> day(time).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> day(time).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> month(time).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> month(time).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'u' -> String.valueOf(day(time).getValue());
            case 'w' -> String.valueOf(day(time).getValue() % 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'U' -> two((get(time, ChronoField.DAY_OF_YEAR) + 6 - day(time).getValue() % 7) / 7);
            case 'W' -> two((get(time, ChronoField.DAY_OF_YEAR) + 6 - (day(time).getValue() + 6) % 7) / 7);
            case 'F' -> strftime(time, "%Y-%m-%d");
            case 'T' -> strftime(time, "%H:%M:%S");
            case 'R' -> strftime(time, "%H:%M");
            case 'D' -> strftime(time, "%m/%d/%y");
            case 'c' -> strftime(time, "%a %b %e %H:%M:%S %Y");
            case 'x' -> strftime(time, "%m/%d/%y");
            case 'X' -> strftime(time, "%H:%M:%S");
            case 's' -> String.valueOf(utc(time).toEpochSecond());
            case 'z' -> time instanceof OffsetDateTime aware ? offset(aware.getOffset(), "") : "";
            case 'Z' -> time instanceof OffsetDateTime aware ? zone(aware.getOffset()) : "";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> "%" + directive;
        };
    }

    private static int get(Temporal time, ChronoField field) {
        return time.isSupported(field) ? time.get(field) : 0;
    }

    private static DayOfWeek day(Temporal time) {
        return DayOfWeek.from(time);
    }

    private static java.time.Month month(Temporal time) {
        return java.time.Month.from(time);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    private static String zone(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset(offset, ":");
    }

    private static String offset(ZoneOffset offset, String between) {
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        return (offset.getTotalSeconds() < 0 ? "-" : "+") + two(minutes / 60) + between + two(minutes % 60);
    }

    /// As `isoformat` prints it: microseconds only when there are some.
    static String isoText(Temporal time, String between) {
        boolean micros = get(time, ChronoField.NANO_OF_SECOND) / 1000 != 0;
        var text = strftime(time, "%Y-%m-%d" + between + "%H:%M:%S" + (micros ? ".%f" : ""));
        return time instanceof OffsetDateTime aware ? text + offset(aware.getOffset(), ":") : text;
    }

    static OffsetDateTime utc(Temporal time) {
        return switch (time) {
            case OffsetDateTime aware -> aware.withOffsetSameInstant(ZoneOffset.UTC);
            case LocalDateTime naive -> naive.atOffset(ZoneOffset.UTC);
            case LocalDate date -> date.atStartOfDay().atOffset(ZoneOffset.UTC);
            default -> throw TemplateException.type("a time is needed");
        };
    }

    // Reading

    /// An ISO 8601 date or time, UTC where it names no zone.
    public static OffsetDateTime parseIso(String text) {
        var match = ISO.matcher(text.strip());
        if (!match.matches()) {
            throw TemplateException.value("the text is not an ISO 8601 time");
        }
        try {
            var time = LocalDateTime.of(
                    Integer.parseInt(match.group(1)),
                    Integer.parseInt(match.group(2)),
                    Integer.parseInt(match.group(3)),
                    number(match.group(4)),
                    number(match.group(5)),
                    number(match.group(6)),
                    nanos(match.group(7)));
            return time.atOffset(zone(match.group(8))).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            throw TemplateException.value("the text names a time that does not exist");
        }
    }

    private static int number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6)) * 1000;
    }

    private static ZoneOffset zone(@org.jspecify.annotations.Nullable String zone) {
        if (zone == null || zone.equalsIgnoreCase("Z")) {
            return ZoneOffset.UTC;
        }
        return ZoneOffset.of(
                zone.length() == 5 && zone.indexOf(':') < 0 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone);
    }

    /// @throws TemplateException when the whole text does not match the format; UTC where it names no zone
    public static OffsetDateTime parse(String text, String format) {
        try {
            return switch (format) {
                case "%s" -> epoch(new BigDecimal(text.strip()).setScale(0, RoundingMode.DOWN), 1_000_000);
                case "%s_as_float" -> epoch(new BigDecimal(text.strip()), 1_000_000);
                case "%ms" -> epoch(new BigDecimal(text.strip()), 1_000);
                case "%epoch_microseconds" -> epoch(new BigDecimal(text.strip()), 1);
                default -> new Reading(text, format).time();
            };
        } catch (NumberFormatException | ArithmeticException | DateTimeException _) {
            throw mismatch(format);
        }
    }

    private static OffsetDateTime epoch(BigDecimal value, long micros) {
        if (value.precision() - value.scale() > 18) {
            throw new NumberFormatException("out of range");
        }
        var total = value.multiply(BigDecimal.valueOf(micros));
        long whole = total.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
        return Instant.EPOCH.plus(whole, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static TemplateException mismatch(String format) {
        return TemplateException.value("the text does not match the time format '" + format + "'");
    }

    private static final class Reading {
        private final String text;
        private final String format;
        private int at;
        private int year = 1900;
        private int month = 1;
        private int day = 1;
        private int hour;
        private int minute;
        private int second;
        private int nano;
        private boolean afternoon;
        private boolean halfDays;
        private int dayOfYear;
        private ZoneOffset zone = ZoneOffset.UTC;

        Reading(String text, String format) {
            this.text = text;
            this.format = format.replace("%_ms", "%f");
        }

        OffsetDateTime time() {
            for (int i = 0; i < format.length(); i++) {
                char c = format.charAt(i);
                if (c == '%' && i + 1 < format.length()) {
                    directive(format.charAt(++i));
                } else if (Character.isWhitespace(c)) {
                    blanks();
                } else {
                    literal(c);
                }
            }
            if (at != text.length()) {
                throw mismatch(format);
            }
            if (halfDays) {
                hour = hour % 12 + (afternoon ? 12 : 0);
            }
            var date = dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
            return date.atTime(hour, minute, second == 60 || second == 61 ? 59 : second, nano)
                    .atOffset(zone)
                    .withOffsetSameInstant(ZoneOffset.UTC);
        }

        private void directive(char directive) {
            switch (directive) {
                case 'Y' -> year = digits(4, 4);
                case 'y' -> {
                    int two = digits(2, 2);
                    year = two < 69 ? 2000 + two : 1900 + two;
                }
                case 'm' -> month = digits(1, 2);
                case 'd', 'e' -> day = digits(1, 2);
                case 'H' -> hour = digits(1, 2);
                case 'I' -> {
                    hour = digits(1, 2);
                    halfDays = true;
                }
                case 'p' -> {
                    afternoon = word("AM", "PM") == 1;
                    halfDays = true;
                }
                case 'M' -> minute = digits(1, 2);
                case 'S' -> second = digits(1, 2);
                case 'j' -> dayOfYear = digits(1, 3);
                case 'f' -> fraction();
                case 'z' -> offset();
                case 'Z' -> word("UTC", "GMT");
                case 'b', 'h' -> month = 1 + name(TextStyle.SHORT, true);
                case 'B' -> month = 1 + name(TextStyle.FULL, true);
                case 'a' -> name(TextStyle.SHORT, false);
                case 'A' -> name(TextStyle.FULL, false);
                case 'T' -> nested("%H:%M:%S");
                case 'F' -> nested("%Y-%m-%d");
                case '%' -> literal('%');
                default -> throw mismatch(format);
            }
        }

        private void nested(String more) {
            for (int i = 0; i < more.length(); i++) {
                if (more.charAt(i) == '%') {
                    directive(more.charAt(++i));
                } else {
                    literal(more.charAt(i));
                }
            }
        }

        private int digits(int least, int most) {
            int start = at;
            while (at < text.length() && at - start < most && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at - start < least) {
                throw mismatch(format);
            }
            return Integer.parseInt(text, start, at, 10);
        }

        private void fraction() {
            int start = at;
            int value = digits(1, 9);
            for (int i = at - start; i < 9; i++) {
                value *= 10;
            }
            // Nanoseconds are sent by some and known to nobody else here.
            nano = value / 1000 * 1000;
        }

        private void offset() {
            if (at < text.length() && text.charAt(at) == 'Z') {
                at++;
                zone = ZoneOffset.UTC;
                return;
            }
            int sign = at < text.length() ? "-?+".indexOf(text.charAt(at)) - 1 : 2;
            if (sign != -1 && sign != 1) {
                throw mismatch(format);
            }
            at++;
            int hours = digits(2, 2);
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
            }
            int minutes = digits(2, 2);
            zone = ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
        }

        private int word(String... words) {
            for (int i = 0; i < words.length; i++) {
                if (text.regionMatches(true, at, words[i], 0, words[i].length())) {
                    at += words[i].length();
                    return i;
                }
            }
            throw mismatch(format);
        }

        private int name(TextStyle style, boolean months) {
            var names = new String[months ? 12 : 7];
            for (int i = 0; i < names.length; i++) {
                names[i] = months
                        ? java.time.Month.of(i + 1).getDisplayName(style, Locale.ENGLISH)
                        : DayOfWeek.of(i + 1).getDisplayName(style, Locale.ENGLISH);
            }
            return word(names);
        }

        private void literal(char c) {
            if (at >= text.length() || text.charAt(at) != c) {
                throw mismatch(format);
            }
            at++;
        }

        private void blanks() {
            int start = at;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw mismatch(format);
            }
        }
    }

    static BigDecimal epochSeconds(OffsetDateTime time) {
        return BigDecimal.valueOf(micros(time)).divide(MICROS);
    }
}
