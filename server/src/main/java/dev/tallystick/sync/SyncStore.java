package dev.tallystick.sync;

import dev.tallystick.storage.WorkspaceId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// STAND-IN so that the tree compiles: the real store replaces this file whole.
public final class SyncStore {
    /// The sync in force with this name.
    @SuppressWarnings("DoNotCallSuggester")
    public Optional<Sync> find(WorkspaceId workspace, String name) {
        throw new UnsupportedOperationException();
    }

    /// Empty when it was removed.
    @SuppressWarnings("DoNotCallSuggester")
    public Optional<Sync> find(JdbcClient jdbc, SyncId id) {
        throw new UnsupportedOperationException();
    }

    /// All in force, by name.
    @SuppressWarnings("DoNotCallSuggester")
    public List<Sync> all(WorkspaceId workspace) {
        throw new UnsupportedOperationException();
    }

    /// Locks the sync's row until the transaction ends; false when it is not there or removed.
    @SuppressWarnings("DoNotCallSuggester")
    public boolean lock(JdbcClient jdbc, SyncId id) {
        throw new UnsupportedOperationException();
    }
}
