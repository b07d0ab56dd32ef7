package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sessions, by the hash of their token. Whether one still holds is asked of the database at each request, so that
/// one ended on any node is ended on all.
final class SessionStore {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration ABSOLUTE = Duration.ofHours(12);
    private static final Duration TOUCH = Duration.ofMinutes(1);

    Token open(JdbcClient db, WorkspaceId workspace, PersonId person, String address, Instant now) {
        return open(db, workspace, person, address, now, now.plus(ABSOLUTE));
    }

    /// @param until when it ends whatever happens: a session that follows another one lives no longer than that
    Token open(JdbcClient db, WorkspaceId workspace, PersonId person, String address, Instant now, Instant until) {
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
                .param("expires", Timestamp.from(until))
                .param("address", address)
                .update();
        return token;
    }

    Optional<Identity> find(JdbcClient db, Token token, Instant now) {
        Optional<Found> found = db.sql("""
                        select s.id, s.seen_at, s.workspace_id, p.id as person, p.name, p.instance_owner, m.role
                        from session s
                        join person p on p.id = s.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = s.workspace_id
                          and m.disabled_at is null
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
                                row.getBoolean("instance_owner"),
                                Identity.Kind.SESSION,
                                row.getString("id"),
                                "")))
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

    /// Of one workspace only: an admin there has no say about the person's other ones.
    void endAllOf(JdbcClient db, WorkspaceId workspace, PersonId person) {
        db.sql("delete from session where workspace_id = ? and person_id = ?")
                .param(workspace.value())
                .param(person.value())
                .update();
    }

    /// @param seenAt to the minute
    record Open(
            long id,
            Instant createdAt,
            Instant seenAt,
            Instant expiresAt,
            @Nullable String address,
            String workspace) {}

    /// What somebody is signed in with at the moment, the newest first.
    List<Open> of(JdbcClient db, PersonId person, long before, int limit, Instant now) {
        return db.sql("""
                        select s.id, s.created_at, s.seen_at, s.expires_at, s.address, w.name
                        from session s join workspace w on w.id = s.workspace_id
                        where s.person_id = :person and s.id < :before and s.expires_at > :now and s.seen_at > :idle
                        order by s.id desc limit :limit""")
                .param("person", person.value())
                .param("before", before)
                .param("now", Timestamp.from(now))
                .param("idle", Timestamp.from(now.minus(IDLE)))
                .param("limit", limit)
                .query((row, _) -> new Open(
                        row.getLong("id"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("seen_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getString("address"),
                        row.getString("name")))
                .list();
    }

    /// Whether there was such a session of theirs.
    boolean end(JdbcClient db, PersonId person, long id) {
        return db.sql("delete from session where id = ? and person_id = ?")
                        .param(id)
                        .param(person.value())
                        .update()
                == 1;
    }

    int endOthers(JdbcClient db, PersonId person, long than) {
        return db.sql("delete from session where person_id = ? and id <> ?")
                .param(person.value())
                .param(than)
                .update();
    }

    Instant expiry(JdbcClient db, long id) {
        return db.sql("select expires_at from session where id = ?")
                .param(id)
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    boolean stands(JdbcClient db, String id, Instant now) {
        return db.sql("""
                        select exists (select 1 from session s
                        join person p on p.id = s.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = s.workspace_id
                          and m.disabled_at is null
                        where s.id = ? and s.expires_at > ?)""")
                .param(Long.parseLong(id))
                .param(Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}
