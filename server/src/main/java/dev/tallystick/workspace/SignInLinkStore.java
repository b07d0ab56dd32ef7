package dev.tallystick.workspace;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Links that work once: the one that makes the first admin, and those that sign somebody in.
final class SignInLinkStore {
    static final Duration LIFE = Duration.ofMinutes(60);

    Token addSetup(JdbcClient db, Instant now) {
        return add(db, "setup", null, now);
    }

    Token addOnce(JdbcClient db, PersonId person, Instant now) {
        return add(db, "once", person, now);
    }

    /// Lets somebody set a password without the one before.
    Token addPassword(JdbcClient db, PersonId person, Instant now) {
        db.sql("delete from sign_in_link where kind = 'password' and person_id = ?")
                .param(person.value())
                .update();
        return add(db, "password", person, now);
    }

    /// Whose password it sets, while it does.
    Optional<PersonId> ofPassword(JdbcClient db, Token token, Instant now) {
        return db.sql("""
                        select l.person_id from sign_in_link l join person p on p.id = l.person_id
                        where l.token_hash = ? and l.kind = 'password' and l.used_at is null and l.expires_at > ?
                          and p.disabled_at is null""")
                .param(token.hash())
                .param(Timestamp.from(now))
                .query(Long.class)
                .optional()
                .map(PersonId::new);
    }

    boolean usePassword(JdbcClient db, Token token, Instant now) {
        return use(db, "password", token, now);
    }

    private static Token add(JdbcClient db, String kind, @Nullable PersonId person, Instant now) {
        Token token = Token.fresh();
        db.sql("delete from sign_in_link where expires_at < ?")
                .param(Timestamp.from(now))
                .update();
        db.sql("""
                        insert into sign_in_link (token_hash, kind, person_id, created_at, expires_at)
                        values (:hash, :kind, :person, :now, :expires)""")
                .param("hash", token.hash())
                .param("kind", kind)
                .param("person", person == null ? null : person.value())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(LIFE)))
                .update();
        return token;
    }

    boolean isOpenSetup(JdbcClient db, Token token, Instant now) {
        return db.sql("""
                        select exists (select 1 from sign_in_link
                        where token_hash = ? and kind = 'setup' and used_at is null and expires_at > ?)""")
                .param(token.hash())
                .param(Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }

    boolean useSetup(JdbcClient db, Token token, Instant now) {
        return use(db, "setup", token, now);
    }

    private static boolean use(JdbcClient db, String kind, Token token, Instant now) {
        return db.sql("""
                        update sign_in_link set used_at = :now
                        where token_hash = :hash and kind = :kind and used_at is null and expires_at > :now""")
                        .param("now", Timestamp.from(now))
                        .param("hash", token.hash())
                        .param("kind", kind)
                        .update()
                == 1;
    }

    /// Who comes in by this link, which is thereby used up.
    Optional<PersonId> useOnce(JdbcClient db, Token token, Instant now) {
        return db.sql("""
                        update sign_in_link l set used_at = :now from person p
                        where l.token_hash = :hash and l.kind = 'once' and l.used_at is null and l.expires_at > :now
                          and p.id = l.person_id and p.disabled_at is null
                        returning l.person_id""")
                .param("now", Timestamp.from(now))
                .param("hash", token.hash())
                .query(Long.class)
                .optional()
                .map(PersonId::new);
    }
}
