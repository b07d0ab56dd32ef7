package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Budget;
import dev.tallystick.workspace.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A budget whose waiting moves the clock that the lab goes by, so that a pace of five calls a second takes no time.
final class PacedBudget implements Budget {
    private final SettableClock clock;
    private final Map<String, Deque<Instant>> taken = new HashMap<>();
    private final Map<String, Instant> frozen = new HashMap<>();
    private final Map<String, Long> months = new HashMap<>();

    PacedBudget(SettableClock clock) {
        this.clock = clock;
    }

    @Override
    public Permit acquire(List<Limit> limits, Duration patience, BooleanSupplier stopping) {
        if (stopping.getAsBoolean()) {
            return new Permit.Stopped();
        }
        Instant at = clock.instant();
        for (var limit : limits) {
            if (limit.monthlyCap() != null && usedThisMonth(limit.key()) >= limit.monthlyCap()) {
                var reset = YearMonth.from(at.atOffset(ZoneOffset.UTC)).plusMonths(1);
                return new Permit.Spent(
                        limit,
                        usedThisMonth(limit.key()),
                        reset.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            at = latest(at, frozen.getOrDefault(limit.key(), at));
            var times = taken.computeIfAbsent(limit.key(), _ -> new ArrayDeque<>());
            if (limit.rate() != null && times.size() >= limit.rate().requests()) {
                while (times.size() > limit.rate().requests()) {
                    times.removeFirst();
                }
                at = latest(at, times.getFirst().plus(limit.rate().per()));
            }
        }
        var wait = Duration.between(clock.instant(), at);
        if (wait.compareTo(patience) > 0) {
            return new Permit.Later(limits.getFirst(), wait);
        }
        clock.pass(wait);
        for (var limit : limits) {
            taken.get(limit.key()).addLast(at);
            months.merge(limit.key(), 1L, Long::sum);
        }
        return new Permit.Granted(at);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public void throttled(String key, Duration pause) {
        frozen.merge(key, clock.instant().plus(pause), PacedBudget::latest);
    }

    @Override
    public long usedThisMonth(String key) {
        return months.getOrDefault(key, 0L);
    }

    Map<String, Instant> frozen() {
        return frozen;
    }

    Map<String, Long> counted() {
        return months;
    }
}
