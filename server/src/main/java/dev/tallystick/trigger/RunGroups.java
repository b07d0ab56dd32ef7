package dev.tallystick.trigger;

import dev.tallystick.history.Events;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Trigger;
import dev.tallystick.history.RunStore;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.GroupRunStore.GroupRun;
import dev.tallystick.trigger.GroupRunStore.Status;
import dev.tallystick.trigger.GroupRunStore.Step;
import dev.tallystick.trigger.StartRun.Started;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Runs the syncs of a group one after the other.
///
/// Where a group stands is in the database and nowhere else. Whoever looks, any node at any time, takes the
/// next step
/// out of what is written there: the run of a sync is booked in the transaction that notes it, so a node
/// that dies
/// between two syncs leaves nothing half done, and another goes on.
public final class RunGroups implements Runnable {
    private static final Logger log = LoggerFactory.getLogger("dev.tallystick.run");

    private final Transactions transactions;
    private final SyncStore syncs;
    private final GroupStore groups = new GroupStore();
    private final GroupRunStore groupRuns = new GroupRunStore();
    private final RunStore runs = new RunStore();
    private final StartRun startRun;
    private final JobQueue queue;
    private final AuditTrail trail;
    private final Clock clock;

    public RunGroups(
            Transactions transactions,
            SyncStore syncs,
            StartRun startRun,
            JobQueue queue,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.startRun = startRun;
        this.queue = queue;
        this.trail = trail;
        this.clock = clock;
    }

    /// Presses the button of the group with this name.
    ///
    /// @return which of its runs covers that
    /// @throws java.util.NoSuchElementException where there is no such group
    public long press(WorkspaceId workspace, String name, Actor by) {
        var group = transactions.in(workspace, jdbc -> groups.find(jdbc, name).orElseThrow());
        return start(workspace, group, Trigger.API, by).run().id();
    }

    /// @param attached the group was running already, and this asks for nothing more
    record Begun(GroupRun run, boolean attached) {}

    Begun start(WorkspaceId workspace, GroupStore.Stored group, Trigger trigger, Actor by) {
        var begun = transactions.in(workspace, jdbc -> {
            groups.lock(jdbc, group.id());
            var present = groupRuns.running(jdbc, group.id());
            var begin = present.isPresent()
                    ? new Begun(present.get(), true)
                    : new Begun(
                            groupRuns
                                    .find(jdbc, groupRuns.create(jdbc, workspace, group, trigger, by, clock.instant()))
                                    .orElseThrow(),
                            false);
            tell(jdbc, begin.run());
            trail.record(
                    jdbc,
                    workspace,
                    by,
                    "group.triggered",
                    "group run " + begin.run().id(),
                    Map.of("group", group.group().name(), "became", begin.attached() ? "attached" : "new"));
            return begin;
        });
        goOn(begun.run());
        return begun;
    }

    /// Looks after every group that is under way.
    @Override
    public void run() {
        transactions.system(groupRuns::open).forEach(this::goOn);
    }

    /// Takes steps until a sync is at work or all are through.
    private void goOn(GroupRun run) {
        boolean more = true;
        while (more) {
            var begun = new ArrayList<Long>();
            more = transactions.in(
                    run.workspace(),
                    jdbc -> groupRuns
                            .takeOpen(jdbc, run.id())
                            .map(open -> step(jdbc, open, begun))
                            .orElse(false));
            begun.forEach(queue::reconsider);
        }
    }

    /// @param begun the syncs that got a run, for the queue
    /// @return whether another step can follow at once
    private boolean step(JdbcClient jdbc, GroupRun run, List<Long> begun) {
        var steps = groupRuns.steps(jdbc, run.id());
        var before = new ArrayList<Status>();
        for (var step : steps) {
            if (step.waits()) {
                next(jdbc, run, step, before, begun);
                return true;
            }
            var status = statusOf(jdbc, step);
            if (status == Status.RUNNING) {
                return false;
            }
            before.add(status);
        }
        end(jdbc, run, before);
        return false;
    }

    private void next(JdbcClient jdbc, GroupRun run, Step step, List<Status> before, List<Long> begun) {
        if (run.stopOnFailure() && before.contains(Status.FAILED)) {
            groupRuns.leaveOut(jdbc, run, step, "Not started, because one before it failed.");
            return;
        }
        var sync = syncs.find(jdbc, run.workspace(), step.sync());
        if (sync.isEmpty()) {
            groupRuns.leaveOut(jdbc, run, step, "There is no sync '" + step.sync() + "' any more.");
            return;
        }
        switch (startRun.startIn(jdbc, sync.get(), new Wish(run.trigger(), false, false, false, run.by()))) {
            case Started.Accepted accepted -> {
                groupRuns.began(jdbc, run, step, accepted.run());
                begun.add(sync.get().id().value());
            }
            case Started.Paused paused -> groupRuns.leaveOut(jdbc, run, step, paused.sentence());
        }
    }

    /// A held run waits for a person, perhaps for days: the others do not.
    private Status statusOf(JdbcClient jdbc, Step step) {
        var id = step.run();
        if (id == null) {
            return Status.FAILED;
        }
        var status = runs.find(jdbc, id).map(Run::status).orElse(Run.Status.FAILED);
        return switch (status) {
            case PENDING, RUNNING -> Status.RUNNING;
            case SUCCEEDED -> Status.SUCCEEDED;
            case PARTIAL, HELD -> Status.PARTIAL;
            case FAILED, CANCELLED -> Status.FAILED;
        };
    }

    /// A page that shows a group asks for it anew when it hears of one of its syncs: that is told when the group
    /// begins,
    /// and once more when it ends, which is a moment after its last run and otherwise known to nobody.
    private void tell(JdbcClient jdbc, GroupRun run) {
        groupRuns.steps(jdbc, run.id()).stream()
                .flatMap(step -> syncs.find(jdbc, run.workspace(), step.sync()).stream())
                .findFirst()
                .ifPresent(sync -> Events.record(
                        jdbc, run.workspace(), Events.Kind.SYNC, sync.id().value(), clock.instant()));
    }

    private void end(JdbcClient jdbc, GroupRun run, List<Status> all) {
        var status = all.stream().allMatch(Status.SUCCEEDED::equals)
                ? Status.SUCCEEDED
                : all.stream().allMatch(Status.FAILED::equals) ? Status.FAILED : Status.PARTIAL;
        groupRuns.end(jdbc, run, status, clock.instant());
        tell(jdbc, run);
        var name = groups.find(jdbc, run.group()).map(found -> found.group().name());
        log.info(
                "Group {} ended {} (group run {}, {})",
                name.orElse("?"),
                status.word(),
                run.id(),
                run.by().name());
    }
}
