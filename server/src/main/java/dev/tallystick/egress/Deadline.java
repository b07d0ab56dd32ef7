package dev.tallystick.egress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The end of one exchange. When it passes, everything that the exchange waits for is cut off from another thread:
/// the time-outs of HTTP clients count from one read to the next, and the JDK's own does not cover the body at all,
/// so a peer that drips one byte a second would hold its worker for ever.
final class Deadline implements AutoCloseable {

    private final List<Runnable> cuts = new ArrayList<>();
    private final Runnable disarm;
    private boolean passed;

    Deadline(Alarm alarm, Duration after) {
        disarm = alarm.ring(after, this::pass);
    }

    /// What rings. Tests ring by hand.
    interface Alarm extends AutoCloseable {
        /// @return what calls it off
        Runnable ring(Duration after, Runnable action);

        @Override
        default void close() {}
    }

    synchronized boolean passed() {
        return passed;
    }

    /// @param cut runs once, at once where the deadline has passed already
    void onPass(Runnable cut) {
        synchronized (this) {
            if (!passed) {
                cuts.add(cut);
                return;
            }
        }
        cut.run();
    }

    private void pass() {
        List<Runnable> due;
        synchronized (this) {
            passed = true;
            due = List.copyOf(cuts);
        }
        due.forEach(Runnable::run);
    }

    @Override
    public void close() {
        disarm.run();
    }

    /// Real time, on one thread for all; what it sets off runs on a thread of its own, since closing may block.
    static final class Clockwork implements Alarm {

        private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("egress-deadline").factory());

        Clockwork() {
            timer.setRemoveOnCancelPolicy(true); // else each finished exchange is kept until its deadline
        }

        @Override
        public Runnable ring(Duration after, Runnable action) {
            Future<?> due =
                    timer.schedule(() -> Thread.startVirtualThread(action), after.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}
