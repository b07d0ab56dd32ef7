package dev.tallystick.egress;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How long a server asks to be left alone. Besides what the grammar allows (seconds, or a date in three forms) this
/// reads what is seen in the wild: fractions, epoch seconds and milliseconds, and values that a proxy has joined.
public final class RetryAfter {

    /// Long enough to say "not today"; what is longer is cut, so that no arithmetic overflows.
    static final Duration LONGEST = Duration.ofDays(366);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}(\\.\\d{1,20})?");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final BigDecimal EPOCH_SECONDS_ABOVE = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal EPOCH_MILLIS_ABOVE = BigDecimal.valueOf(1_000_000_000_000L);

    private RetryAfter() {}

    /// @param now our clock, used for a date where the answer does not tell the server's own
    /// @return never negative; empty where there is none or it cannot be understood: then the caller's own back-off
    ///     holds. The caller cuts it to what it is willing to wait.
    public static Optional<Duration> of(Headers headers, Instant now) {
        Instant serverNow =
                headers.first("Date").flatMap(date -> HttpDate.parse(date, now)).orElse(now);
        return headers.all("Retry-After").stream()
                .flatMap(value -> waits(value.strip(), serverNow))
                .max(Duration::compareTo);
    }

    private static Stream<Duration> waits(String value, Instant serverNow) {
        Optional<Duration> whole = pause(value, serverNow);
        if (whole.isPresent()) {
            return whole.stream();
        }
        // A list: all of it must be numbers, for a date holds a comma of its own.
        List<Optional<Duration>> parts = Stream.of(value.split(",", 16))
                .map(part -> pause(part.strip(), serverNow))
                .toList();
        return parts.stream().allMatch(Optional::isPresent) ? parts.stream().flatMap(Optional::stream) : Stream.empty();
    }

    private static Optional<Duration> pause(String value, Instant serverNow) {
        if (NUMBER.matcher(value).matches()) {
            return Optional.of(number(new BigDecimal(value), serverNow));
        }
        if (DIGITS.matcher(value).matches()) {
            return Optional.of(LONGEST);
        }
        return HttpDate.parse(value, serverNow).map(date -> within(Duration.between(serverNow, date)));
    }

    private static Duration number(BigDecimal number, Instant serverNow) {
        if (number.compareTo(EPOCH_MILLIS_ABOVE) > 0) {
            return number.precision() > 15
                    ? LONGEST
                    : within(Duration.between(serverNow, Instant.ofEpochMilli(number.longValue())));
        }
        if (number.compareTo(EPOCH_SECONDS_ABOVE) > 0) {
            return within(Duration.between(serverNow, Instant.ofEpochSecond(number.longValue())));
        }
        return within(Duration.ofMillis(
                number.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact()));
    }

    private static Duration within(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
