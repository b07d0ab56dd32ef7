package dev.tallystick.history;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.history.SyncView.Freshness;
import dev.tallystick.history.SyncView.FreshnessState;
import dev.tallystick.history.SyncView.OwnerView;
import dev.tallystick.history.SyncView.ScheduleView;
import dev.tallystick.history.SyncView.SideView;
import dev.tallystick.history.SyncView.TapeRun;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.ScheduleStore.Planned;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncOwners;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts together what the page shows of a sync.
final class ViewSyncs {
    private static final Duration TAPE = Duration.ofHours(24);
    private static final int TAPE_RUNS = 500;
    private static final int NEXT_TIMES = 10;

    /// Without a promise of its own a sync counts as late after twice its interval.
    private static final int LATE_AFTER_INTERVALS = 2;

    private final RunStore runs;
    private final ConflictStore conflicts = new ConflictStore();
    private final ScheduleStore schedules;
    private final ConnectionStore connections;
    private final Clock clock;
    private final SyncOwners owners = new SyncOwners();

    ViewSyncs(RunStore runs, ScheduleStore schedules, ConnectionStore connections, Clock clock) {
        this.runs = runs;
        this.schedules = schedules;
        this.connections = connections;
        this.clock = clock;
    }

    SyncView view(JdbcClient jdbc, Sync sync) {
        var now = clock.instant();
        var schedule = schedules.find(jdbc, sync.id());
        var state = state(jdbc, sync);
        var last = runs.lastEnded(jdbc, sync.id());
        var active =
                runs.open(jdbc, sync.id()).stream().filter(run -> !run.dryRun()).findFirst();
        return new SyncView(
                sync.name(),
                sync.title(),
                side(jdbc, sync.workspace(), sync.left()),
                side(jdbc, sync.workspace(), sync.right()),
                direction(sync),
                sync.rehearsal(),
                sync.paused(),
                sync.pausedReason(),
                owners.of(jdbc, sync)
                        .map(owner -> new OwnerView(owner.name(), owner.trouble()))
                        .orElse(null),
                schedule.map(planned -> schedule(planned, now)).orElse(null),
                freshness(sync, schedule, state.confirmedAt(), now),
                state.rows(),
                openConflicts(jdbc, sync),
                last.map(run -> RunView.of(run, List.of())).orElse(null),
                active.map(run -> RunView.of(run, List.of())).orElse(null),
                runs.since(jdbc, sync.id(), now.minus(TAPE), TAPE_RUNS).stream()
                        .map(ViewSyncs::tape)
                        .toList(),
                schedule.map(planned ->
                                planned.schedule().between(dueSince(jdbc, sync, now), now, sync.id(), TAPE_RUNS))
                        .orElse(List.of()));
    }

    /// As the file says it.
    static String direction(Sync sync) {
        var twoSided = sync.twoSided();
        return twoSided == null
                ? "left-to-right"
                : switch (twoSided.direction()) {
                    case BOTH -> "both";
                    case TO_RIGHT -> "left-to-right";
                    case TO_LEFT -> "right-to-left";
                };
    }

    /// Conflicts that wait for a person.
    long openConflicts(JdbcClient jdbc, Sync sync) {
        return sync.twoSided() == null ? 0 : conflicts.open(jdbc, sync.id());
    }

    /// What kind of system a side is.
    String connector(JdbcClient jdbc, Sync sync, Sync.Side side) {
        return side(jdbc, sync.workspace(), side).connector();
    }

    /// A sync owes no run for times before it, or its schedule, was there.
    private static Instant dueSince(JdbcClient jdbc, Sync sync, Instant now) {
        var set = jdbc.sql("select updated_at from schedule where sync_id = ?")
                .param(sync.id().value())
                .query((row, _) -> row.getTimestamp("updated_at").toInstant())
                .single();
        var tape = now.minus(TAPE);
        return set.isAfter(tape) ? set : tape;
    }

    /// What is known of a sync between runs.
    ///
    /// @param confirmedAt when the data were last found in agreement
    /// @param writtenAt when a row was last written
    record State(
            @Nullable Instant confirmedAt,
            @Nullable Instant writtenAt,
            @Nullable Long rows) {
        static final State NONE = new State(null, null, null);
    }

    State state(JdbcClient jdbc, Sync sync) {
        return jdbc.sql("select confirmed_at, last_written_at, right_rows from sync_state where sync_id = ?")
                .param(sync.id().value())
                .query((row, _) -> {
                    var rows = row.getLong("right_rows");
                    return new State(
                            RunStore.instantOrNull(row, "confirmed_at"),
                            RunStore.instantOrNull(row, "last_written_at"),
                            row.wasNull() ? null : (Long) rows);
                })
                .optional()
                .orElse(State.NONE);
    }

    Freshness freshness(Sync sync, Optional<Planned> schedule, @Nullable Instant confirmedAt, Instant now) {
        var promise = promise(sync, schedule, now);
        if (sync.paused()) {
            return new Freshness(seconds(promise), confirmedAt, FreshnessState.paused);
        }
        if (confirmedAt == null) {
            return new Freshness(seconds(promise), null, FreshnessState.never);
        }
        var late = promise != null && confirmedAt.plus(promise).isBefore(now);
        return new Freshness(seconds(promise), confirmedAt, late ? FreshnessState.late : FreshnessState.on_time);
    }

    private static @Nullable Duration promise(Sync sync, Optional<Planned> schedule, Instant now) {
        if (sync.freshness() != null) {
            return sync.freshness();
        }
        var times = schedule.map(planned -> planned.schedule().next(now, sync.id(), 2))
                .orElse(List.of());
        return times.size() < 2
                ? null
                : Duration.between(times.get(0), times.get(1)).multipliedBy(LATE_AFTER_INTERVALS);
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }

    private SideView side(JdbcClient jdbc, WorkspaceId workspace, Sync.Side side) {
        var connector = connections
                .find(jdbc, workspace, side.connection())
                .map(connection -> connection.connector())
                .orElse("");
        return new SideView(side.connection(), connector, side.table().name());
    }

    static ScheduleView schedule(Planned planned, Instant now) {
        return new ScheduleView(
                planned.schedule().text(),
                zone(planned.schedule().zone()),
                planned.schedule().next(now, planned.sync(), NEXT_TIMES));
    }

    /// Java calls it "Z", which nobody writes into a schedule.
    private static String zone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static TapeRun tape(Run run) {
        var tally = run.tally();
        var began = run.startedAt();
        return new TapeRun(
                run.id().value(),
                began == null ? run.createdAt() : began,
                run.endedAt(),
                run.status().word(),
                tally == null ? 0 : tally.written(),
                tally == null ? 0 : tally.failed());
    }
}
