package dev.tallystick.trigger;

import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.ConflictStore.Conflict;
import dev.tallystick.history.ConflictView;
import dev.tallystick.history.GivenValue;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.ViewChanges;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.SyncTriggerController.LeftOut;
import dev.tallystick.trigger.SyncTriggerController.StartedRun;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Decides conflicts, one or all like it, and starts the run that carries the decision out.
@RestController
@RequestMapping("/api/v1/conflicts")
class ResolveController {
    private static final String OPEN = "open";

    private final Transactions transactions;
    private final SyncStore syncs;
    private final ConflictStore conflicts;
    private final RunStore runs;
    private final StartRun startRun;
    private final AnswerOnce answerOnce;
    private final AuditTrail trail;
    private final ViewChanges view = new ViewChanges();

    ResolveController(
            Transactions transactions,
            SyncStore syncs,
            ConflictStore conflicts,
            RunStore runs,
            StartRun startRun,
            AnswerOnce answerOnce,
            AuditTrail trail) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.conflicts = conflicts;
        this.runs = runs;
        this.startRun = startRun;
        this.answerOnce = answerOnce;
        this.trail = trail;
    }

    /// @param choice `left`, `right` or `other`
    /// @param value for `other`: what the right field shall say; the left one says the same. Null empties both
    /// @param version of the conflict as the person saw it; refused when a side says something else by now
    record Choice(
            @Nullable String choice,
            @Nullable JsonNode value,
            @Nullable String version) {}

    /// @param filter which open conflicts are meant
    /// @param expected how many the person saw; another number is refused
    record Choices(
            @Nullable Like filter,
            @Nullable String choice,
            @Nullable JsonNode value,
            @Nullable Long expected) {}

    /// What is left out is not looked at.
    record Like(
            @Nullable String sync,
            @Nullable String field,
            @Nullable String row) {}

    /// @param run that carries it out; null while the sync is paused
    record Resolved(ConflictView conflict, @Nullable StartedRun run, String sentence) {}

    /// @param leftOut syncs that were not started, with the reason; what was decided waits there
    record ResolvedAll(long resolved, List<StartedRun> runs, List<LeftOut> leftOut) {}

    @PostMapping("/{id}/resolve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Resolved resolve(
            Identity identity,
            @PathVariable long id,
            @RequestBody Choice choice,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var pick = pick(choice.choice());
        if (choice.version() == null || choice.version().isBlank()) {
            var problems = new FieldProblems();
            problems.add("version", "Say which version of the conflict you saw; it stands beside the conflict.");
            problems.refuse();
        }
        var request = "resolve " + id + " " + choice;
        return answerOnce.answer(identity, key, request, Resolved.class, () -> {
            var decided = transactions.in(identity.workspace(), jdbc -> decide(jdbc, identity, id, pick, choice));
            var started = start(identity, decided.sync());
            return new Resolved(
                    transactions.in(identity.workspace(), jdbc -> view.conflict(jdbc, decided)),
                    started instanceof Started.Accepted run ? StartedRun.of(run) : null,
                    sentence(started));
        });
    }

    private Conflict decide(JdbcClient jdbc, Identity identity, long id, Pick pick, Choice choice) {
        var conflict = conflicts
                .findToDecide(jdbc, id)
                .orElseThrow(() -> Refusal.notFound("There is no conflict " + id + "."));
        if (conflict.settledAt() != null || conflict.winner() != null) {
            throw Refusal.conflict("settled", "Conflict " + id + " is over: " + conflict.sentence());
        }
        if (!conflict.version().equals(choice.version())) {
            throw Refusal.conflict(
                    "moved",
                    "A value of conflict " + id + " has changed since you saw it. Nothing was resolved; look at it"
                            + " again.");
        }
        var value = pick == Pick.OTHER ? value(jdbc, conflict, choice.value()) : null;
        var filter = new ConflictStore.Filter(id, null, null, null, null);
        if (conflicts.decide(jdbc, filter, pick, value, identity.name()).isEmpty()) {
            throw Refusal.conflict("settled", "Conflict " + id + " was settled just now. Look at it again.");
        }
        record(jdbc, identity, "conflict " + id, pick, Map.of("sync", conflict.sync(), "field", conflict.rightField()));
        return conflicts.find(jdbc, id).orElseThrow();
    }

    /// All open conflicts like this one. Refused when there are more or fewer than the person saw.
    @PostMapping("/resolve")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResolvedAll resolveAll(
            Identity identity,
            @RequestBody Choices choices,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var pick = pick(choices.choice());
        var problems = new FieldProblems();
        if (choices.expected() == null) {
            problems.add("expected", "Say how many conflicts you saw; with another number nothing is resolved.");
        }
        if (choices.filter() == null) {
            problems.add("filter", "Say which conflicts are meant, by sync, field or row.");
        }
        problems.refuse();
        return answerOnce.answer(identity, key, "resolve all " + choices, ResolvedAll.class, () -> {
            var decided = transactions.in(identity.workspace(), jdbc -> decideAll(jdbc, identity, pick, choices));
            var started = new ArrayList<StartedRun>();
            var leftOut = new ArrayList<LeftOut>();
            for (var sync : decided.syncs()) {
                switch (start(identity, sync)) {
                    case Started.Accepted run -> started.add(StartedRun.of(run));
                    case Started.Paused paused -> leftOut.add(new LeftOut(paused.sync(), paused.sentence()));
                }
            }
            return new ResolvedAll(decided.count(), started, leftOut);
        });
    }

    private record Decided(long count, List<String> syncs) {}

    private Decided decideAll(JdbcClient jdbc, Identity identity, Pick pick, Choices choices) {
        var like = choices.filter() == null ? new Like(null, null, null) : choices.filter();
        var filter = new ConflictStore.Filter(null, like.sync(), like.field(), like.row(), OPEN);
        var value = pick == Pick.OTHER ? valueForAll(jdbc, filter, choices.value()) : null;
        var decided = conflicts.decide(jdbc, filter, pick, value, identity.name());
        if (choices.expected() == null || decided.size() != choices.expected()) {
            throw Refusal.conflict(
                    "other_count",
                    "There are " + decided.size() + " such conflicts now, not " + choices.expected()
                            + ". Nothing was resolved; look at them again.");
        }
        if (decided.isEmpty()) {
            return new Decided(0, List.of());
        }
        record(
                jdbc,
                identity,
                decided.size() + " conflicts",
                pick,
                Map.of(
                        "sync", String.valueOf(like.sync()),
                        "field", String.valueOf(like.field()),
                        "row", String.valueOf(like.row())));
        var names = new LinkedHashSet<>(decided)
                .stream()
                        .map(sync -> syncs.find(jdbc, new SyncId(sync)))
                        .flatMap(Optional::stream)
                        .map(Sync::name)
                        .toList();
        return new Decided(decided.size(), names);
    }

    /// One value for fields of several types would fit some of them at most.
    private @Nullable Value valueForAll(JdbcClient jdbc, ConflictStore.Filter filter, @Nullable JsonNode given) {
        var fields = conflicts.fields(jdbc, filter);
        if (fields.size() > 1) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "invalid",
                    "A value of your own is for one field of one sync; name both in the filter.");
        }
        var first = conflicts.page(jdbc, filter, null, 1);
        return first.isEmpty() ? null : value(jdbc, first.getFirst(), given);
    }

    private Value value(JdbcClient jdbc, Conflict conflict, @Nullable JsonNode given) {
        var type = runs.typeOf(jdbc, new RunId(conflict.run()), conflict.rightField())
                .orElse(FieldType.TEXT);
        return switch (GivenValue.of(conflict.rightField(), type, given)) {
            case GivenValue.Fits(Value value) -> value;
            case GivenValue.DoesNotFit(String sentence) -> {
                var problems = new FieldProblems();
                problems.add("value", sentence);
                problems.refuse();
                throw new IllegalStateException("A problem was refused and was not");
            }
        };
    }

    private static Pick pick(@Nullable String choice) {
        for (var pick : Pick.values()) {
            if (pick.name().toLowerCase(Locale.ROOT).equals(choice)) {
                return pick;
            }
        }
        var problems = new FieldProblems();
        problems.add("choice", "This is one of left, right, other.");
        problems.refuse();
        throw new IllegalStateException("A problem was refused and was not");
    }

    private Started start(Identity identity, String name) {
        var sync = syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "' any more."));
        return startRun.start(sync, SyncTriggerController.decided(identity));
    }

    private static String sentence(Started started) {
        return switch (started) {
            case Started.Accepted run -> run.sentence();
            case Started.Paused paused -> "It is decided, and carried out by the next run. " + paused.sentence();
        };
    }

    private void record(JdbcClient jdbc, Identity identity, String subject, Pick pick, Map<String, String> more) {
        var detail = new java.util.TreeMap<>(more);
        detail.put("choice", pick.name().toLowerCase(Locale.ROOT));
        trail.record(jdbc, identity, "conflict.resolved", subject, detail);
    }
}
