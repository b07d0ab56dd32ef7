package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.plan.Side;
import dev.tallystick.sync.SyncId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Intents: each batch is recorded before it is sent and stays open until it is known what became of it.
final class BatchStore {
    /// @param tableSync the sync whose right table the batch writes
    record Open(String id, RunId run, SyncId tableSync) {}

    void open(JdbcClient jdbc, String id, Run run, SyncId tableSync, long epoch, String payloadHash, Instant now) {
        jdbc.sql("""
                        insert into batch (id, workspace_id, run_id, sync_id, table_sync, epoch, payload_hash, status, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, 'open', ?)
                        """)
                .params(
                        id,
                        run.workspace().value(),
                        run.id().value(),
                        run.syncId().value(),
                        tableSync.value(),
                        epoch,
                        payloadHash,
                        now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// An intent to write a table whose rows have ids of their own.
    ///
    /// @param kept what the table needs to find out what became of it
    /// @param matchField the match key on that side, null without one
    record Paired(
            String id,
            RunId run,
            Side side,
            String table,
            String kept,
            @Nullable String matchField,
            Instant begun) {}

    void open(JdbcClient jdbc, Paired batch, Run run, long epoch, String payloadHash) {
        jdbc.sql("""
                        insert into batch (id, workspace_id, run_id, sync_id, side, table_identity, kept, match_field, epoch,
                            payload_hash, status, created_at)
                        values (:id, :workspace, :run, :sync, :side, :table, :kept, :match, :epoch, :hash, 'open', :begun)
                        """)
                .param("id", batch.id())
                .param("workspace", run.workspace().value())
                .param("run", run.id().value())
                .param("sync", run.syncId().value())
                .param("side", batch.side().word())
                .param("table", batch.table())
                .param("kept", batch.kept())
                .param("match", batch.matchField(), java.sql.Types.VARCHAR)
                .param("epoch", epoch)
                .param("hash", payloadHash)
                .param("begun", batch.begun().atOffset(ZoneOffset.UTC))
                .update();
    }

    List<Paired> unsettledPaired(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql("""
                        select * from batch where sync_id = ? and status = 'open' and table_identity is not null
                        order by created_at
                        """)
                .param(sync.value())
                .query((row, _) -> new Paired(
                        row.getString("id"),
                        new RunId(row.getLong("run_id")),
                        Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)),
                        row.getString("table_identity"),
                        row.getString("kept"),
                        row.getString("match_field"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /// Whether any sync has a batch open on this table, this one's or another's.
    boolean unsettled(JdbcClient jdbc, String table) {
        return jdbc.sql("select exists (select 1 from batch where table_identity = ? and status = 'open')")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    void settle(JdbcClient jdbc, String id, boolean landed, Instant now) {
        jdbc.sql("update batch set status = ?, settled_at = ? where id = ?")
                .params(landed ? "landed" : "absent", now.atOffset(ZoneOffset.UTC), id)
                .update();
    }

    List<Open> unsettled(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(
                        "select id, run_id, table_sync from batch where sync_id = ? and status = 'open' and table_sync is not null order by created_at")
                .param(sync.value())
                .query((row, _) -> new Open(
                        row.getString("id"), new RunId(row.getLong("run_id")), new SyncId(row.getLong("table_sync"))))
                .list();
    }
}
