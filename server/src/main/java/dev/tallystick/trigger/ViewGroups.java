package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.trigger.GroupRunStore.GroupRun;
import dev.tallystick.trigger.GroupRunStore.Step;
import dev.tallystick.trigger.GroupView.GroupRunView;
import dev.tallystick.trigger.GroupView.StepView;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Groups and their runs for people. Every method takes the client of an open transaction.
final class ViewGroups {
    private final SyncStore syncs;
    private final GroupRunStore groupRuns = new GroupRunStore();
    private final RunStore runs = new RunStore();

    ViewGroups(SyncStore syncs) {
        this.syncs = syncs;
    }

    GroupView of(JdbcClient jdbc, GroupStore.Stored stored) {
        var group = stored.group();
        return new GroupView(
                group.name(),
                group.title(),
                group.syncs(),
                group.stopOnFailure(),
                groupRuns
                        .last(jdbc, stored.id())
                        .map(run -> of(jdbc, group.name(), run))
                        .orElse(null));
    }

    GroupRunView of(JdbcClient jdbc, String group, GroupRun run) {
        var steps = groupRuns.steps(jdbc, run.id()).stream()
                .map(step -> of(jdbc, run, step))
                .toList();
        return new GroupRunView(
                run.id(),
                group,
                run.status().word(),
                steps.stream()
                        .map(step -> step.title() + ": " + bare(step.sentence()))
                        .collect(Collectors.joining(". ")),
                run.by().name(),
                run.createdAt(),
                run.endedAt(),
                steps);
    }

    private static String bare(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private StepView of(JdbcClient jdbc, GroupRun groupRun, Step step) {
        var title = syncs.find(jdbc, groupRun.workspace(), step.sync())
                .map(sync -> sync.title())
                .orElse(step.sync());
        var leftOut = step.leftOut();
        if (leftOut != null) {
            return new StepView(step.sync(), title, "left_out", null, leftOut);
        }
        var id = step.run();
        if (id == null) {
            return new StepView(step.sync(), title, "waiting", null, "waits for its turn");
        }
        return runs.find(jdbc, id)
                .map(run -> new StepView(
                        step.sync(), title, run.status().word(), run.id().value(), sentence(run)))
                .orElseGet(() -> new StepView(step.sync(), title, "failed", id.value(), "its run was forgotten"));
    }

    private static String sentence(Run run) {
        return switch (run.status()) {
            case SUCCEEDED -> run.outcome();
            case PARTIAL ->
                run.outcome()
                        + (run.problem() == null
                                ? ""
                                : " (" + bare(run.problem().sentence()) + ")");
            case PENDING, RUNNING, HELD, FAILED, CANCELLED -> run.sentence();
        };
    }
}
