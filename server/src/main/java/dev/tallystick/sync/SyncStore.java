package dev.tallystick.sync;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync.Definition;
import dev.tallystick.sync.Sync.Retry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Syncs in the database. A definition is stored as the tree that the file holds and read back by the file's reader.
public final class SyncStore {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final Transactions transactions;

    public SyncStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /// The sync in force with this name.
    public Optional<Sync> find(WorkspaceId workspace, String name) {
        return transactions.in(workspace, jdbc -> find(jdbc, workspace, name));
    }

    /// As above, in an open transaction.
    public Optional<Sync> find(JdbcClient jdbc, WorkspaceId workspace, String name) {
        return jdbc.sql("select * from sync where workspace_id = ? and name = ? and removed_at is null")
                .param(workspace.value())
                .param(name)
                .query((row, _) -> sync(row))
                .optional();
    }

    /// Empty when it was removed.
    public Optional<Sync> find(JdbcClient jdbc, SyncId id) {
        return jdbc.sql("select * from sync where id = ? and removed_at is null")
                .param(id.value())
                .query((row, _) -> sync(row))
                .optional();
    }

    /// All in force, by name.
    public List<Sync> all(WorkspaceId workspace) {
        return transactions.in(workspace, jdbc -> all(jdbc, workspace));
    }

    List<Sync> all(JdbcClient jdbc, WorkspaceId workspace) {
        return jdbc.sql("select * from sync where workspace_id = ? and removed_at is null order by name")
                .param(workspace.value())
                .query((row, _) -> sync(row))
                .list();
    }

    /// The ids of all in force in every workspace, for a client of the system.
    public List<SyncId> everywhere(JdbcClient system) {
        return system.sql("select id from sync where removed_at is null order by id")
                .query((row, _) -> new SyncId(row.getLong("id")))
                .list();
    }

