package dev.tallystick.sync;

import java.util.List;

/// Syncs that one button starts, one after the other.
///
/// @param name unique in the workspace, and no sync's
/// @param title for people; the name when nobody gave one
/// @param syncs by name, in the order in which they run
/// @param stopOnFailure whether those behind one that failed are left out
public record SyncGroup(String name, String title, List<String> syncs, boolean stopOnFailure) {
    public SyncGroup {
        syncs = List.copyOf(syncs);
    }
}
