package dev.tallystick.analytics;

import dev.tallystick.job.JobHealth;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The metrics, out of the database when somebody asks. So each node tells the same of all of them, counters go on over
/// a restart, and nothing is counted twice.
final class MeasureAll implements MultiCollector {
    private static final Logger log = LoggerFactory.getLogger(MeasureAll.class);

    /// Who asks more often gets the same again.
    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final String OF_SYNC = "from sync join workspace on workspace.id = sync.workspace_id ";

    private final Transactions transactions;
    private final JobHealth jobs;
    private final Clock clock;
    private MetricSnapshots last = new MetricSnapshots();
    private Instant lastAt = Instant.MIN;

    MeasureAll(Transactions transactions, JobHealth jobs, Clock clock) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.clock = clock;
    }

    private record Point(Labels labels, double value) {}

    @Override
    public synchronized MetricSnapshots collect() {
        var now = clock.instant();
        if (now.isBefore(lastAt.plus(KEPT)) && !now.isBefore(lastAt)) {
            return last;
        }
        try {
            var points = new EnumMap<Metric, List<Point>>(Metric.class);
            transactions.system(system -> {
                runs(system, points);
                states(system, points, now);
                waiting(system, points);
                return true;
            });
            jobs(points);
            last = snapshots(points);
            lastAt = now;
            return last;
        } catch (DatabaseUnavailable away) {
            // An old figure would look like a live one.
            log.debug("No metrics without the database: {}", away.getMessage());
            return new MetricSnapshots();
        }
    }

    private static void runs(JdbcClient system, Map<Metric, List<Point>> points) {
        system.sql("""
                        select workspace.name as workspace, sync.name as sync, day.*
                        from sync join workspace on workspace.id = sync.workspace_id
                        join (select sync_id, sum(succeeded) as succeeded, sum(partial) as partial, sum(failed) as failed,
                                  sum(cancelled) as cancelled, sum(millis) as millis, sum(rows_read) as rows_read,
                                  sum(created) as created, sum(updated) as updated, sum(deleted) as deleted,
                                  sum(rows_failed) as rows_failed, sum(conflicts) as conflicts, sum(skipped) as skipped
                              from sync_day group by sync_id) day on day.sync_id = sync.id
                        where sync.removed_at is null
                        """).query((ResultSet row) -> {
            var workspace = row.getString("workspace");
            var sync = row.getString("sync");
            for (var status : List.of("succeeded", "partial", "failed", "cancelled")) {
                add(points, Metric.RUNS, row.getDouble(status), workspace, sync, status);
            }
            for (var outcome : List.of("created", "updated", "deleted", "skipped")) {
                add(points, Metric.ROWS, row.getDouble(outcome), workspace, sync, outcome);
            }
            add(points, Metric.ROWS, row.getDouble("rows_failed"), workspace, sync, "failed");
            add(points, Metric.ROWS, row.getDouble("conflicts"), workspace, sync, "conflict");
            add(points, Metric.RUN_SECONDS, row.getDouble("millis") / 1_000, workspace, sync);
            add(points, Metric.ROWS_READ, row.getDouble("rows_read"), workspace, sync);
        });
    }

    private static void states(JdbcClient system, Map<Metric, List<Point>> points, Instant now) {
        system.sql("""
                        select workspace.name as workspace, sync.name as sync, sync.paused, promise_seconds,
                            extract(epoch from :now::timestamptz - confirmed_at) as age,
                            (select count(*) from conflict where conflict.sync_id = sync.id and settled_at is null)
                                as conflicts
                        """ + OF_SYNC + """
                        left join sync_state on sync_state.sync_id = sync.id
                        left join alert_watch on alert_watch.sync_id = sync.id
                        where sync.removed_at is null
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((ResultSet row) -> {
                    var workspace = row.getString("workspace");
                    var sync = row.getString("sync");
                    add(points, Metric.PAUSED, row.getBoolean("paused") ? 1 : 0, workspace, sync);
                    add(points, Metric.CONFLICTS, row.getDouble("conflicts"), workspace, sync);
                    double promise = row.getDouble("promise_seconds");
                    if (!row.wasNull()) {
                        add(points, Metric.PROMISE, promise, workspace, sync);
                    }
                    double age = row.getDouble("age");
                    if (!row.wasNull()) {
                        add(points, Metric.DATA_AGE, Math.max(0, age), workspace, sync);
                    }
                });
    }

    private static void waiting(JdbcClient system, Map<Metric, List<Point>> points) {
        system.sql("""
                        select workspace.name as workspace, open.status, count(run.id) as runs
                        from workspace cross join unnest(array['pending', 'running', 'held']) as open (status)
                        left join run on run.workspace_id = workspace.id and run.status = open.status and not run.dry_run
                            and run.status in ('pending', 'running', 'held')
                        group by 1, 2
                        """)
                .query((ResultSet row) -> add(
                        points,
                        Metric.RUNS_OPEN,
                        row.getDouble("runs"),
                        row.getString("workspace"),
                        row.getString("status")));
        system.sql("select workspace.name as workspace, sync.name as sync, cause " + OF_SYNC
                        + "join alert on alert.sync_id = sync.id where alert.closed_at is null and not settled")
                .query((ResultSet row) -> add(
                        points,
                        Metric.ALERTS,
                        1,
                        row.getString("workspace"),
                        row.getString("sync"),
                        row.getString("cause")));
        system.sql("""
                        select workspace.name as workspace, channel.name as channel, state, count(message.id) as messages
                        from alert_channel channel join workspace on workspace.id = channel.workspace_id
                        cross join unnest(array['waiting', 'failing', 'given_up']) state
                        left join alert_message message on message.channel_id = channel.id and state = case
                            when message.given_up_at is not null then 'given_up'
                            when message.next_at is not null and message.problem is not null then 'failing'
                            when message.next_at is not null then 'waiting' end
                        group by 1, 2, 3
                        """)
                .query((ResultSet row) -> add(
                        points,
                        Metric.MESSAGES,
                        row.getDouble("messages"),
                        row.getString("workspace"),
                        row.getString("channel"),
                        row.getString("state")));
    }

    private void jobs(Map<Metric, List<Point>> points) {
        var now = jobs.look();
        add(points, Metric.JOBS, (double) now.waiting(), "waiting");
        add(points, Metric.JOBS, (double) now.running(), "running");
        add(points, Metric.JOBS, (double) now.late(), "late");
        add(points, Metric.JOBS, (double) now.scheduled(), "scheduled");
    }

    private static void add(Map<Metric, List<Point>> points, Metric metric, double value, String... labels) {
        points.computeIfAbsent(metric, _ -> new ArrayList<>())
                .add(new Point(Labels.of(metric.labels.toArray(String[]::new), labels), value));
    }

    private static MetricSnapshots snapshots(Map<Metric, List<Point>> points) {
        var all = MetricSnapshots.builder();
        points.forEach((metric, of) -> {
            switch (metric.type) {
                case COUNTER -> {
                    var counter = CounterSnapshot.builder().name(metric.name).help(metric.help);
                    of.forEach(point -> counter.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(point.labels)
                            .value(point.value)
                            .build()));
                    all.metricSnapshot(counter.build());
                }
                case GAUGE -> {
                    var gauge = GaugeSnapshot.builder().name(metric.name).help(metric.help);
                    of.forEach(point -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                            .labels(point.labels)
                            .value(point.value)
                            .build()));
                    all.metricSnapshot(gauge.build());
                }
            }
        });
        return all.build();
    }
}
