package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.LabAddresses;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync.Retry;
import dev.tallystick.workspace.AuditTrail;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SyncConfiguration.SyncProperties.class)
class SyncConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SyncConfiguration.class);

    /// @param file the `tallystick.yaml` to apply and to watch; none when empty
    /// @param attempts of a run, for syncs that do not say
    /// @param retryWait before the second attempt, for syncs that do not say
    @ConfigurationProperties("tallystick.sync")
    record SyncProperties(
            @DefaultValue("") String file,
            @DefaultValue("3") int attempts,
            @DefaultValue("60s") Duration retryWait) {
        Retry retry() {
            return new Retry(attempts, Retry.DEFAULT.backoff(), retryWait);
        }
    }

    @Bean
    SyncStore syncStore(Transactions transactions) {
        return new SyncStore(transactions);
    }

    @Bean
    ScheduleStore scheduleStore() {
        return new ScheduleStore();
    }

    @Bean
    DueRuns dueRuns(ScheduleStore schedules) {
        return new DueRuns(schedules);
    }

    @Bean
    ApplyConfig applyConfig(
            Transactions transactions,
            ConnectionStore connections,
            SyncStore syncs,
            ScheduleStore schedules,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        ApplyConfig.Audit audit = (jdbc, workspace, actor, changes) -> trail.record(
                jdbc,
                workspace,
                new AuditTrail.Actor(null, actor),
                "config.applied",
                "tallystick.yaml",
                Map.of("changes", shortened(String.join(" ", changes))));
        return new ApplyConfig(transactions, connections, syncs, schedules, scheduleChanged, audit, clock);
    }

    /// The trail takes 16 KiB of detail; ten thousand syncs are told by their beginning.
    private static String shortened(String changes) {
        return changes.length() <= 4_000 ? changes : changes.substring(0, 4_000) + "…";
    }

    @Bean
    @ConditionalOnProperty("tallystick.sync.file")
    WatchConfig watchConfig(
            SyncProperties properties,
            ApplyConfig apply,
            Connectors connectors,
            ObjectProvider<LabAddresses> labs,
            Transactions transactions,
            Clock clock) {
        @Nullable LabAddresses lab = labs.getIfAvailable();
        var environment = LegacyEnvironment.translate(System.getenv());
        environment.notices().forEach(log::info);
        var reader = new ReadConfig(
                connectors,
                environment.environment(),
                lab == null ? Set.of() : lab.names(),
                properties.retry());
        var workspace = transactions.system(jdbc -> jdbc.sql("select id from workspace where name = 'main'")
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
        return new WatchConfig(Path.of(properties.file()), reader, apply, workspace, clock);
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService configTicker() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("config-watch").daemon().factory());
    }

    /// What a look throws must not end the looking.
    static WatchConfig.Ticker ticker(ScheduledExecutorService ticker) {
        return (pause, work) -> {
            var _ = ticker.scheduleWithFixedDelay(
                    () -> quietly(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        };
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            log.warn("tallystick.yaml could not be applied; the next look tries again", failed);
        }
    }
}
