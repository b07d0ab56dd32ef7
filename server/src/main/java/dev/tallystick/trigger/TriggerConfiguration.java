package dev.tallystick.trigger;

import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package that are no controllers.
@Configuration(proxyBeanMethods = false)
class TriggerConfiguration {
    @Bean
    StartRun startRun(Transactions transactions, SyncStore syncs, JobQueue queue, AuditTrail trail, Clock clock) {
        return new StartRun(transactions, syncs, queue, trail, clock);
    }
}
