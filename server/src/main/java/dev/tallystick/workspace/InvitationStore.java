package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Invitations into a workspace, by the hash of the link that takes them up. Once taken up or expired they are gone
/// from every list.
final class InvitationStore {
    static final Duration LIFE = Duration.ofDays(7);

    private static final String SELECT = """
            select i.id, i.workspace_id, w.name as workspace, i.email, i.role, p.name as invited_by,
              i.created_at, i.expires_at
            from invitation i join workspace w on w.id = i.workspace_id join person p on p.id = i.invited_by
            where i.used_at is null and i.expires_at > :now
            """;

    record Invitation(
            long id,
            WorkspaceId workspace,
            String workspaceName,
            String email,
            Role role,
            String invitedBy,
            Instant createdAt,
            Instant expiresAt) {}

    record Made(Invitation invitation, Token token) {}

    /// In the place of an earlier one to the same address: whoever asks again has lost the link.
    Made add(JdbcClient db, WorkspaceId workspace, String email, Role role, PersonId by, Instant now) {
        db.sql("delete from invitation where workspace_id = ? and (lower(email) = lower(?) or expires_at < ?)")
                .param(workspace.value())
                .param(email)
                .param(Timestamp.from(now))
                .update();
        Token token = Token.fresh();
        long id = db.sql("""
                        insert into invitation (workspace_id, token_hash, email, role, invited_by, created_at, expires_at)
                        values (:ws, :hash, :email, :role, :by, :now, :expires) returning id""")
                .param("ws", workspace.value())
                .param("hash", token.hash())
                .param("email", email)
                .param("role", role.word())
                .param("by", by.value())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(LIFE)))
                .query(Long.class)
                .single();
        Invitation made = db.sql(SELECT + " and i.id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .query(InvitationStore::invitation)
                .single();
        return new Made(made, token);
    }

    List<Invitation> page(JdbcClient db, WorkspaceId workspace, long before, int limit, Instant now) {
        return db.sql(SELECT + " and i.workspace_id = :ws and i.id < :before order by i.id desc limit :limit")
                .param("now", Timestamp.from(now))
                .param("ws", workspace.value())
                .param("before", before)
                .param("limit", limit)
                .query(InvitationStore::invitation)
                .list();
    }

    Optional<Invitation> find(JdbcClient db, Token token, Instant now) {
        return db.sql(SELECT + " and i.token_hash = :hash")
                .param("now", Timestamp.from(now))
                .param("hash", token.hash())
                .query(InvitationStore::invitation)
                .optional();
    }

    /// False when somebody else was faster.
    boolean use(JdbcClient db, Token token, Instant now) {
        return db.sql("""
                        update invitation set used_at = :now
                        where token_hash = :hash and used_at is null and expires_at > :now""")
                        .param("now", Timestamp.from(now))
                        .param("hash", token.hash())
                        .update()
                == 1;
    }

    Optional<String> takeBack(JdbcClient db, WorkspaceId workspace, long id) {
        return db.sql("delete from invitation where workspace_id = ? and id = ? and used_at is null returning email")
                .param(workspace.value())
                .param(id)
                .query(String.class)
                .optional();
    }

    private static Invitation invitation(ResultSet row, int number) throws SQLException {
        return new Invitation(
                row.getLong("id"),
                new WorkspaceId(row.getLong("workspace_id")),
                row.getString("workspace"),
                row.getString("email"),
                Role.of(row.getString("role")),
                row.getString("invited_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant());
    }
}
