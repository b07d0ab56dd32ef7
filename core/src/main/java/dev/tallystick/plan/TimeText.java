package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads times in the formats that partners really send in text: RFC 3339, RFC 1123, epoch seconds and milliseconds,
/// `2026-11-20 14:30`, `11/20/2026 2:30 PM`, `20.11.2026 14:30`, `Nov 20, 2026 2:30 PM`, and a bare `2:30 PM` or
/// `14:30` beside a date in another field. Seconds, and a fraction of them, may follow the minutes.
///
/// The month comes first in dates with slashes, the day first in dates with dots; nothing else is guessed. A day that
/// does not exist (31.02.) does not fit, nor does a time of day that the zone's clocks skipped. Of the hour that they
/// go through twice the first is meant.
final class TimeText {
    /// Epoch values from here on are milliseconds: as seconds this would be the year 5138.
    private static final BigDecimal FIRST_MILLISECONDS = new BigDecimal("100000000000");

    private static final List<DateTimeFormatter> WITH_OFFSET = List.of(
            DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral(' ')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .appendPattern("[ ]XXX")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.RFC_1123_DATE_TIME);
    private static final List<DateTimeFormatter> DATES = Stream.of(
                    "uuuu-M-d", "M/d/uuuu", "d.M.uuuu", "MMM d, uuuu", "MMMM d, uuuu", "d MMM uuuu", "uuuu/M/d")
            .map(pattern -> strict(new DateTimeFormatterBuilder().appendPattern(pattern)))
            .toList();
    private static final List<DateTimeFormatter> TIMES = List.of(
            strict(withSeconds("H:mm")),
            strict(withSeconds("h:mm").appendPattern("[ ]a")),
            strict(new DateTimeFormatterBuilder().appendPattern("h[ ]a")));
    private static final List<DateTimeFormatter> DATE_TIMES = DATES.stream()
            .flatMap(date -> TIMES.stream()
                    .flatMap(time -> Stream.of(" ", "T", ", ", " at ")
                            .map(between -> strict(new DateTimeFormatterBuilder()
                                    .append(date)
                                    .appendLiteral(between)
                                    .append(time)))))
            .toList();

    private TimeText() {}

    /// What became of a value that should be a time.
    sealed interface Read {
        /// @param time an instant, or empty where there was nothing
        record Time(Value time) implements Read {}

        /// In no known format.
        record Unknown() implements Read {}

        /// A time of day that never was: the zone's clocks went past it.
        record Skipped(ZoneId zone) implements Read {}
    }

    /// The instant this value stands for; empty stays empty.
    ///
    /// @param zone for a time that names none
    /// @param day the day of a bare time of day
    static Read read(Value value, ZoneId zone, Value day) {
        return switch (value) {
            case Value.Empty empty -> new Read.Time(empty);
            case Value.Timestamp _ -> new Read.Time(value);
            case Value.LocalDateTime(var local) -> at(local, zone);
            case Value.Decimal(BigDecimal number) -> epoch(number);
            case Value.Text(String text) ->
                text.isBlank() ? new Read.Time(Value.empty()) : fromText(text.strip(), zone, day);
            default -> new Read.Unknown();
        };
    }

    /// A text that carries its own offset, as an instant; null when it does not.
    static @Nullable Value instant(Value value) {
        return value instanceof Value.Text(String text) ? withOffset(text.strip()) : null;
    }

    /// A text that carries no offset, as a local time; null when it is none.
    static @Nullable Value local(Value value) {
        if (!(value instanceof Value.Text(String text))) {
            return null;
        }
        var local = first(DATE_TIMES, text.strip(), LocalDateTime::parse);
        return local == null ? null : new Value.LocalDateTime(local);
    }

    private static Read fromText(String text, ZoneId zone, Value day) {
        var withOffset = withOffset(text);
        if (withOffset != null) {
            return new Read.Time(withOffset);
        }
        if (text.length() >= 9 && text.length() <= 13 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return epoch(new BigDecimal(text));
        }
        var local = first(DATE_TIMES, text, LocalDateTime::parse);
        if (local != null) {
            return at(local, zone);
        }
        var date = dayOf(day, zone);
        var time = first(TIMES, text, LocalTime::parse);
        return date == null || time == null ? new Read.Unknown() : at(date.atTime(time), zone);
    }

    private static @Nullable Value withOffset(String text) {
        var time = first(WITH_OFFSET, text, OffsetDateTime::parse);
        return time == null ? null : new Value.Timestamp(time.toInstant());
    }

    private static @Nullable LocalDate dayOf(Value day, ZoneId zone) {
        return switch (day) {
            case Value.Date(LocalDate date) -> date;
            case Value.Timestamp(Instant instant) -> instant.atZone(zone).toLocalDate();
            case Value.Text(String text) -> first(DATES, text.strip(), LocalDate::parse);
            default -> null;
        };
    }

    private static Read epoch(BigDecimal number) {
        try {
            var inMillis = number.abs().compareTo(FIRST_MILLISECONDS) >= 0;
            var millis = inMillis ? number : number.movePointRight(3);
            return new Read.Time(new Value.Timestamp(Instant.ofEpochMilli(millis.longValueExact())));
        } catch (ArithmeticException notWhole) {
            return new Read.Unknown();
        }
    }

    private static Read at(LocalDateTime local, ZoneId zone) {
        return zone.getRules().getValidOffsets(local).isEmpty()
                ? new Read.Skipped(zone)
                : new Read.Time(new Value.Timestamp(local.atZone(zone).toInstant()));
    }

    private static <T> @Nullable T first(
            List<DateTimeFormatter> formats, String text, BiFunction<CharSequence, DateTimeFormatter, T> parse) {
        for (var format : formats) {
            // Most formats do not fit; an exception for each would cost more than the reading.
            var end = new ParsePosition(0);
            if (format.parseUnresolved(text, end) == null || end.getIndex() < text.length()) {
                continue;
            }
            try {
                return parse.apply(text, format);
            } catch (DateTimeException noSuchDay) {
                // The shape fits and the day does not exist; another format may read it otherwise.
            }
        }
        return null;
    }

    private static DateTimeFormatterBuilder withSeconds(String hoursAndMinutes) {
        return new DateTimeFormatterBuilder()
                .appendPattern(hoursAndMinutes)
                .optionalStart()
                .appendPattern(":ss")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .optionalEnd();
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder format) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(format.toFormatter(Locale.ENGLISH))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
