package dev.tallystick.lab;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// A fixed window per key, as most services count. Off until it is set.
final class RateGate {

    private final Clock clock;
    private final Map<String, Integer> used = new HashMap<>();
    private Instant window = Instant.EPOCH;
    private int requests;
    private Duration per = Duration.ofSeconds(1);

    RateGate(Clock clock) {
        this.clock = clock;
    }

    synchronized void set(int most, Duration period) {
        requests = most;
        per = period;
        used.clear();
    }

    /// @param left -1 where nothing is counted
    record Verdict(boolean passed, int limit, int left, long resetSeconds) {
        Reply on(Reply reply) {
            if (limit == 0) {
                return reply;
            }
            return reply.with("RateLimit-Limit", "" + limit)
                    .with("RateLimit-Remaining", "" + left)
                    .with("RateLimit-Reset", "" + resetSeconds)
                    .with("RateLimit", "\"default\";r=" + left + ";t=" + resetSeconds);
        }
    }

    synchronized Verdict ask(String key) {
        if (requests == 0) {
            return new Verdict(true, 0, -1, 0);
        }
        Instant now = clock.instant();
        if (!now.isBefore(window.plus(per))) {
            window = now;
            used.clear();
        }
        int count = used.merge(key, 1, Integer::sum);
        long millis = Duration.between(now, window.plus(per)).toMillis();
        return new Verdict(count <= requests, requests, Math.max(0, requests - count), (millis + 999) / 1000);
    }
}
