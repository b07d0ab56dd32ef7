package dev.tallystick.connection;

import dev.tallystick.connector.Budget;

/// Who wants to know what an open connection waits for.
@FunctionalInterface
public interface Waits {
    Waits UNWATCHED = _ -> () -> {};

    /// A call may have to wait from now on; most do not.
    ///
    /// @param reason as a noun, which follows "waiting for"
    /// @return to be closed when it goes on
    Budget.Waiting begin(String reason);
}
