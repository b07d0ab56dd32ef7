package dev.tallystick.connectors.airtable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits before a second try.
@FunctionalInterface
interface Pause {

    /// @return false when it ended early because the attempt should stop
    boolean pass(Duration wait, BooleanSupplier stopping);

    /// In short steps, so that a stop is noticed at once.
    Pause SLEEP = (wait, stopping) -> {
        long until = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() < until) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(Math.clamp((until - System.nanoTime()) / 1_000_000, 1, 100));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !stopping.getAsBoolean();
    };
}
