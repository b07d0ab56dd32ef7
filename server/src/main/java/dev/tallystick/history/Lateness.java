package dev.tallystick.history;

import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.ScheduleStore.Planned;
import dev.tallystick.sync.Sync;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// When a sync breaks its promise of freshness, as the page shows it.
///
/// @param promise how old its data may get
/// @param confirmedAt when the data were last found in agreement; null when they never were
/// @param at when it is late, unless they are confirmed before
public record Lateness(Duration promise, @Nullable Instant confirmedAt, Instant at) {

    /// Empty for a sync that promises nothing, or is paused. One whose data were never confirmed has as long as it
    /// promises, from when it was set up.
    public static Optional<Lateness> of(JdbcClient jdbc, Sync sync, ScheduleStore schedules, Instant now) {
        Optional<Planned> planned = schedules.find(jdbc, sync.id());
        var promise = ViewSyncs.promise(sync, planned, now);
        if (sync.paused() || promise == null) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select confirmed_at, sync.created_at from sync
                        left join sync_state on sync_state.sync_id = sync.id where sync.id = ?
                        """)
                .param(sync.id().value())
                .query((row, _) -> {
                    var confirmed = RunStore.instantOrNull(row, "confirmed_at");
                    var since = confirmed != null ? confirmed : RunStore.instant(row, "created_at");
                    return new Lateness(promise, confirmed, since.plus(promise));
                })
                .optional();
    }
}
