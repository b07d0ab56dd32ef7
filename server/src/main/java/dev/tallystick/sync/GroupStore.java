package dev.tallystick.sync;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Groups in the database. Every method takes the client of an open transaction.
public final class GroupStore {

    /// @param id for what is kept of its runs
    public record Stored(long id, SyncGroup group) {}

    public Optional<Stored> find(JdbcClient jdbc, String name) {
        return jdbc.sql("select * from sync_group where name = ? and removed_at is null")
                .param(name)
                .query((row, _) -> stored(row))
                .optional();
    }

    /// Removed or not.
    public Optional<Stored> find(JdbcClient jdbc, long id) {
        return jdbc.sql("select * from sync_group where id = ?")
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    /// All in force, by name.
    public List<Stored> all(JdbcClient jdbc) {
        return jdbc.sql("select * from sync_group where removed_at is null order by name")
                .query((row, _) -> stored(row))
                .list();
    }

    /// Locks the group until the transaction ends.
    public void lock(JdbcClient jdbc, long id) {
        jdbc.sql("select 1 from sync_group where id = ? for no key update")
                .param(id)
                .query(Integer.class)
                .single();
    }

    /// @return whether anything was different
    boolean save(JdbcClient jdbc, WorkspaceId workspace, SyncGroup wanted, Instant now) {
        var before = find(jdbc, wanted.name());
        if (before.isPresent() && before.get().group().equals(wanted)) {
            return false;
        }
        jdbc.sql("""
                        insert into sync_group (workspace_id, name, title, syncs, stop_on_failure, created_at, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (workspace_id, name) do update set title = excluded.title, syncs = excluded.syncs,
                            stop_on_failure = excluded.stop_on_failure, updated_at = excluded.updated_at,
                            removed_at = null
                        """)
                .params(
                        workspace.value(),
                        wanted.name(),
                        wanted.title(),
                        wanted.syncs().toArray(String[]::new),
                        wanted.stopOnFailure(),
                        now.atOffset(ZoneOffset.UTC),
                        now.atOffset(ZoneOffset.UTC))
                .update();
        return true;
    }

    /// Marks those that are not named any more as removed; their names.
    List<String> removeOthers(JdbcClient jdbc, List<String> kept, Instant now) {
        return jdbc.sql("""
                        update sync_group set removed_at = :now, updated_at = :now
                        where removed_at is null and not name = any(:kept) returning name
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("kept", kept.toArray(String[]::new))
                .query((row, _) -> row.getString("name"))
                .list();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong("id"),
                new SyncGroup(
                        row.getString("name"),
                        row.getString("title"),
                        List.of((String[]) row.getArray("syncs").getArray()),
                        row.getBoolean("stop_on_failure")));
    }
}
