package dev.tallystick.connection;

import dev.tallystick.connector.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Tells one attempt what it waits for, and changes nothing about it.
final class WatchedBudget implements Budget {
    private final Budget budget;
    private final Waits waits;
    /// By key, until when the upstream has told this attempt to leave it alone.
    private final Map<String, Long> frozenUntilNanos = new ConcurrentHashMap<>();

    WatchedBudget(Budget budget, Waits waits) {
        this.budget = budget;
        this.waits = waits;
    }

    @Override
    public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
        try (var _ = waits.begin(reason(limits))) {
            return budget.acquire(limits, patience, stopping);
        }
    }

    private String reason(List<Limit> limits) {
        long now = System.nanoTime();
        for (var limit : limits) {
            var until = frozenUntilNanos.get(limit.key());
            if (until != null && until - now > 0) {
                return limit.what() + ", which asked to be left alone for a while";
            }
        }
        var rated = limits.stream().filter(limit -> limit.rate() != null).toList();
        return "the rate limit of "
                + (rated.isEmpty() ? limits : rated)
                        .stream().map(Limit::what).distinct().collect(Collectors.joining(" and "));
    }

    @Override
    public void answered(List<Limit> limits, String kind, Instant at) {
        budget.answered(limits, kind, at);
    }

    @Override
    public void throttled(String key, Duration pause) {
        frozenUntilNanos.merge(key, System.nanoTime() + pause.toNanos(), Math::max);
        budget.throttled(key, pause);
    }

    @Override
    public Waiting waiting(String why) {
        return waits.begin(why);
    }

    @Override
    public long usedThisMonth(String key) {
        return budget.usedThisMonth(key);
    }
}
