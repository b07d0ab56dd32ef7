package dev.tallystick.trigger;

import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunStore.Undo;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.history.Undone;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.SyncTriggerController.StartedRun;
import dev.tallystick.web.FieldProblem;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.Identity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes back what a run wrote, or one row of it, as a run of its own.
@RestController
@RequestMapping("/api/v1/runs/{id}/undo")
class UndoController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final StartRun startRun;
    private final AnswerOnce answerOnce;

    UndoController(
            Transactions transactions, SyncStore syncs, RunStore runs, StartRun startRun, AnswerOnce answerOnce) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
    }

    /// @param choice what the difference to the other side means afterwards: `accept` (it stays until somebody edits),
    ///     `across` (the restored value is an edit and goes over), `pause` (the row is left alone)
    /// @param row only this row, by its id or key; null for the whole run
    /// @param preview only show what would be taken back
    record Wanted(
            @Nullable String choice,
            @Nullable String row,
            @Nullable Boolean preview) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    StartedRun undo(
            Identity identity,
            @PathVariable long id,
            @RequestBody Wanted wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var request = "undo " + id + " " + wanted;
        return answerOnce.answer(identity, key, request, StartedRun.class, () -> undo(identity, id, wanted));
    }

    private StartedRun undo(Identity identity, long id, Wanted wanted) {
        var choice = choice(wanted.choice());
        var run = transactions
                .in(identity.workspace(), jdbc -> runs.find(jdbc, new RunId(id)))
                .orElseThrow(() -> Refusal.notFound("There is no run " + id + "."));
        if (!run.status().ended()) {
            throw Refusal.conflict("not_ended", "Run " + id + " has not ended yet; wait for its end, or cancel it.");
        }
        var changes = transactions.in(
                identity.workspace(),
                jdbc -> Undone.toUndo(jdbc, run.id(), wanted.row()).size());
        if (changes == 0) {
            throw Refusal.conflict(
                    "nothing_to_undo",
                    "There is nothing of run " + id
                            + (wanted.row() == null ? "" : " for the row '" + wanted.row() + "'")
                            + " that can be taken back: it wrote nothing, it was taken back already, or the sync writes a"
                            + " table whose rows follow their source.");
        }
        var sync = syncs.find(identity.workspace(), run.sync())
                .orElseThrow(() -> Refusal.notFound("The sync '" + run.sync() + "' is not there any more."));
        var undo = new Undo(run.id(), choice, wanted.row());
        return StartedRun.of(startRun.undo(sync, undo, Boolean.TRUE.equals(wanted.preview()), Actor.of(identity)));
    }

    private static UndoChoice choice(@Nullable String word) {
        try {
            return word == null ? UndoChoice.ACCEPT : UndoChoice.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid(List.of(
                    new FieldProblem("/choice", "'" + word + "' is no choice; it is 'accept', 'across' or 'pause'.")));
        }
    }
}
