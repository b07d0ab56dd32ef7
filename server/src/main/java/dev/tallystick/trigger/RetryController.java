package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Trigger;
import dev.tallystick.history.RunFilter;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Runs anew what failed in whole or in part among the runs that a filter means. A sync has one run at a time, so each
/// gets one, however many of its runs failed.
@RestController
@RequestMapping("/api/v1/runs/retry")
class RetryController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final Clock clock;

    RetryController(
            Transactions transactions,
            SyncStore syncs,
            RunStore runs,
            StartRun startRun,
            AnswerOnce answerOnce,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.clock = clock;
    }

    /// @param runs failed in whole or in part, with this filter; dry runs and undos aside
    /// @param syncs whose runs those are
    record Retryable(long runs, int syncs) {}

    /// What a retry with this filter would do.
    @GetMapping
    Retryable retryable(
            Identity identity,
            @RequestParam(required = false) @Nullable String sync,
            @RequestParam(required = false) @Words(of = Run.Status.class) @Nullable String status,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        var failed = failed(identity, new RunFilter(sync, status, null, by, reason, from, to));
        return new Retryable(failed.stream().mapToLong(RunStore.Failed::runs).sum(), failed.size());
    }

    /// The filter of the list of runs; with nothing said, all of the workspace.
    ///
    /// @param count of how many syncs a person was told; when it is another number now, nothing is done
    record RetryFilter(
            @Nullable String sync,
            @Words(of = Run.Status.class) @Nullable String status,
            @Nullable String by,
            @Nullable String reason,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Integer count) {
        RunFilter runs() {
            return new RunFilter(sync, status, null, by, reason, from, to);
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    DoneToMany.Done retry(
            Identity identity,
            @RequestBody RetryFilter filter,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "retry " + filter, DoneToMany.Done.class, () -> {
            var failed = failed(identity, filter.runs());
            DoneToMany.refuseOtherThan(filter.count(), failed.size());
            var done = new DoneToMany();
            for (RunStore.Failed one : failed) {
                retry(done, identity, one.run());
            }
            return done.told("is tried again", "are tried again");
        });
    }

    private List<RunStore.Failed> failed(Identity identity, RunFilter filter) {
        return transactions.in(identity.workspace(), jdbc -> runs.failed(jdbc, filter));
    }

    /// A row that failed for good is left alone until it changes or a person asks. Here one asks, so after a run in
    /// which rows failed they are tried again too; but a pause stands.
    private void retry(DoneToMany done, Identity identity, Run run) {
        @Nullable
        Sync sync = transactions.in(
                identity.workspace(), jdbc -> syncs.find(jdbc, run.syncId()).orElse(null));
        if (sync == null) {
            done.leftOut(run.sync(), run.title(), "It was removed meanwhile.");
            return;
        }
        if (sync.paused()) {
            done.leftOut(sync.name(), run.title(), "What is paused is not tried again. Resume it first.");
            return;
        }
        boolean rows = run.status() == Run.Status.PARTIAL;
        switch (startRun.start(sync, new Wish(Trigger.RETRY, rows, rows, false, Actor.of(identity)))) {
            case Started.Accepted started -> {
                done.done();
                if (!started.attached()) {
                    ManySyncsController.acknowledge(transactions, runs, identity, started, clock);
                }
            }
            case Started.Paused paused -> done.leftOut(sync.name(), run.title(), paused.sentence());
        }
    }
}
