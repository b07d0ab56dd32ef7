package dev.tallystick.history;

import dev.tallystick.storage.Notices;
import dev.tallystick.storage.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/// That something about a run or a sync changed, numbered in order, so that a page which lost its stream can ask for
/// what
/// it missed. An event says only what to look at; the content is read when it is sent.
public final class Events {
    /// In front of the notice that tells the other nodes; behind it stands the workspace.
    static final String NOTICE = "event:";

    private Events() {}

    public enum Kind {
        RUN,
        SYNC
    }

    public record Event(long id, Kind kind, long subject) {}

    /// Records that `subject` changed, and tells all nodes when the transaction commits.
    public static void record(JdbcClient jdbc, WorkspaceId workspace, Kind kind, long subject, Instant now) {
        jdbc.sql("insert into event (workspace_id, kind, subject, at) values (?, ?, ?, ?)")
                .params(workspace.value(), kind.name().toLowerCase(Locale.ROOT), subject, RunStore.at(now))
                .update();
        jdbc.sql(Notices.send())
                .param(NOTICE + workspace.value())
                .query((row, _) -> 0)
                .list();
    }

    static List<Event> after(JdbcClient jdbc, long id, int limit) {
        return jdbc.sql("select id, kind, subject from event where id > ? order by id limit ?")
                .params(id, limit)
                .query((row, _) -> new Event(
                        row.getLong("id"),
                        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getLong("subject")))
                .list();
    }

    static long newest(JdbcClient jdbc) {
        return jdbc.sql("select coalesce(max(id), 0) from event")
                .query(Long.class)
                .single();
    }

    /// Events that no page can still be waiting for.
    public static int forget(JdbcClient system, Instant before) {
        return system.sql("delete from event where at < ?")
                .param(RunStore.at(before))
                .update();
    }
}
