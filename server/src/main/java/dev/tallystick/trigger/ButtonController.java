package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.ButtonPresses.Kind;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.web.Refusal;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A Sync button on somebody's page: it is pressed and answers at once, and then the page asks how it is going.
///
/// The answer is about the run that this person's press led to, for a day after its end; without such a press it says
/// whether anybody's run is under way. Two people never see each other's result for their own.
@RestController
@RequestMapping("/api/v1")
class ButtonController {
    private static final Duration READABLE = Duration.ofHours(24);
    private static final int MOST_FAILURES = 50;

    private final Transactions transactions;
    private final SyncStore syncs;
    private final StartRun startRun;
    private final GroupController groupButtons;
    private final ViewGroups view;
    private final RunStore runs;
    private final GroupStore groups = new GroupStore();
    private final GroupRunStore groupRuns = new GroupRunStore();
    private final ButtonPresses presses = new ButtonPresses();
    private final Clock clock;

    ButtonController(
            Transactions transactions,
            SyncStore syncs,
            StartRun startRun,
            GroupController groupButtons,
            ViewGroups view,
            RunStore runs,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.startRun = startRun;
        this.groupButtons = groupButtons;
        this.view = view;
        this.runs = runs;
        this.clock = clock;
    }

    /// @param status always `running`: the work is done elsewhere
    record Pressed(
            @Words(also = "running") String status,
            String message,
            @Nullable Long run) {}

    @PutMapping("/syncs/{name}/sync-data-master")
    Pressed press(Identity identity, @PathVariable String name) {
        var sync = named(identity, name);
        var trigger = identity.kind() == Identity.Kind.SESSION ? Run.Trigger.MANUAL : Run.Trigger.API;
        var started = startRun.start(sync, new Wish(trigger, false, false, false, Actor.of(identity)));
        return switch (started) {
            case Started.Accepted accepted -> {
                transactions.in(identity.workspace(), jdbc -> {
                    presses.pressed(
                            jdbc, identity, Kind.SYNC, name, accepted.run().value(), null, clock.instant());
                    return null;
                });
                yield new Pressed(
                        "running",
                        accepted.attached() ? "Sync in progress..." : "Sync started...",
                        accepted.run().value());
            }
            case Started.Paused paused -> throw Refusal.conflict("paused", paused.sentence());
        };
    }

    @PutMapping("/groups/{name}/sync-data-master")
    Pressed pressGroup(Identity identity, @PathVariable String name) {
        var started = groupButtons.press(identity, name);
        return new Pressed("running", started.attached() ? "Sync in progress..." : "Sync started...", null);
    }

    /// @param run a run to ask about, as the press gave it; left out to ask for one's own last press
    @GetMapping("/syncs/{name}/sync-status")
    ButtonStatus status(
            Identity identity, @PathVariable String name, @RequestParam(required = false) @Nullable Long run) {
        var sync = named(identity, name);
        return transactions.in(identity.workspace(), jdbc -> {
            var found = run == null ? own(jdbc, identity, sync) : runs.find(jdbc, new RunId(run));
            return found.filter(one -> one.syncId().equals(sync.id()))
                    .map(one -> ButtonStatus.of(one, failures(jdbc, sync, one)))
                    .orElseGet(ButtonStatus::nothing);
        });
    }

    private Optional<Run> own(JdbcClient jdbc, Identity identity, Sync sync) {
        return presses.run(jdbc, identity, sync.name())
                .flatMap(id -> runs.find(jdbc, id))
                .filter(one -> readable(one.endedAt()))
                .or(() -> runs.open(jdbc, sync.id()).stream()
                        .filter(one -> one.status() != Run.Status.HELD && !one.dryRun())
                        .findFirst());
    }

    private List<Run.Failed> failures(JdbcClient jdbc, Sync sync, Run run) {
        return run.endedAt() == null
                ? List.of()
                : RunCounts.failed(jdbc, run, sync.wording().label(), MOST_FAILURES);
    }

    @GetMapping("/groups/{name}/sync-status")
    ButtonStatus groupStatus(Identity identity, @PathVariable String name) {
        return transactions.in(identity.workspace(), jdbc -> {
            var group =
                    groups.find(jdbc, name).orElseThrow(() -> Refusal.notFound("There is no group '" + name + "'."));
            return presses.groupRun(jdbc, identity, name)
                    .flatMap(id -> groupRuns.find(jdbc, id))
                    .filter(one -> readable(one.endedAt()))
                    .or(() -> groupRuns.running(jdbc, group.id()))
                    .map(one -> ButtonStatus.of(view.of(jdbc, name, one)))
                    .orElseGet(ButtonStatus::nothing);
        });
    }

    private boolean readable(@Nullable Instant ended) {
        return ended == null || ended.plus(READABLE).isAfter(clock.instant());
    }

    private Sync named(Identity identity, String name) {
        return syncs.find(identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
    }
}
