package dev.tallystick.egress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// A budget for one process. Places in the queue are handed out under a lock and waited for outside it, so that those
/// who wait for one upstream do not stand in the way of another.
public final class InProcessBudget implements UpstreamBudget {

    private final Clock clock;
    private final Sleeper sleeper;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /// How waiting is done. Tests move the clock instead.
    public interface Sleeper {
        void sleep(Duration wait) throws InterruptedException;
    }

    public InProcessBudget(Clock clock) {
        this(clock, Thread::sleep);
    }

    public InProcessBudget(Clock clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public Permit acquire(String key, Rate rate, Duration patience) throws InterruptedException {
        Instant patient = clock.instant().plus(patience);
        while (true) {
            Instant place;
            synchronized (buckets) {
                Bucket bucket = buckets.computeIfAbsent(key, _ -> new Bucket());
                place = bucket.next(rate, clock.instant());
                if (place.isAfter(patient)) {
                    return new Permit.Later(place);
                }
                bucket.take(place);
            }
            Duration wait = Duration.between(clock.instant(), place);
            if (!wait.isPositive()) {
                return new Permit.Granted();
            }
            sleeper.sleep(wait);
            synchronized (buckets) {
                // A place from before the upstream asked for a pause is void: queue again.
                if (!buckets.computeIfAbsent(key, _ -> new Bucket()).notBefore.isAfter(clock.instant())) {
                    return new Permit.Granted();
                }
            }
        }
    }

    @Override
    public void throttled(String key, Instant until) {
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(key, _ -> new Bucket());
            if (until.isAfter(bucket.notBefore)) {
                bucket.notBefore = until;
            }
        }
    }

    /// The last grants, as many as a period may hold. A bucket that refills evenly would let through nearly twice the
    /// rate in the period after a pause, and the upstream's own window may begin anywhere.
    private static final class Bucket {
        private final ArrayDeque<Instant> granted = new ArrayDeque<>();
        private Instant notBefore = Instant.EPOCH;

        /// When the next request may go.
        Instant next(Rate rate, Instant now) {
            while (granted.size() > rate.requests()) {
                granted.removeFirst();
            }
            Instant free = latest(now, notBefore);
            return granted.size() < rate.requests()
                    ? free
                    : latest(free, granted.getFirst().plus(rate.per()));
        }

        void take(Instant place) {
            granted.addLast(place);
        }

        private static Instant latest(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
