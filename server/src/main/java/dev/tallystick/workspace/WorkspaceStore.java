package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Workspaces and their settings. All of it runs in a transaction of the system: who may see which is asked here.
final class WorkspaceStore {
    /// @param role of the person who asks; null for an owner of the instance who is not in it
    record Seen(WorkspaceId id, String name, @Nullable Role role, Instant createdAt) {}

    /// @param all also those that the person is not in
    List<Seen> page(JdbcClient db, PersonId person, boolean all, long after, int limit) {
        return db.sql("""
                        select w.id, w.name, m.role, w.created_at from workspace w
                        left join membership m on m.workspace_id = w.id and m.person_id = :person
                          and m.disabled_at is null
                        where w.id > :after and (:all or m.role is not null)
                        order by w.id limit :limit""")
                .param("person", person.value())
                .param("after", after)
                .param("all", all)
                .param("limit", limit)
                .query(WorkspaceStore::seen)
                .list();
    }

    private static Seen seen(ResultSet row, int number) throws SQLException {
        @Nullable String role = row.getString("role");
        return new Seen(
                new WorkspaceId(row.getLong("id")),
                row.getString("name"),
                role == null ? null : Role.of(role),
                row.getTimestamp("created_at").toInstant());
    }

    /// Empty when the name is taken.
    Optional<WorkspaceId> add(JdbcClient db, String name, Instant now) {
        return db.sql(
                        "insert into workspace (name, created_at) values (?, ?) on conflict (name) do nothing returning id")
                .param(name)
                .param(Timestamp.from(now))
                .query(Long.class)
                .optional()
                .map(WorkspaceId::new);
    }

    Optional<String> name(JdbcClient db, WorkspaceId workspace) {
        return db.sql("select name from workspace where id = ? for update")
                .param(workspace.value())
                .query(String.class)
                .optional();
    }

    boolean isTaken(JdbcClient db, String name) {
        return db.sql("select exists (select 1 from workspace where name = ?)")
                .param(name)
                .query(Boolean.class)
                .single();
    }

    void rename(JdbcClient db, WorkspaceId workspace, String name) {
        db.sql("update workspace set name = ? where id = ?")
                .param(name)
                .param(workspace.value())
                .update();
    }

    /// @param historyDays how long ended runs are kept, with their changes
    /// @param auditDays how long entries of the audit trail are kept
    /// @param embedOrigins pages that may show this workspace inside them
    record Settings(String name, int historyDays, int auditDays, List<String> embedOrigins) {
        Settings {
            embedOrigins = List.copyOf(embedOrigins);
        }
    }

    Settings settings(JdbcClient db, WorkspaceId workspace) {
        return db.sql("select name, history_days, audit_days, embed_origins from workspace where id = ?")
                .param(workspace.value())
                .query((row, _) -> new Settings(
                        row.getString("name"),
                        row.getInt("history_days"),
                        row.getInt("audit_days"),
                        Arrays.asList((String[]) row.getArray("embed_origins").getArray())))
                .single();
    }

    void setSettings(JdbcClient db, WorkspaceId workspace, Settings wanted) {
        db.sql("update workspace set name = ?, history_days = ?, audit_days = ?, embed_origins = ? where id = ?")
                .param(wanted.name())
                .param(wanted.historyDays())
                .param(wanted.auditDays())
                .param(wanted.embedOrigins().toArray(String[]::new))
                .param(workspace.value())
                .update();
    }
}
