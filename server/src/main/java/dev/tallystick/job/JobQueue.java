package dev.tallystick.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Notices;
import dev.tallystick.storage.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/// A queue with one row for each key, which says when the key is due next. When that is, is asked of the handler each
/// time: after work, after a trigger, after a changed schedule. So the row can be lost, doubled in thought or late, and
/// asking again mends it; it is never the truth about what is to be done.
///
/// The race to know of: a trigger arrives while the work on its key is just ending. Both lock the key before they ask
/// and
/// write, so whoever comes second sees what the first one did.
public final class JobQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobQueue.class);

    /// Never above 1.0: rows picked but waiting for a thread get no heartbeat, are believed dead and run twice.
    private static final double UPPER_FETCH_FRACTION = 1.0;

    private static final double LOWER_FETCH_FRACTION = 0.5;

    /// The engine deletes by task name what it does not know for this long; every node knows every task, so never.
    private static final Duration NEVER = Duration.ofDays(3650);

    /// Tells the other nodes to look for due work.
    public static final String NOTICE = "job";

    private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

    private final JobHandler handler;
    private final Transactions transactions;
    private final Clock clock;
    private final Scheduler scheduler;

    public JobQueue(
            JobHandler handler,
            DataSource system,
            Transactions transactions,
            Clock clock,
            String node,
            JobProperties settings) {
        this.handler = handler;
        this.transactions = transactions;
        this.clock = clock;
        var task = Tasks.custom(handler.name(), Void.class)
                .onFailure(this::complete)
                .onDeadExecution(this::complete)
                .execute((instance, context) -> {
                    work(
                            Long.parseLong(instance.getId()),
                            () -> context.getSchedulerState().isShuttingDown());
                    return this::complete;
                });
        this.scheduler = Scheduler.create(new TransactionAwareDataSourceProxy(system), task)
                .schedulerName(new SchedulerName.Fixed(node))
                .tableName("job_sync")
                .threads(settings.workers())
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollingInterval(settings.poll())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(settings.missedHeartbeats())
                .pollUsingLockAndFetch(LOWER_FETCH_FRACTION, UPPER_FETCH_FRACTION)
                .enableImmediateExecution()
                .enablePriority()
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(settings.drain())
                .failureLogging(LogLevel.OFF, false)
                .clock(clock::instant)
                .build();
    }

    public void start() {
        scheduler.start();
    }

    /// Gives back what dead workers had picked, without waiting until their silence shows that they are dead. For a
    /// process that knows that no other one lives; to be called before the start.
    public void takeAllBack() {
        transactions.system(system -> system.sql("update job_sync set picked = false, picked_by = null,"
                        + " last_heartbeat = null, version = version + 1 where picked")
                .update());
    }

    /// Asks the handler again when this key is due, and writes it down. While the key is being worked on, nothing is
    /// written: the end of the work asks anyway.
    public void reconsider(long key) {
        transactions.system(system -> {
            if (handler.lock(system, key)) {
                place(system, key);
            } else {
                handler.discard(system, key);
                remove(key);
            }
            system.sql(Notices.send()).param(NOTICE).query((row, _) -> 0).list();
            return null;
        });
        wake();
    }

    /// Looks for due work at once instead of at the next poll.
    public void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    public int running() {
        return scheduler.getCurrentlyExecuting().size();
    }

    private void place(org.springframework.jdbc.core.simple.JdbcClient system, long key) {
        var due = handler.next(system, key);
        if (due.isEmpty()) {
            remove(key);
            return;
        }
        var instance = new TaskInstance.Builder<Void>(handler.name(), Long.toString(key))
                .priority(due.get().priority())
                .build();
        try {
            // Between look and cancel a worker may pick the row; the engine says that with an exception of its own.
            // The engine writes a priority only when it inserts, so a row is made anew rather than moved.
            if (scheduler.getScheduledExecution(id(key)).isPresent()) {
                scheduler.cancel(id(key));
            }
            scheduler.scheduleIfNotExists(instance, due.get().at());
        } catch (TaskInstanceCurrentlyExecutingException | ExecutionException running) {
            log.debug("{} {} is being worked on; its end decides what comes next", handler.name(), key);
        }
    }

    private void remove(long key) {
        try {
            if (scheduler.getScheduledExecution(id(key)).isPresent()) {
                scheduler.cancel(id(key));
            }
        } catch (TaskInstanceCurrentlyExecutingException | ExecutionException running) {
            log.debug("{} {} is being worked on; its end removes it", handler.name(), key);
        }
    }

    /// Without the database nothing can be worked on, nor its end be written down: the row stays picked until its
    /// heartbeat is missed, and then is anybody's.
    private void work(long key, BooleanSupplier shuttingDown) {
        try {
            handler.work(key, shuttingDown);
        } catch (DatabaseUnavailable away) {
            log.debug("The database went away under {} {}", handler.name(), key);
        }
    }

    private void complete(ExecutionComplete complete, ExecutionOperations<Void> row) {
        long key = Long.parseLong(complete.getExecution().taskInstance.getId());
        complete.getCause()
                .ifPresent(bug -> log.error("Work on {} {} ended with a bug of ours", handler.name(), key, bug));
        transactions.system(system -> {
            boolean there = handler.lock(system, key);
            if (!there) {
                handler.discard(system, key);
            }
            var due = there ? handler.next(system, key) : java.util.Optional.<JobHandler.Due>empty();
            if (due.isEmpty()) {
                row.remove();
                return null;
            }
            // After a bug the same work would be due at once, for ever.
            var at = complete.getCause().isPresent()
                    ? later(due.get().at(), clock.instant().plus(AFTER_A_BUG))
                    : due.get().at();
            row.reschedule(complete, at);
            return null;
        });
    }

    private static java.time.Instant later(java.time.Instant one, java.time.Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private TaskInstanceId id(long key) {
        return TaskInstanceId.of(handler.name(), Long.toString(key));
    }

    /// Lets running work end, up to the drain time, then stops.
    @Override
    public void close() {
        scheduler.stop();
    }
}
