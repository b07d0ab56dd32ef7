package dev.tallystick.run;

import dev.tallystick.connection.Connections;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.FencedException;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trouble;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunLine;
import dev.tallystick.history.RunStore;
import dev.tallystick.job.JobHandler;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.DueRuns;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One run of one sync: observes both sides, plans, is held or applies, and records what happened.
///
/// A run may take several attempts: the upstream was down, the process died, the process was stopped. An attempt is
/// never
/// a run of its own. Each attempt observes and plans anew, from what was last agreed, so going on after a crash, after
/// a
/// retry and after two weeks offline are one and the same path; only writes whose answer was lost are settled first.
public final class RunSync implements JobHandler {
    private static final Logger log = LoggerFactory.getLogger(RunSync.class);

    /// A job that killed this many workers is taken out of circulation.
    private static final int MOST_DEATHS = 3;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final DueRuns due;
    private final StartScheduled scheduled;
    private final Connections connections;
    private final RunStore runs = new RunStore();
    private final Journal journal = new Journal();
    private final PairStore pairs = new PairStore();
    private final BatchStore batches = new BatchStore();
    private final SyncStateStore states = new SyncStateStore();
    private final LeaseStore leases = new LeaseStore();
    private final Clock clock;
    private final RandomGenerator random;
    private final String node;
    private final String installation;
    private final RestoredStore restored = new RestoredStore();
    private final Duration patience;
    private final Together together;
    /// Those that this process works on, by run.
    private final Map<Long, Attempt> working = new ConcurrentHashMap<>();

    public RunSync(
            Transactions transactions,
            SyncStore syncs,
            DueRuns due,
            Connections connections,
            Clock clock,
            RandomGenerator random,
            String node,
            String installation) {
        this(
                transactions,
                syncs,
                due,
                connections,
                clock,
                random,
                node,
                installation,
                Attempt.PATIENCE,
                Together.AT_ONCE);
    }

    /// @param patience how long a table that another sync writes to is waited for before the worker is given back
    /// @param together how both sides are read
    RunSync(
            Transactions transactions,
            SyncStore syncs,
            DueRuns due,
            Connections connections,
            Clock clock,
            RandomGenerator random,
            String node,
            String installation,
            Duration patience,
            Together together) {
        this.patience = patience;
        this.together = together;
        this.transactions = transactions;
        this.syncs = syncs;
        this.due = due;
        this.scheduled = new StartScheduled(transactions, syncs, due, connections, runs);
        this.connections = connections;
        this.clock = clock;
        this.random = random;
        this.node = node;
        this.installation = installation;
    }

    @Override
    public String name() {
        return "sync";
    }

    @Override
    public boolean lock(JdbcClient system, long key) {
        return syncs.lock(system, new SyncId(key));
    }

    /// A run that waits comes first, at its time; else the schedule.
    @Override
    public Optional<Due> next(JdbcClient system, long key) {
        var id = new SyncId(key);
        var sync = syncs.find(system, id);
        if (sync.isEmpty()) {
            return Optional.empty();
        }
        int priority = sync.get().priority();
        var waiting = runs.open(system, id).stream()
                .filter(run -> run.status() != Status.HELD)
                .findFirst()
                .map(run -> run.nextAttemptAt() != null ? run.nextAttemptAt() : afterItsHolder(system, id));
        return waiting.or(() -> due.nextAt(system, id)).map(at -> new Due(at, priority));
    }

    private Instant afterItsHolder(JdbcClient system, SyncId id) {
        return leases.heldUntil(system, leaseName(id)).orElseGet(clock::instant);
    }

    @Override
    public void work(long key, BooleanSupplier shuttingDown) {
        var sync = transactions.system(jdbc -> syncs.find(jdbc, new SyncId(key)));
        if (sync.isEmpty()) {
            transactions.system(jdbc -> {
                discard(jdbc, key);
                return null;
            });
            return;
        }
        var run = toWorkOn(sync.get());
        if (run.isEmpty()) {
            return;
        }
        var lease = transactions.in(
                sync.get().workspace(),
                jdbc -> leases.take(
                        jdbc,
                        sync.get().workspace(),
                        leaseName(sync.get().id()),
                        run.get().id().value(),
                        node,
                        Lease.LENGTH));
        if (lease.isEmpty()) {
            log.debug("Another worker holds the lease of {}", sync.get().name());
            return;
        }
        try (var _ = MDC.putCloseable("sync", sync.get().name());
                var _ = MDC.putCloseable("run", Long.toString(run.get().id().value()));
                var attempt = new Attempt(
                        run.get(),
                        sync.get(),
                        lease.get(),
                        transactions,
                        leases,
                        runs,
                        clock,
                        shuttingDown,
                        patience)) {
            working.put(run.get().id().value(), attempt);
            try {
                attempt(attempt);
            } finally {
                working.remove(run.get().id().value());
            }
        }
    }

