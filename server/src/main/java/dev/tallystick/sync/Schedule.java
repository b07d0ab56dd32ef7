package dev.tallystick.sync;

import java.time.Duration;
import java.time.ZoneId;

/// When a sync is due.
///
/// @param zone whose wall clock the cron reads
/// @param missedRun what to do with times that passed while nobody could run
/// @param dst what to do with a time that the wall clock skips
/// @param jitter each time is moved later by less than this, the same for each sync every time
public record Schedule(Timing timing, ZoneId zone, MissedRun missedRun, Dst dst, Duration jitter, boolean paused) {

    public sealed interface Timing {
        /// @param expression five fields; minute first
        record Cron(String expression) implements Timing {}

        /// By elapsed time, whatever the wall clock does.
        record Every(Duration interval) implements Timing {}
    }

    public enum MissedRun {
        SKIP,
        /// However many were missed, one run makes up for them.
        ONCE
    }

    public enum Dst {
        /// A time in the gap of spring runs once, at the first instant after it.
        ONCE,
        SKIP
    }
}
