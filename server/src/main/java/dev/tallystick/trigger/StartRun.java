package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trigger;
import dev.tallystick.history.RunFollowers;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Starts a run because somebody asked, and answers at once: the work is done elsewhere.
///
/// There are never two runs of one sync at once. Who asks while a run waits is taken along by it; who asks while one
/// reads
/// already may have changed something that it has missed, so one more run is booked behind it. An impatient second
/// click
/// is no second wish.
public final class StartRun {
    private static final Duration SAME_CLICK = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs = new RunStore();
    private final JobQueue queue;
    private final AuditTrail trail;
    private final Clock clock;

    public StartRun(Transactions transactions, SyncStore syncs, JobQueue queue, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.queue = queue;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param full list everything, whatever was read before
    /// @param forced past a pause, with a full listing, and rows that failed for good are tried again
    /// @param news something was decided just now, which a run under way may have passed already: no second click
    public record Wish(Trigger trigger, boolean full, boolean forced, boolean dryRun, boolean news, Actor by) {
        public Wish(Trigger trigger, boolean full, boolean forced, boolean dryRun, Actor by) {
            this(trigger, full, forced, dryRun, false, by);
        }

        @Nullable
        Long person() {
            var id = by.id();
            return id == null ? null : id.value();
        }
    }

    /// What became of a wish.
    public sealed interface Started {
        /// @param attached an existing run takes the wish along
        /// @param followUp the run begins when the present one has ended
        record Accepted(String sync, RunId run, boolean attached, boolean followUp, String sentence)
                implements Started {}

        /// The sync is paused, and only `force` goes past that.
        record Paused(String sync, String sentence) implements Started {}
    }

    public Started start(Sync sync, Wish wish) {
        if (sync.paused() && !wish.forced() && !wish.dryRun()) {
            return new Started.Paused(sync.name(), paused(sync));
        }
        var started = transactions.in(sync.workspace(), jdbc -> startIn(jdbc, sync, wish));
        queue.reconsider(sync.id().value());
        return started;
    }

    /// As [#start], in the transaction of whoever needs to note the run with it, and tells the queue
    /// afterwards.
    Started startIn(JdbcClient jdbc, Sync sync, Wish wish) {
        if (sync.paused() && !wish.forced() && !wish.dryRun()) {
            return new Started.Paused(sync.name(), paused(sync));
        }
        var run = enqueue(jdbc, sync, wish);
        record(jdbc, sync, wish, run);
        return run;
    }

    /// Books a run that takes another one back. It is nobody else's: a trigger does not attach to it.
    public Started.Accepted undo(Sync sync, RunStore.Undo undo, boolean preview, Actor by) {
        var wish = new Wish(Trigger.UNDO, false, false, preview, by);
        var accepted = transactions.in(sync.workspace(), jdbc -> {
            syncs.lock(jdbc, sync.id());
            var present = runs.open(jdbc, sync.id()).stream()
                    .filter(run -> run.status() != Status.HELD)
                    .findFirst();
            var id = create(jdbc, sync, wish, present.orElse(null));
            runs.undoes(jdbc, id, undo);
            var run = present.isEmpty() ? began(sync, id) : booked(sync, present.get(), id);
            record(jdbc, sync, wish, run);
            return run;
        });
        queue.reconsider(sync.id().value());
        return accepted;
    }

    private Started.Accepted enqueue(JdbcClient jdbc, Sync sync, Wish wish) {
        syncs.lock(jdbc, sync.id());
        var open = runs.open(jdbc, sync.id()).stream()
                .filter(run -> run.status() != Status.HELD && run.dryRun() == wish.dryRun())
                .toList();
        // An approved run writes only what was approved, and an undo only what it takes back: they cover nobody's wish.
        var waiting = open.stream()
                .filter(run -> !run.beganReading() && !run.approved() && run.trigger() != Trigger.UNDO)
                .findFirst();
        if (waiting.isPresent()) {
            runs.widen(jdbc, waiting.get(), wish.full(), wish.forced(), clock.instant());
            follow(jdbc, waiting.get(), wish);
            return attached(sync, waiting.get());
        }
        if (!open.isEmpty() && sameClick(open, wish)) {
            follow(jdbc, open.getFirst(), wish);
            return attached(sync, open.getFirst());
        }
        var present = open.isEmpty() ? null : open.getFirst();
        var id = create(jdbc, sync, wish, present);
        return present == null ? began(sync, id) : booked(sync, present, id);
    }

    /// Whoever pressed waits for the end of the run that took the press along, whoever began it.
    private void follow(JdbcClient jdbc, Run run, Wish wish) {
        var person = wish.by().id();
        if (person != null && wish.trigger() == Trigger.MANUAL) {
            RunFollowers.follow(jdbc, run, person, clock.instant());
        }
    }

    private RunId create(JdbcClient jdbc, Sync sync, Wish wish, @Nullable Run present) {
        return runs.create(
                jdbc,
                sync,
                wish.trigger(),
                wish.dryRun(),
                wish.full(),
                wish.forced(),
                wish.person(),
                wish.by().name(),
                present == null ? null : present.id(),
                clock.instant());
    }

    private void record(JdbcClient jdbc, Sync sync, Wish wish, Started.Accepted accepted) {
        trail.record(
                jdbc,
                sync.workspace(),
                wish.by(),
                wish.trigger() == Trigger.UNDO ? "undo.requested" : wish.dryRun() ? "plan.requested" : "run.triggered",
                "run " + accepted.run().value(),
                Map.of(
                        "sync", sync.name(),
                        "full", Boolean.toString(wish.full() || wish.forced()),
                        "forced", Boolean.toString(wish.forced()),
                        "became", accepted.attached() ? "attached" : accepted.followUp() ? "follow-up" : "new"));
    }

    private boolean sameClick(List<Run> open, Wish wish) {
        var present = open.getFirst();
        return wish.person() != null
                && wish.person().equals(present.actorId())
                && !wish.forced()
                && !wish.news()
                && present.trigger() != Trigger.SCHEDULE
                && present.createdAt().plus(SAME_CLICK).isAfter(clock.instant());
    }

    private static Started.Accepted began(Sync sync, RunId run) {
        return new Started.Accepted(
                sync.name(), run, false, false, "Run " + run.value() + " of " + sync.title() + " starts.");
    }

    private static Started.Accepted attached(Sync sync, Run run) {
        return new Started.Accepted(
                sync.name(),
                run.id(),
                true,
                false,
                "Run " + run.id().value() + " of " + sync.title() + " is under way already and covers this.");
    }

    private static Started.Accepted booked(Sync sync, Run present, RunId next) {
        return new Started.Accepted(
                sync.name(),
                next,
                false,
                true,
                "Run " + present.id().value() + " is reading already; run " + next.value()
                        + " follows it, so that nothing changed meanwhile is missed.");
    }

    private static String paused(Sync sync) {
        return sync.title() + " is paused"
                + (sync.pausedReason() == null ? "" : " (" + sync.pausedReason() + ")")
                + ". Resume it, or use force to run it once all the same.";
    }
}
