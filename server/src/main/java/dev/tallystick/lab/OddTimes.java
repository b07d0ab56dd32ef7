package dev.tallystick.lab;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The ways in which partners write when something begins. The first two leave the day to a field beside.
enum OddTimes {
    TWELVE_HOURS("h:mm a"),
    TWENTY_FOUR_HOURS("HH:mm"),
    DAY_AND_TIME("yyyy-MM-dd HH:mm"),
    GERMAN("dd.MM.yyyy HH:mm"),
    OFFSET("yyyy-MM-dd'T'HH:mm:ssxxx"),
    EPOCH_SECONDS(""),
    EPOCH_MILLIS(""),
    AMERICAN("MMM d, yyyy h:mm a"),
    RFC_1123("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
    LOCAL("yyyy-MM-dd'T'HH:mm:ss");

    private final DateTimeFormatter form;

    OddTimes(String pattern) {
        form = DateTimeFormatter.ofPattern(pattern, Locale.US);
    }

    Object write(ZonedDateTime time) {
        return switch (this) {
            case EPOCH_SECONDS -> time.toEpochSecond();
            case EPOCH_MILLIS -> time.toInstant().toEpochMilli();
            case RFC_1123 -> form.format(time.withZoneSameInstant(ZoneOffset.UTC));
            case TWELVE_HOURS, TWENTY_FOUR_HOURS, DAY_AND_TIME, GERMAN, OFFSET, AMERICAN, LOCAL -> form.format(time);
        };
    }
}
