package dev.tallystick.history;

import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sync as the list shows it: what it joins, how fresh it is, and its last day.
///
/// @param direction `both`, `left-to-right` or `right-to-left`
/// @param conflicts that wait for a person
/// @param rows in the right table after the last run
/// @param lastRun the last that ended, dry runs aside
/// @param activeRun the one that works, waits or is held now
/// @param tape the runs of the last 24 hours, oldest first
/// @param due the scheduled times of the last 24 hours, whether or not a run came of them
public record SyncView(
        String name,
        String title,
        SideView left,
        SideView right,

        @Words(also = {"both", "left-to-right", "right-to-left"})
        String direction,

        boolean rehearsal,
        boolean paused,
        @Nullable String pausedReason,
        @Nullable OwnerView owner,
        @Nullable ScheduleView schedule,
        Freshness freshness,
        @Nullable Long rows,
        long conflicts,
        @Nullable RunView lastRun,
        @Nullable RunView activeRun,
        List<TapeRun> tape,
        List<Instant> due) {

    public record SideView(String connection, String connector, String table) {}

    /// In whose name the schedule runs it; null while there is nobody.
    ///
    /// @param trouble why it may not run in their name any more, and what to do; null when it may
    public record OwnerView(String name, @Nullable String trouble) {}

    /// @param next the next times
    public record ScheduleView(String text, String zone, List<Instant> next) {}

    /// @param promiseSeconds how old the data may get; null when nothing is promised
    /// @param confirmedAt when the data were last found in agreement
    public record Freshness(
            @Nullable Long promiseSeconds, @Nullable Instant confirmedAt, FreshnessState state) {}

    /// Written in lower case in the API.
    public enum FreshnessState {
        on_time,
        late,
        never,
        paused
    }

    /// @param worked rows written
    public record TapeRun(
            long run,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Words(of = Run.Status.class) String status,
            long worked,
            long failed) {}
}
