package dev.tallystick.sync;

import java.util.Collection;

/// Told after the commit that these syncs are due at other times now: new, removed, paused, or with another schedule.
@FunctionalInterface
public interface ScheduleChanged {
    void changed(Collection<SyncId> syncs);
}
