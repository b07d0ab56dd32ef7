package dev.tallystick.connection;

import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sign-ins that were begun in a browser, by the hash of their state. Every method takes the client of an open
/// transaction.
final class OAuthStartStore {
    /// Providers' codes live no longer (RFC 6749, 4.1.2).
    static final Duration LIFE = Duration.ofMinutes(10);

    private final SecretSeal seal;

    OAuthStartStore(SecretSeal seal) {
        this.seal = seal;
    }

    /// @param client see [OAuthTokens.Client#fingerprint]
    record Start(ConnectionId connection, Secret verifier, String redirectUri, String client, boolean expired) {}

    void begin(
            JdbcClient jdbc,
            Identity who,
            ConnectionId connection,
            String state,
            Secret verifier,
            String redirectUri,
            String client,
            Instant now) {
        jdbc.sql("delete from oauth_start where workspace_id = ? and expires_at < ?")
                .param(who.workspace().value())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        // A sealed value is bound to its row, so the row's number comes first.
        long id = jdbc.sql("select nextval(pg_get_serial_sequence('oauth_start', 'id'))")
                .query(Long.class)
                .single();
        jdbc.sql("""
                        insert into oauth_start (id, workspace_id, connection_id, state_hash, person_id, session,
                            verifier, redirect_uri, client, expires_at)
                        values (:id, :workspace, :connection, :state, :person, :session, :verifier, :redirect, :client,
                            :expires)
                        """)
                .param("id", id)
                .param("workspace", who.workspace().value())
                .param("connection", connection.value())
                .param("state", hash(state))
                .param("person", who.id().value())
                .param("session", who.credential())
                .param("verifier", seal.seal(verifier, place(who.workspace(), id)))
                .param("redirect", redirectUri)
                .param("client", client)
                .param("expires", now.plus(LIFE).atOffset(ZoneOffset.UTC))
                .update();
    }

    /// What was begun with this state in this very session. It can be taken once.
    Optional<Start> take(JdbcClient jdbc, Identity who, String state, Instant now) {
        return jdbc.sql("""
                        delete from oauth_start
                        where workspace_id = :workspace and state_hash = :state and person_id = :person
                            and session = :session
                        returning *, expires_at < :now as expired
                        """)
                .param("workspace", who.workspace().value())
                .param("state", hash(state))
                .param("person", who.id().value())
                .param("session", who.credential())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Start(
                        new ConnectionId(row.getLong("connection_id")),
                        seal.open(row.getString("verifier"), place(who.workspace(), row.getLong("id"))),
                        row.getString("redirect_uri"),
                        row.getString("client"),
                        row.getBoolean("expired")))
                .optional();
    }

    private static Place place(WorkspaceId workspace, long id) {
        return new Place(workspace, "oauth_start", id, "verifier");
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
