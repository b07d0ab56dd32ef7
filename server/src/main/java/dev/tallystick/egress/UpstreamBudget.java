package dev.tallystick.egress;

import java.time.Duration;
import java.time.Instant;

/// Requests that an upstream accepts, shared by all who use the same account there. A budget belongs to the upstream
/// and the credential, not to a sync: `airtable/appXYZ`, `http/api.example.com/ab12…`.
public interface UpstreamBudget {

    /// @param requests that may be sent in each period, and at once after a pause
    record Rate(int requests, Duration per) {
        public Rate {
            if (requests < 1 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("A rate needs at least one request and a period above zero");
            }
        }
    }

    /// Whether a request may go out.
    sealed interface Permit {
        /// Now.
        record Granted() implements Permit {}

        /// Not before then, and that is longer than the caller would wait: it gives its worker back.
        record Later(Instant notBefore) implements Permit {}
    }

    /// Takes one request from the budget, waiting for it where need be, but for no longer than `patience`.
    Permit acquire(String key, Rate rate, Duration patience) throws InterruptedException;

    /// The upstream has said that it wants to be left alone: nobody who shares the key sends anything before then.
    void throttled(String key, Instant until);
}
