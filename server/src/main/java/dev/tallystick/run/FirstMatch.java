package dev.tallystick.run;

import dev.tallystick.plan.Pair;
import dev.tallystick.plan.Presence;

/// The report of the first meeting of two filled sides: how many rows found their counterpart by key, and how many of
/// those differ. A person reads it before the first value of somebody else's is overwritten.
final class FirstMatch {
    private long equal;
    private long differing;
    private long created;

    void equal() {
        equal++;
    }

    void write(Pair pair) {
        if (pair.base() != null || pair.rightIsPlaceholder()) {
            return;
        }
        if (pair.right() instanceof Presence.Seen) {
            differing++;
        } else {
            created++;
        }
    }

    boolean mustAsk() {
        return differing > 0;
    }

    String report() {
        return "The right table was filled before the first run. " + (equal + differing) + " rows match by key, "
                + differing + " of them with other values, which would be overwritten; " + created
                + " rows would be created.";
    }
}
