package dev.tallystick.run;

import dev.tallystick.history.RunStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One attempt of a node at a run of a sync, as the outside sees it.
final class SimWorker {
    final SimChoices.SyncChoice sync;
    final long run;
    final long begun;
    /// Rows of the last listing that came to its end, by number of the table.
    final Map<Integer, Integer> listed = new HashMap<>();
    /// It has come so far that it opened a table.
    boolean began;

    /// The way to our own database was cut while it worked.
    boolean cutOff;

    /// What it takes back, for an undo.
    RunStore.@Nullable Undo undo;

    /// Another worker has taken over.
    boolean replaced;

    SimWorker(SimChoices.SyncChoice sync, long run, long begun) {
        this.sync = sync;
        this.run = run;
        this.begun = begun;
    }
}
