package dev.tallystick.connectors.http.stream;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits before a retry.
@FunctionalInterface
public interface Pause {

    /// @return false when it ended early because the attempt should stop
    boolean pass(Duration wait, BooleanSupplier stopping);

    /// Waits in short steps, so that a stop is noticed at once.
    Pause SLEEP = (wait, stopping) -> {
        long steps = Math.max(1, wait.toMillis() / 100);
        for (long i = 0; i < steps; i++) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(Math.min(100, wait.toMillis()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    };
}
