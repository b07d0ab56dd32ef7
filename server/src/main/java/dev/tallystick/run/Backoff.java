package dev.tallystick.run;

import dev.tallystick.sync.Sync;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long a run waits before its next attempt.
final class Backoff {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final double JITTER = 0.15;

    private Backoff() {}

    /// @param failed how many attempts have failed, 1 after the first
    /// @param asked what the upstream asked for; never waited less than that, within the longest wait
    static Duration before(Sync.Retry retry, int failed, @Nullable Duration asked, RandomGenerator random) {
        var own = switch (retry.backoff()) {
            // Full jitter: many runs that failed together come back spread over the whole wait.
            case EXPONENTIAL -> jittered(retry.firstWait().multipliedBy(1L << Math.min(failed - 1, 10)), random);
            case POLYNOMIAL -> polynomial(failed, random);
        };
        var wait =
                asked != null && asked.compareTo(own) > 0 ? asked.plus(jittered(Duration.ofSeconds(1), random)) : own;
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration jittered(Duration wait, RandomGenerator random) {
        return Duration.ofMillis(1 + (long) (random.nextDouble() * wait.toMillis()));
    }

    private static Duration polynomial(int failed, RandomGenerator random) {
        double seconds = Math.pow(failed, 4);
        return Duration.ofMillis((long) ((seconds + random.nextDouble() * seconds * JITTER + 2) * 1000));
    }
}
