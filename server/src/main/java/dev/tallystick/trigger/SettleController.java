package dev.tallystick.trigger;

import dev.tallystick.history.ChangeView;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.ViewChanges;
import dev.tallystick.run.SettleUncertain;
import dev.tallystick.run.SettleUncertain.Outcome;
import dev.tallystick.run.SettleUncertain.Word;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.SyncTriggerController.StartedRun;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes a person's word on a write whose answer was lost, and starts the run that plans its row again.
@RestController
class SettleController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final Journal journal;
    private final SettleUncertain settleUncertain = new SettleUncertain();
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final AuditTrail trail;
    private final Clock clock;
    private final ViewChanges view = new ViewChanges();

    SettleController(
            Transactions transactions,
            SyncStore syncs,
            RunStore runs,
            Journal journal,
            StartRun startRun,
            AnswerOnce answerOnce,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.journal = journal;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param landed whether the write is there
    /// @param row the id of the row that a create made; needed when it landed
    record Said(@Nullable Boolean landed, @Nullable String row) {}

    /// @param run that plans the row again; null while the sync is paused or when it was removed
    record Settled(ChangeView change, @Nullable StartedRun run, String sentence) {}

    @PostMapping("/api/v1/changes/{id}/settle")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Settled settle(
            Identity identity,
            @PathVariable long id,
            @RequestBody Said said,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        if (said.landed() == null) {
            var problems = new FieldProblems();
            problems.add("landed", "Say true when the write is there, false when it is not.");
            problems.refuse();
        }
        var request = "settle " + id + " " + said;
        return answerOnce.answer(identity, key, request, Settled.class, () -> settle(identity, id, said));
    }

    private Settled settle(Identity identity, long id, Said said) {
        var word = new Word(Boolean.TRUE.equals(said.landed()), said.row(), identity.name());
        var settled = transactions.in(identity.workspace(), jdbc -> {
            var entry = journal.find(jdbc, id).orElseThrow(() -> Refusal.notFound("There is no change " + id + "."));
            Run run = runs.find(jdbc, new RunId(entry.run())).orElseThrow();
            syncs.lock(jdbc, run.syncId());
            // Looked at again under the lock: another person may have been quicker.
            return switch (settleUncertain.settle(jdbc, journal.find(jdbc, id).orElseThrow(), word, clock.instant())) {
                case Outcome.Refused(String code, String sentence) -> throw Refusal.conflict(code, sentence);
                case Outcome.Settled done -> {
                    trail.record(
                            jdbc,
                            identity,
                            "change.settled",
                            "change " + id,
                            Map.of(
                                    "sync", run.sync(),
                                    "landed", Boolean.toString(word.landed()),
                                    "row", word.row() == null ? "" : word.row()));
                    yield done;
                }
            };
        });
        var change = transactions.in(identity.workspace(), jdbc -> view.change(jdbc, settled.change()));
        var sync = syncs.find(identity.workspace(), settled.run().sync());
        if (sync.isEmpty()) {
            return new Settled(change, null, "It is settled. Its sync was removed.");
        }
        return switch (startRun.start(sync.get(), SyncTriggerController.decided(identity))) {
            case Started.Accepted run -> new Settled(change, StartedRun.of(run), run.sentence());
            case Started.Paused paused ->
                new Settled(change, null, "It is settled; the next run plans the row again. " + paused.sentence());
        };
    }
}
