package dev.tallystick.lab.google.grid;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/// Dates as numbers: the whole part counts days since 1899-12-30, the fraction is a part of the day, and no time zone
/// is inside. Sources: `DateTimeRenderOption` in the Sheets reference; gspread (5e2b628) recorded 2020-01-01 = 43831
/// and 1999-01-02 = 36162.
public final class SerialDate {

    private static final LocalDate ZERO = LocalDate.of(1899, 12, 30);
    private static final long DAY_MILLIS = 86_400_000;

    private SerialDate() {}

    public static double of(LocalDate date) {
        return ChronoUnit.DAYS.between(ZERO, date);
    }

    public static double of(LocalDateTime time) {
        return of(time.toLocalDate()) + time.toLocalTime().toNanoOfDay() / 86_400_000_000_000.0;
    }

    /// To the millisecond, which is as far as a double carries.
    public static LocalDateTime time(double serial) {
        long millis = Math.round(serial * DAY_MILLIS);
        return ZERO.atStartOfDay().plus(millis, ChronoUnit.MILLIS);
    }
}
