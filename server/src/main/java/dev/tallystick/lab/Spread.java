package dev.tallystick.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/// Draws what a row holds from the seed and the row's index, and nothing else.
final class Spread {

    private static final Instant FIRST = Instant.parse("2026-01-05T06:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-01T18:00:00Z");

    /// Rows that changed at the same time, so that page borders fall between them.
    private static final int TIED = 4;

    private Spread() {}

    static SplittableRandom random(long seed, long index) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
    }

    static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// Spread evenly over the year so far, four rows a time, with 0, 3, 6 or 9 digits after the second.
    static Instant updatedAt(long index, long size) {
        long group = index / TIED;
        long groups = size / TIED + 1;
        long span = Duration.between(FIRST, LAST).toSeconds();
        Instant time = FIRST.plusSeconds((long) ((double) span * group / groups));
        return switch ((int) (group % 4)) {
            case 0 -> time.truncatedTo(ChronoUnit.SECONDS);
            case 1 -> time.plusMillis(412);
            case 2 -> time.plusNanos(412_007_000);
            default -> time.plusNanos(412_007_009);
        };
    }
}
