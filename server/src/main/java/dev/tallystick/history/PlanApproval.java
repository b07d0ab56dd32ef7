package dev.tallystick.history;

import dev.tallystick.history.Journal.Entry;
import dev.tallystick.plan.Side;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Holds a run to the plan that a person approved: what was not in it is left out and named.
public final class PlanApproval {
    private PlanApproval() {}

    /// Keeps the plan that a person approved.
    public static void approve(JdbcClient jdbc, Run run) {
        approve(jdbc, run, run.id());
    }

    /// As [#approve(JdbcClient, Run)]: the run may apply what is planned in another one.
    public static void approve(JdbcClient jdbc, Run run, RunId plan) {
        jdbc.sql("delete from approved_change where run_id = ?")
                .param(run.id().value())
                .update();
        jdbc.sql("""
                        insert into approved_change (run_id, workspace_id, table_name, row_key, hash, step, side, kind, before,
                            after, reason, pair_id)
                        select ?, workspace_id, table_name, row_key, hash, step, side, kind, before, after, reason, pair_id
                        from change where run_id = ? and status = 'planned'
                        on conflict do nothing
                        """).params(run.id().value(), plan.value()).update();
    }

    /// A row that the approved plan writes and of which the new one says nothing on that side.
    ///
    /// @param pair null in a sync that only has rows on the right side
    public record Dropped(
            Side side, String table, String key, @Nullable Long pair) {}

    /// Names the rows that the approved plan writes and of which the new one, which is in the journal, says
    /// nothing:
    /// they are left out. A row that it would write otherwise is named when that is taken out.
    public static void nameDropped(JdbcClient jdbc, Run run, int attempt, Instant now, Consumer<Dropped> each) {
        jdbc.sql("select approved.* from approved_change approved where run_id = ? " + SAYS_NOTHING)
                .withFetchSize(1_000)
                .param(run.id().value())
                .query((ResultSet row) -> {
                    long pair = row.getLong("pair_id");
                    each.accept(new Dropped(
                            Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)),
                            row.getString("table_name"),
                            row.getString("row_key"),
                            pair == 0 ? null : (Long) pair));
                });
        jdbc.sql("""
                        insert into change (workspace_id, run_id, sync_id, attempt, at, step, side, table_name, row_key, kind,
                            status, before, after, hash, reason, pair_id)
                        select workspace_id, run_id, ?, ?, ?, step, side, table_name, row_key, kind, 'skipped', before, after,
                            hash, 'In the approved plan, and left out: the row moved since. ' || reason, pair_id
                        from approved_change approved where run_id = ?
                        """ + SAYS_NOTHING)
                .params(
                        run.syncId().value(),
                        attempt,
                        RunStore.at(now),
                        run.id().value())
                .update();
    }

    private static final String SAYS_NOTHING = """
            and kind is not null and not exists (
                select 1 from change where change.run_id = approved.run_id and change.side = approved.side
                  and change.table_name = approved.table_name and change.row_key = approved.row_key)
              and not exists (
                select 1 from change where change.run_id = approved.run_id and change.side = approved.side
                  and change.pair_id = approved.pair_id)
            """;

    /// Takes out of the new plan whatever the approved one did not hold, and names it.
    ///
    /// @return what was left out
    public static List<Entry> leaveOutUnapproved(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        update change set status = 'skipped', reason = 'Not in the approved plan: it moved since. ' || reason
                        where run_id = ? and status = 'planned' and not exists (
                            select 1 from approved_change approved
                            where approved.run_id = change.run_id and approved.table_name = change.table_name
                              and approved.row_key = change.row_key and approved.hash = change.hash)
                        returning *
                        """)
                .param(run.id().value())
                .query((row, _) -> Journal.entry(row))
                .list();
    }
}
