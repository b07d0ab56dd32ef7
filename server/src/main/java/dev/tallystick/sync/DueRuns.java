package dev.tallystick.sync;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The schedules as those see them who start runs.
public final class DueRuns {
    private final ScheduleStore schedules;

    public DueRuns(ScheduleStore schedules) {
        this.schedules = schedules;
    }

    /// When the schedule says that the sync is due next; empty without one, while paused or removed.
    public Optional<Instant> nextAt(JdbcClient jdbc, SyncId sync) {
        return schedules.nextAt(jdbc, sync);
    }

    /// Takes the planned time that has come, moving the schedule on: the time for which a run is to be started
    /// now. Of
    /// several nodes that ask at once one is told so.
    public Optional<Instant> take(JdbcClient jdbc, Sync sync, Instant now) {
        var planned = schedules.lock(jdbc, sync.id());
        if (planned.isEmpty() || planned.get().nextAt() == null) {
            return Optional.empty();
        }
        var plannedAt = planned.get().nextAt();
        if (plannedAt.isAfter(now)) {
            return Optional.empty();
        }
        var due = planned.get().schedule().due(plannedAt, now, sync.id());
        schedules.moveOn(jdbc, sync.id(), due.nextAt());
        return due.run() ? Optional.of(plannedAt) : Optional.empty();
    }
}
