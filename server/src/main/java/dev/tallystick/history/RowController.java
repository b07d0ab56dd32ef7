package dev.tallystick.history;

import dev.tallystick.history.RowStore.Happened;
import dev.tallystick.history.RowStore.Stored;
import dev.tallystick.history.RowView.EventView;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AnswerOnce;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Shows the passport of a row, pauses it and lets it go on.
@RestController
@RequestMapping("/api/v1/rows")
class RowController {
    private static final int LONGEST_REASON = 500;

    /// A pair has at most one open conflict for each field, and no sync maps more fields than this.
    private static final int MOST_CONFLICTS = 1_000;

    private static final Set<String> OVER = Set.of("gone", "closed");

    private final Transactions transactions;
    private final SyncStore syncs;
    private final RowStore rows;
    private final ConflictStore conflicts;
    private final ViewChanges view = new ViewChanges();
    private final NameStore names = new NameStore();
    private final AnswerOnce answerOnce;
    private final AuditTrail trail;
    private final Clock clock;

    RowController(
            Transactions transactions,
            SyncStore syncs,
            RowStore rows,
            ConflictStore conflicts,
            AnswerOnce answerOnce,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.rows = rows;
        this.conflicts = conflicts;
        this.answerOnce = answerOnce;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param row the left or the right row's id
    /// @param side which of the two the id is of, where one id stands for a row on each side
    /// @param limit entries of its history
    /// @param cursor the entry before which the history begins
    @GetMapping
    RowView passport(
            Identity identity,
            @RequestParam String sync,
            @RequestParam String row,
            @RequestParam(required = false) @Nullable String side,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        var of = named(identity, sync);
        return transactions.in(
                identity.workspace(),
                jdbc -> view(jdbc, of, find(jdbc, of, row, side), Math.clamp(limit, 1, Page.LARGEST), cursor));
    }

    /// @param side where one id stands for a row on each side
    record Wanted(
            @Nullable String sync,
            @Nullable String row,
            @Nullable String side,
            @Nullable String reason) {}

    /// From now on the row is read but not written, and nothing of it goes across.
    @PostMapping("/pause")
    RowView pause(
            Identity identity,
            @RequestBody Wanted wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var request = "pause row " + wanted;
        return answerOnce.answer(identity, key, request, RowView.class, () -> change(identity, wanted, true));
    }

    @PostMapping("/resume")
    RowView resume(
            Identity identity,
            @RequestBody Wanted wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var request = "resume row " + wanted;
        return answerOnce.answer(identity, key, request, RowView.class, () -> change(identity, wanted, false));
    }

    private RowView change(Identity identity, Wanted wanted, boolean pause) {
        var problems = new FieldProblems();
        var name = problems.text("sync", wanted.sync(), LONGEST_REASON);
        if (wanted.row() == null || wanted.row().isEmpty()) {
            problems.add("row", "This is needed.");
        }
        var reason = wanted.reason() == null || wanted.reason().isBlank()
                ? null
                : problems.text("reason", wanted.reason(), LONGEST_REASON);
        problems.refuse();
        var sync = named(identity, name);
        if (sync.twoSided() == null) {
            throw Refusal.conflict(
                    "not_possible",
                    sync.title()
                            + " writes whole tables one way, so one row cannot be paused. Pause the sync instead.");
        }
        return transactions.in(identity.workspace(), jdbc -> {
            syncs.lock(jdbc, sync.id());
            var row = String.valueOf(wanted.row());
            var stored = find(jdbc, sync, row, wanted.side());
            if (pause) {
                pause(jdbc, identity, stored, row, reason);
            } else {
                rows.resume(jdbc, stored.id());
            }
            trail.record(
                    jdbc,
                    identity,
                    pause ? "row.paused" : "row.resumed",
                    "row " + row,
                    Map.of(
                            "sync", sync.name(),
                            "before", stored.standing(),
                            "reason", reason == null ? "" : reason));
            return view(jdbc, sync, find(jdbc, sync, row, wanted.side()), 50, null);
        });
    }

    private void pause(JdbcClient jdbc, Identity identity, Stored stored, String row, @Nullable String reason) {
        if (OVER.contains(stored.standing())) {
            throw Refusal.conflict(
                    "over", "The row '" + row + "' is not kept in agreement any more, so there is nothing to pause.");
        }
        rows.pause(jdbc, stored.id(), reason == null ? "" : Sentence.clean(reason), identity.name(), clock.instant());
    }

    private Stored find(JdbcClient jdbc, Sync sync, String row, @Nullable String side) {
        if (side != null && !side.equals("left") && !side.equals("right")) {
            var problems = new FieldProblems();
            problems.add("side", "This is left or right.");
            problems.refuse();
        }
        var found = sync.twoSided() == null
                ? rows.keyed(jdbc, sync.id(), row).stream().toList()
                : rows.paired(jdbc, sync.id(), row, side);
        if (found.size() > 1) {
            throw Refusal.conflict(
                    "which_side",
                    "Each side has a row '" + row + "', and they are no pair. Say which with side=left or"
                            + " side=right.");
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("No run of " + sync.name() + " has seen a row '" + row + "'."));
    }

    private RowView view(JdbcClient jdbc, Sync sync, Stored stored, int size, @Nullable Long cursor) {
        var ids = Stream.of(stored.left().row(), stored.right().row())
                .<String>mapMulti((id, each) -> {
                    if (id != null) {
                        each.accept(id);
                    }
                })
                .distinct()
                .toList();
        var found = rows.history(jdbc, sync.id(), stored.twoSided() ? stored.id() : null, ids, cursor, size + 1);
        var items = found.stream().limit(size).toList();
        return RowView.of(
                sync.name(),
                stored,
                names.latest(jdbc, sync.id()),
                stored.twoSided() ? open(jdbc, stored) : List.of(),
                events(jdbc, items),
                found.size() > size ? Long.toString(items.getLast().entry().id()) : null);
    }

    private List<EventView> events(JdbcClient jdbc, List<Happened> items) {
        var changes = view.changes(jdbc, items.stream().map(Happened::entry).toList(), false);
        var events = new ArrayList<EventView>();
        for (int i = 0; i < items.size(); i++) {
            events.add(EventView.of(items.get(i), changes.get(i)));
        }
        return events;
    }

    private List<ConflictView> open(JdbcClient jdbc, Stored stored) {
        return view.conflicts(jdbc, conflicts.ofPair(jdbc, stored.id(), MOST_CONFLICTS));
    }

    private Sync named(Identity identity, String name) {
        return syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }
}
