package dev.tallystick.run;

import dev.tallystick.history.Events;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.time.Duration;

/// Finds what a crash between two steps may have left behind: a run that waits, or a schedule that is set, without a
/// row in
/// the queue. Nothing here is needed while all goes well.
final class Sweep implements Runnable {
    /// A page that was away for longer asks for everything anew.
    private static final Duration EVENTS_KEPT = Duration.ofHours(1);

    private static final int MOST_AT_ONCE = 1_000;

    private final Transactions transactions;
    private final JobQueue queue;
    private final Clock clock;

    Sweep(Transactions transactions, JobQueue queue, Clock clock) {
        this.transactions = transactions;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void run() {
        var forgotten = transactions.system(
                jdbc -> jdbc.sql("""
                        select id from sync
                        where not exists (select 1 from job_sync where task_instance = sync.id::text)
                          and (exists (select 1 from run where run.sync_id = sync.id and run.status in ('pending', 'running'))
                               or sync.removed_at is null and exists (
                                   select 1 from schedule where schedule.sync_id = sync.id and next_at is not null))
                        limit ?
                        """).param(MOST_AT_ONCE).query(Long.class).list());
        forgotten.forEach(queue::reconsider);
        transactions.system(jdbc -> Events.forget(jdbc, clock.instant().minus(EVENTS_KEPT)));
    }
}
