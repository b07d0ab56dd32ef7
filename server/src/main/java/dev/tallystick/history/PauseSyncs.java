package dev.tallystick.history;

import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.ScheduleChanged;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncStore;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps a sync from running by itself, or lets it again; each change with its line in the audit trail.
public final class PauseSyncs {
    private final Transactions transactions;
    private final SyncStore syncs;
    private final ScheduleChanged scheduleChanged;
    private final AuditTrail trail;
    private final Clock clock;

    PauseSyncs(
            Transactions transactions,
            SyncStore syncs,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.syncs = syncs;
        this.scheduleChanged = scheduleChanged;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param reason in a person's words; null or empty for who it was
    /// @return false when the sync was removed meanwhile
    public boolean pause(Identity identity, Sync sync, @Nullable String reason) {
        var why = reason == null || reason.isBlank()
                ? "Paused by " + identity.name() + "."
                : Sentence.clean(reason.strip());
        return change(identity, sync, "sync.paused", why, jdbc -> syncs.pause(jdbc, sync.id(), why, clock.instant()));
    }

    /// @return false when the sync was removed meanwhile
    public boolean resume(Identity identity, Sync sync) {
        return change(
                identity, sync, "sync.resumed", "not paused", jdbc -> syncs.resume(jdbc, sync.id(), clock.instant()));
    }

    private boolean change(Identity identity, Sync sync, String action, String after, Predicate<JdbcClient> change) {
        boolean changed = transactions.in(identity.workspace(), jdbc -> {
            if (!change.test(jdbc)) {
                return false;
            }
            Events.record(jdbc, sync.workspace(), Events.Kind.SYNC, sync.id().value(), clock.instant());
            var before = sync.paused() ? "paused: " + sync.pausedReason() : "not paused";
            trail.record(jdbc, identity, action, "sync " + sync.name(), Map.of("before", before, "after", after));
            return true;
        });
        if (changed) {
            scheduleChanged.changed(List.of(sync.id()));
        }
        return changed;
    }
}
