package dev.tallystick.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times in messages, whose readers may be anywhere.
final class Spans {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm 'UTC'", java.util.Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Spans() {}

    static String moment(Instant at) {
        return MOMENT.format(at);
    }

    static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return of(seconds / 86_400, "day");
        }
        if (seconds % 3_600 == 0 && seconds > 0) {
            return of(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? of(seconds / 60, "minute") : of(seconds, "second");
    }

    private static String of(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
