package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sessions, by the hash of their token. Whether one still holds is asked of the database at each request, so that
/// one ended on any node is ended on all.
final class SessionStore {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration ABSOLUTE = Duration.ofHours(12);
    private static final Duration TOUCH = Duration.ofMinutes(1);

    Token open(JdbcClient db, WorkspaceId workspace, PersonId person, String address, Instant now) {
        Token token = Token.fresh();
        db.sql("delete from session where expires_at < ?")
                .param(Timestamp.from(now))
                .update();
        db.sql("""
                        insert into session (workspace_id, person_id, token_hash, created_at, seen_at, expires_at, address)
                        values (:ws, :person, :hash, :now, :now, :expires, :address)""")
                .param("ws", workspace.value())
                .param("person", person.value())
                .param("hash", token.hash())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(ABSOLUTE)))
                .param("address", address)
                .update();
        return token;
    }

    Optional<Identity> find(JdbcClient db, Token token, Instant now) {
        Optional<Found> found = db.sql("""
                        select s.id, s.seen_at, s.workspace_id, p.id as person, p.name, m.role
                        from session s
                        join person p on p.id = s.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = s.workspace_id
                        where s.token_hash = :hash and s.expires_at > :now and s.seen_at > :idle""")
                .param("hash", token.hash())
                .param("now", Timestamp.from(now))
                .param("idle", Timestamp.from(now.minus(IDLE)))
                .query((row, _) -> new Found(
                        row.getTimestamp("seen_at").toInstant(),
                        new Identity(
                                new PersonId(row.getLong("person")),
                                row.getString("name"),
                                new WorkspaceId(row.getLong("workspace_id")),
                                Role.of(row.getString("role")),
                                Identity.Kind.SESSION,
                                row.getString("id"))))
                .optional();
        found.filter(session -> session.seenAt.isBefore(now.minus(TOUCH)))
                .ifPresent(session -> db.sql("update session set seen_at = ? where id = ?")
                        .param(Timestamp.from(now))
                        .param(Long.parseLong(session.identity.credential()))
                        .update());
        return found.map(Found::identity);
    }

    private record Found(Instant seenAt, Identity identity) {}

    void end(JdbcClient db, Token token) {
        db.sql("delete from session where token_hash = ?").param(token.hash()).update();
    }

    void endAllOf(JdbcClient db, PersonId person) {
        db.sql("delete from session where person_id = ?").param(person.value()).update();
    }

    boolean stands(JdbcClient db, String id, Instant now) {
        return db.sql("""
                        select exists (select 1 from session s
                        join person p on p.id = s.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = s.workspace_id
                        where s.id = ? and s.expires_at > ?)""")
                .param(Long.parseLong(id))
                .param(Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}
