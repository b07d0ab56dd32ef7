package dev.tallystick.connection;

import dev.tallystick.storage.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The tokens that providers have granted, sealed. Whether one is due, and who may renew it, is judged by the clock
/// of the database alone. Every method takes the client of an open transaction.
final class GrantStore {
    private static final Duration LEASE = Duration.ofSeconds(45);

    /// Of a token whose life the provider does not tell: it is renewed when it is refused.
    private static final Duration UNKNOWN_LIFE = Duration.ofDays(3650);

    private final SecretSeal seal;

    GrantStore(SecretSeal seal) {
        this.seal = seal;
    }

    /// @param client of which application and token address
    /// @param due that it should be renewed before use
    /// @param age since it was obtained
    /// @param missing scopes that were asked for and not given
    /// @param problem why a person must connect again
    record Grant(
            String client,
            long epoch,
            Secret access,
            @Nullable Secret refresh,
            boolean due,
            boolean expired,
            Duration age,
            List<String> missing,
            @Nullable String problem,
            Instant connectedAt,
            String connectedBy) {}

    /// What is kept of an answer.
    record Tokens(
            Secret access,
            @Nullable Secret refresh,
            @Nullable Duration life,
            @Nullable List<String> missing) {}

    Optional<Grant> find(JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection) {
        return jdbc.sql("""
                        select *, renew_at <= clock_timestamp() as due, expires_at <= clock_timestamp() as expired,
                            extract(epoch from clock_timestamp() - obtained_at)::bigint as age
                        from oauth_grant where workspace_id = ? and connection_id = ?
                        """)
                .param(workspace.value())
                .param(connection.value())
                .query((row, _) -> grant(row, workspace, connection))
                .optional();
    }

    private Grant grant(ResultSet row, WorkspaceId workspace, ConnectionId connection) throws SQLException {
        @Nullable String refresh = row.getString("refresh_token");
        return new Grant(
                row.getString("client"),
                row.getLong("epoch"),
                seal.open(row.getString("access_token"), place(workspace, connection, "access_token")),
                refresh == null ? null : seal.open(refresh, place(workspace, connection, "refresh_token")),
                row.getBoolean("due"),
                row.getBoolean("expired"),
                Duration.ofSeconds(row.getLong("age")),
                Arrays.asList((String[]) row.getArray("missing").getArray()),
                row.getString("problem"),
                row.getTimestamp("connected_at").toInstant(),
                row.getString("connected_by"));
    }

    /// What a person has just allowed takes the place of whatever was there. A refresh token that the provider gives
    /// only once is kept when the same application is connected again.
    void connect(
            JdbcClient jdbc,
            WorkspaceId workspace,
            ConnectionId connection,
            String client,
            Tokens tokens,
            Instant now,
            String by) {
        jdbc.sql("""
                        insert into oauth_grant as old (connection_id, workspace_id, client, epoch, access_token,
                            refresh_token, renew_at, expires_at, obtained_at, missing, connected_at, connected_by)
                        values (:connection, :workspace, :client, 1, :access, :refresh,
                            clock_timestamp() + make_interval(secs => :renew),
                            clock_timestamp() + make_interval(secs => :life), clock_timestamp(),
                            coalesce(:missing, '{}'::text[]), :now, :by)
                        on conflict (connection_id) do update set client = excluded.client, epoch = old.epoch + 1,
                            access_token = excluded.access_token,
                            refresh_token = coalesce(excluded.refresh_token,
                                case when old.client = excluded.client then old.refresh_token end),
                            renew_at = excluded.renew_at, expires_at = excluded.expires_at,
                            obtained_at = excluded.obtained_at, missing = excluded.missing, problem = null,
                            lease = null, lease_until = null, unanswered = false,
                            connected_at = excluded.connected_at, connected_by = excluded.connected_by
                        """)
                .params(columns(workspace, connection, tokens))
                .param("client", client)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("by", by)
                .update();
    }