    /// Locks the sync's row until the transaction ends; false when it is not there or removed.
    public boolean lock(JdbcClient jdbc, SyncId id) {
        return jdbc.sql("select 1 from sync where id = ? and removed_at is null for no key update")
                .param(id.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// Keeps the sync from running by itself; false when it is not there.
    public boolean pause(JdbcClient jdbc, SyncId id, String reason, Instant now) {
        return setPaused(jdbc, id, true, reason, now);
    }

    public boolean resume(JdbcClient jdbc, SyncId id, Instant now) {
        return setPaused(jdbc, id, false, null, now);
    }

    private static boolean setPaused(JdbcClient jdbc, SyncId id, boolean paused, @Nullable String reason, Instant now) {
        return jdbc.sql("""
                        update sync set paused = :paused, paused_reason = :reason, updated_at = :now
                        where id = :id and removed_at is null
                        """)
                        .param("paused", paused)
                        .param("reason", reason)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /// Brings the stored sync to what the definition says. The file's own `paused` counts only when the file changes
    /// it: what a person paused on the page stays so when the file is applied again.
    Saved save(JdbcClient jdbc, WorkspaceId workspace, Definition wanted, boolean rehearsal, Instant now) {
        var stored = jdbc.sql("""
                        select sync.*, definition = :definition::jsonb as same from sync
                        where workspace_id = :workspace and name = :name and rehearsal = :rehearsal
                        for update
                        """)
                .param("definition", json(wanted))
                .param("workspace", workspace.value())
                .param("name", wanted.name())
                .param("rehearsal", rehearsal)
                .query((row, _) ->
                        new Stored(sync(row), row.getBoolean("same"), row.getTimestamp("removed_at") != null))
                .optional();
        if (stored.isEmpty()) {
            return new Saved(insert(jdbc, workspace, wanted, rehearsal, now), true, true);
        }
        var before = stored.get();
        if (before.same() && !before.removed()) {
            return new Saved(before.sync().id(), false, false);
        }
        update(jdbc, before, wanted, now);
        return new Saved(before.sync().id(), before.removed(), true);
    }

    /// @param created new, or back after it was removed
    record Saved(SyncId id, boolean created, boolean changed) {}

    private record Stored(Sync sync, boolean same, boolean removed) {}

    private static SyncId insert(
            JdbcClient jdbc, WorkspaceId workspace, Definition wanted, boolean rehearsal, Instant now) {
        return new SyncId(jdbc.sql("""
                        insert into sync (workspace_id, name, rehearsal, title, definition, mapping_fingerprint, paused,
                            created_at, updated_at)
                        values (:workspace, :name, :rehearsal, :title, :definition::jsonb, :fingerprint, :paused,
                            :now, :now)
                        returning id
                        """)
                .param("workspace", workspace.value())
                .param("name", wanted.name())
                .param("rehearsal", rehearsal)
                .param("title", wanted.title())
                .param("definition", json(wanted))
                .param("fingerprint", wanted.mapping().fingerprint())
                .param("paused", wanted.paused())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
    }

    private static void update(JdbcClient jdbc, Stored before, Definition wanted, Instant now) {
        boolean pauseChanged = before.sync().definition().paused() != wanted.paused();
        jdbc.sql("""
                        update sync set title = :title, definition = :definition::jsonb,
                            mapping_fingerprint = :fingerprint, revision = revision + 1, updated_at = :now,
                            removed_at = null, from_page = false, paused = :paused, paused_reason = :reason
                        where id = :id
                        """)
                .param("title", wanted.title())
                .param("definition", json(wanted))
                .param("fingerprint", wanted.mapping().fingerprint())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("paused", pauseChanged ? wanted.paused() : before.sync().paused())
                .param("reason", pauseChanged ? null : before.sync().pausedReason())
                .param("id", before.sync().id().value())
                .update();
    }

    /// Says of a sync that a person made it on the page, and whose rights its scheduled runs have.
    void markFromPage(JdbcClient jdbc, SyncId id, long owner) {
        jdbc.sql("update sync set from_page = true, owner_id = coalesce(owner_id, ?) where id = ?")
                .param(owner)
                .param(id.value())
                .update();
    }

    boolean fromPage(JdbcClient jdbc, SyncId id) {
        return jdbc.sql("select from_page from sync where id = ?")
                .param(id.value())
                .query(Boolean.class)
                .single();
    }

    void remove(JdbcClient jdbc, SyncId id, Instant now) {
        jdbc.sql("update sync set removed_at = :now, updated_at = :now where id = :id")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id.value())
                .update();
    }

    /// Marks every other sync of the file as removed, the other variant of a kept name included; their runs and
    /// pairs stay, and so does what a person made on the page.
    List<Removed> removeOthers(JdbcClient jdbc, WorkspaceId workspace, Map<String, Boolean> kept, Instant now) {
        return all(jdbc, workspace).stream()
                .filter(sync -> !Boolean.valueOf(sync.rehearsal()).equals(kept.get(sync.name())))
                .filter(sync -> kept.containsKey(sync.name()) || !fromPage(jdbc, sync.id()))
                .map(sync -> {
                    remove(jdbc, sync.id(), now);
                    return new Removed(sync.id(), sync.name(), sync.rehearsal());
                })
                .toList();
    }

    record Removed(SyncId id, String name, boolean rehearsal) {}

    private static String json(Definition definition) {
        return JSON.writeValueAsString(WriteConfig.tree(definition));
    }

    private static Sync sync(ResultSet row) throws SQLException {
        var name = row.getString("name");
        var findings = new Findings("sync " + name);
        var tree = PlainTree.node(JSON.readValue(row.getString("definition"), TREE));
        var definition = new ReadSync(findings, name, tree, Retry.DEFAULT).definition();
        if (!findings.all().isEmpty()) {
            throw new IllegalStateException("The stored definition of '" + name
                    + "' cannot be read; it was written by another version: " + findings.all());
        }
        return new Sync(
                new SyncId(row.getLong("id")),
                new WorkspaceId(row.getLong("workspace_id")),
                definition,
                row.getBoolean("rehearsal"),
                row.getBoolean("paused"),
                row.getString("paused_reason"),
                (Long) row.getObject("owner_id"),
                row.getInt("revision"));
    }
}
