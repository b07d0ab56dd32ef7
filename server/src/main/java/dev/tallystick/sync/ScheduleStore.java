package dev.tallystick.sync;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Schedule.Timing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Schedules in the database, with the time that is due next.
public final class ScheduleStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String SELECT = """
            select schedule.*, sync.name as sync_name
            from schedule join sync on sync.id = schedule.sync_id and sync.removed_at is null
            """;

    /// @param nextAt the planned time, null while paused
    /// @param fromFile whether the file set it; otherwise a person did, since
    /// @param setAt when it was set
    public record Planned(
            SyncId sync,
            String syncName,
            Schedule schedule,
            @Nullable Instant nextAt,
            int revision,
            boolean fromFile,
            Instant setAt) {}

    public Optional<Planned> find(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(SELECT + "where schedule.sync_id = ?")
                .param(sync.value())
                .query((row, _) -> planned(row))
                .optional();
    }

    public List<Planned> all(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql(SELECT + "where schedule.workspace_id = ? order by sync.name")
                .param(workspace.value())
                .query((row, _) -> planned(row))
                .list();
    }

    /// Locks and reads the schedule of a sync that nobody paused.
    Optional<Planned> lock(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(SELECT + "where schedule.sync_id = ? and not sync.paused for no key update of schedule")
                .param(sync.value())
                .query((row, _) -> planned(row))
                .optional();
    }

    /// The planned time of a sync that nobody paused.
    Optional<Instant> nextAt(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql("""
                        select next_at from schedule join sync on sync.id = sync_id
                        where sync_id = ? and sync.removed_at is null and not sync.paused and next_at is not null
                        """)
                .param(sync.value())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    void moveOn(JdbcClient jdbc, SyncId sync, @Nullable Instant nextAt) {
        jdbc.sql("update schedule set next_at = ? where sync_id = ?")
                .param(at(nextAt))
                .param(sync.value())
                .update();
    }

    /// What the file says. A rule that a person has set since stays until the file itself says something else.
    boolean saveFromFile(JdbcClient jdbc, WorkspaceId workspace, SyncId sync, @Nullable Schedule wanted, Instant now) {
        var rule = wanted == null ? "none" : JSON.writeValueAsString(WriteConfig.tree(wanted));
        var before = jdbc.sql("select file_rule from schedule where sync_id = ? for update")
                .param(sync.value())
                .query((row, _) -> Optional.ofNullable(row.getString("file_rule")))
                .optional();
        if (before.isPresent() && rule.equals(before.get().orElse("none"))) {
            return false;
        }
        if (wanted == null) {
            return jdbc.sql("delete from schedule where sync_id = ?")
                            .param(sync.value())
                            .update()
                    == 1;
        }
        write(jdbc, workspace, sync, wanted, "yaml", rule, now);
        return true;
    }

    /// What a person says.
    public void saveFromApi(JdbcClient jdbc, WorkspaceId workspace, SyncId sync, Schedule wanted, Instant now) {
        write(jdbc, workspace, sync, wanted, "api", null, now);
    }

    private static void write(
            JdbcClient jdbc,
            WorkspaceId workspace,
            SyncId sync,
            Schedule wanted,
            String source,
            @Nullable String fileRule,
            Instant now) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("workspace", workspace.value());
        columns.put("sync", sync.value());
        columns.put("cron", wanted.timing() instanceof Timing.Cron(String expression) ? expression : null);
        columns.put("every", wanted.timing() instanceof Timing.Every(Duration interval) ? interval.toSeconds() : null);
        columns.put("zone", WriteConfig.zone(wanted.zone()));
        columns.put("missed", ReadSync.word(wanted.missedRun()));
        columns.put("dst", ReadSync.word(wanted.dst()));
        columns.put("jitter", wanted.jitter().toSeconds());
        columns.put("paused", wanted.paused());
        columns.put("next", at(wanted.next(now, sync).orElse(null)));
        columns.put("source", source);
        columns.put("rule", fileRule);
        columns.put("now", at(now));
        jdbc.sql("""
                        insert into schedule (workspace_id, sync_id, cron, every_seconds, zone, missed_run, dst,
                            jitter_seconds, paused, next_at, source, file_rule, updated_at)
                        values (:workspace, :sync, :cron, :every, :zone, :missed, :dst, :jitter, :paused, :next,
                            :source, :rule, :now)
                        on conflict (sync_id) do update set cron = excluded.cron,
                            every_seconds = excluded.every_seconds, zone = excluded.zone,
                            missed_run = excluded.missed_run, dst = excluded.dst,
                            jitter_seconds = excluded.jitter_seconds, paused = excluded.paused,
                            next_at = excluded.next_at, source = excluded.source,
                            file_rule = coalesce(excluded.file_rule, schedule.file_rule),
                            revision = schedule.revision + 1, updated_at = excluded.updated_at
                        """).params(columns).update();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Planned planned(ResultSet row) throws SQLException {
        var cron = row.getString("cron");
        var next = row.getObject("next_at", OffsetDateTime.class);
        var zone = row.getString("zone");
        return new Planned(
                new SyncId(row.getLong("sync_id")),
                row.getString("sync_name"),
                new Schedule(
                        cron != null
                                ? new Timing.Cron(cron)
                                : new Timing.Every(Duration.ofSeconds(row.getLong("every_seconds"))),
                        zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone),
                        word(row, "missed_run", ReadSync.MISSED_RUNS),
                        word(row, "dst", ReadSync.DSTS),
                        Duration.ofSeconds(row.getLong("jitter_seconds")),
                        row.getBoolean("paused")),
                next == null ? null : next.toInstant(),
                row.getInt("revision"),
                row.getString("source").equals("yaml"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static <T> T word(ResultSet row, String column, Map<String, T> words) throws SQLException {
        var found = words.get(row.getString(column).toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalStateException("No " + column + " is called " + row.getString(column));
        }
        return found;
    }
}
