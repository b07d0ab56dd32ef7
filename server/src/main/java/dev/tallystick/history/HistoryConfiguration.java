package dev.tallystick.history;

import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.sync.ScheduleStore;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this package that are no controllers.
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {
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
    ViewSyncs viewSyncs(RunStore runs, ScheduleStore schedules, ConnectionStore connections, Clock clock) {
        return new ViewSyncs(runs, schedules, connections, clock);
    }
}
