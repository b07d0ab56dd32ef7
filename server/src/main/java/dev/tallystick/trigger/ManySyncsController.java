package dev.tallystick.trigger;

import dev.tallystick.history.FindSyncs;
import dev.tallystick.history.PauseSyncs;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Pauses, resumes or runs all syncs that a filter means, however many there are. Each is changed, and told to the
/// audit trail, by itself: asking again goes on where the first call was cut off.
@RestController
@RequestMapping("/api/v1/syncs")
class ManySyncsController {
    private static final String REMOVED = "It was removed meanwhile.";

    private final FindSyncs findSyncs;
    private final PauseSyncs pauseSyncs;
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final Transactions transactions;
    private final RunStore runs;
    private final Clock clock;

    ManySyncsController(
            FindSyncs findSyncs,
            PauseSyncs pauseSyncs,
            StartRun startRun,
            AnswerOnce answerOnce,
            Transactions transactions,
            RunStore runs,
            Clock clock) {
        this.findSyncs = findSyncs;
        this.pauseSyncs = pauseSyncs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.transactions = transactions;
        this.runs = runs;
        this.clock = clock;
    }

    /// The filter of the list of syncs; with nothing said, all of the workspace.
    ///
    /// @param q part of a name or title
    /// @param state as the list takes it
    /// @param count how many a person was told that it would be done to; when it is another number now, nothing is
    ///     done
    /// @param reason why they are paused, in a person's words
    record SyncFilter(
            @Nullable String q,
            @Nullable String state,
            @Nullable Integer count,
            @Nullable String reason) {}

    /// Those that are paused already stay as they are, with the reason that they have.
    @PostMapping("/pause")
    DoneToMany.Done pause(
            Identity identity,
            @RequestBody SyncFilter filter,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "pause " + filter, DoneToMany.Done.class, () -> {
            var done = new DoneToMany();
            for (Sync sync : chosen(identity, filter, one -> !one.paused())) {
                told(done, sync, pauseSyncs.pause(identity, sync, filter.reason));
            }
            return done.told("is paused", "are paused");
        });
    }

    @PostMapping("/resume")
    DoneToMany.Done resume(
            Identity identity,
            @RequestBody SyncFilter filter,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "resume " + filter, DoneToMany.Done.class, () -> {
            var done = new DoneToMany();
            for (Sync sync : chosen(identity, filter, Sync::paused)) {
                told(done, sync, pauseSyncs.resume(identity, sync));
            }
            return done.told("is resumed", "are resumed");
        });
    }

    /// Those that are paused are not meant; a sync that runs already covers the wish, or runs once more behind it.
    @PostMapping("/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DoneToMany.Done run(
            Identity identity,
            @RequestBody SyncFilter filter,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return answerOnce.answer(identity, key, "run " + filter, DoneToMany.Done.class, () -> {
            var trigger = identity.kind() == Identity.Kind.SESSION ? Run.Trigger.MANUAL : Run.Trigger.API;
            var wish = new Wish(trigger, false, false, false, Actor.of(identity));
            var done = new DoneToMany();
            for (Sync sync : chosen(identity, filter, one -> !one.paused())) {
                start(done, identity, sync, wish);
            }
            return done.told("runs", "run");
        });
    }

    private void start(DoneToMany done, Identity identity, Sync sync, Wish wish) {
        switch (startRun.start(sync, wish)) {
            case Started.Accepted run -> {
                done.done();
                if (!run.attached()) {
                    acknowledge(transactions, runs, identity, run, clock);
                }
            }
            case Started.Paused paused -> done.leftOut(sync.name(), sync.title(), paused.sentence());
        }
    }

    /// A dock full of cards to dismiss one by one would be no help: what came of many stands in the list of runs.
    static void acknowledge(
            Transactions transactions, RunStore runs, Identity identity, Started.Accepted run, Clock clock) {
        transactions.in(identity.workspace(), jdbc -> {
            runs.acknowledge(jdbc, runs.find(jdbc, run.run()).orElseThrow(), clock.instant());
            return true;
        });
    }

    private List<Sync> chosen(Identity identity, SyncFilter filter, Predicate<Sync> meant) {
        var chosen = findSyncs.matching(identity, new FindSyncs.Filter(filter.q, filter.state)).stream()
                .filter(meant)
                .toList();
        DoneToMany.refuseOtherThan(filter.count, chosen.size());
        return chosen;
    }

    private static void told(DoneToMany done, Sync sync, boolean changed) {
        if (changed) {
            done.done();
        } else {
            done.leftOut(sync.name(), sync.title(), REMOVED);
        }
    }
}
