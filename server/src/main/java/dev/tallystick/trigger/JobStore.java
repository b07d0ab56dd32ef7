package dev.tallystick.trigger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the queue has to do for a workspace. The queue itself holds one row for each sync, which says when it is due;
/// why it is, stands in the runs and schedules, and that is what people ask for.
final class JobStore {
    /// In the order in which they need somebody.
    enum State {
        /// Its workers died on it three times; it is not tried again until a person says so.
        QUARANTINED(0),
        /// An attempt failed, and another one follows.
        RETRYING(1),
        RUNNING(2),
        /// Due, and no worker has taken it yet.
        WAITING(3),
        /// A schedule says when.
        SCHEDULED(4);

        /// In the order of the list, as the query below says it.
        private final int place;

        State(int place) {
            this.place = place;
        }

        static State at(int place) {
            return Arrays.stream(values())
                    .filter(state -> state.place == place)
                    .findFirst()
                    .orElseThrow();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param number of the run, or of the schedule
    /// @param dueAt when it begins or goes on; null for what does not of itself
    /// @param attempts begun until now
    /// @param node where it is worked on
    record Job(
            State state,
            long number,
            String sync,
            String title,
            @Nullable Long run,
            @Nullable String trigger,
            @Nullable Instant dueAt,
            @Nullable Instant startedAt,
            int attempts,
            @Nullable String node,
            @Nullable String problem) {}

    private static final String JOBS = """
            with job as (
              select case when r.status = 'failed' then 0 when r.next_attempt_at is not null then 1
                          when r.status = 'running' then 2 else 3 end as state,
                r.id as number, s.name as sync, s.title, r.id as run, r.trigger,
                case when r.status = 'failed' then null
                     else coalesce(r.next_attempt_at, r.started_at, r.created_at) end as due_at,
                r.started_at,
                (select count(*) from attempt a where a.run_id = r.id) as attempts,
                (select a.node from attempt a where a.run_id = r.id and a.ended_at is null
                 order by a.number desc limit 1) as node,
                r.problem
              from run r join sync s on s.id = r.sync_id
              where r.status in ('pending', 'running')
                 or r.status = 'failed' and r.problem_code = 'quarantined' and r.acknowledged_at is null
                    and not exists (select 1 from run later where later.sync_id = r.sync_id and later.id > r.id
                      and not later.dry_run)
              union all
              select 4, c.id, s.name, s.title, null, 'schedule', c.next_at, null, 0, null, null
              from schedule c join sync s on s.id = c.sync_id
              where c.next_at is not null and s.removed_at is null and not s.paused)
            """;
    private static final String OF_SYNC = " where (:sync::text is null or sync = :sync)";

    /// @param sync by name; null for all
    /// @param state null for every one
    record Filter(@Nullable String sync, @Nullable State state) {}

    /// @param after the last one of the page before, as `state.number`
    List<Job> page(JdbcClient db, Filter filter, @Nullable Place after, int limit) {
        return db.sql(JOBS + "select * from job" + OF_SYNC + """
                          and (:state::int is null or state = :state)
                          and (:afterState::int is null or (state, number) > (:afterState, :afterNumber))
                        order by state, number limit :limit""")
                .param("sync", filter.sync())
                .param("state", filter.state() == null ? null : filter.state().place)
                .param("afterState", after == null ? null : after.state())
                .param("afterNumber", after == null ? 0L : after.number())
                .param("limit", limit)
                .query(JobStore::job)
                .list();
    }

    /// Where a page ended.
    record Place(int state, long number) {
        static Place of(Job job) {
            return new Place(job.state().place, job.number());
        }

        String text() {
            return state + "." + number;
        }
    }

    /// All of them, of a state that is over once it was dealt with.
    List<Job> all(JdbcClient db, Filter filter, int part) {
        var all = new ArrayList<Job>();
        List<Job> found = page(db, filter, null, part);
        while (!found.isEmpty()) {
            all.addAll(found);
            found = found.size() < part ? List.of() : page(db, filter, Place.of(found.getLast()), part);
        }
        return all;
    }

    Map<State, Long> counts(JdbcClient db, @Nullable String sync) {
        var counts = new EnumMap<State, Long>(State.class);
        for (State state : State.values()) {
            counts.put(state, 0L);
        }
        db.sql(JOBS + "select state, count(*) from job" + OF_SYNC + " group by state")
                .param("sync", sync)
                .query((row, _) -> counts.put(State.at(row.getInt(1)), row.getLong(2)))
                .list();
        return counts;
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        return new Job(
                State.at(row.getInt("state")),
                row.getLong("number"),
                row.getString("sync"),
                row.getString("title"),
                row.getObject("run", Long.class),
                row.getString("trigger"),
                instant(row, "due_at"),
                instant(row, "started_at"),
                row.getInt("attempts"),
                row.getString("node"),
                row.getString("problem"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        @Nullable Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    /// Another attempt comes now instead of later; false when it has come or the run is over.
    boolean hasten(JdbcClient db, long run, Instant now) {
        return db.sql("""
                        update run set next_attempt_at = :now
                        where id = :run and status in ('pending', 'running') and next_attempt_at is not null""").param("now", Timestamp.from(now)).param("run", run).update() == 1;
    }
}