    /// Something was logged in the name of this run.
    void wrote(long run, RunLine.Level level, Instant at, String text) {
        var attempt = working.get(run);
        if (attempt != null) {
            attempt.wrote(level, at, text);
        }
    }

    /// The run that is due now: one that waits, or a new one because the schedule says so.
    private Optional<Run> toWorkOn(Sync sync) {
        var now = clock.instant();
        var open = transactions.in(sync.workspace(), jdbc -> {
            syncs.lock(jdbc, sync.id());
            return runs.open(jdbc, sync.id()).stream()
                    .filter(run -> run.status() != Status.HELD)
                    .findFirst();
        });
        if (open.isEmpty()) {
            return scheduled.start(sync, now);
        }
        var at = open.get().nextAttemptAt();
        return at != null && at.isAfter(now) ? Optional.empty() : open;
    }

    /// The sync was removed: what still waits for it is over, and what runs is told to stop.
    @Override
    public void discard(JdbcClient system, long key) {
        var id = new SyncId(key);
        var removed = new Trouble("sync_removed", "The sync was removed, so this run was discarded.");
        boolean worked = leases.heldUntil(system, leaseName(id)).isPresent();
        for (var run : runs.open(system, id)) {
            if (worked && run.status() == Status.RUNNING && run.nextAttemptAt() == null) {
                runs.requestCancel(system, run, clock.instant());
            } else {
                runs.end(system, run, Status.CANCELLED, removed, null, clock.instant());
            }
        }
    }

    /// Whatever happens, the queue gets the key back in order: to lose the lease, or our database, is no bug.
    private void attempt(Attempt attempt) {
        try {
            untilItEnds(attempt);
        } catch (Stopped lost) {
            if (!attempt.databaseWasAway()) {
                log.warn("The lease is lost; nothing of this attempt is kept that is not yet committed");
                return;
            }
            attempt.outlived();
        } catch (DatabaseUnavailable away) {
            if (!away.isAway()) {
                log.warn("This attempt got no connection to our own database; it goes on elsewhere or later");
            }
            attempt.outlived();
        }
    }

    private void untilItEnds(Attempt attempt) {
        try {
            attempt.begin(node);
            attempt.say("Attempt " + attempt.number() + " begins on " + node + ".");
            if (attempt.run().cancelRequested()) {
                throw new Stopped(Stopped.Why.CANCELLED);
            }
            if (quarantined(attempt)) {
                return;
            }
            observePlanApply(attempt);
        } catch (Stopped stopped) {
            stopped(attempt, stopped.why());
        } catch (FencedException zombie) {
            log.warn("A later worker has taken over: {}", zombie.getMessage());
            // Ends nothing unless the lease is still ours: then the target has heard a later epoch than we know of.
            end(attempt, Status.FAILED, Troubles.fenced(), "failed");
        } catch (ConnectorException outside) {
            // A connector that was told to stop may end with any error of its own.
            if (attempt.stopping()) {
                stopped(attempt, Stopped.Why.RELEASED);
            } else {
                failed(
                        attempt,
                        Troubles.of(outside),
                        outside.problem().retryable(),
                        outside.retryAfter().orElse(null));
            }
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException bug) {
            log.error("A bug of ours ended the attempt", bug);
            failed(attempt, Troubles.bug(), false, null);
        }
    }

    private void observePlanApply(Attempt attempt) {
        var sync = attempt.sync();
        var run = attempt.run();
        var time = attempt.time();
        try (var course = time.in(Part.OPEN, null, () -> course(attempt))) {
            if (!run.dryRun()) {
                time.in(Part.SETTLE, null, course::settle);
            }
            attempt.commit(jdbc -> {
                syncs.lock(jdbc, sync.id());
                attempt.beginReading(jdbc);
                return null;
            });
            var planned = time.in(Part.PLAN, null, course::plan);
            attempt.say(planned(planned));
            attempt.check();
            if (run.dryRun()) {
                preview(attempt, course, planned);
                return;
            }
            var held = held(attempt, planned);
            if (held != null) {
                hold(attempt, course, held);
                return;
            }
            course.apply(planned);
            var until = course.unsettledUntil();
            if (until.isPresent()) {
                goOnAt(attempt, until.get());
            } else {
                finish(attempt, course, planned);
            }
        }
    }

