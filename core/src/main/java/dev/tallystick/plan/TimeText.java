package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.math.BigDecimal;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads times in the formats that partners really send in text: RFC 3339, RFC 1123, epoch seconds and milliseconds,
/// `2026-11-20 14:30`, `11/20/2026 2:30 PM`, `20.11.2026 14:30`, `Nov 20, 2026 2:30 PM`, and a bare `2:30 PM` or
/// `14:30`
/// beside a date in another field.
///
/// The month comes first in dates with slashes, the day first in dates with dots; nothing else is guessed, and a day
/// that
/// does not exist (31.02.) does not fit.
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
    private static final List<DateTimeFormatter> DATES =
            formats("uuuu-M-d", "M/d/uuuu", "d.M.uuuu", "MMM d, uuuu", "MMMM d, uuuu", "d MMM uuuu", "uuuu/M/d");
    private static final List<DateTimeFormatter> TIMES =
            formats("H:mm[:ss[.SSS]]", "h:mm[:ss] a", "h:mma", "h a", "ha");
    private static final List<DateTimeFormatter> DATE_TIMES = DATES.stream()
            .flatMap(date -> TIMES.stream()
                    .flatMap(time -> List.of("' '", "'T'", "', '", "' at '").stream()
                            .map(between -> new DateTimeFormatterBuilder()
                                    .parseCaseInsensitive()
                                    .append(date)
                                    .appendPattern(between)
                                    .append(time)
                                    .toFormatter(Locale.ENGLISH)
                                    .withResolverStyle(ResolverStyle.STRICT))))
            .toList();

    private TimeText() {}

    /// The instant this value stands for; empty stays empty; nothing when it is no time.
    ///
    /// @param zone for a time that names none
    /// @param day the day of a bare time of day
    static Optional<Value> read(Value value, ZoneId zone, Value day) {
        return switch (value) {
            case Value.Empty empty -> Optional.of(empty);
            case Value.Timestamp _ -> Optional.of(value);
            case Value.LocalDateTime(var local) -> Optional.of(at(local, zone));
            case Value.Decimal(BigDecimal number) -> epoch(number);
            case Value.Text(String text) ->
                text.isBlank() ? Optional.of(Value.empty()) : fromText(text.strip(), zone, day);
            default -> Optional.empty();
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

    private static Optional<Value> fromText(String text, ZoneId zone, Value day) {
        var withOffset = withOffset(text);
        if (withOffset != null) {
            return Optional.of(withOffset);
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() >= 9 && text.length() <= 13) {
            return epoch(new BigDecimal(text));
        }
        var local = first(DATE_TIMES, text, LocalDateTime::parse);
        if (local != null) {
            return Optional.of(at(local, zone));
        }
        var date = dayOf(day, zone);
        var time = first(TIMES, text.toUpperCase(Locale.ROOT), LocalTime::parse);
        return date == null || time == null ? Optional.empty() : Optional.of(at(date.atTime(time), zone));
    }

    private static @Nullable Value withOffset(String text) {
        for (var format : WITH_OFFSET) {
            try {
                return new Value.Timestamp(OffsetDateTime.parse(text, format).toInstant());
            } catch (DateTimeException otherFormat) {
                // Not in this format: the next one is tried.
            }
        }
        return null;
    }

    private static @Nullable LocalDate dayOf(Value day, ZoneId zone) {
        return switch (day) {
            case Value.Date(LocalDate date) -> date;
            case Value.Timestamp(Instant instant) -> instant.atZone(zone).toLocalDate();
            case Value.Text(String text) -> first(DATES, text.strip(), LocalDate::parse);
            default -> null;
        };
    }

    private static Optional<Value> epoch(BigDecimal number) {
        try {
            var inMillis = number.abs().compareTo(FIRST_MILLISECONDS) >= 0;
            var millis = inMillis ? number : number.movePointRight(3);
            return Optional.of(new Value.Timestamp(Instant.ofEpochMilli(millis.longValueExact())));
        } catch (ArithmeticException notWhole) {
            return Optional.empty();
        }
    }

    private static Value at(LocalDateTime local, ZoneId zone) {
        return new Value.Timestamp(local.atZone(zone).toInstant());
    }

    private static <T> @Nullable T first(
            List<DateTimeFormatter> formats,
            String text,
            java.util.function.BiFunction<CharSequence, DateTimeFormatter, T> parse) {
        for (var format : formats) {
            try {
                return parse.apply(text, format);
            } catch (DateTimeException otherFormat) {
                // Not in this format: the next one is tried.
            }
        }
        return null;
    }

    private static List<DateTimeFormatter> formats(String... patterns) {
        return List.of(patterns).stream()
                .map(pattern -> new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .appendPattern(pattern)
                        .toFormatter(Locale.ENGLISH)
                        .withResolverStyle(ResolverStyle.STRICT))
                .toList();
    }
}
