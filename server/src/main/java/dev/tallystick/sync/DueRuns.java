package dev.tallystick.sync;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// STAND-IN so that the tree compiles: the real one replaces this file whole.
public final class DueRuns {
    /// When the schedule says that the sync is due next; empty without one, while paused or removed.
    @SuppressWarnings("DoNotCallSuggester")
    public Optional<Instant> nextAt(JdbcClient jdbc, SyncId sync) {
        throw new UnsupportedOperationException();
    }

    /// Takes the planned time that has come, moving the schedule on: true when a run is to be started now.
    @SuppressWarnings("DoNotCallSuggester")
    public boolean take(JdbcClient jdbc, Sync sync, Instant now) {
        throw new UnsupportedOperationException();
    }
}
