package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Failed;
import dev.tallystick.history.Run.Skip;
import dev.tallystick.trigger.GroupView.GroupRunView;
import dev.tallystick.trigger.GroupView.StepView;
import dev.tallystick.web.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a page with a button shows: four words, a sentence, and the numbers in it.
///
/// @param status `completed` says that the button's work is over, not that all went well: that is in `outcome`
/// @param outcome as the run says it; null while there is none. Only `succeeded` is a reason for a green banner
/// @param message for people; "" when there is nothing to tell
/// @param failures the first rows that failed, each with its reason; `counts.failed` says how many there are
/// @param steps of a group; empty for a sync
record ButtonStatus(
        @Words(also = {"running", "completed", "failed", "not_found"})
        String status,

        @Words(also = {"succeeded", "partial", "failed", "held", "cancelled"}) @Nullable
        String outcome,

        String message,
        @Nullable Long run,
        @Nullable String by,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Double seconds,
        @Nullable Counts counts,
        List<Failed> failures,
        List<StepView> steps) {

    record Counts(
            long processed,
            long created,
            long updated,
            long deleted,
            long failed,
            long skipped,
            long unchanged,
            List<Skip> skips) {}

    static ButtonStatus nothing() {
        return new ButtonStatus("not_found", null, "", null, null, null, null, null, null, List.of(), List.of());
    }

    static ButtonStatus of(Run run, List<Failed> failures) {
        var status = switch (run.status()) {
            case PENDING, RUNNING -> "running";
            case SUCCEEDED, PARTIAL, HELD -> "completed";
            case FAILED, CANCELLED -> "failed";
        };
        boolean running = status.equals("running");
        return new ButtonStatus(
                status,
                running ? null : run.status().word(),
                running ? "Sync in progress..." : run.message(),
                run.id().value(),
                run.actor(),
                run.startedAt(),
                run.endedAt(),
                seconds(run.startedAt(), run.endedAt()),
                counts(run),
                failures,
                List.of());
    }

    static ButtonStatus of(GroupRunView run) {
        var status = switch (run.status()) {
            case "running" -> "running";
            case "failed", "cancelled" -> "failed";
            default -> "completed";
        };
        boolean running = status.equals("running");
        return new ButtonStatus(
                status,
                running ? null : run.status(),
                running ? "Sync in progress..." : run.sentence(),
                null,
                run.actor(),
                run.startedAt(),
                run.endedAt(),
                seconds(run.startedAt(), run.endedAt()),
                null,
                List.of(),
                run.steps());
    }

    private static @Nullable Double seconds(@Nullable Instant began, @Nullable Instant ended) {
        return began == null || ended == null
                ? null
                : (Double) (Duration.between(began, ended).toMillis() / 1000.0);
    }

    private static @Nullable Counts counts(Run run) {
        var tally = run.tally();
        if (tally == null) {
            return null;
        }
        var right = tally.right();
        return new Counts(
                right.considered(),
                right.created(),
                right.updated(),
                right.deleted(),
                right.failed(),
                right.skipped(),
                right.unchanged(),
                run.skips());
    }
}
