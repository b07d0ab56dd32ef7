package dev.tallystick.sync;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as people write them: `30s`, `5m`, `2h`, `1d`, `1h30m`.
public final class DurationText {
    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

    private DurationText() {}

    public static Optional<Duration> parse(String text) {
        var parts = TEXT.matcher(text.strip());
        if (text.isBlank() || !parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(part(parts.group(1)))
                .plusHours(part(parts.group(2)))
                .plusMinutes(part(parts.group(3)))
                .plusSeconds(part(parts.group(4))));
    }

    /// The shortest text that [#parse] reads back as this duration; parts of a second are dropped.
    public static String of(Duration duration) {
        if (duration.toSeconds() == 0) {
            return "0s";
        }
        var hours = duration.toHoursPart() == 0 ? "" : duration.toHoursPart() + "h";
        var minutes = duration.toMinutesPart() == 0 ? "" : duration.toMinutesPart() + "m";
        var seconds = duration.toSecondsPart() == 0 ? "" : duration.toSecondsPart() + "s";
        // 24h is how people say a day when they mean a distance; 1d reads better from two days on.
        var days = duration.toDays() == 0 ? "" : duration.toDays() + "d";
        return days.equals("1d") && hours.isEmpty() && minutes.isEmpty() && seconds.isEmpty()
                ? "24h"
                : days + hours + minutes + seconds;
    }

    private static long part(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
