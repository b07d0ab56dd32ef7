package dev.tallystick.alert;

import dev.tallystick.alert.Alert.Raised;
import dev.tallystick.alert.AlertStore.Kept;
import dev.tallystick.history.Lateness;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.SyncFacts;
import dev.tallystick.history.SyncFacts.Fact;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.SyncId;
import dev.tallystick.sync.SyncStore;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Turns what happened to syncs into alerts, and finds the ones that are late, which is what did not happen.
///
/// A fact is taken away in the transaction that changes the alerts. A crash in between leaves it to be taken again.
final class WatchSyncs implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(WatchSyncs.class);
    private static final int FACTS_AT_ONCE = 200;
    private static final int LATE_AT_ONCE = 200;
    private static final int NEW_AT_ONCE = 1_000;

    /// One after the other, those that were not looked at for the longest time: promises and schedules change.
    private static final int ROUND_AT_ONCE = 200;
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final SyncStore syncs;
    private final RunStore runs;
    private final ScheduleStore schedules = new ScheduleStore();
    private final AlertStore alerts = new AlertStore();
    private final Clock clock;

    WatchSyncs(Transactions transactions, SyncStore syncs, RunStore runs, Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public void run() {
        Map<SyncId, WorkspaceId> waiting = transactions.system(system -> SyncFacts.waiting(system, FACTS_AT_ONCE));
        waiting.forEach((sync, workspace) -> look(workspace, sync));
        transactions.system(this::due).forEach((sync, workspace) -> look(workspace, sync));
    }

    /// Those that will be late by now, and the next ones in turn.
    private Map<SyncId, WorkspaceId> due(JdbcClient system) {
        system.sql("""
                        insert into alert_watch (sync_id, workspace_id, looked_at)
                        select id, workspace_id, '-infinity' from sync
                        where removed_at is null and not exists (select 1 from alert_watch where sync_id = sync.id)
                        limit ? on conflict do nothing
                        """).param(NEW_AT_ONCE).update();
        var due = new LinkedHashMap<SyncId, WorkspaceId>();
        system.sql("""
                        (select sync_id, workspace_id from alert_watch where late_at <= :now order by late_at limit :late)
                        union
                        (select sync_id, workspace_id from alert_watch where looked_at < :before
                         order by looked_at limit :round)
                        """)
                .param("now", AlertStore.at(clock.instant()))
                .param("before", AlertStore.at(clock.instant().minus(ROUND)))
                .param("late", LATE_AT_ONCE)
                .param("round", ROUND_AT_ONCE)
                .query((ResultSet row) -> {
                    due.put(new SyncId(row.getLong("sync_id")), new WorkspaceId(row.getLong("workspace_id")));
                });
        return due;
    }

    /// Each sync in a transaction of its own: one that a bug of ours cannot judge keeps its facts and stops no other.
    private void look(WorkspaceId workspace, SyncId sync) {
        try {
            transactions.systemRepeatable(system -> {
                look(system, workspace, sync);
                return true;
            });
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException bug) {
            log.error("The alerts of sync {} could not be brought up to date", sync.value(), bug);
        }
    }

    /// Brings the alerts of one sync up to date. Its row in `alert_watch` is locked meanwhile.
    private void look(JdbcClient system, WorkspaceId workspace, SyncId id) {
        system.sql("""
                        insert into alert_watch (sync_id, workspace_id, looked_at) values (?, ?, '-infinity')
                        on conflict (sync_id) do update set looked_at = alert_watch.looked_at
                        """).params(id.value(), workspace.value()).update();
        var now = clock.instant();
        var facts = SyncFacts.take(system, id);
        var kept = alerts.unsettled(system, id);
        var sync = syncs.find(system, id);
        if (sync.isEmpty()) {
            kept.forEach(
                    one -> alerts.update(system, one.id(), one.alert().over(now).settle()));
            system.sql("delete from alert_watch where sync_id = ?")
                    .param(id.value())
                    .update();
            return;
        }
        var after = kept.stream().map(Kept::alert).toList();
        for (var fact : facts) {
            after = judge(system, fact, after).on(after, fact.at());
        }
        var lateness = Lateness.of(system, sync.get(), schedules, now);
        boolean late = lateness.isPresent() && lateness.get().at().isBefore(now);
        boolean known = after.stream().anyMatch(alert -> alert.cause() == Cause.LATE && alert.open());
        if (late && !known) {
            after = Judgement.raise(Cause.LATE, new Raised(null, sentence(lateness.get()), null))
                    .on(after, now);
        } else if (!late && known) {
            after = Judgement.over(Cause.LATE).on(after, now);
        }
        if (!sync.get().paused()) {
            after = Judgement.over(Cause.PAUSED).on(after, now);
        }
        write(system, workspace, id, kept, after);
        // Once told, it is not looked at each time, but in its turn.
        @Nullable
        Instant lateAt = late || lateness.isEmpty() ? null : lateness.get().at();
        system.sql("update alert_watch set late_at = ?, looked_at = ?, promise_seconds = ? where sync_id = ?")
                .param(1, AlertStore.atOrNull(lateAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param(2, AlertStore.at(now))
                .param(3, lateness.map(each -> each.promise().toSeconds()).orElse(null), java.sql.Types.BIGINT)
                .param(4, id.value())
                .update();
    }

    private Judgement judge(JdbcClient system, Fact fact, List<Alert> alerts) {
        var why = fact.detail() == null ? "" : fact.detail();
        return switch (fact.kind()) {
            case NO_RUN -> Judgement.raise(Cause.RECONNECT, new Raised(null, why, null));
            case PAUSED -> Judgement.raise(Cause.PAUSED, new Raised(null, why, null));
            case ENDED, HELD -> {
                var run = fact.run() == null
                        ? null
                        : runs.find(system, fact.run()).orElse(null);
                yield run == null
                        ? Judgement.NONE
                        : Judgement.of(run, readsBefore(system, run), usual(alerts), heldStill(system, run));
            }
        };
    }

    private static @Nullable Long usual(List<Alert> alerts) {
        for (var alert : alerts) {
            if (alert.open() && alert.usual() != null) {
                return alert.usual();
            }
        }
        return null;
    }

    private static boolean heldStill(JdbcClient system, Run run) {
        return system.sql(
                        "select exists (select 1 from run where sync_id = ? and status = 'held' and id <> ? and not dry_run)")
                .params(run.syncId().value(), run.id().value())
                .query(Boolean.class)
                .single();
    }

    private static List<Long> readsBefore(JdbcClient system, Run run) {
        return system.sql("""
                        select rows_read from run
                        where sync_id = ? and id < ? and not dry_run and trigger <> 'undo'
                          and status in ('succeeded', 'partial')
                          and ended_at > coalesce((select max(closed_at) from alert
                              where alert.sync_id = run.sync_id and closed_by is not null
                                and cause in ('nothing_read', 'far_less')), '-infinity')
                        order by id desc limit ?
                        """)
                .params(run.syncId().value(), run.id().value(), Judgement.RUNS_COMPARED)
                .query((row, _) -> row.getLong("rows_read"))
                .list();
    }

    private void write(JdbcClient system, WorkspaceId workspace, SyncId sync, List<Kept> before, List<Alert> after) {
        for (var alert : after) {
            var known = before.stream()
                    .filter(one -> one.alert().cause() == alert.cause())
                    .findFirst();
            if (known.isEmpty()) {
                alerts.insert(system, workspace, sync, alert);
            } else if (!known.get().alert().equals(alert)) {
                alerts.update(system, known.get().id(), alert);
            }
        }
    }

    private static String sentence(Lateness late) {
        var promise = Spans.text(late.promise());
        return late.confirmedAt() == null
                ? "Its data were never confirmed; they should have been within " + promise + "."
                : "Its data were last confirmed at " + Spans.moment(late.confirmedAt()) + "; they may be " + promise
                        + " old.";
    }
}
