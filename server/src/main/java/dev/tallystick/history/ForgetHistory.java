package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes away what a workspace keeps no longer, by its own settings: runs that ended long ago with their changes, and
/// the oldest entries of the audit trail.
///
/// What something still hangs on stays, however old: the last run of each sync, a run that waits for a person or that
/// another run refers to, a write whose answer was lost, and a run with a conflict, whose loser stays readable for
/// good.
final class ForgetHistory implements Runnable {
    private static final int RUNS_AT_ONCE = 200;
    private static final int ENTRIES_AT_ONCE = 10_000;
    /// Of each kind and workspace; the rest is for the next time.
    private static final int MOST_ROUNDS = 50;

    private final Transactions transactions;
    private final AuditTrail trail;
    private final Clock clock;

    ForgetHistory(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    private record Kept(WorkspaceId workspace, int historyDays, int auditDays) {}

    @Override
    public void run() {
        List<Kept> all = transactions.system(db -> db.sql("select id, history_days, audit_days from workspace")
                .query((row, _) -> new Kept(new WorkspaceId(row.getLong(1)), row.getInt(2), row.getInt(3)))
                .list());
        for (Kept kept : all) {
            runs(kept.workspace, ago(kept.historyDays));
            entries(kept.workspace, ago(kept.auditDays));
        }
    }

    private Instant ago(int days) {
        return clock.instant().minus(Duration.ofDays(days));
    }

    private void entries(WorkspaceId workspace, Instant until) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (trail.forget(workspace, until, ENTRIES_AT_ONCE) < ENTRIES_AT_ONCE) {
                return;
            }
        }
    }

    private void runs(WorkspaceId workspace, Instant until) {
        long gone = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int now = transactions.systemRepeatable(db -> forget(db, workspace, until));
            gone += now;
            if (now < RUNS_AT_ONCE) {
                break;
            }
        }
        if (gone > 0) {
            var detail = Map.of("runs", Long.toString(gone), "ended before", until.toString());
            transactions.system(db -> {
                trail.record(db, workspace, Actor.TALLYSTICK, "history.forgotten", "runs", detail);
                return true;
            });
        }
    }

    private static int forget(JdbcClient db, WorkspaceId workspace, Instant until) {
        Long[] runs = db.sql("""
                        select r.id from run r
                        where r.workspace_id = :ws and r.ended_at < :until
                          and r.status in ('succeeded', 'partial', 'failed', 'cancelled')
                          and exists (select 1 from run later where later.sync_id = r.sync_id and later.id > r.id
                            and not later.dry_run and later.ended_at is not null)
                          and not exists (select 1 from run o
                            where o.follow_up_of = r.id or o.undoes = r.id or o.approves = r.id)
                          and not exists (select 1 from conflict c where c.run_id = r.id)
                          and not exists (select 1 from batch b where b.run_id = r.id and b.status = 'open')
                          and not exists (select 1 from change c where c.undone_by = r.id)
                          and not exists (select 1 from change c where c.run_id = r.id and c.status = 'uncertain')
                        order by r.id limit :most""")
                .param("ws", workspace.value())
                .param("until", RunStore.at(until))
                .param("most", RUNS_AT_ONCE)
                .query(Long.class)
                .list()
                .toArray(Long[]::new);
        for (String table : List.of("change", "batch")) {
            db.sql("delete from " + table + " where run_id = any(?)")
                    .param(runs)
                    .update();
        }
        return db.sql("delete from run where id = any(?)").param(runs).update();
    }
}
