package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.GroupRunStore.GroupRun;
import dev.tallystick.trigger.GroupRunStore.Status;
import dev.tallystick.trigger.GroupRunStore.Step;
import dev.tallystick.web.Page;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The records of a sync, or of a group with those of its children. See `docs/why/sync-records.md`.
@RestController
class RecordController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final ViewGroups view;
    private final GroupStore groups = new GroupStore();
    private final GroupRunStore groupRuns = new GroupRunStore();

    RecordController(Transactions transactions, SyncStore syncs, RunStore runs, ViewGroups view) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.view = view;
    }

    /// Newest first. A name belongs to a sync or to a group, never to both.
    @GetMapping("/api/v1/sync/records/{name}")
    Page<SyncRecord> list(
            Identity identity,
            @PathVariable String name,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        int size = Math.clamp(limit, 1, Page.LARGEST);
        return transactions.in(
                identity.workspace(),
                jdbc -> groups.find(jdbc, name)
                        .map(group -> Page.of(
                                groupRuns.list(jdbc, group.id(), cursor, size + 1),
                                size,
                                run -> Long.toString(run.id()),
                                run -> of(jdbc, group, run)))
                        .orElseGet(() -> ofSync(jdbc, identity, name, cursor, size)));
    }

    private Page<SyncRecord> ofSync(JdbcClient jdbc, Identity identity, String name, @Nullable Long cursor, int size) {
        var sync = syncs.find(jdbc, identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync and no group '" + name + "'."));
        return Page.of(
                runs.records(jdbc, sync.id(), cursor, size + 1),
                size,
                run -> Long.toString(run.id().value()),
                run -> of(jdbc, run));
    }

    private SyncRecord of(JdbcClient jdbc, Run run) {
        return SyncRecord.of(run, runs.attempts(jdbc, run.id()).size());
    }

    private SyncRecord of(JdbcClient jdbc, GroupStore.Stored group, GroupRun run) {
        var shown = view.of(jdbc, group.group().name(), run);
        var parent = new SyncRecord(
                null,
                run.id(),
                group.group().name(),
                group.group().title(),
                "",
                run.status().word(),
                run.createdAt(),
                run.createdAt(),
                null,
                run.endedAt(),
                null,
                null,
                shown.sentence() + ".",
                SyncRecord.Metadata.NONE,
                List.of());
        var children = groupRuns.steps(jdbc, run.id()).stream()
                .map(step -> child(jdbc, run, step))
                .toList();
        return SyncRecord.of(parent, run.status() == Status.RUNNING, children);
    }

    private SyncRecord child(JdbcClient jdbc, GroupRun parent, Step step) {
        var title = syncs.find(jdbc, parent.workspace(), step.sync())
                .map(sync -> sync.title())
                .orElse(step.sync());
        var id = step.run();
        if (id == null) {
            return SyncRecord.without(step.sync(), title, parent.createdAt(), step.leftOut());
        }
        return runs.find(jdbc, id)
                .map(run -> of(jdbc, run))
                .orElseGet(() -> SyncRecord.without(step.sync(), title, parent.createdAt(), "Its run was forgotten."));
    }
}
