package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Told;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Alerts in the database.
final class AlertStore {
    private static final String SELECT = """
            select alert.*, sync.name as sync_name, sync.title as sync_title, sync.rehearsal,
                (select max(told_at) from alert other
                 where other.sync_id = alert.sync_id and other.cause = alert.cause) as last_told,
                (select max(until) from alert_silence silence
                 where silence.workspace_id = alert.workspace_id
                   and (silence.sync_id is null or silence.sync_id = alert.sync_id)) as silent_until
            from alert join sync on sync.id = alert.sync_id
            """;

    /// @param lastTold when this cause of this sync was last told of, in this alert or an earlier one
    record Kept(
            long id,
            WorkspaceId workspace,
            SyncId sync,
            String syncName,
            String syncTitle,
            boolean rehearsal,
            Alert alert,
            @Nullable Instant lastTold,
            @Nullable Instant silentUntil,
            @Nullable String closedBy) {}

    List<Kept> unsettled(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(SELECT + "where alert.sync_id = ? and not settled order by alert.id")
                .param(sync.value())
                .query((row, _) -> kept(row))
                .list();
    }

    /// Of a workspace, locked until the transaction ends.
    List<Kept> unsettled(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql(SELECT + "where alert.workspace_id = ? and not settled order by alert.id for update of alert")
                .param(workspace.value())
                .query((row, _) -> kept(row))
                .list();
    }

    List<WorkspaceId> workspacesWithUnsettled(JdbcClient system) {
        return system.sql("select distinct workspace_id from alert where not settled order by 1")
                .query((row, _) -> new WorkspaceId(row.getLong(1)))
                .list();
    }

    /// @param open only those that are, or only those that are over
    List<Kept> list(JdbcClient jdbc, @Nullable String sync, @Nullable Boolean open, @Nullable Long before, int limit) {
        return jdbc.sql(SELECT + """
                        where (:sync::text is null or sync.name = :sync)
                          and (:open::boolean is null or (closed_at is null) = :open)
                          and (:before::bigint is null or alert.id < :before)
                        order by alert.id desc limit :limit
                        """)
                .param("sync", sync, Types.VARCHAR)
                .param("open", open, Types.BOOLEAN)
                .param("before", before, Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> kept(row))
                .list();
    }

    Optional<Kept> find(JdbcClient jdbc, long id) {
        return jdbc.sql(SELECT + "where alert.id = ? for update of alert")
                .param(id)
                .query((row, _) -> kept(row))
                .optional();
    }

    void insert(JdbcClient jdbc, WorkspaceId workspace, SyncId sync, Alert alert) {
        jdbc.sql("""
                        insert into alert (workspace_id, sync_id, cause, opened_at, last_at, closed_at, times, run_id, sentence,
                            usual, told, settled)
                        values (:workspace, :sync, :cause, :opened, :last, :closed, :times, :run, :sentence,
                            :usual, :told, :settled)
                        """)
                .param("workspace", workspace.value())
                .param("sync", sync.value())
                .param("cause", alert.cause().word())
                .param("opened", at(alert.openedAt()))
                .param("last", at(alert.lastAt()))
                .param("closed", atOrNull(alert.closedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("times", alert.times())
                .param("run", alert.run(), Types.BIGINT)
                .param("sentence", alert.sentence())
                .param("usual", alert.usual(), Types.BIGINT)
                .param("told", alert.told().word())
                .param("settled", alert.settled())
                .update();
    }

    void update(JdbcClient jdbc, long id, Alert alert) {
        jdbc.sql("""
                        update alert set last_at = :last, closed_at = :closed, times = :times, run_id = :run,
                            sentence = :sentence, usual = :usual, told = :told, settled = :settled,
                            closed_by = case when :closed::timestamptz is null then null else closed_by end
                        where id = :id
                        """)
                .param("last", at(alert.lastAt()))
                .param("closed", atOrNull(alert.closedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("times", alert.times())
                .param("run", alert.run(), Types.BIGINT)
                .param("sentence", alert.sentence())
                .param("usual", alert.usual(), Types.BIGINT)
                .param("told", alert.told().word())
                .param("settled", alert.settled())
                .param("id", id)
                .update();
    }

    void told(JdbcClient jdbc, long id, Alert alert, Instant now) {
        update(jdbc, id, alert.tell());
        jdbc.sql("update alert set told_at = ? where id = ?")
                .params(at(now), id)
                .update();
    }

    void closedBy(JdbcClient jdbc, long id, String by) {
        jdbc.sql("update alert set closed_by = ? where id = ?").params(by, id).update();
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime atOrNull(@Nullable Instant instant) {
        return instant == null ? null : at(instant);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong("id"),
                new WorkspaceId(row.getLong("workspace_id")),
                new SyncId(row.getLong("sync_id")),
                row.getString("sync_name"),
                row.getString("sync_title"),
                row.getBoolean("rehearsal"),
                new Alert(
                        Cause.of(row.getString("cause")),
                        row.getTimestamp("opened_at").toInstant(),
                        row.getTimestamp("last_at").toInstant(),
                        instant(row, "closed_at"),
                        row.getInt("times"),
                        longOrNull(row, "run_id"),
                        row.getString("sentence"),
                        longOrNull(row, "usual"),
                        Told.of(row.getString("told")),
                        row.getBoolean("settled")),
                instant(row, "last_told"),
                instant(row, "silent_until"),
                row.getString("closed_by"));
    }

    private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }
}
