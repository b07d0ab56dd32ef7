package dev.tallystick.run;

import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.PlanApproval;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Breaker;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Side;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Looks at a whole plan in the journal, before anything of it is sent: its hash, and whether it looks like an accident
/// on either side.
final class JudgePairs {
    private static final Duration LAST_DAY = Duration.ofHours(24);

    private final Attempt attempt;
    private final RunStore runs;
    private final Journal journal;

    JudgePairs(Attempt attempt, RunStore runs, Journal journal) {
        this.attempt = attempt;
        this.runs = runs;
        this.journal = journal;
    }

    /// @param breaker why the plan must be held; null when it need not, or when a person has approved it
    record Verdict(long changes, Run.@Nullable Held breaker) {}

    /// @param rows pairs in force before this run
    Verdict judge(long rows) {
        var run = attempt.run();
        if (run.approved()) {
            attempt.commit(jdbc -> {
                PlanApproval.leaveOutUnapproved(jdbc, run);
                return null;
            });
        }
        var breakers = new EnumMap<Side, Breaker>(Side.class);
        for (var side : Side.values()) {
            breakers.put(side, breaker(side, rows));
        }
        var hash = new PlanHash();
        attempt.read(jdbc -> {
            journal.plan(jdbc, run, entry -> {
                hash.add(entry.change());
                if (entry.step() != Step.IDS) {
                    Objects.requireNonNull(breakers.get(entry.change().side())).add(entry.change(), entry.archives());
                }
            });
            return null;
        });
        long changes = hash.changes();
        var hex = hash.hex();
        attempt.commit(jdbc -> {
            journal.inPlan(jdbc, run);
            runs.planned(jdbc, run, hex, changes);
            return null;
        });
        return new Verdict(
                changes,
                run.approved()
                        ? null
                        : breakers.entrySet().stream()
                                .flatMap(breaker -> breaker.getValue().tripped().stream()
                                        .map(sentence ->
                                                "On the " + breaker.getKey().word() + " side: " + sentence))
                                .findFirst()
                                .map(sentence -> new Run.Held("breaker", sentence))
                                .orElse(null));
    }

    private Breaker breaker(Side side, long rows) {
        var run = attempt.run();
        return new Breaker(attempt.read(jdbc -> new Breaker.History(
                rows,
                RunCounts.deletesSince(jdbc, run, side, attempt.now().minus(LAST_DAY)),
                RunCounts.largestUpdate(jdbc, run, side))));
    }
}
