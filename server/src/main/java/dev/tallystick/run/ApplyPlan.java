package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.OneWayPlanner;
import dev.tallystick.plan.Tally;
import dev.tallystick.run.PairStore.State;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends a plan out of the journal, batch by batch, and records what became of each change.
///
/// The order that makes it safe: the intent is committed, then the call is made, then the answer is committed together
/// with the bases it moves. Between the first and the last of these the process may die at any moment; whoever takes
/// over
/// first settles what is open, by raising the fence and then asking the target whether the batch is there. After the
/// fence no earlier call can land any more, so the answer is final.
final class ApplyPlan {
    /// A row that others keep changing between our look and our write is given up for this run.
    private static final int MOST_ROUNDS = 3;

    private final Attempt attempt;
    private final Sides sides;
    private final RunStore runs;
    private final PairStore pairs;
    private final Journal journal;
    private final BatchStore batches;
    private final SyncStateStore states;
    private final Target.Fence fence;
    private final OneWayPlanner planner;
    private final Map<String, Integer> rounds = new HashMap<>();
    private long applied;

    ApplyPlan(
            Attempt attempt,
            Sides sides,
            RunStore runs,
            PairStore pairs,
            Journal journal,
            BatchStore batches,
            SyncStateStore states,
            Target.Fence fence) {
        this.attempt = attempt;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.batches = batches;
        this.states = states;
        this.fence = fence;
        var sync = attempt.sync();
        this.planner =
                new OneWayPlanner(sides.right().table(), sync.mapping(), sync.policies(), Equality.EXACT, Set.of());
    }

    /// Finds out what became of batches whose answer nobody recorded. To be called with the fence raised.
    void settle() {
        for (var open :
                attempt.read(jdbc -> batches.unsettled(jdbc, attempt.sync().id()))) {
            attempt.check();
            var right = sides.right(open.tableSync());
            record(open.id(), open.run(), right, right.target().probe(open.id()));
        }
    }

    /// Sends everything that is planned. Changes that moved meanwhile are planned again by `plan`.
    void apply(PlanRun plan, long planned) {
        while (true) {
            attempt.check();
            var limit =
                    Math.min(attempt.sync().batchRows(), sides.right().target().batchRows());
            var entries = attempt.read(jdbc -> journal.next(jdbc, attempt.run(), limit));
            if (entries.isEmpty()) {
                return;
            }
            var moved = send(entries);
            if (!moved.isEmpty()) {
                plan.again(moved);
            }
            attempt.commit(jdbc -> {
                runs.progress(
                        jdbc,
                        attempt.run(),
                        Run.Phase.APPLY,
                        plan.read(),
                        planned,
                        applied,
                        plan.unchanged(),
                        attempt.now());
                return null;
            });
        }
    }

    private Map<String, Map<String, Value>> send(List<Entry> entries) {
        var right = sides.rightNamed(entries.getFirst().change().table());
        var id = UUID.randomUUID().toString();
        attempt.commit(jdbc -> {
            batches.open(
                    jdbc, id, attempt.run(), right.of().id(), attempt.epoch(), payloadHash(entries), attempt.now());
            journal.intend(jdbc, entries, id);
            return null;
        });
        attempt.check();
        return record(id, attempt.run().id(), right, Optional.of(write(right, id, entries)));
    }

    private List<Target.Result> write(Sides.Right right, String id, List<Entry> entries) {
        var writes = entries.stream().map(ApplyPlan::write).toList();
        try {
            return right.target().write(new Target.Batch(id, fence, writes));
        } catch (AmbiguousWriteException lost) {
            // The fence waits for the lost call's transaction to end, so the probe behind it is final.
            right.target().fence(fence);
            return right.target()
                    .probe(id)
                    .orElseThrow(() -> new ConnectorException(
                            Problem.UNAVAILABLE, "A write did not arrive: " + lost.getMessage(), lost));
        }
    }

    private static Target.Write write(Entry entry) {
        var change = entry.change();
        var kind = switch (change.kind()) {
            case CREATE -> Target.Kind.CREATE;
            case UPDATE -> Target.Kind.UPDATE;
            case DELETE -> Target.Kind.DELETE;
        };
        return new Target.Write(entry.id(), kind, change.key(), change.before(), change.after(), entry.placeholder());
    }

