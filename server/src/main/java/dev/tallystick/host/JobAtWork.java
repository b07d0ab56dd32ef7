package dev.tallystick.host;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// One run of a job, on a thread of its own, so that a job that hangs does not hang the run.
///
/// Whatever the job asks for is done by the thread of the attempt, one thing at a time: it alone has the lease, the
/// budget and the name of the run. The job's thread is a real one: a job that only computes would keep one of the few
/// that carry all virtual threads.
final class JobAtWork {
    /// How often an attempt that hears nothing looks whether it should stop.
    private static final Duration TICK = Duration.ofMillis(100);

    /// For a job that is interrupted to notice it and to end.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final SyncJob job;
    private final Hosting hosting;
    private final BooleanSupplier stopping;
    private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>();
    private volatile boolean over;
    private volatile long heard;

    JobAtWork(SyncJob job, Hosting hosting, BooleanSupplier stopping) {
        this.job = job;
        this.hosting = hosting;
        this.stopping = stopping;
    }

    /// Runs the job and does what it asks for until it ends.
    ///
    /// @return what the job returned
    /// @throws Stopped when the attempt should stop and the job does not end by itself
    /// @throws ExecutionException with what the job threw
    @Nullable
    Outcome run(Callable<Outcome> work) throws ExecutionException, InterruptedException {
        hosting.hanging().refuse(job.name());
        var result = new FutureTask<>(work);
        var thread = thread(result);
        thread.start();
        try {
            serve(result);
            return result.get();
        } finally {
            leave(thread);
        }
    }

    private Thread thread(FutureTask<Outcome> work) {
        @Nullable Map<String, String> named = MDC.getCopyOfContextMap();
        var thread = Thread.ofPlatform().daemon().name("job " + job.name()).unstarted(() -> {
            if (named != null) {
                MDC.setContextMap(named);
            }
            work.run();
            // Done by now, so that to do it again does nothing but wake the attempt.
            asked.add(work);
        });
        thread.setContextClassLoader(job.getClass().getClassLoader());
        return thread;
    }

    private void serve(FutureTask<Outcome> result) throws InterruptedException {
        heard = System.nanoTime();
        while (!result.isDone()) {
            @Nullable Runnable next = asked.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
                heard = System.nanoTime();
            } else if (stopping.getAsBoolean()) {
                throw new Stopped();
            } else if (System.nanoTime() - heard > hosting.silence().toNanos()) {
                throw new ConnectorException(
                        Problem.BAD_ANSWER,
                        "The sync job '" + job.name() + "' hangs: for " + words(hosting.silence())
                                + " it has neither called anybody, nor handed on a row, nor written a line. It was"
                                + " given up; a job that computes for long writes a line now and then.");
            }
        }
    }

    private static String words(Duration silence) {
        if (silence.toMillis() < 1_000) {
            return silence.toMillis() + " ms";
        }
        return silence.toSeconds() < 60 ? silence.toSeconds() + " s" : silence.toMinutes() + " min";
    }

    /// Called by the job: it is alive.
    ///
    /// @throws Stopped when nobody listens any more
    void hear() {
        if (over) {
            throw new Stopped();
        }
        heard = System.nanoTime();
    }

    /// Called by the job: has something done by the attempt and waits for it.
    <T> T ask(Supplier<T> work) {
        var task = new FutureTask<>(work::get);
        synchronized (this) {
            if (over) {
                throw new Stopped();
            }
            asked.add(task);
        }
        try {
            return task.get();
        } catch (CancellationException _) {
            throw new Stopped();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        } catch (ExecutionException failed) {
            throw unchecked(failed.getCause());
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    /// Nothing that the job asks from here on is done any more.
    private void leave(Thread thread) throws InterruptedException {
        synchronized (this) {
            over = true;
            asked.forEach(left -> {
                if (left instanceof FutureTask<?> task) {
                    task.cancel(false);
                }
            });
        }
        if (thread.isAlive()) {
            thread.interrupt();
            if (!thread.join(GRACE)) {
                hosting.hanging().add(job.name(), thread);
            }
        }
    }
}
