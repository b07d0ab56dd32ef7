package dev.tallystick.job;

import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// How the queue of syncs is doing, over all nodes.
public final class JobHealth implements HealthIndicator {
    /// A job that waits this long for a worker is late: there are too few of them, or they hang.
    private static final Duration LATE = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Clock clock;

    public JobHealth(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /// @param status `up`, or `down` while jobs are late
    /// @param waiting due and not yet begun
    /// @param late of those, waiting for more than a minute
    /// @param scheduled due later
    public record Jobs(String status, long waiting, long running, long late, long scheduled) {}

    public Jobs look() {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return transactions.system(jdbc -> jdbc.sql("""
                        select count(*) filter (where not picked and execution_time <= :now) as waiting,
                               count(*) filter (where picked) as running,
                               count(*) filter (where not picked and execution_time <= :late) as late,
                               count(*) filter (where not picked and execution_time > :now) as scheduled
                        from job_sync
                        """)
                .param("now", now)
                .param("late", now.minus(LATE))
                .query((row, _) -> new Jobs(
                        row.getLong("late") == 0 ? "up" : "down",
                        row.getLong("waiting"),
                        row.getLong("running"),
                        row.getLong("late"),
                        row.getLong("scheduled")))
                .single());
    }

    @Override
    public Health health() {
        try {
            return health(look());
        } catch (DatabaseUnavailable away) {
            return Health.down()
                    .withDetail("reason", String.valueOf(away.getMessage()))
                    .build();
        }
    }

    private static Health health(Jobs jobs) {
        return (jobs.late() == 0 ? Health.up() : Health.down())
                .withDetail("waiting", jobs.waiting())
                .withDetail("running", jobs.running())
                .withDetail("late", jobs.late())
                .withDetail("scheduled", jobs.scheduled())
                .build();
    }
}
