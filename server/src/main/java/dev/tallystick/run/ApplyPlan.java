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
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.OneWayPlanner;
import dev.tallystick.plan.Tally;
import dev.tallystick.run.PairStore.Agreed;
import dev.tallystick.run.PairStore.State;
import dev.tallystick.run.PairStore.Waiting;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
            record(open.id(), right, right.target().probe(open.id()));
            if (!open.run().equals(attempt.run().id())) {
                countAgain(open);
            }
        }
    }

    /// The run that sent it is over and had counted its rows as held; now it is known what became of them.
    private void countAgain(BatchStore.Open open) {
        attempt.commit(jdbc -> {
            journal.neverArrived(jdbc, open.run(), attempt.now());
            var earlier = runs.find(jdbc, open.run()).orElseThrow();
            var tally = RunCounts.tallies(jdbc, earlier, runs.unchanged(jdbc, earlier.id()), Tally.Outcome.SKIPPED);
            runs.tally(jdbc, earlier, tally, RunCounts.related(jdbc, earlier), attempt.now());
            return null;
        });
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
        var first = entries.getFirst();
        var right =
                first.step() == Step.NEEDED ? sides.neededNamed(first.change().table()) : sides.right();
        var id = UUID.randomUUID().toString();
        attempt.commit(jdbc -> {
            batches.open(
                    jdbc, id, attempt.run(), right.of().id(), attempt.epoch(), payloadHash(entries), attempt.now());
            journal.intend(jdbc, entries, id);
            return null;
        });
        // Only the lease is asked for here: whoever else wants an end gets it between batches, not between the intent
        // and the call, which would leave an intent that nobody acted on.
        attempt.demandTime();
        var writes = entries.stream().map(ApplyPlan::write).toList();
        try {
            return record(id, right, Optional.of(right.target().write(new Target.Batch(id, fence, writes))));
        } catch (AmbiguousWriteException lost) {
            // The fence waits for the lost call's transaction to end, so the probe behind it is final.
            right.target().fence(fence);
            var landed = right.target().probe(id);
            var moved = record(id, right, landed);
            if (landed.isEmpty()) {
                throw new ConnectorException(Problem.UNAVAILABLE, "A write did not arrive: " + lost.getMessage(), lost);
            }
            return moved;
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
            String batch, Sides.Right right, Optional<List<Target.Result>> results) {
        var outcome = new Outcome();
        attempt.commit(jdbc -> {
            batches.settle(jdbc, batch, results.isPresent(), attempt.now());
            if (results.isEmpty()) {
                journal.plannedAgain(jdbc, batch);
                return null;
            }
            var entries = new HashMap<Long, Entry>();
            journal.ofBatch(jdbc, batch).forEach(entry -> entries.put(entry.id(), entry));
            for (var result : results.get()) {
                outcome.add(jdbc, Objects.requireNonNull(entries.get(result.changeId())), result);
            }
            outcome.write(jdbc);
            states.written(jdbc, attempt.run(), attempt.now());
            return null;
        });
        applied += outcome.done.size();
        if (results.isPresent()) {
            right.target().forget(List.of(batch));
        }
        return outcome.moved;
    }

    /// What became of the changes of one batch, recorded in a few statements whatever its size.
    private final class Outcome {
        private final List<Journal.Done> done = new ArrayList<>();
        private final Map<String, Agreed> agreed = new HashMap<>();
        private final Map<String, Waiting> waiting = new HashMap<>();
        private final Set<String> gone = new HashSet<>();
        private final Map<String, Map<String, Value>> moved = new HashMap<>();

        void add(JdbcClient jdbc, Entry entry, Target.Result result) {
            switch (result) {
                case Target.Result.Written written -> {
                    done.add(new Journal.Done(entry, written.before(), written.after()));
                    if (entry.base() != null) {
                        agree(entry, entry.base(), written);
                    }
                }
                case Target.Result.Moved _ -> moved(jdbc, entry);
                case Target.Result.Refused(long _, String reason) -> refused(jdbc, entry, reason);
            }
        }

        /// The written side's base becomes what the write's own reply says; the other side's, what the change was
        /// planned from, so that an edit made meanwhile stays a change.
        private void agree(Entry entry, Base planned, Target.Result.Written written) {
            if (entry.change().kind() == Change.Kind.DELETE) {
                gone.add(entry.change().key());
                return;
            }
            var right = new TreeMap<>(planned.right());
            written.after().forEach((field, value) -> {
                if (right.containsKey(field)) {
                    right.put(field, value);
                }
            });
            agreed.put(
                    entry.change().key(),
                    new Agreed(new Base(planned.left(), right), entry.archives() ? State.ARCHIVED : State.OPEN));
        }

        private void refused(JdbcClient jdbc, Entry entry, String reason) {
            journal.settle(jdbc, entry, Status.FAILED, reason, attempt.now());
            attempt.time().failed(1);
            if (entry.base() == null) {
                return;
            }
            if (entry.change().kind() == Change.Kind.DELETE || entry.archives()) {
                // Its left row is gone: what stands in the way is on the right and may go away by itself.
                later(entry, reason);
                return;
            }
            var left = entry.base().left();
            waiting.put(entry.change().key(), new Waiting(left, PlanRun.circumstances(sides, planner, left), reason));
        }

        private void moved(JdbcClient jdbc, Entry entry) {
            if (entry.step() == Step.NEEDED) {
                journal.settle(jdbc, entry, Status.SUPERSEDED, "Somebody else created it meanwhile.", attempt.now());
                return;
            }
            int round = rounds.merge(entry.change().key(), 1, Integer::sum);
            // A row whose left one is gone must not be planned again as if that were there.
            boolean removal = entry.change().kind() == Change.Kind.DELETE || entry.archives();
            if (round > MOST_ROUNDS || entry.base() == null || removal) {
                var reason = "The row was changed by others while it was being written; the next run plans it again.";
                journal.settle(jdbc, entry, Status.SKIPPED, reason, attempt.now());
                later(entry, reason);
                return;
            }
            journal.settle(jdbc, entry, Status.SUPERSEDED, "The row had moved; it was planned again.", attempt.now());
            moved.put(entry.change().key(), entry.base().left());
        }

        private void later(Entry entry, String reason) {
            PlanRun.later(attempt.sync(), sides, entry, reason)
                    .ifPresent(waits -> waiting.put(entry.change().key(), waits));
        }

        void write(JdbcClient jdbc) {
            journal.done(jdbc, done, attempt.now());
            pairs.agree(jdbc, attempt.run(), agreed);
            pairs.wait(jdbc, attempt.run(), waiting);
            gone.forEach(key -> pairs.state(jdbc, attempt.run(), key, State.GONE));
        }
    }

    private static String payloadHash(List<Entry> entries) {
        var hash = new Fingerprint(Equality.EXACT);
        entries.forEach(entry -> hash.add(entry.hash()));
        return hash.hex();
    }
}
