package dev.tallystick.workspace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// A clock by which several threads wait for each other: it moves on when all of them wait, to the time when the first
/// of them goes on. What they compute meanwhile takes no time, so a day of waiting is over in a moment and always the
/// same.
public final class VirtualTime extends Clock {
    private final Consumer<Instant> moved;
    private final PriorityQueue<Instant> waiting = new PriorityQueue<>();
    private Instant now = Instant.parse("2026-11-25T08:00:00Z");
    private int working = 1;

    /// @param moved is told of each step, before anybody goes on
    public VirtualTime(Consumer<Instant> moved) {
        this.moved = moved;
        moved.accept(now);
    }

    /// Each on a thread of its own; returns when all have ended.
    public void run(List<Runnable> all) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            synchronized (this) {
                working = all.size();
            }
            for (var each : all) {
                running.add(threads.submit(() -> {
                    try {
                        each.run();
                    } finally {
                        ended();
                    }
                }));
            }
            for (var each : running) {
                try {
                    each.get();
                } catch (ExecutionException failed) {
                    if (failed.getCause() instanceof RuntimeException itself) {
                        throw itself;
                    }
                    throw new IllegalStateException(failed.getCause());
                }
            }
        }
        synchronized (this) {
            working = 1; // the caller
        }
    }

    private synchronized void ended() {
        working--;
        moveOn();
    }

    public synchronized void sleep(Duration time) throws InterruptedException {
        if (time.isZero() || time.isNegative()) {
            return;
        }
        var until = now.plus(time);
        waiting.add(until);
        moveOn();
        while (now.isBefore(until)) {
            wait();
        }
    }

    /// Who waits until the new time leaves the queue here, not when it wakes: it is at work from now on.
    private void moveOn() {
        if (working > 0 && waiting.size() >= working) {
            now = waiting.peek();
            moved.accept(now);
            while (!waiting.isEmpty() && !waiting.peek().isAfter(now)) {
                waiting.remove();
            }
            notifyAll();
        }
    }

    public long nanos() {
        return Duration.between(Instant.EPOCH, instant()).toNanos();
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
