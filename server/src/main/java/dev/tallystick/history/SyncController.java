package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.ScheduleChanged;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The syncs of a workspace, each with its last day.
@RestController
@RequestMapping("/api/v1/syncs")
class SyncController {
    private static final int LARGEST_PAGE = 200;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final ViewSyncs views;
    private final ScheduleChanged scheduleChanged;
    private final AuditTrail trail;
    private final Clock clock;

    SyncController(
            Transactions transactions,
            SyncStore syncs,
            ViewSyncs views,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.views = views;
        this.scheduleChanged = scheduleChanged;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param q part of a name or title
    /// @param state `late`, `paused`, `never`, `on_time`, or a run status that the last run has
    /// @param cursor the name after which the page begins
    @GetMapping
    Page<SyncView> list(
            Identity identity,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        var matching = syncs.all(identity.workspace()).stream()
                .filter(sync -> cursor == null || sync.name().compareTo(cursor) > 0)
                .filter(sync -> q == null || named(sync, q))
                .toList();
        return transactions.in(identity.workspace(), jdbc -> {
            var known = views.know(jdbc, identity.workspace(), matching);
            var found = matching.stream()
                    .filter(sync -> state == null || inState(sync, known, state))
                    .limit(size + 1L)
                    .toList();
            var items = views.views(jdbc, found.stream().limit(size).toList(), known);
            return new Page<>(items, found.size() > size ? items.getLast().name() : null);
        });
    }

    @GetMapping("/{name}")
    SyncView one(Identity identity, @PathVariable String name) {
        var sync = find(identity, name);
        return transactions.in(identity.workspace(), jdbc -> views.view(jdbc, sync));
    }

    @PostMapping("/{name}/pause")
    SyncView pause(Identity identity, @PathVariable String name, @RequestBody(required = false) @Nullable Pause pause) {
        var reason = pause == null || pause.reason() == null || pause.reason().isBlank()
                ? "Paused by " + identity.name() + "."
                : Sentence.clean(pause.reason().strip());
        var sync = find(identity, name);
        return change(identity, sync, jdbc -> {
            syncs.pause(jdbc, sync.id(), reason, clock.instant());
            return new Told("sync.paused", reason);
        });
    }

    @PostMapping("/{name}/resume")
    SyncView resume(Identity identity, @PathVariable String name) {
        var sync = find(identity, name);
        return change(identity, sync, jdbc -> {
            syncs.resume(jdbc, sync.id(), clock.instant());
            return new Told("sync.resumed", "not paused");
        });
    }

    /// What the audit trail is to say of a change.
    private record Told(String action, String after) {}

    private SyncView change(Identity identity, Sync sync, Function<JdbcClient, Told> change) {
        transactions.in(identity.workspace(), jdbc -> {
            var told = change.apply(jdbc);
            Events.record(jdbc, sync.workspace(), Events.Kind.SYNC, sync.id().value(), clock.instant());
            var before = sync.paused() ? "paused: " + sync.pausedReason() : "not paused";
            trail.record(
                    jdbc,
                    identity,
                    told.action(),
                    "sync " + sync.name(),
                    Map.of("before", before, "after", told.after()));
            return null;
        });
        scheduleChanged.changed(List.of(sync.id()));
        return one(identity, sync.name());
    }

    private Sync find(Identity identity, String name) {
        return syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }

    private static boolean named(Sync sync, String q) {
        var wanted = q.strip().toLowerCase(Locale.ROOT);
        return sync.name().toLowerCase(Locale.ROOT).contains(wanted)
                || sync.title().toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static boolean inState(Sync sync, ViewSyncs.Known known, String state) {
        var freshness = ViewSyncs.freshness(
                sync, known.schedule(sync), known.state(sync).confirmedAt(), known.now());
        var active = known.active().get(sync.id());
        var last = known.last().get(sync.id());
        return freshness.state().name().equals(state)
                || (active != null && active.status().word().equals(state))
                || (last != null && last.status().word().equals(state));
    }

    record Pause(@Nullable String reason) {}
}
