package dev.tallystick.sync;

import dev.tallystick.storage.DatabaseUnavailable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Keeps what is in force in step with the file while the server runs.
final class FollowConfig implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FollowConfig.class);

    /// Before the workers, so that the first thing they see is what the file says.
    private static final int PHASE = Integer.MAX_VALUE - 10;

    private final WatchConfig watch;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("config-", 0).factory());
    private volatile boolean running;

    FollowConfig(WatchConfig watch) {
        this.watch = watch;
    }

    @Override
    public void start() {
        watch.start((pause, work) -> {
            var _ = timer.scheduleWithFixedDelay(
                    () -> surviving(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        });
        running = true;
    }

    /// One failed look must not end all later ones.
    private static void surviving(Runnable work) {
        try {
            work.run();
        } catch (DatabaseUnavailable away) {
            log.debug("The configuration file waits until the database is back");
        } catch (RuntimeException failed) {
            log.error("The configuration file could not be applied; it is tried again", failed);
        }
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
