package dev.tallystick.trigger;

import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group as the API gives it.
///
/// @param lastRun the one under way, else the newest; null when its button was never pressed
public record GroupView(
        String name,
        String title,
        List<String> syncs,
        boolean stopOnFailure,
        @Nullable GroupRunView lastRun) {

    /// @param sentence `Brands: 5 created, 10 updated, 2 failed. Packages: 20 created, 30 updated, 3 skipped`
    public record GroupRunView(
            long id,
            String group,
            @Words(of = GroupRunStore.Status.class) String status,
            String sentence,
            @Nullable String actor,
            Instant startedAt,
            @Nullable Instant endedAt,
            List<StepView> steps) {}

    /// @param status that of its run; `waiting` before it, `left_out` when it gets none
    /// @param sentence what became of it
    public record StepView(
            String sync,
            String title,

            @Words(
                    of = dev.tallystick.history.Run.Status.class,
                    also = {"waiting", "left_out"})
            String status,

            @Nullable Long run,
            String sentence) {}
}
