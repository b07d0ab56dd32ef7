package dev.tallystick.history;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The days of each sync in figures, which stay when their runs are forgotten. A run is added once, in the transaction
/// that ends it.
final class SyncDays {
    private SyncDays() {}

    static void add(JdbcClient jdbc, Run run, Instant now) {
        if (run.dryRun()) {
            return;
        }
        jdbc.sql("""
                        insert into sync_day as known (workspace_id, sync_id, day, succeeded, partial, failed, cancelled,
                            millis, longest_millis, rows_read, created, updated, deleted, rows_failed, conflicts, skipped)
                        select workspace_id, sync_id, (:now::timestamptz at time zone 'UTC')::date,
                            (status = 'succeeded')::int, (status = 'partial')::int, (status = 'failed')::int,
                            (status = 'cancelled')::int, took, took, rows_read,
                            counted(tally, tally_left, 'created'), counted(tally, tally_left, 'updated'),
                            counted(tally, tally_left, 'deleted'), counted(tally, tally_left, 'failed'),
                            counted(tally, tally_left, 'conflict'), counted(tally, tally_left, 'skipped')
                        from run, lateral (
                            select greatest(0, coalesce(extract(epoch from :now::timestamptz - started_at) * 1000, 0))::bigint
                                as took) as time
                        where id = :run
                        on conflict (sync_id, day) do update set
                            succeeded = known.succeeded + excluded.succeeded,
                            partial = known.partial + excluded.partial,
                            failed = known.failed + excluded.failed,
                            cancelled = known.cancelled + excluded.cancelled,
                            millis = known.millis + excluded.millis,
                            longest_millis = greatest(known.longest_millis, excluded.longest_millis),
                            rows_read = known.rows_read + excluded.rows_read,
                            created = known.created + excluded.created,
                            updated = known.updated + excluded.updated,
                            deleted = known.deleted + excluded.deleted,
                            rows_failed = known.rows_failed + excluded.rows_failed,
                            conflicts = known.conflicts + excluded.conflicts,
                            skipped = known.skipped + excluded.skipped
                        """)
                .param("now", RunStore.at(now))
                .param("run", run.id().value())
                .update();
    }
}
