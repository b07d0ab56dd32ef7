package dev.tallystick.history;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncId;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What happened to syncs that somebody may have to be told: written in the transaction in which it happened, so that a
/// crash loses both or neither, and taken away by the one that decides what is told.
public final class SyncFacts {
    private static final String ADD =
            "insert into sync_fact (workspace_id, sync_id, run_id, kind, detail, at) values (?, ?, ?, ?, ?, ?)";

    private SyncFacts() {}

    public enum Kind {
        /// A run is over.
        ENDED,
        /// A run waits for a person.
        HELD,
        /// It was due, and could not run at all.
        NO_RUN,
        /// It was due, and Tallystick paused it.
        PAUSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param detail why there was no run
    public record Fact(
            @Nullable RunId run, Kind kind, @Nullable String detail, Instant at) {}

    /// A dry run is asked for by somebody who looks at it, and so is an undo.
    static void of(JdbcClient jdbc, Run run, Kind kind, Instant now) {
        if (!run.dryRun() && run.trigger() != Run.Trigger.UNDO) {
            add(jdbc, run.workspace(), run.syncId(), run.id(), kind, null, now);
        }
    }

    public static void noRun(
            JdbcClient jdbc, WorkspaceId workspace, SyncId sync, boolean paused, String why, Instant now) {
        add(jdbc, workspace, sync, null, paused ? Kind.PAUSED : Kind.NO_RUN, why, now);
    }

    private static void add(
            JdbcClient jdbc,
            WorkspaceId workspace,
            SyncId sync,
            @Nullable RunId run,
            Kind kind,
            @Nullable String detail,
            Instant now) {
        jdbc.sql(ADD)
                .param(1, workspace.value())
                .param(2, sync.value())
                .param(3, run == null ? null : run.value(), Types.BIGINT)
                .param(4, kind.word())
                .param(5, detail, Types.VARCHAR)
                .param(6, RunStore.at(now))
                .update();
    }

    /// Syncs of which there are facts, those first that wait the longest.
    public static Map<SyncId, WorkspaceId> waiting(JdbcClient system, int most) {
        var waiting = new LinkedHashMap<SyncId, WorkspaceId>();
        system.sql("""
                        select sync_id, workspace_id from sync_fact group by sync_id, workspace_id
                        order by min(id) limit ?
                        """).param(most).query((ResultSet row) -> {
            waiting.put(new SyncId(row.getLong("sync_id")), new WorkspaceId(row.getLong("workspace_id")));
        });
        return waiting;
    }

    /// Takes the facts of a sync away, oldest first. Who asks decides about them in the same transaction.
    public static List<Fact> take(JdbcClient system, SyncId sync) {
        return system.sql("""
                        with taken as (delete from sync_fact where sync_id = ? returning *)
                        select * from taken order by id
                        """)
                .param(sync.value())
                .query((row, _) -> {
                    var run = row.getLong("run_id");
                    var hasRun = !row.wasNull();
                    return new Fact(
                            hasRun ? new RunId(run) : null,
                            Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                            row.getString("detail"),
                            RunStore.instant(row, "at"));
                })
                .list();
    }
}
