package dev.tallystick.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work of seconds that comes back: sweeping, forgetting what is too old. It has a queue of its own so that it never
/// waits
/// behind syncs, and one node at a time does each piece.
public final class ShortWork implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ShortWork.class);
    private static final int THREADS = 2;
    private static final Duration NEVER = Duration.ofDays(3650);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Scheduler scheduler;

    /// @param name of the row in the queue, for good
    /// @param every how long after one time the next one comes
    public record Piece(String name, Duration every, Runnable work) {}

    public ShortWork(List<Piece> pieces, DataSource system, Clock clock, String node, JobProperties settings) {
        this.scheduler = Scheduler.create(system, List.<Task<?>>of())
                .startTasks(tasks(pieces))
                .schedulerName(new SchedulerName.Fixed(node))
                .tableName("job_short")
                .threads(THREADS)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollingInterval(settings.poll())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(settings.missedHeartbeats())
                .pollUsingLockAndFetch(0.5, 1.0)
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(DRAIN)
                .clock(clock::instant)
                .build();
    }

    private static List<RecurringTask<Void>> tasks(List<Piece> pieces) {
        var tasks = new ArrayList<RecurringTask<Void>>();
        for (var piece : pieces) {
            tasks.add(
                    Tasks.recurring(piece.name(), FixedDelay.of(piece.every())).execute((_, _) -> {
                        log.trace("{} begins", piece.name());
                        piece.work().run();
                    }));
        }
        return tasks;
    }

    public void start() {
        scheduler.start();
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
