package dev.tallystick.history;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.history.SyncView.Freshness;
import dev.tallystick.history.SyncView.FreshnessState;
import dev.tallystick.history.SyncView.OwnerView;
import dev.tallystick.history.SyncView.ScheduleView;
import dev.tallystick.history.SyncView.SideView;
import dev.tallystick.history.SyncView.TapeRun;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.ScheduleStore.Planned;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncOwners;
import dev.tallystick.workspace.Identity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /// What is known of some syncs, asked for once for all of them: a list of five hundred takes as many questions as
    /// one of one.
    ///
    /// @param active the run that works, waits or is held now
    /// @param last the newest that ended
    /// @param conflicts that wait for a person
    /// @param connectors the kind of system by the connection's name
    /// @param owners by the owner's id
    /// @param unseen those of the runs that who asks has not seen off
    record Known(
            Instant now,
            Map<SyncId, Planned> schedules,
            Map<SyncId, State> states,
            Map<SyncId, Run> active,
            Map<SyncId, Run> last,
            Map<SyncId, Long> conflicts,
            Map<String, String> connectors,
            Map<Optional<Long>, SyncOwners.Owner> owners,
            Set<RunId> unseen) {

        Optional<Planned> schedule(Sync sync) {
            return Optional.ofNullable(schedules.get(sync.id()));
        }

        Optional<SyncOwners.Owner> owner(Sync sync) {
            return Optional.ofNullable(owners.get(Optional.ofNullable(sync.owner())));
        }

        State state(Sync sync) {
            return states.getOrDefault(sync.id(), State.NONE);
        }

        long conflicts(Sync sync) {
            return conflicts.getOrDefault(sync.id(), 0L);
        }

        /// What kind of system a side is; empty when its connection is gone.
        String connector(Sync.Side side) {
            return connectors.getOrDefault(side.connection(), "");
        }
    }

    /// @param syncs of this workspace
    Known know(JdbcClient jdbc, Identity asker, List<Sync> syncs) {
        var workspace = asker.workspace();
        var ids = syncs.stream().map(Sync::id).toList();
        var planned = new HashMap<SyncId, Planned>();
        schedules.all(jdbc, workspace).forEach(each -> planned.put(each.sync(), each));
        var connectors = new HashMap<String, String>();
        connections.all(jdbc, workspace).forEach(each -> connectors.put(each.name(), each.connector()));
        var active = runs.open(jdbc, ids);
        var last = runs.lastEnded(jdbc, ids);
        var shown = new ArrayList<>(active.values());
        shown.addAll(last.values());
        return new Known(
                clock.instant(),
                planned,
                states(jdbc, ids),
                active,
                last,
                conflicts.open(jdbc, ids),
                connectors,
                owners(jdbc, syncs),
                RunFollowers.unseen(jdbc, asker.id(), shown));
    }

    /// By the person's id; those of syncs that name nobody under none. A few people own many syncs.
    private Map<Optional<Long>, SyncOwners.Owner> owners(JdbcClient jdbc, List<Sync> syncs) {
        var found = new HashMap<Optional<Long>, Optional<SyncOwners.Owner>>();
        syncs.forEach(sync -> found.computeIfAbsent(Optional.ofNullable(sync.owner()), _ -> owners.of(jdbc, sync)));
        var known = new HashMap<Optional<Long>, SyncOwners.Owner>();
        found.forEach((id, owner) -> owner.ifPresent(each -> known.put(id, each)));
        return known;
    }

    SyncView view(JdbcClient jdbc, Sync sync, Identity asker) {
        return views(jdbc, List.of(sync), know(jdbc, asker, List.of(sync))).getFirst();
    }

    /// @param known of these syncs, or of more
    List<SyncView> views(JdbcClient jdbc, List<Sync> syncs, Known known) {
        var tapes =
                tapes(jdbc, syncs.stream().map(Sync::id).toList(), known.now().minus(TAPE));
        return syncs.stream()
                .map(sync -> view(sync, known, tapes.getOrDefault(sync.id(), List.of())))
                .toList();
    }

    private static SyncView view(Sync sync, Known known, List<TapeRun> tape) {
        var now = known.now();
        var schedule = known.schedule(sync);
        var state = known.state(sync);
        return new SyncView(
                sync.name(),
                sync.title(),
                side(sync.left(), known),
                side(sync.right(), known),
                direction(sync),
                sync.rehearsal(),
                sync.paused(),
                sync.pausedReason(),
                known.owner(sync)
                        .map(owner -> new OwnerView(owner.name(), owner.trouble()))
                        .orElse(null),
                schedule.map(planned -> schedule(planned, now)).orElse(null),
                freshness(sync, schedule, state.confirmedAt(), now),
                state.rows(),
                known.conflicts(sync),
                shown(known.last().get(sync.id()), known),
                shown(known.active().get(sync.id()), known),
                tape,
                schedule.map(planned -> planned.schedule().between(dueSince(planned, now), now, sync.id(), TAPE_RUNS))
                        .orElse(List.of()));
    }

    private static @Nullable RunView shown(@Nullable Run run, Known known) {
        return run == null ? null : RunView.of(run, List.of(), known.unseen());
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

    /// A sync owes no run for times before it, or its schedule, was there.
    private static Instant dueSince(Planned planned, Instant now) {
        var tape = now.minus(TAPE);
        return planned.setAt().isAfter(tape) ? planned.setAt() : tape;
    }

    /// The runs that began or ended since then, oldest first, without dry runs.
    private static Map<SyncId, List<TapeRun>> tapes(JdbcClient jdbc, List<SyncId> syncs, Instant since) {
        var tapes = new HashMap<SyncId, List<TapeRun>>();
        jdbc.sql("""
                        select tape.*
                        from unnest(:syncs) wanted (id)
                        cross join lateral (
                            select id, sync_id, coalesce(started_at, created_at) as began_at, ended_at, status,
                                tally, tally_left
                            from run
                            where run.sync_id = wanted.id and not dry_run and started_at is not null
                              and coalesce(ended_at, 'infinity') > :since
                            order by id desc limit :most
                        ) tape
                        order by tape.id
                        """)
                .param("syncs", RunStore.ids(syncs))
                .param("since", RunStore.at(since))
                .param("most", TAPE_RUNS)
                .query((ResultSet row) -> {
                    tapes.computeIfAbsent(new SyncId(row.getLong("sync_id")), _ -> new ArrayList<>())
                            .add(tape(row));
                });
        return tapes;
    }

    private static TapeRun tape(ResultSet row) throws SQLException {
        var tally = RunStore.tallies(row);
        return new TapeRun(
                row.getLong("id"),
                row.getTimestamp("began_at").toInstant(),
                RunStore.instantOrNull(row, "ended_at"),
                row.getString("status"),
                tally == null ? 0 : tally.written(),
                tally == null ? 0 : tally.failed());
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
        return states(jdbc, List.of(sync.id())).getOrDefault(sync.id(), State.NONE);
    }

    private static Map<SyncId, State> states(JdbcClient jdbc, List<SyncId> syncs) {
        var states = new HashMap<SyncId, State>();
        jdbc.sql("select sync_id, confirmed_at, last_written_at, right_rows from sync_state where sync_id = any(?)")
                .param(RunStore.ids(syncs))
                .query((ResultSet row) -> {
                    var rows = row.getLong("right_rows");
                    states.put(
                            new SyncId(row.getLong("sync_id")),
                            new State(
                                    RunStore.instantOrNull(row, "confirmed_at"),
                                    RunStore.instantOrNull(row, "last_written_at"),
                                    row.wasNull() ? null : (Long) rows));
                });
        return states;
    }

    static Freshness freshness(Sync sync, Optional<Planned> schedule, @Nullable Instant confirmedAt, Instant now) {
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

    static @Nullable Duration promise(Sync sync, Optional<Planned> schedule, Instant now) {
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

    private static SideView side(Sync.Side side, Known known) {
        return new SideView(
                side.connection(), known.connector(side), side.table().name());
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
}
