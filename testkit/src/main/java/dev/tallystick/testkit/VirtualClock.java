package dev.tallystick.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock in UTC that stands still until it is told to go on.
public final class VirtualClock extends Clock {
    private final AtomicReference<Instant> now;

    private VirtualClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /// @param instant as ISO 8601: `2026-11-26T06:00:00Z`
    public static VirtualClock at(String instant) {
        return new VirtualClock(Instant.parse(instant));
    }

    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Time does not go back; make another clock for that");
        }
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /// The zone is for calendars alone: both clocks would have to go on together, so there is none but UTC.
    @Override
    public Clock withZone(ZoneId zone) {
        if (zone.equals(ZoneOffset.UTC)) {
            return this;
        }
        throw new UnsupportedOperationException("This clock is in UTC; convert its instants with atZone(…)");
    }
}
