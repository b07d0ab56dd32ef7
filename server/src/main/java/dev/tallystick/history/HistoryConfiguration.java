package dev.tallystick.history;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.ScheduleChanged;
import dev.tallystick.sync.ScheduleStore;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identities;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package that are no controllers.
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    @Bean
    RunStore runStore() {
        return new RunStore();
    }

    @Bean
    Journal journal() {
        return new Journal();
    }

    @Bean
    ConflictStore conflictStore() {
        return new ConflictStore();
    }

    @Bean
    RowStore rowStore() {
        return new RowStore();
    }

    @Bean
    ShortWork.Piece forgetHistory(Transactions transactions, AuditTrail trail, Clock clock) {
        return new ShortWork.Piece("retention", FORGET_EVERY, new ForgetHistory(transactions, trail, clock));
    }

    @Bean
    ViewSyncs viewSyncs(RunStore runs, ScheduleStore schedules, ConnectionStore connections, Clock clock) {
        return new ViewSyncs(runs, schedules, connections, clock);
    }

    @Bean
    FindSyncs findSyncs(Transactions transactions, SyncStore syncs, ViewSyncs views) {
        return new FindSyncs(transactions, syncs, views);
    }

    @Bean
    PauseSyncs pauseSyncs(
            Transactions transactions,
            SyncStore syncs,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        return new PauseSyncs(transactions, syncs, scheduleChanged, trail, clock);
    }

    @Bean
    LiveEvents liveEvents(
            Transactions transactions,
            RunStore runs,
            SyncStore syncs,
            Identities identities,
            Notices notices,
            @Value("${tallystick.live.heartbeat:15s}") Duration heartbeat) {
        return new LiveEvents(transactions, runs, syncs, identities, notices, heartbeat);
    }
}
