package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The people of a workspace as its admins see them. All of it runs in a transaction of the system, so the workspace
/// stands in every question.
final class MemberStore {
    private static final String SELECT = """
            select p.id, p.name, p.email, p.service, p.instance_owner, m.role, m.created_at,
              least(m.disabled_at, p.disabled_at) as disabled_at,
              greatest((select max(s.seen_at) from session s
                        where s.person_id = p.id and s.workspace_id = m.workspace_id),
                       (select max(t.used_at) from api_token t
                        where t.person_id = p.id and t.workspace_id = m.workspace_id)) as seen_at
            from membership m join person p on p.id = m.person_id
            where m.workspace_id = :ws
            """;

    /// @param seenAt by a session that is still open, or by a token
    record Member(
            PersonId id,
            String name,
            @Nullable String email,
            boolean service,
            boolean owner,
            Role role,
            Instant since,
            @Nullable Instant disabledAt,
            @Nullable Instant seenAt) {}

    List<Member> page(JdbcClient db, WorkspaceId workspace, String part, long after, int limit) {
        return db.sql(SELECT + """
                          and p.id > :after
                          and (:part = '' or position(lower(:part) in lower(p.name || ' ' || coalesce(p.email, ''))) > 0)
                        order by p.id limit :limit""")
                .param("ws", workspace.value())
                .param("after", after)
                .param("part", part)
                .param("limit", limit)
                .query(MemberStore::member)
                .list();
    }

    Optional<Member> find(JdbcClient db, WorkspaceId workspace, PersonId person) {
        return db.sql(SELECT + " and p.id = :person")
                .param("ws", workspace.value())
                .param("person", person.value())
                .query(MemberStore::member)
                .optional();
    }

    private static Member member(ResultSet row, int number) throws SQLException {
        return new Member(
                new PersonId(row.getLong("id")),
                row.getString("name"),
                row.getString("email"),
                row.getBoolean("service"),
                row.getBoolean("instance_owner"),
                Role.of(row.getString("role")),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "disabled_at"),
                instant(row, "seen_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        @Nullable Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    /// Holds every admin's row until the transaction ends: two who demote each other at the same moment must not both
    /// find that one is left.
    void lockAdmins(JdbcClient db, WorkspaceId workspace) {
        db.sql("""
                        select person_id from membership
                        where workspace_id = ? and role = 'admin' order by person_id for update""").param(workspace.value()).query().listOfRows();
    }

    /// Whether somebody else can still do an admin's work here.
    boolean hasOtherAdmin(JdbcClient db, WorkspaceId workspace, PersonId than) {
        return db.sql("""
                        select exists (select 1 from membership m join person p on p.id = m.person_id
                        where m.workspace_id = :ws and m.role = 'admin' and m.person_id <> :than
                          and m.disabled_at is null and p.disabled_at is null and not p.service)""")
                .param("ws", workspace.value())
                .param("than", than.value())
                .query(Boolean.class)
                .single();
    }

    void disable(JdbcClient db, WorkspaceId workspace, PersonId person, Instant now) {
        db.sql("""
                        update membership set disabled_at = coalesce(disabled_at, :now)
                        where workspace_id = :ws and person_id = :person""")
                .param("now", Timestamp.from(now))
                .param("ws", workspace.value())
                .param("person", person.value())
                .update();
    }

    void enable(JdbcClient db, WorkspaceId workspace, PersonId person) {
        db.sql("update membership set disabled_at = null where workspace_id = ? and person_id = ?")
                .param(workspace.value())
                .param(person.value())
                .update();
    }

    /// Whether they belong to another workspace too, so that no admin of one alone may speak for them.
    boolean belongsElsewhere(JdbcClient db, WorkspaceId workspace, PersonId person) {
        return db.sql("select exists (select 1 from membership where person_id = ? and workspace_id <> ?)")
                .param(person.value())
                .param(workspace.value())
                .query(Boolean.class)
                .single();
    }
}
