package dev.tallystick.connection;

import dev.tallystick.connector.OpenConnection;
import dev.tallystick.storage.WorkspaceId;
import java.util.function.BooleanSupplier;

/// STAND-IN so that the tree compiles: the real one replaces this file whole.
public final class Connections {
    /// Opens a connection with its unsealed settings (the lab's address in a rehearsal).
    @SuppressWarnings("DoNotCallSuggester")
    public OpenConnection open(WorkspaceId workspace, String name, BooleanSupplier stopping) {
        throw new UnsupportedOperationException();
    }
}
