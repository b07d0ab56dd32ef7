package dev.tallystick.connection;

import dev.tallystick.connector.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Keeps calls to the lab apart from those to the upstream that it stands in for: what is rehearsed must not use up
/// the month of the real account.
record RehearsalBudget(Budget budget) implements Budget {
    private static final String PREFIX = "rehearsal/";

    @Override
    public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
        return budget.acquire(ours(limits), patience, stopping);
    }

    @Override
    public void answered(List<Limit> limits, String kind, Instant at) {
        budget.answered(ours(limits), kind, at);
    }

    private static List<Limit> ours(List<Limit> limits) {
        return limits.stream()
                .map(limit -> new Limit(PREFIX + limit.key(), limit.what(), limit.rate(), limit.monthlyCap()))
                .toList();
    }

    @Override
    public void throttled(String key, Duration pause) {
        budget.throttled(PREFIX + key, pause);
    }

    @Override
    public long usedThisMonth(String key) {
        return budget.usedThisMonth(PREFIX + key);
    }
}
