package dev.tallystick.connectors.googlesheets;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits before a retry. Tests take no time for it.
@FunctionalInterface
interface Pause {

    /// @return false when it ended early because the attempt should stop
    boolean pass(Duration wait, BooleanSupplier stopping);

    /// Waits in short steps, so that a stop is noticed at once.
    Pause SLEEP = (wait, stopping) -> {
        for (long left = wait.toMillis(); left > 0; left -= 100) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(Math.min(100, left));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !stopping.getAsBoolean();
    };
}
