package dev.tallystick.trigger;

import dev.tallystick.history.PlanApproval;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunFollowers;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunView;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Starts, cancels and approves runs. Each call answers at once; the work is done by a worker.
@RestController
@RequestMapping("/api/v1")
class SyncTriggerController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final RunStore runs;
    private final JobQueue queue;
    private final AuditTrail trail;
    private final Clock clock;

    SyncTriggerController(
            Transactions transactions,
            SyncStore syncs,
            StartRun startRun,
            AnswerOnce answerOnce,
            RunStore runs,
            JobQueue queue,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.runs = runs;
        this.queue = queue;
        this.trail = trail;
        this.clock = clock;
    }

    /// Starts one sync by name, or `all`, or `force`: all (or the one named by `sync`) now, with a full listing, past a
    /// pause. Paused syncs are left out of `all` and named in the answer.
    @PostMapping("/sync/{name}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    StartedRuns start(
            Identity identity,
            @PathVariable String name,
            @RequestParam(defaultValue = "false") boolean full,
            @RequestParam(required = false) @Nullable String sync,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var request = "start " + name + " full=" + full + " sync=" + sync;
        return answerOnce.answer(identity, key, request, StartedRuns.class, () -> start(identity, name, full, sync));
    }

    private StartedRuns start(Identity identity, String name, boolean full, @Nullable String sync) {
        boolean forced = name.equals("force");
        var chosen = forced && sync != null
                ? List.of(named(identity, sync))
                : forced || name.equals("all") ? syncs.all(identity.workspace()) : List.of(named(identity, name));
        var wish = wish(identity, full, forced, false);
        var accepted = new ArrayList<StartedRun>();
        var leftOut = new ArrayList<LeftOut>();
        for (var one : chosen) {
            switch (startRun.start(one, wish)) {
                case Started.Accepted run -> accepted.add(StartedRun.of(run));
                case Started.Paused paused -> leftOut.add(new LeftOut(paused.sync(), paused.sentence()));
            }
        }
        if (accepted.isEmpty() && leftOut.size() == 1 && chosen.size() == 1) {
            throw Refusal.conflict("paused", leftOut.getFirst().reason());
        }
        return new StartedRuns(accepted, leftOut);
    }

    /// A dry run: the plan is made and shown, and nothing is written.
    @PostMapping("/syncs/{name}/plan")
    @ResponseStatus(HttpStatus.ACCEPTED)
    StartedRun plan(
            Identity identity,
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "plan " + name, StartedRun.class, () -> {
            var started = startRun.start(named(identity, name), wish(identity, false, false, true));
            return StartedRun.of((Started.Accepted) started);
        });
    }

    @PostMapping("/runs/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView cancel(Identity identity, @PathVariable long id) {
        var cancelled = transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            syncs.lock(jdbc, run.syncId());
            if (run.status().ended()) {
                throw Refusal.conflict("ended", "Run " + id + " has ended already: " + run.sentence());
            }
            if (run.status() == Run.Status.RUNNING && run.nextAttemptAt() == null) {
                runs.requestCancel(jdbc, run, clock.instant());
            } else {
                runs.end(
                        jdbc,
                        run,
                        Run.Status.CANCELLED,
                        new Run.Trouble("cancelled", "Cancelled by " + identity.name() + "."),
                        null,
                        clock.instant());
            }
            record(
                    jdbc,
                    identity,
                    "run.cancelled",
                    run,
                    Map.of("before", run.status().word()));
            return runs.find(jdbc, run.id()).orElseThrow();
        });
        queue.reconsider(cancelled.syncId().value());
        return view(identity, cancelled);
    }

    /// Approves the plan with this hash, of a run that is held or that a later run has replaced: both sides are
    /// observed
    /// again, and only what is the same in both plans is applied. An older plan gets a run of its own, once.
    @PostMapping("/runs/{id}/approve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView approve(Identity identity, @PathVariable long id, @RequestBody Approval approval) {
        var approved = transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> missing(id));
            syncs.lock(jdbc, run.syncId());
            if (run.status() != Run.Status.HELD && !run.replaced()) {
                throw Refusal.conflict("not_held", "Run " + id + " is not held; there is nothing to approve.");
            }
            if (!approval.hash().equals(run.planHash())) {
                throw Refusal.conflict(
                        "other_plan",
                        "Run " + id
                                + " holds another plan than the one you looked at. Look at it again, then approve.");
            }
            if (run.replaced()) {
                return approveOlder(jdbc, identity, run);
            }
            PlanApproval.approve(jdbc, run);
            runs.approve(jdbc, run, identity.name(), clock.instant());
            RunFollowers.follow(jdbc, run, identity.id(), clock.instant());
            record(jdbc, identity, "run.approved", run, Map.of("plan", approval.hash()));
            return runs.find(jdbc, run.id()).orElseThrow();
        });
        queue.reconsider(approved.syncId().value());
        return view(identity, approved);
    }

    private RunView view(Identity identity, Run run) {
        return transactions.in(identity.workspace(), jdbc -> RunView.of(jdbc, run, List.of(), identity.id()));
    }

    private Run approveOlder(JdbcClient jdbc, Identity identity, Run older) {
        var before = runs.approving(jdbc, older.id());
        if (before.isPresent()) {
            return before.get();
        }
        var sync = syncs.find(jdbc, older.syncId())
                .orElseThrow(() -> Refusal.conflict(
                        "sync_removed", "The sync of run " + older.id().value() + " was removed."));
        var id = runs.approveOlder(jdbc, sync, older, identity.id().value(), identity.name(), clock.instant());
        var run = runs.find(jdbc, id).orElseThrow();
        PlanApproval.approve(jdbc, run, older.id());
        record(
                jdbc,
                identity,
                "run.approved",
                run,
                Map.of(
                        "plan",
                        String.valueOf(older.planHash()),
                        "plan_of",
                        "run " + older.id().value()));
        return run;
    }

    private void record(JdbcClient jdbc, Identity identity, String action, Run run, Map<String, String> more) {
        var detail = new TreeMap<>(more);
        detail.put("sync", run.sync());
        trail.record(jdbc, identity, action, "run " + run.id().value(), detail);
    }

    private Sync named(Identity identity, String name) {
        return syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }

    private static Wish wish(Identity identity, boolean full, boolean forced, boolean dryRun) {
        var trigger = identity.kind() == Identity.Kind.SESSION ? Run.Trigger.MANUAL : Run.Trigger.API;
        return new Wish(trigger, full, forced, dryRun, Actor.of(identity));
    }

    /// To carry out what a person has just decided.
    static Wish decided(Identity identity) {
        var plain = wish(identity, false, false, false);
        return new Wish(plain.trigger(), false, false, false, true, plain.by());
    }

    private static Refusal missing(long id) {
        return Refusal.notFound("There is no run " + id + ".");
    }

    /// @param hash of the plan that was looked at, as the run gives it
    record Approval(String hash) {}

    /// @param leftOut syncs that were not started, with the reason
    record StartedRuns(List<StartedRun> runs, List<LeftOut> leftOut) {}

    record LeftOut(String sync, String reason) {}

    /// @param attached an existing run covers this
    /// @param followUp the run begins when the present one has ended
    record StartedRun(String sync, long run, boolean attached, boolean followUp, String sentence, String href) {
        static StartedRun of(Started.Accepted accepted) {
            return new StartedRun(
                    accepted.sync(),
                    accepted.run().value(),
                    accepted.attached(),
                    accepted.followUp(),
                    accepted.sentence(),
                    "/api/v1/runs/" + accepted.run().value());
        }
    }
}
