package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunId;
import dev.tallystick.sync.SyncId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

    void settle(JdbcClient jdbc, String id, boolean landed, Instant now) {
        jdbc.sql("update batch set status = ?, settled_at = ? where id = ?")
                .params(landed ? "landed" : "absent", now.atOffset(ZoneOffset.UTC), id)
                .update();
    }

    List<Open> unsettled(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(
                        "select id, run_id, table_sync from batch where sync_id = ? and status = 'open' order by created_at")
                .param(sync.value())
                .query((row, _) -> new Open(
                        row.getString("id"), new RunId(row.getLong("run_id")), new SyncId(row.getLong("table_sync"))))
                .list();
    }
}
