package dev.tallystick.sync;

import java.util.concurrent.ScheduledExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Applies the file once everything stands, and watches it from then on.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApplyAtStart implements ApplicationRunner {
    private final ObjectProvider<WatchConfig> watch;
    private final ScheduledExecutorService configTicker;

    ApplyAtStart(ObjectProvider<WatchConfig> watch, ScheduledExecutorService configTicker) {
        this.watch = watch;
        this.configTicker = configTicker;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        watch.ifAvailable(file -> file.start(SyncConfiguration.ticker(configTicker)));
    }
}
