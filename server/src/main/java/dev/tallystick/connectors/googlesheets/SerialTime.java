package dev.tallystick.connectors.googlesheets;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Dates as a sheet counts them: days since 30 December 1899, the time of day as a fraction. No time zone inside.
/// (Sheets API, `DateTimeRenderOption.SERIAL_NUMBER`)
final class SerialTime {
    private static final LocalDateTime ZERO = LocalDateTime.of(1899, 12, 30, 0, 0);
    private static final double MILLIS_A_DAY = 86_400_000d;

    /// What Sheets itself can show as a date: years 1 to 9999 with room to spare; beyond it a number is a number.
    private static final double FIRST = -700_000;

    private static final double LAST = 2_958_466;

    private SerialTime() {}

    /// To the millisecond, which a double can hold; empty for a number that is no date anybody means.
    static Optional<LocalDateTime> read(double serial) {
        return serial >= FIRST && serial < LAST
                ? Optional.of(ZERO.plus(Math.round(serial * MILLIS_A_DAY), ChronoUnit.MILLIS))
                : Optional.empty();
    }

    static double write(LocalDateTime time) {
        return Duration.between(ZERO, time).toMillis() / MILLIS_A_DAY;
    }
}