    /// @param results empty when the batch certainly did not land: its changes are planned again as they were
    /// @return left values of rows that moved and must be planned again
    private Map<String, Map<String, Value>> record(
            String batch, RunId run, Sides.Right right, Optional<List<Target.Result>> results) {
        var moved = new HashMap<String, Map<String, Value>>();
        attempt.commit(jdbc -> {
            batches.settle(jdbc, batch, results.isPresent(), attempt.now());
            if (results.isEmpty()) {
                journal.plannedAgain(jdbc, batch);
                countAgain(jdbc, run);
                return null;
            }
            var entries = new HashMap<Long, Entry>();
            journal.ofBatch(jdbc, batch).forEach(entry -> entries.put(entry.id(), entry));
            for (var result : results.get()) {
                record(jdbc, Objects.requireNonNull(entries.get(result.changeId())), result, moved);
            }
            states.written(jdbc, attempt.run(), attempt.now());
            countAgain(jdbc, run);
            return null;
        });
        if (results.isPresent()) {
            right.target().forget(List.of(batch));
        }
        return run.equals(attempt.run().id()) ? moved : Map.of();
    }

    /// A run that ended with a batch open was counted without knowing what became of it; now it is known.
    private void countAgain(JdbcClient jdbc, RunId settled) {
        if (settled.equals(attempt.run().id())) {
            return;
        }
        runs.find(jdbc, settled).ifPresent(run -> {
            var table = attempt.sync().right().table().name();
            var tally = journal.tally(jdbc, run, table, runs.unchanged(jdbc, settled), Tally.Outcome.SKIPPED);
            runs.tally(jdbc, run, tally, journal.related(jdbc, run), attempt.now());
        });
    }

    private void record(JdbcClient jdbc, Entry entry, Target.Result result, Map<String, Map<String, Value>> moved) {
        switch (result) {
            case Target.Result.Written written -> {
                applied++;
                journal.done(jdbc, entry, written.before(), written.after(), attempt.now());
                if (entry.base() != null) {
                    agree(jdbc, entry, entry.base(), written);
                }
            }
            case Target.Result.Moved _ -> moved(jdbc, entry, moved);
            case Target.Result.Refused(long _, String reason) -> {
                journal.settle(jdbc, entry, Status.FAILED, reason, attempt.now());
                if (entry.base() != null) {
                    var left = entry.base().left();
                    pairs.wait(
                            jdbc,
                            attempt.run(),
                            entry.change().key(),
                            left,
                            PlanRun.circumstances(sides, planner, left),
                            reason);
                }
            }
        }
    }

    /// The written side's base becomes what the write's own reply says; the other side's, what the change was planned
    /// from, so that an edit made meanwhile stays a change.
    private void agree(JdbcClient jdbc, Entry entry, Base planned, Target.Result.Written written) {
        var key = entry.change().key();
        if (entry.change().kind() == Change.Kind.DELETE) {
            pairs.state(jdbc, attempt.run(), key, State.GONE);
            return;
        }
        var right = new TreeMap<>(planned.right());
        written.after().forEach((field, value) -> {
            if (right.containsKey(field)) {
                right.put(field, value);
            }
        });
        pairs.agree(
                jdbc,
                attempt.run(),
                key,
                new Base(planned.left(), right),
                entry.archives() ? State.ARCHIVED : State.OPEN);
    }

    private void moved(JdbcClient jdbc, Entry entry, Map<String, Map<String, Value>> moved) {
        if (entry.step() == Step.NEEDED) {
            journal.settle(jdbc, entry, Status.SUPERSEDED, "Somebody else created it meanwhile.", attempt.now());
            return;
        }
        int round = rounds.merge(entry.change().key(), 1, Integer::sum);
        if (round > MOST_ROUNDS || entry.base() == null || entry.change().kind() == Change.Kind.DELETE) {
            journal.settle(
                    jdbc,
                    entry,
                    Status.SKIPPED,
                    "The row was changed by others while it was being written; the next run plans it again.",
                    attempt.now());
            return;
        }
        journal.settle(jdbc, entry, Status.SUPERSEDED, "The row had moved; it was planned again.", attempt.now());
        moved.put(entry.change().key(), entry.base().left());
    }

    private static String payloadHash(List<Entry> entries) {
        var hash = new Fingerprint(Equality.EXACT);
        entries.forEach(entry -> hash.add(entry.hash()));
        return hash.hex();
    }
}
