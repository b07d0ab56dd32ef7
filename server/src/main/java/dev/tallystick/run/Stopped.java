package dev.tallystick.run;

/// Ends an attempt from the inside before its work is done; nothing went wrong.
final class Stopped extends RuntimeException {
    enum Why {
        /// A person cancelled the run.
        CANCELLED,
        /// This process ends; another attempt goes on elsewhere or later.
        RELEASED,
        /// The run ended before its work began: a person was faster.
        OVER,
        /// Somebody else holds the lease: nothing may be written any more, not even that.
        LEASE_LOST
    }

    private final Why why;

    Stopped(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
