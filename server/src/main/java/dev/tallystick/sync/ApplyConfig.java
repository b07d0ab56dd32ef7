package dev.tallystick.sync;

import dev.tallystick.connection.Connection;
import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync.Definition;
import dev.tallystick.workspace.Actor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Brings what is in force to what the file says, whole or not at all, and says what changed. What the file does not
/// name any more is marked as removed; its runs and pairs stay, so a sync that comes back goes on where it was.
public final class ApplyConfig {
    private static final int MOST_TOLD = 50;

    private final Transactions transactions;
    private final ConnectionStore connections;
    private final SyncStore syncs;
    private final SyncOwners owners = new SyncOwners();
    private final ScheduleStore schedules;
    private final ScheduleChanged scheduleChanged;
    private final VersionStore versions = new VersionStore();
    private final GroupStore groups = new GroupStore();
    private final Audit audit;
    private final Clock clock;

    public ApplyConfig(
            Transactions transactions,
            ConnectionStore connections,
            SyncStore syncs,
            ScheduleStore schedules,
            ScheduleChanged scheduleChanged,
            Audit audit,
            Clock clock) {
        this.transactions = transactions;
        this.connections = connections;
        this.syncs = syncs;
        this.schedules = schedules;
        this.scheduleChanged = scheduleChanged;
        this.audit = audit;
        this.clock = clock;
    }

    /// Writes to the audit trail, in the transaction of the change.
    @FunctionalInterface
    public interface Audit {
        void applied(JdbcClient jdbc, WorkspaceId workspace, Actor actor, List<String> changes);
    }

    /// @return a sentence for each change, none when all was as the file says
    public List<String> apply(WorkspaceId workspace, Config config, Actor actor) {
        return transactions.in(workspace, jdbc -> {
            oneAtATime(jdbc, workspace);
            var now = clock.instant();
            var changes = new ArrayList<String>();
            saveConnections(jdbc, workspace, config, now, changes);
            var moved = saveSyncs(jdbc, workspace, config, actor, now, changes);
            saveGroups(jdbc, workspace, config, now, changes);
            if (!changes.isEmpty()) {
                audit.applied(jdbc, workspace, actor, told(changes));
            }
            if (!moved.isEmpty()) {
                transactions.afterCommit(() -> scheduleChanged.changed(moved));
            }
            return List.copyOf(changes);
        });
    }

    /// An entry of the trail has an end; a file of ten thousand syncs is told by its beginning.
    private static List<String> told(List<String> changes) {
        if (changes.size() <= MOST_TOLD) {
            return changes;
        }
        var told = new ArrayList<>(changes.subList(0, MOST_TOLD));
        told.add("And " + (changes.size() - MOST_TOLD) + " more.");
        return told;
    }

