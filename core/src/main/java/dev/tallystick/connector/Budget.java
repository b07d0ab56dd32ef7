package dev.tallystick.connector;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Calls that upstreams accept, shared by every sync and every node that uses the same account there. It is spent so
/// that a limit is nearly reached and never crossed, in whatever window the upstream counts.
///
/// Connectors take from it through [Surroundings#turn], which makes sentences of what stands in the way.
public interface Budget {

    /// Counts nothing and never waits: for upstreams without a limit.
    Budget UNLIMITED = new Budget() {
        @Override
        public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
            return stopping.getAsBoolean() ? new Permit.Stopped() : new Permit.Granted(Instant.EPOCH);
        }

        @Override
        public void throttled(String key, Duration pause) {
            // Nobody shares it.
        }

        @Override
        public long usedThisMonth(String key) {
            return 0;
        }
    };

    /// Takes one call from each of these limits, or from none of them; waits for it where need be, but for no
    /// longer than `patience` and only until `stopping`. A granted call is to be made at once, and
    /// [#answered] to be told of its end: until then it may still be on its way.
    Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping);

    /// The answer to a call came, or is not waited for any more: the upstream has counted it by now.
    ///
    /// @param kind calls of one kind take about as long: what is asked for, in the connector's words
    /// @param at when it was granted
    default void answered(List<Limit> limits, String kind, Instant at) {
        // Where calls count from their beginning there is nothing to correct.
    }

    /// The upstream has said that it wants to be left alone: nobody who shares the key sends anything before then. A
    /// shorter pause does not end a longer one.
    void throttled(String key, Duration pause);

    /// Told before a caller waits by itself, such as before it tries a call again, so that whoever watches an attempt
    /// learns what its time is spent on. Nothing is counted.
    ///
    /// @param why as a noun, which follows "waiting for"
    /// @return to be closed when the wait is over
    default Waiting waiting(String why) {
        return () -> {};
    }

    /// A wait that goes on.
    @FunctionalInterface
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    /// Calls taken under this key in the calendar month (UTC) so far.
    long usedThisMonth(String key);

    /// @param requests that may be sent in each period, and at once after a pause
    record Rate(int requests, Duration per) {
        public Rate {
            if (requests < 1 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("A rate needs at least one request and a period above zero");
            }
        }

        public static Rate perSecond(int requests) {
            return new Rate(requests, Duration.ofSeconds(1));
        }

        public static Rate perMinute(int requests) {
            return new Rate(requests, Duration.ofMinutes(1));
        }
    }

    /// One thing that an upstream counts. Whoever names the same key shares it, in all workspaces, so a key names the
    /// upstream and what it counts by, and never holds a credential.
    ///
    /// @param key connector, then what is counted: `shop/acme.example/read`
    /// @param what for sentences, as a noun: `the shop acme.example`
    /// @param rate null where only the month is counted
    /// @param monthlyCap calls in a calendar month; null where there is no such cap
    record Limit(
            String key,
            String what,
            @Nullable Rate rate,
            @Nullable Long monthlyCap) {
        private static final int LONGEST_KEY = 300;

        public Limit {
            if (key.isBlank() || key.length() > LONGEST_KEY) {
                throw new IllegalArgumentException("A key has between 1 and " + LONGEST_KEY + " characters");
            }
            if (monthlyCap != null && monthlyCap < 0) {
                throw new IllegalArgumentException("A cap is not negative");
            }
        }

        public static Limit of(String key, String what, Rate rate) {
            return new Limit(key, what, rate, null);
        }

        public static Limit monthly(String key, String what, long cap) {
            return new Limit(key, what, null, cap);
        }
    }

    /// Whether a call may be made.
    sealed interface Permit {
        /// Now.
        ///
        /// @param at when it was granted, by the clock that all nodes share
        record Granted(Instant at) implements Permit {}

        /// Not before this time has passed, and that is longer than the caller would wait: it gives its worker back.
        record Later(Limit limit, Duration pause) implements Permit {}

        /// The month's calls are used up: waiting is no way out, a person decides.
        record Spent(Limit limit, long used, Instant resetsAt) implements Permit {}

        /// The caller was told to stop while it waited.
        record Stopped() implements Permit {}
    }
}