    private Run.@Nullable Held held(Attempt attempt, Course.Planned planned) {
        if (attempt.run().approved()) {
            return planned.held();
        }
        return attempt.read(jdbc -> restored.hold(jdbc, attempt.sync().id(), planned.changes(), planned.held()))
                .orElse(planned.held());
    }

    private static String planned(Course.Planned planned) {
        var text = planned.changes() == 1 ? "1 change is planned." : planned.changes() + " changes are planned.";
        return planned.incomplete() == null
                ? text
                : text + " The listing is not complete: " + planned.incomplete().sentence();
    }

    private Course course(Attempt attempt) {
        var sync = attempt.sync();
        if (sync.twoSided() != null) {
            return twoWay(attempt);
        }
        var fence = new Target.Fence(installation + ":" + sync.id().value(), attempt.epoch());
        var sides =
                new Sides(sync, connections, syncs, fence, !attempt.run().dryRun(), attempt::stopping, attempt.time());
        return new OneWayCourse(attempt, sides, runs, pairs, journal, batches, states, fence);
    }

    private Course twoWay(Attempt attempt) {
        var twoWayStates = new TwoWayStateStore();
        var state = attempt.read(jdbc -> twoWayStates.load(jdbc, attempt.run()));
        var sides = new TwoSides(
                attempt.sync(),
                connections,
                state.left().remembered(),
                state.right().remembered(),
                !attempt.run().dryRun(),
                attempt::stopping,
                attempt.time(),
                together);
        var undo = attempt.read(jdbc -> runs.undo(jdbc, attempt.run().id()));
        if (undo.isPresent()) {
            return new UndoCourse(
                    attempt,
                    sides,
                    runs,
                    new RowPairStore(),
                    journal,
                    batches,
                    twoWayStates,
                    undo.get(),
                    installation,
                    together);
        }
        return new TwoWayCourse(
                attempt,
                sides,
                runs,
                new RowPairStore(),
                journal,
                batches,
                twoWayStates,
                state,
                installation,
                together);
    }

    /// Some answers were lost, and nothing can be said about them yet: the run gives its worker back until then.
    private void goOnAt(Attempt attempt, Instant until) {
        var now = attempt.now();
        attempt.time().then("Whether writes without an answer have arrived can only be said later.");
        attempt.commit(jdbc -> {
            runs.retryAt(jdbc, attempt.run(), until, null, now);
            end(jdbc, attempt, "released", null, now);
            return null;
        });
        log.info(
                "Run {} of {} waits until {}: only then can be said whether writes without an answer have arrived",
                attempt.run().id().value(),
                attempt.sync().name(),
                until);
    }

    private void preview(Attempt attempt, Course course, Course.Planned planned) {
        var now = attempt.now();
        attempt.commit(jdbc -> {
            var tally = course.tallies(jdbc, null);
            runs.skips(jdbc, attempt.run(), RunCounts.skips(jdbc, attempt.run()));
            var incomplete = planned.incomplete();
            runs.end(
                    jdbc,
                    attempt.run(),
                    incomplete == null && tally.failed() == 0 ? Status.SUCCEEDED : Status.PARTIAL,
                    incomplete,
                    tally,
                    now);
            end(jdbc, attempt, "finished", null, now);
            return null;
        });
    }

    private void hold(Attempt attempt, Course course, Run.Held held) {
        var now = attempt.now();
        attempt.commit(jdbc -> {
            replaceHeld(jdbc, attempt, now, "A later run was held in its place: run ");
            runs.hold(jdbc, attempt.run(), held, course.tallies(jdbc, Tally.Outcome.HELD), now);
            end(jdbc, attempt, "held", null, now);
            return null;
        });
        log.warn(
                "Run {} of {} is held: {}",
                attempt.run().id().value(),
                attempt.sync().name(),
                held.detail());
    }

    private void finish(Attempt attempt, Course course, Course.Planned planned) {
        var run = attempt.run();
        var ended = attempt.commit(jdbc -> {
            var now = attempt.now();
            var tally = course.tallies(jdbc, Tally.Outcome.SKIPPED);
            runs.tally(jdbc, run, tally, RunCounts.related(jdbc, run), now);
            runs.skips(jdbc, run, RunCounts.skips(jdbc, run));
            course.moveOn(jdbc, planned);
            var trouble = planned.incomplete();
            var clean = trouble == null && tally.failed() == 0 && tally.held() == 0;
            runs.end(jdbc, run, clean ? Status.SUCCEEDED : Status.PARTIAL, trouble, tally, now);
            replaceHeld(jdbc, attempt, now, "A later run planned again and was not held: run ");
            if (run.approved()) {
                restored.agreed(jdbc, attempt.sync().id());
            }
            end(jdbc, attempt, "finished", null, now);
            return ended(jdbc, attempt);
        });
        RunLog.ended(ended.run(), ended.failed());
    }

