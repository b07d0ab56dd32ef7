package dev.tallystick.history;

import dev.tallystick.sync.Sync;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The figures of a sync that people watch: how often it succeeds, how often it fails, and the state of its rows.
final class MeasureSyncs {
    private static final int LAST_RUNS = 100;
    private static final Duration LAST_DAY = Duration.ofHours(24);

    /// @param successRate of the last 100 runs that ended, 0 to 1; null before the first
    /// @param frequencySeconds the usual time between two successful runs; null before the second
    /// @param errorCount runs of the last 24 hours that failed
    record Runs(@Nullable Double successRate, @Nullable Long frequencySeconds, long errorCount) {}

    /// How many rows of the right table are in which state.
    ///
    /// @param pending created because another row named them; their own values have not come yet
    /// @param syncing being written at this moment
    /// @param error the newest value did not fit or was refused
    record Rows(long pending, long syncing, long synced, long error) {}

    Runs runs(JdbcClient jdbc, Sync sync, Instant now) {
        return jdbc.sql("""
                        with ended as (
                            select status, ended_at from run
                            where sync_id = :sync and not dry_run and status in ('succeeded', 'partial', 'failed')
                            order by id desc limit :last
                        )
                        select avg(case when status = 'failed' then 0.0 else 1.0 end) as rate,
                               (select extract(epoch from max(ended_at) - min(ended_at)) / nullif(count(*) - 1, 0)
                                from ended where status <> 'failed') as between_runs,
                               (select count(*) from run where sync_id = :sync and status = 'failed' and ended_at > :since)
                                   as errors
                        from ended
                        """)
                .param("sync", sync.id().value())
                .param("last", LAST_RUNS)
                .param("since", RunStore.at(now.minus(LAST_DAY)))
                .query((row, _) -> {
                    var rate = row.getBigDecimal("rate");
                    var between = row.getBigDecimal("between_runs");
                    return new Runs(
                            rate == null ? null : (Double) rate.doubleValue(),
                            between == null ? null : (Long) between.longValue(),
                            row.getLong("errors"));
                })
                .single();
    }

    Rows rows(JdbcClient jdbc, Sync sync) {
        return jdbc.sql("""
                        select
                          (select count(distinct row_key) from change
                           where table_name = :table and step = 0 and status = 'done' and not exists (
                               select 1 from pair
                               where pair.sync_id = :sync and pair.key = change.row_key and left_base is not null)) as pending,
                          (select count(*) from change where sync_id = :sync and status = 'intended') as syncing,
                          (select count(*) from pair where sync_id = :sync and left_base is not null
                           and failed_reason is null and state in ('open', 'archived')) as synced,
                          (select count(*) from pair where sync_id = :sync and failed_reason is not null
                           and state in ('open', 'archived')) as error
                        """)
                .param("table", sync.right().table().name())
                .param("sync", sync.id().value())
                .query((row, _) -> new Rows(
                        row.getLong("pending"), row.getLong("syncing"), row.getLong("synced"), row.getLong("error")))
                .single();
    }
}
