package dev.tallystick.history;

import dev.tallystick.plan.Side;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the changes of a run add up to: its tallies, what was left out and what failed, and the figures that the
/// breaker
/// compares them with.
public final class RunCounts {
    private RunCounts() {}

    /// The first that fits a row is the one it is counted as.
    private static final List<Tally.Outcome> OUTCOMES = List.of(Tally.Outcome.values());

    /// The tally of each side from what became of its changes, each row once, and the rows that were unchanged.
    ///
    /// @param planned what a change that was not sent counts as: held while the run is held, skipped when it was
    ///     cancelled; null for a dry run, where it counts as if it had been done
    public static Tallies tallies(JdbcClient jdbc, Run run, Run.Unchanged unchanged, Tally.@Nullable Outcome planned) {
        return new Tallies(
                unchanged.left() == null ? null : tally(jdbc, run, Side.LEFT, unchanged.left(), planned),
                tally(jdbc, run, Side.RIGHT, unchanged.right(), planned));
    }

    private static Tally tally(JdbcClient jdbc, Run run, Side side, long unchanged, Tally.@Nullable Outcome planned) {
        var tally = new Tally[] {Tally.NONE.plus(Tally.Outcome.UNCHANGED, unchanged)};
        jdbc.sql("""
                        select outcome, count(*) as rows from (
                            select min(case
                                when status = 'failed' then 0
                                when status in ('held', 'uncertain', 'intended') then 1
                                when status = 'conflict' then 2
                                when status = 'planned' and :planned::int is not null then :planned
                                when status in ('done', 'planned') and (kind = 'delete' or archives) then 3
                                when status in ('done', 'planned') and kind = 'create' then 4
                                when status in ('done', 'planned') then 5
                                else 6 end) as outcome
                            from change
                            where run_id = :run and side = :side and step > 0 and status <> 'superseded'
                            group by coalesce('pair ' || pair_id, row_key)) as rows_of_run
                        group by outcome
                        """)
                .param("planned", planned == null ? null : OUTCOMES.indexOf(planned), java.sql.Types.INTEGER)
                .param("run", run.id().value())
                .param("side", side.word())
                .query((ResultSet row) -> {
                    var outcome = OUTCOMES.get(row.getInt("outcome"));
                    tally[0] = tally[0].plus(outcome, row.getLong("rows"));
                });
        return tally[0];
    }

    /// How many rows of this run were left out under which name of their own, in the order of the names.
    public static List<Run.Skip> skips(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select skip_kind, count(distinct row_key) as rows from change
                        where run_id = ? and status = 'skipped' and skip_kind is not null
                        group by skip_kind order by skip_kind
                        """)
                .param(run.id().value())
                .query((row, _) -> new Run.Skip(row.getString("skip_kind"), row.getLong("rows")))
                .list();
    }

    /// The rows of this run that failed, the first ones, each with its reason.
    ///
    /// @param label the left field that names a row; null for its key
    public static List<Run.Failed> failed(JdbcClient jdbc, Run run, @Nullable String label, int limit) {
        return jdbc.sql("""
                        select row_key, coalesce(problem, reason) as why,
                            case jsonb_typeof(base_left -> :label) when 'string' then base_left ->> :label end as name
                        from change where run_id = :run and status in ('failed', 'uncertain')
                        order by id limit :limit
                        """)
                .param("label", label == null ? "" : label)
                .param("run", run.id().value())
                .param("limit", limit)
                .query((row, _) -> {
                    var name = row.getString("name");
                    return new Run.Failed(
                            name == null || name.isBlank() ? row.getString("row_key") : name, row.getString("why"));
                })
                .list();
    }

    public static List<Run.Related> related(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select table_name, count(*) as created from change
                        where run_id = ? and step = 0 and status = 'done' group by table_name order by table_name
                        """)
                .param(run.id().value())
                .query((row, _) -> new Run.Related(row.getString("table_name"), row.getLong("created")))
                .list();
    }

    /// Deletes and archives of the last day that nobody approved, for the breaker.
    public static long deletesSince(JdbcClient jdbc, Run run, Side side, Instant since) {
        return jdbc.sql("""
                        select count(*) from change join run on run.id = change.run_id
                        where change.sync_id = ? and change.side = ? and change.at > ? and change.status = 'done'
                          and (change.kind = 'delete' or change.archives) and not run.approved
                        """)
                .params(run.syncId().value(), side.word(), RunStore.at(since))
                .query(Long.class)
                .single();
    }

    /// The largest number of updates among the last 30 runs.
    public static long largestUpdate(JdbcClient jdbc, Run run, Side side) {
        return jdbc.sql("""
                        select coalesce(max((tally ->> 'updated')::bigint), 0) from (
                            select case when ? = 'left' then tally_left else tally end as tally from run where sync_id = ? and not dry_run and id <> ?
                              and status in ('succeeded', 'partial') order by id desc limit 30) as last_runs
                        """)
                .params(side.word(), run.syncId().value(), run.id().value())
                .query(Long.class)
                .single();
    }
}