    /// An older run that is still held has had its say: this one planned from the same state, only later.
    private void replaceHeld(JdbcClient jdbc, Attempt attempt, Instant now, String why) {
        runs.open(jdbc, attempt.sync().id()).stream()
                .filter(other -> other.status() == Status.HELD
                        && !other.id().equals(attempt.run().id()))
                .forEach(other -> runs.end(
                        jdbc,
                        other,
                        Status.CANCELLED,
                        new Trouble("replaced", why + attempt.run().id().value() + "."),
                        null,
                        now));
    }

    private boolean quarantined(Attempt attempt) {
        var deaths = attempt.read(jdbc -> runs.attempts(jdbc, attempt.run().id()).stream()
                .filter(earlier -> "died".equals(earlier.outcome()))
                .count());
        if (deaths < MOST_DEATHS) {
            return false;
        }
        end(attempt, Status.FAILED, Troubles.quarantined(MOST_DEATHS), "failed");
        return true;
    }

    private void stopped(Attempt attempt, Stopped.Why why) {
        switch (why) {
            case LEASE_LOST -> throw new Stopped(why);
            case OVER ->
                attempt.commit(jdbc -> {
                    attempt.release(jdbc);
                    return null;
                });
            case CANCELLED -> end(attempt, Status.CANCELLED, null, "cancelled");
            case RELEASED -> {
                var now = attempt.now();
                attempt.time().then("The worker was stopped, and another one goes on.");
                attempt.commit(jdbc -> {
                    runs.retryAt(jdbc, attempt.run(), now, null, now);
                    end(jdbc, attempt, "released", null, now);
                    return null;
                });
                log.info(
                        "Handed back run {} of {}; it goes on when a worker is free",
                        attempt.run().id().value(),
                        attempt.sync().name());
            }
        }
    }

    private void failed(Attempt attempt, Trouble trouble, boolean retryable, @Nullable Duration asked) {
        var retry = attempt.sync().retry();
        var failed = attempt.read(jdbc -> runs.attempts(jdbc, attempt.run().id()).stream()
                        .filter(earlier -> "failed".equals(earlier.outcome()))
                        .count())
                + 1;
        if (!retryable || failed >= retry.attempts()) {
            end(attempt, Status.FAILED, trouble, "failed");
            return;
        }
        var now = attempt.now();
        var wait = Backoff.before(retry, (int) failed, asked, random);
        attempt.commit(jdbc -> {
            runs.retryAt(jdbc, attempt.run(), now.plus(wait), trouble, now);
            end(jdbc, attempt, "failed", trouble, now);
            return null;
        });
        log.warn(
                "Attempt {} of {} failed, the next one follows in {} s: {}",
                failed,
                retry.attempts(),
                wait.toSeconds(),
                trouble.sentence());
    }

    /// Ends the run before it could finish; what it wrote until here is counted.
    private void end(Attempt attempt, Status status, @Nullable Trouble trouble, String outcome) {
        var run = attempt.run();
        var ended = attempt.commit(jdbc -> {
            var now = attempt.now();
            var tally = RunCounts.tallies(jdbc, run, runs.unchanged(jdbc, run.id()), Tally.Outcome.SKIPPED);
            runs.tally(jdbc, run, tally, RunCounts.related(jdbc, run), now);
            runs.skips(jdbc, run, RunCounts.skips(jdbc, run));
            runs.end(jdbc, run, status, trouble, tally, now);
            end(jdbc, attempt, outcome, trouble, now);
            return ended(jdbc, attempt);
        });
        RunLog.ended(ended.run(), ended.failed());
    }

    /// @param failed the first rows that failed
    private record Ended(Run run, List<Run.Failed> failed) {}

    private Ended ended(JdbcClient jdbc, Attempt attempt) {
        var label = attempt.sync().wording().label();
        return new Ended(
                runs.find(jdbc, attempt.run().id()).orElseThrow(),
                RunCounts.failed(jdbc, attempt.run(), label, RunLog.MOST_NAMED));
    }

    private void end(JdbcClient jdbc, Attempt attempt, String outcome, @Nullable Trouble trouble, Instant now) {
        runs.endAttempt(
                jdbc,
                attempt.run(),
                attempt.number(),
                outcome,
                trouble,
                attempt.time().anatomy(),
                now);
        attempt.release(jdbc);
    }

    private static String leaseName(SyncId id) {
        return "sync:" + id.value();
    }
}
