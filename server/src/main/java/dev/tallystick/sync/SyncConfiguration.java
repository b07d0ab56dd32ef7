package dev.tallystick.sync;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connection.LabAddresses;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.AuditTrail;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SyncProperties.class)
class SyncConfiguration {

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
        return new ApplyConfig(
                transactions,
                connections,
                syncs,
                schedules,
                scheduleChanged,
                (jdbc, workspace, actor, changes) -> trail.record(
                        jdbc,
                        workspace,
                        actor,
                        "config.applied",
                        "tallystick.yaml",
                        Map.of("changes", String.join(" ", changes))),
                clock);
    }

    @Bean
    ReadConfig readConfig(
            Connectors connectors,
            ObjectProvider<LabAddresses> lab,
            SyncProperties settings,
            Transactions transactions) {
        var environment = LegacyEnvironment.translate(System.getenv()).environment();
        var names = lab.stream().findFirst().map(LabAddresses::names).orElse(Set.of());
        var owners = new SyncOwners();
        return new ReadConfig(connectors, environment, names, settings.retry(), email -> {
            var main = mainWorkspace(transactions);
            return transactions.in(main, jdbc -> owners.refusal(jdbc, main, email));
        });
    }

    @Bean
    SaveSync saveSync(
            Transactions transactions,
            ConnectionStore connections,
            SyncStore syncs,
            ScheduleStore schedules,
            ReadConfig reader,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        return new SaveSync(transactions, connections, syncs, schedules, reader, scheduleChanged, trail, clock);
    }

    @Bean
    @ConditionalOnProperty("tallystick.sync.config")
    WatchConfig watchConfig(
            SyncProperties settings, ReadConfig reader, ApplyConfig apply, Transactions transactions, Clock clock) {
        return new WatchConfig(
                Path.of(String.valueOf(settings.config())), reader, apply, mainWorkspace(transactions), clock);
    }

    /// The file is that of the workspace made with the schema.
    private static WorkspaceId mainWorkspace(Transactions transactions) {
        return transactions.system(jdbc -> jdbc.sql("select id from workspace order by id limit 1")
                .query((row, _) -> new WorkspaceId(row.getLong("id")))
                .single());
    }

    @Bean
    @ConditionalOnProperty("tallystick.sync.config")
    FollowConfig followConfig(WatchConfig watch) {
        return new FollowConfig(watch);
    }
}