    /// The right to renew the tokens of this epoch, for a while. Nobody else gets it meanwhile, and nobody at all
    /// while a person must connect again.
    ///
    /// @return whether an earlier renewal has no answer; nothing when the right is not to be had
    Optional<Boolean> lease(JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection, long epoch, UUID lease) {
        return jdbc.sql("""
                        with free as (
                            select connection_id, unanswered from oauth_grant
                            where workspace_id = :workspace and connection_id = :connection and epoch = :epoch
                                and problem is null and (lease_until is null or lease_until < clock_timestamp())
                            for update)
                        update oauth_grant set lease = :lease, unanswered = true,
                            lease_until = clock_timestamp() + make_interval(secs => :seconds)
                        from free where oauth_grant.connection_id = free.connection_id
                        returning free.unanswered
                        """)
                .param("workspace", workspace.value())
                .param("connection", connection.value())
                .param("epoch", epoch)
                .param("lease", lease)
                .param("seconds", LEASE.toSeconds())
                .query(Boolean.class)
                .optional();
    }

    /// Keeps a renewed pair, also when the lease is over by now: what counts is that nobody has stored another since.
    ///
    /// @return false when somebody has
    boolean renewed(
            JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection, long epoch, String client, Tokens tokens) {
        return jdbc.sql("""
                        update oauth_grant set epoch = epoch + 1, access_token = :access,
                            refresh_token = coalesce(:refresh, refresh_token),
                            renew_at = clock_timestamp() + make_interval(secs => :renew),
                            expires_at = clock_timestamp() + make_interval(secs => :life),
                            obtained_at = clock_timestamp(), missing = coalesce(:missing, missing), problem = null,
                            lease = null, lease_until = null, unanswered = false
                        where workspace_id = :workspace and connection_id = :connection and epoch = :epoch
                            and client = :client
                        """)
                        .params(columns(workspace, connection, tokens))
                        .param("epoch", epoch)
                        .param("client", client)
                        .update()
                == 1;
    }

    /// Gives the right back without a new pair.
    ///
    /// @param unanswered that a renewal may have been handled whose answer never came
    void release(JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection, UUID lease, boolean unanswered) {
        jdbc.sql("""
                        update oauth_grant set lease = null, lease_until = null, unanswered = :unanswered
                        where workspace_id = :workspace and connection_id = :connection and lease = :lease
                        """)
                .param("workspace", workspace.value())
                .param("connection", connection.value())
                .param("lease", lease)
                .param("unanswered", unanswered)
                .update();
    }

    /// From now on nothing is renewed until a person connects again; false when there is another pair by now.
    boolean reconnect(JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection, long epoch, String problem) {
        return jdbc.sql("""
                        update oauth_grant set problem = :problem, lease = null, lease_until = null, unanswered = false
                        where workspace_id = :workspace and connection_id = :connection and epoch = :epoch
                            and problem is null
                        """)
                        .param("workspace", workspace.value())
                        .param("connection", connection.value())
                        .param("epoch", epoch)
                        .param("problem", problem)
                        .update()
                == 1;
    }

    /// Forgets the tokens; what stays says that a person must connect again. The epoch goes up, so that a renewal
    /// that is under way stores nothing.
    void forget(JdbcClient jdbc, WorkspaceId workspace, ConnectionId connection, String problem) {
        jdbc.sql("""
                        update oauth_grant set access_token = :nothing, refresh_token = null, epoch = epoch + 1,
                            problem = :problem, missing = '{}', lease = null, lease_until = null, unanswered = false
                        where workspace_id = :workspace and connection_id = :connection
                        """)
                .param("nothing", seal.seal(new Secret(""), place(workspace, connection, "access_token")))
                .param("problem", problem)
                .param("workspace", workspace.value())
                .param("connection", connection.value())
                .update();
    }

    private Map<String, @Nullable Object> columns(WorkspaceId workspace, ConnectionId connection, Tokens tokens) {
        var life = tokens.life() == null ? UNKNOWN_LIFE : tokens.life();
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("workspace", workspace.value());
        columns.put("connection", connection.value());
        columns.put("access", seal.seal(tokens.access(), place(workspace, connection, "access_token")));
        columns.put(
                "refresh",
                tokens.refresh() == null
                        ? null
                        : seal.seal(tokens.refresh(), place(workspace, connection, "refresh_token")));
        // At four fifths of its life, so that it does not run out on its way.
        columns.put("renew", life.toSeconds() * 4 / 5);
        columns.put("life", life.toSeconds());
        columns.put(
                "missing", tokens.missing() == null ? null : tokens.missing().toArray(String[]::new));
        return columns;
    }

    private static Place place(WorkspaceId workspace, ConnectionId connection, String column) {
        return new Place(workspace, "oauth_grant", connection.value(), column);
    }
}
