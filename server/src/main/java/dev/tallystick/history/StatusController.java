package dev.tallystick.history;

import dev.tallystick.connection.UpstreamHealth;
import dev.tallystick.connection.UpstreamHealth.Upstream;
import dev.tallystick.history.SyncView.ScheduleView;
import dev.tallystick.job.JobHealth;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.ConfigProblem;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.sync.WatchConfig;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Everything about all syncs in one answer: for scripts, monitors and the support person.
@RestController
class StatusController {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final ScheduleStore schedules;
    private final ViewSyncs views;
    private final JobHealth jobs;
    private final UpstreamHealth upstreams;
    private final MeasureSyncs measure = new MeasureSyncs();
    private final ObjectProvider<WatchConfig> config;
    private final Clock clock;

    StatusController(
            Transactions transactions,
            SyncStore syncs,
            ScheduleStore schedules,
            ViewSyncs views,
            JobHealth jobs,
            UpstreamHealth upstreams,
            ObjectProvider<WatchConfig> config,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.schedules = schedules;
        this.views = views;
        this.jobs = jobs;
        this.upstreams = upstreams;
        this.config = config;
        this.clock = clock;
    }

    @GetMapping("/api/v1/sync/status")
    StatusView status(Identity identity) {
        var all = syncs.all(identity.workspace());
        var now = clock.instant();
        var health = new Health(new Database("up"), jobs.look(), upstreams.of(identity.workspace()));
        var file = config.stream().findFirst().map(ConfigFile::of).orElse(null);
        return transactions.in(identity.workspace(), jdbc -> {
            var states = new TreeMap<String, SyncStatus>();
            var known = views.know(jdbc, identity, all);
            all.forEach(sync -> states.put(sync.name(), status(jdbc, sync, known)));
            return new StatusView(
                    worst(health, file, states),
                    all.stream().anyMatch(Sync::rehearsal),
                    health,
                    file,
                    states,
                    schedules.all(jdbc, identity.workspace()).stream()
                            .map(planned -> new ScheduledSync(planned.syncName(), ViewSyncs.schedule(planned, now)))
                            .toList());
        });
    }

    private SyncStatus status(JdbcClient jdbc, Sync sync, ViewSyncs.Known known) {
        var now = known.now();
        var state = known.state(sync);
        var last = known.last().get(sync.id());
        var active = known.active().get(sync.id());
        var schedule = known.schedule(sync);
        var figures = measure.runs(jdbc, sync, now);
        var rows = measure.rows(jdbc, sync);
        var confirmed = state.confirmedAt();
        return new SyncStatus(
                active != null
                        ? active.status().word()
                        : last == null ? "never" : last.status().word(),
                sync.title(),
                sync.right().table().name(),
                ViewSyncs.direction(sync),
                known.connector(sync.left()),
                known.connector(sync.right()),
                known.conflicts(sync),
                sync.rehearsal(),
                sync.paused(),
                state.rows(),
                rows.pending(),
                rows.syncing(),
                rows.synced(),
                rows.error(),
                last == null ? null : RunView.of(last, List.of(), known.unseen()),
                state.writtenAt(),
                confirmed,
                confirmed == null ? null : Duration.between(confirmed, now).toSeconds(),
                ViewSyncs.freshness(sync, schedule, confirmed, now).state(),
                schedule.map(planned -> planned.nextAt()).orElse(null),
                schedule.map(planned -> planned.schedule().text()).orElse(null),
                figures.successRate(),
                figures.errorCount(),
                figures.frequencySeconds());
    }

    private static String worst(Health health, @Nullable ConfigFile file, Map<String, SyncStatus> states) {
        var trouble = (file != null && file.broken())
                || health.jobs().status().equals("down")
                || health.upstreams().stream()
                        .anyMatch(upstream -> upstream.status().equals("down"))
                || states.values().stream()
                        .anyMatch(sync ->
                                sync.status().equals("failed") || sync.freshness() == SyncView.FreshnessState.late);
        return trouble ? "degraded" : "up";
    }

    /// @param status `up`, or `degraded` when an upstream, the queue, a sync or the configuration file is in trouble
    /// @param config null where there is no configuration file
    record StatusView(
            String status,
            boolean rehearsal,
            Health health,
            @Nullable ConfigFile config,
            Map<String, SyncStatus> syncs,
            List<ScheduledSync> schedules) {}

    record Health(Database database, JobHealth.Jobs jobs, List<Upstream> upstreams) {}

    /// The file that says what is synced; while it is broken, what was in force before stays.
    ///
    /// @param problems as compilers write them, with file and line
    record ConfigFile(boolean broken, @Nullable Instant appliedAt, List<String> problems) {
        static ConfigFile of(WatchConfig watch) {
            var status = watch.status();
            return new ConfigFile(
                    status.broken(),
                    status.appliedAt(),
                    status.problems().stream().map(ConfigProblem::toString).toList());
        }
    }

    /// Always `up`: without a database there is no answer at all.
    record Database(String status) {}

    record ScheduledSync(String sync, ScheduleView schedule) {}

    /// @param direction `both`, `left-to-right` or `right-to-left`
    /// @param conflicts that wait for a person
    /// @param rows in the right table after the last run
    /// @param lastSyncedAt when a row was last written
    /// @param confirmedAt when every row was last found in agreement, or said why not
    /// @param successRate of the last 100 runs, 0 to 1
    /// @param errorCount failed runs of the last 24 hours
    /// @param frequencySeconds the usual time between two successful runs
    record SyncStatus(
            String status,
            String title,
            String table,
            String direction,
            String leftConnector,
            String rightConnector,
            long conflicts,
            boolean rehearsal,
            boolean paused,
            @Nullable Long rows,
            long pending,
            long syncing,
            long synced,
            long error,
            @Nullable RunView lastRun,
            @Nullable Instant lastSyncedAt,
            @Nullable Instant confirmedAt,
            @Nullable Long dataAgeSeconds,
            SyncView.FreshnessState freshness,
            @Nullable Instant nextRun,
            @Nullable String schedule,
            @Nullable Double successRate,
            long errorCount,
            @Nullable Long frequencySeconds) {}
}
