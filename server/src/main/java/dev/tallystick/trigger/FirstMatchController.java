package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.run.TwoWayStateStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.SyncTriggerController.StartedRun;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes a person's choice for the first match of two filled sides, and starts the run that plans with it. That
/// run is
/// held again, with its plan: nothing is written that nobody has seen.
@RestController
class FirstMatchController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final TwoWayStateStore states = new TwoWayStateStore();
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final AuditTrail trail;

    FirstMatchController(
            Transactions transactions,
            SyncStore syncs,
            RunStore runs,
            StartRun startRun,
            AnswerOnce answerOnce,
            AuditTrail trail) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.trail = trail;
    }

    /// @param differing fields filled on both sides that say different things: `left` or `right` wins, or each
    ///     goes to
    ///     the `inbox` of conflicts
    /// @param leftAlone rows that only the left side has: `create` them across, or `leave` them until they are
    ///     edited
    /// @param rightAlone the same of rows that only the right side has
    record Choice(
            @Nullable String differing,
            @Nullable String leftAlone,
            @Nullable String rightAlone) {}

    @PostMapping("/api/v1/runs/{id}/first-match")
    @ResponseStatus(HttpStatus.ACCEPTED)
    StartedRun choose(
            Identity identity,
            @PathVariable long id,
            @RequestBody Choice choice,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var meeting = meeting(choice);
        var request = "first match " + id + " " + choice;
        return answerOnce.answer(identity, key, request, StartedRun.class, () -> choose(identity, id, meeting));
    }

    private StartedRun choose(Identity identity, long id, Meeting meeting) {
        var sync = transactions.in(identity.workspace(), jdbc -> {
            var run = runs.find(jdbc, new RunId(id)).orElseThrow(() -> Refusal.notFound("There is no run " + id + "."));
            syncs.lock(jdbc, run.syncId());
            var of = syncs.find(jdbc, run.syncId())
                    .orElseThrow(() -> Refusal.conflict("sync_removed", "The sync of run " + id + " was removed."));
            refuse(run, of);
            states.chose(jdbc, run, meeting);
            trail.record(
                    jdbc,
                    identity,
                    "first_match.chosen",
                    "run " + id,
                    Map.of(
                            "sync", of.name(),
                            "differing", word(meeting.differing()),
                            "left_alone", word(meeting.leftAlone()),
                            "right_alone", word(meeting.rightAlone())));
            return of;
        });
        return switch (startRun.start(sync, SyncTriggerController.decided(identity))) {
            case Started.Accepted run -> StartedRun.of(run);
            case Started.Paused paused -> throw Refusal.conflict("paused", paused.sentence());
        };
    }

    private static void refuse(Run run, Sync sync) {
        long id = run.id().value();
        var held = run.status() == Run.Status.HELD ? run.held() : null;
        if (held == null || !held.reason().equals("first_match")) {
            throw Refusal.conflict(
                    "not_held", "Run " + id + " is not held for a first match; there is nothing to choose.");
        }
        if (sync.twoSided() == null) {
            throw Refusal.conflict(
                    "nothing_to_choose",
                    sync.title() + " only writes its right side, so its left values win. Look at the plan of run " + id
                            + " and approve it.");
        }
        if (sync.paused()) {
            throw Refusal.conflict("paused", sync.title() + " is paused. Resume it, then choose.");
        }
    }

    private static Meeting meeting(Choice choice) {
        var problems = new FieldProblems();
        var differing = one("differing", choice.differing(), Differing.INBOX, Differing.values(), problems);
        var left = one("leftAlone", choice.leftAlone(), Alone.CREATE, Alone.values(), problems);
        var right = one("rightAlone", choice.rightAlone(), Alone.CREATE, Alone.values(), problems);
        problems.refuse();
        return new Meeting(differing, left, right);
    }

    /// A choice that changes rows has no default: it must be said.
    private static <T extends Enum<T>> T one(
            String field, @Nullable String said, T otherwise, T[] words, FieldProblems problems) {
        for (var word : words) {
            if (word(word).equals(said)) {
                return word;
            }
        }
        problems.add(
                field,
                "This is one of "
                        + Arrays.stream(words).map(FirstMatchController::word).collect(Collectors.joining(", ")) + ".");
        return otherwise;
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
