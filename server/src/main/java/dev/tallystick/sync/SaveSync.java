package dev.tallystick.sync;

import dev.tallystick.connection.Connection;
import dev.tallystick.connection.ConnectionDefinition;
import dev.tallystick.connection.ConnectionStore;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.VersionStore.Origin;
import dev.tallystick.web.FieldProblem;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Saves a sync as a person filled it in on the page, by the rules of the file.
final class SaveSync {
    private final Transactions transactions;
    private final ConnectionStore connections;
    private final SyncStore syncs;
    private final ScheduleStore schedules;
    private final ReadConfig reader;
    private final ScheduleChanged scheduleChanged;
    private final VersionStore versions = new VersionStore();
    private final AuditTrail trail;
    private final Clock clock;

    SaveSync(
            Transactions transactions,
            ConnectionStore connections,
            SyncStore syncs,
            ScheduleStore schedules,
            ReadConfig reader,
            ScheduleChanged scheduleChanged,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.connections = connections;
        this.syncs = syncs;
        this.schedules = schedules;
        this.reader = reader;
        this.scheduleChanged = scheduleChanged;
        this.trail = trail;
        this.clock = clock;
    }

    void create(Identity identity, String name, Map<String, Object> tree) {
        transactions.in(identity.workspace(), jdbc -> {
            if (syncs.find(jdbc, identity.workspace(), name).isPresent()) {
                throw Refusal.conflict("exists", "There is a sync '" + name + "' already; take another name.");
            }
            save(jdbc, identity, name, tree, null, null);
            return null;
        });
    }

    /// @param revision that the person saw; another one is refused
    void change(Identity identity, String name, Map<String, Object> tree, int revision) {
        transactions.in(identity.workspace(), jdbc -> {
            save(jdbc, identity, name, tree, asSeen(jdbc, identity, name, revision), null);
            return null;
        });
    }

    /// What an earlier version said, saved again by the rules of today. The schedule is no part of it and stays.
    void restore(Identity identity, String name, int number, int revision) {
        transactions.in(identity.workspace(), jdbc -> {
            var before = asSeen(jdbc, identity, name, revision);
            var tree = versions.definition(jdbc, before.id(), number)
                    .orElseThrow(() -> VersionController.missing(before, number));
            save(jdbc, identity, name, tree, before, number);
            return null;
        });
    }

    /// Locked, and as the person saw it.
    private Sync asSeen(JdbcClient jdbc, Identity identity, String name, int revision) {
        var before = mine(jdbc, identity, name);
        syncs.lock(jdbc, before.id());
        if (mine(jdbc, identity, name).revision() != revision) {
            throw Refusal.conflict(
                    "other_revision",
                    "'" + before.title() + "' was changed since you opened it. Look at it again, then change it.");
        }
        return before;
    }

    /// Its runs and what is known of its rows stay.
    void remove(Identity identity, String name) {
        transactions.in(identity.workspace(), jdbc -> {
            var sync = mine(jdbc, identity, name);
            syncs.lock(jdbc, sync.id());
            syncs.remove(jdbc, sync.id(), clock.instant());
            trail.record(jdbc, identity, "sync.removed", "sync " + name, Map.of("title", sync.title()));
            transactions.afterCommit(() -> scheduleChanged.changed(List.of(sync.id())));
            return null;
        });
    }

    private Sync mine(JdbcClient jdbc, Identity identity, String name) {
        var sync = syncs.find(jdbc, identity.workspace(), name)
                .orElseThrow(() -> Refusal.notFound("There is no sync '" + name + "'."));
        if (!syncs.fromPage(jdbc, sync.id())) {
            throw Refusal.conflict(
                    "from_file",
                    "'" + sync.title()
                            + "' is written in tallystick.yaml, which would undo what is changed here. Change"
                            + " it there.");
        }
        return sync;
    }

    private void save(
            JdbcClient jdbc,
            Identity identity,
            String name,
            Map<String, Object> tree,
            @Nullable Sync before,
            @Nullable Integer restoredFrom) {
        var workspace = identity.workspace();
        var reading = reader.one(
                name,
                tree,
                connections.all(jdbc, workspace).stream().map(this::opened).toList(),
                syncs.all(jdbc, workspace).stream()
                        .map(sync -> new Config.Entry(sync.definition(), null, sync.rehearsal()))
                        .toList());
        if (reading.config() == null) {
            throw Refusal.invalid(reading.problems().stream()
                    .filter(ConfigProblem::blocks)
                    .map(problem -> new FieldProblem("/definition", problem.sentence()))
                    .toList());
        }
        var entry = reading.config().syncs().getFirst();
        var now = clock.instant();
        var saved = syncs.save(jdbc, workspace, entry.definition(), entry.rehearsal(), now);
        var id = saved.id();
        if (restoredFrom != null && !saved.changed()) {
            throw Refusal.conflict("same", "Version " + restoredFrom + " says what is in force already.");
        }
        syncs.markFromPage(jdbc, id, identity.id().value());
        if (saved.changed()) {
            var origin = identity.kind() == Identity.Kind.TOKEN ? Origin.API : Origin.PAGE;
            versions.keep(jdbc, id, Actor.of(identity), origin, restoredFrom, now);
        }
        if (entry.schedule() != null) {
            schedules.saveFromApi(jdbc, workspace, id, entry.schedule(), now);
        }
        trail.record(
                jdbc,
                identity,
                before == null ? "sync.created" : "sync.changed",
                "sync " + name,
                Map.of(
                        "before",
                        before == null ? "" : YamlText.of(WriteConfig.tree(before.definition())),
                        "after",
                        YamlText.of(WriteConfig.tree(entry.definition()))));
        transactions.afterCommit(() -> scheduleChanged.changed(List.of(id)));
    }

    /// With its secrets: a connector looks at a table in the light of all settings.
    private ConnectionDefinition opened(Connection connection) {
        return new ConnectionDefinition(
                connection.name(),
                connection.connector(),
                connection.title(),
                connection.written(),
                new LinkedHashMap<>(connections.unsealed(connection).all()),
                Map.of(),
                connection.allow(),
                connection.lab(),
                connection.rehearsal());
    }
}
