package dev.tallystick.trigger;

import dev.tallystick.history.Run.Trigger;
import dev.tallystick.history.RunId;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.GroupStore;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Where runs of groups stand. Every method takes the client of an open transaction.
final class GroupRunStore {

    /// As in the database, one word each.
    enum Status {
        RUNNING,
        SUCCEEDED,
        PARTIAL,
        FAILED,
        CANCELLED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record GroupRun(
            long id,
            WorkspaceId workspace,
            long group,
            Status status,
            Trigger trigger,
            Actor by,
            boolean stopOnFailure,
            Instant createdAt,
            @Nullable Instant endedAt) {}

    /// @param run null while it has not begun, and for ever when it was left out
    /// @param leftOut why there is no run, as a sentence
    record Step(
            int place,
            String sync,
            @Nullable RunId run,
            @Nullable String leftOut) {
        boolean waits() {
            return run == null && leftOut == null;
        }
    }

    long create(
            JdbcClient jdbc, WorkspaceId workspace, GroupStore.Stored group, Trigger trigger, Actor by, Instant now) {
        var person = by.id();
        long id = jdbc.sql("""
                        insert into group_run (workspace_id, group_id, status, trigger, actor_id, actor, stop_on_failure,
                            created_at)
                        values (:workspace, :group, 'running', :trigger, :person, :actor, :stop, :now) returning id
                        """)
                .param("workspace", workspace.value())
                .param("group", group.id())
                .param("trigger", trigger.word())
                .param("person", person == null ? null : person.value(), java.sql.Types.BIGINT)
                .param("actor", by.name())
                .param("stop", group.group().stopOnFailure())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
        int place = 0;
        for (var sync : group.group().syncs()) {
            jdbc.sql("insert into group_run_step (group_run_id, workspace_id, place, sync) values (?, ?, ?, ?)")
                    .params(id, workspace.value(), place++, sync)
                    .update();
        }
        return id;
    }

    Optional<GroupRun> running(JdbcClient jdbc, long group) {
        return jdbc.sql("select * from group_run where group_id = ? and status = 'running'")
                .param(group)
                .query((row, _) -> run(row))
                .optional();
    }

    Optional<GroupRun> last(JdbcClient jdbc, long group) {
        return jdbc.sql("select * from group_run where group_id = ? order by id desc limit 1")
                .param(group)
                .query((row, _) -> run(row))
                .optional();
    }

    /// Newest first.
    ///
    /// @param before only those older than this one; null for the newest
    List<GroupRun> list(JdbcClient jdbc, long group, @Nullable Long before, int limit) {
        return jdbc.sql("""
                        select * from group_run
                        where group_id = :group and (:before::bigint is null or id < :before)
                        order by id desc limit :limit
                        """)
                .param("group", group)
                .param("before", before, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> run(row))
                .list();
    }

    Optional<GroupRun> find(JdbcClient jdbc, long id) {
        return jdbc.sql("select * from group_run where id = ?")
                .param(id)
                .query((row, _) -> run(row))
                .optional();
    }

    /// The run, locked until the transaction ends; empty when it has ended or another node is at it.
    Optional<GroupRun> takeOpen(JdbcClient jdbc, long id) {
        return jdbc.sql("select * from group_run where id = ? and status = 'running' for update skip locked")
                .param(id)
                .query((row, _) -> run(row))
                .optional();
    }

    /// Of all workspaces.
    List<GroupRun> open(JdbcClient system) {
        return system.sql("select * from group_run where status = 'running' order by id")
                .query((row, _) -> run(row))
                .list();
    }

    List<Step> steps(JdbcClient jdbc, long groupRun) {
        return jdbc.sql("select * from group_run_step where group_run_id = ? order by place")
                .param(groupRun)
                .query((row, _) -> {
                    var run = row.getObject("run_id", Long.class);
                    return new Step(
                            row.getInt("place"),
                            row.getString("sync"),
                            run == null ? null : new RunId(run),
                            row.getString("left_out"));
                })
                .list();
    }

    void began(JdbcClient jdbc, GroupRun run, Step step, RunId began) {
        jdbc.sql("update group_run_step set run_id = ? where group_run_id = ? and place = ?")
                .params(began.value(), run.id(), step.place())
                .update();
    }

    void leaveOut(JdbcClient jdbc, GroupRun run, Step step, String why) {
        jdbc.sql("update group_run_step set left_out = ? where group_run_id = ? and place = ?")
                .params(why, run.id(), step.place())
                .update();
    }

    void end(JdbcClient jdbc, GroupRun run, Status status, Instant now) {
        jdbc.sql("update group_run set status = ?, ended_at = ? where id = ?")
                .params(status.word(), now.atOffset(ZoneOffset.UTC), run.id())
                .update();
    }

    private static GroupRun run(ResultSet row) throws SQLException {
        long person = row.getLong("actor_id");
        var by = new Actor(row.wasNull() ? null : new PersonId(person), String.valueOf(row.getString("actor")));
        var ended = row.getTimestamp("ended_at");
        return new GroupRun(
                row.getLong("id"),
                new WorkspaceId(row.getLong("workspace_id")),
                row.getLong("group_id"),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Trigger.valueOf(row.getString("trigger").toUpperCase(Locale.ROOT)),
                by,
                row.getBoolean("stop_on_failure"),
                row.getTimestamp("created_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
