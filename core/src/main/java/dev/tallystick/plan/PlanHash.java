package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;

/// The hash of a plan: of every change in it, in order. A person approves this hash, and nothing outside it is applied.
public final class PlanHash {
    private final Fingerprint plan = new Fingerprint(Equality.EXACT);
    private long changes;

    public void add(Change change) {
        plan.add(of(change));
        changes++;
    }

    public long changes() {
        return changes;
    }

    /// The hash as hex text; nothing may be added afterwards.
    public String hex() {
        return plan.hex();
    }

    /// The hash of one change: equal when the same row would go from the same values to the same values. The reason is
    /// not part of it, since it may be worded anew.
    public static String of(Change change) {
        return new Fingerprint(Equality.EXACT)
                .add(change.kind().word())
                .add(change.side().word())
                .add(change.table())
                .add(change.key())
                .add(change.before())
                .add(change.after())
                .hex();
    }
}
