package dev.tallystick.run;

import java.time.Duration;

/// The right to commit for one sync, for a while. Whether it still holds is decided by the database in each commit; the
/// deadline here only keeps a worker from starting a call that it could not finish in time.
///
/// @param epoch goes up with each holder; a commit with an older one affects nothing
/// @param deadlineNanos on this process' monotonic clock, counted from before the lease was asked for
record Lease(String name, long epoch, long deadlineNanos) {
    /// A worker whose lease is not renewed for this long has lost it.
    static final Duration LENGTH = Duration.ofSeconds(20);

    static final Duration RENEWED_EVERY = Duration.ofSeconds(5);

    /// No call to the outside starts when less than this is left.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    boolean nearlyOver(long nowNanos) {
        return deadlineNanos - nowNanos < MARGIN.toNanos();
    }
}
