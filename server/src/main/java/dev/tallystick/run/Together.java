package dev.tallystick.run;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Does two things that do not need each other, and returns when both are over.
interface Together {
    /// @throws RuntimeException the first that either of them threw; that one gave up because of the other, only
    ///     where there is nothing else to tell
    void run(Runnable one, Runnable other);

    /// For whoever wants the same order each time.
    Together IN_TURN = (one, other) -> {
        one.run();
        other.run();
    };

    /// The two wait for different systems, whose limits are not each other's.
    Together AT_ONCE = (one, other) -> {
        var first = new AtomicReference<@Nullable Throwable>();
        var log = MDC.getCopyOfContextMap();
        var task = new FutureTask<@Nullable Void>(
                () -> {
                    if (log != null) {
                        MDC.setContextMap(log);
                    }
                    attempt(other, first);
                },
                null);
        Thread.ofVirtual().name(Thread.currentThread().getName() + "-other").start(task);
        attempt(one, first);
        await(task);
        switch (first.get()) {
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case null, default -> {}
        }
    };

    private static void attempt(Runnable work, AtomicReference<@Nullable Throwable> first) {
        try {
            work.run();
        } catch (RuntimeException | Error failed) {
            first.updateAndGet(before -> before == null || before instanceof CancellationException ? failed : before);
        }
    }

    /// Whatever interrupts the caller: nothing of a run goes on behind its back.
    private static void await(FutureTask<@Nullable Void> task) {
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
