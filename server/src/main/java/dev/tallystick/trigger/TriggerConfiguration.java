package dev.tallystick.trigger;

import dev.tallystick.job.JobQueue;
import dev.tallystick.job.ShortWork;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package that are no controllers.
@Configuration(proxyBeanMethods = false)
class TriggerConfiguration {
    /// The next sync of a group begins so long after the one before at most.
    private static final Duration GROUPS_EVERY = Duration.ofSeconds(1);

    @Bean
    StartRun startRun(Transactions transactions, SyncStore syncs, JobQueue queue, AuditTrail trail, Clock clock) {
        return new StartRun(transactions, syncs, queue, trail, clock);
    }

    @Bean
    RunGroups runGroups(
            Transactions transactions,
            SyncStore syncs,
            StartRun startRun,
            JobQueue queue,
            AuditTrail trail,
            Clock clock) {
        return new RunGroups(transactions, syncs, startRun, queue, trail, clock);
    }

    @Bean
    ShortWork.Piece groupWork(RunGroups groups) {
        return new ShortWork.Piece("groups", GROUPS_EVERY, groups);
    }

    @Bean
    ViewGroups viewGroups(SyncStore syncs) {
        return new ViewGroups(syncs);
    }
}
