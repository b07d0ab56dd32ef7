package dev.tallystick.connectors.airtable;

import java.time.Duration;

/// The times that Airtable's behaviour asks for, in one place so that tests can shorten them together with the
/// lab.
///
/// @param settleAfter how long after it was made a call may still be carried out
/// @param freeze how long nothing is answered after too many requests
/// @param freezes how often that may meet one call before it gives up
/// @param skew how far Airtable's clock and ours may lie apart
/// @param overlap how much of the time before the cursor an incremental listing reads again
record Timing(Duration settleAfter, Duration freeze, int freezes, Duration skew, Duration overlap) {
    static final Timing STANDARD =
            new Timing(Duration.ofSeconds(60), Duration.ofSeconds(30), 3, Duration.ofMinutes(2), Duration.ofMinutes(2));

    Timing settleAfter(Duration other) {
        return new Timing(other, freeze, freezes, skew, overlap);
    }

    Timing freeze(Duration other) {
        return new Timing(settleAfter, other, freezes, skew, overlap);
    }
}