    /// Two nodes that start together apply the same file; the second finds nothing to do.
    private static void oneAtATime(JdbcClient jdbc, WorkspaceId workspace) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended('tallystick apply', ?)))")
                .param(workspace.value())
                .query(Integer.class)
                .single();
    }

    private void saveConnections(
            JdbcClient jdbc, WorkspaceId workspace, Config config, Instant now, List<String> changes) {
        for (var connection : config.connections()) {
            switch (connections.save(jdbc, workspace, connection, now)) {
                case CREATED -> changes.add("Connection '" + connection.name() + "' added.");
                case CHANGED -> changes.add("Connection '" + connection.name() + "' changed.");
                case UNCHANGED -> {}
            }
        }
        var kept = config.connections().stream().map(ConnectionDefinition::name).toList();
        connections
                .removeOthers(jdbc, workspace, kept, now)
                .forEach(name -> changes.add("Connection '" + name + "' removed."));
    }

    private void saveGroups(JdbcClient jdbc, WorkspaceId workspace, Config config, Instant now, List<String> changes) {
        for (var group : config.groups()) {
            if (groups.save(jdbc, workspace, group, now)) {
                changes.add("Group '" + group.name() + "' saved.");
            }
        }
        groups.removeOthers(jdbc, config.groups().stream().map(SyncGroup::name).toList(), now)
                .forEach(name -> changes.add("Group '" + name + "' removed; its runs stay."));
    }

    private Set<SyncId> saveSyncs(
            JdbcClient jdbc, WorkspaceId workspace, Config config, Actor actor, Instant now, List<String> changes) {
        var moved = new LinkedHashSet<SyncId>();
        var kept = new LinkedHashMap<String, Boolean>();
        config.syncs().forEach(entry -> kept.put(entry.definition().name(), entry.rehearsal()));
        // First those that go: a live sync and its rehearsal must not be in force together, not even for a moment.
        for (var removed : syncs.removeOthers(jdbc, workspace, kept, now)) {
            moved.add(removed.id());
            changes.add(removalOf(removed, kept));
        }
        for (var entry : config.syncs()) {
            var name = entry.definition().name();
            var saved = syncs.save(jdbc, workspace, entry.definition(), entry.rehearsal(), now);
            if (saved.changed()) {
                versions.keep(jdbc, saved.id(), actor, VersionStore.Origin.FILE, null, now);
                changes.add(sentence(entry, saved.created()));
            }
            var owner = entry.definition().owner();
            if (owner == null) {
                owners.adopt(jdbc, workspace, saved.id(), actor);
            } else if (owners.give(jdbc, workspace, saved.id(), owner) && !saved.created()) {
                changes.add("Owner of '" + name + "' is now " + owner + ".");
            }
            var schedule = schedules.saveFromFile(jdbc, workspace, saved.id(), entry.schedule(), now);
            if (schedule && !saved.created()) {
                changes.add("Schedule of '" + name + "' "
                        + (entry.schedule() == null
                                ? "removed."
                                : "is now " + entry.schedule().text() + "."));
            }
            if (schedule || saved.changed()) {
                moved.add(saved.id());
            }
        }
        return moved;
    }

    private static String removalOf(SyncStore.Removed removed, Map<String, Boolean> kept) {
        if (!kept.containsKey(removed.name())) {
            return "Sync '" + removed.name() + "' removed; its runs stay.";
        }
        return removed.rehearsal()
                ? "Sync '" + removed.name() + "' ends its rehearsal; nothing of it is carried over."
                : "Sync '" + removed.name() + "' is not live any more; its state is kept for when it is again.";
    }

    private static String sentence(Config.Entry entry, boolean created) {
        var name = "Sync '" + entry.definition().name() + "'";
        return name + (created ? " added" : " changed") + (created && entry.rehearsal() ? " as a rehearsal." : ".");
    }

    /// What is in force, as the file that would bring it about.
    public String export(WorkspaceId workspace) {
        return transactions.in(workspace, jdbc -> {
            var planned = new LinkedHashMap<SyncId, Schedule>();
            schedules.all(jdbc, workspace).forEach(each -> planned.put(each.sync(), each.schedule()));
            return WriteConfig.text(new Config(
                    connections.all(jdbc, workspace).stream()
                            .map(ApplyConfig::definition)
                            .toList(),
                    syncs.all(jdbc, workspace).stream()
                            .map(sync -> new Config.Entry(asInForce(sync), planned.get(sync.id()), sync.rehearsal()))
                            .toList(),
                    groups.all(jdbc).stream().map(GroupStore.Stored::group).toList()));
        });
    }

    private static ConnectionDefinition definition(Connection connection) {
        return new ConnectionDefinition(
                connection.name(),
                connection.connector(),
                connection.title(),
                connection.written(),
                connection.settings(),
                Map.of(),
                connection.allow(),
                connection.lab(),
                connection.rehearsal());
    }

    /// A pause that somebody asked for on the page belongs into the file too.
    private static Definition asInForce(Sync sync) {
        var definition = sync.definition();
        return sync.paused() == definition.paused() ? definition : definition.paused(sync.paused());
    }
}
