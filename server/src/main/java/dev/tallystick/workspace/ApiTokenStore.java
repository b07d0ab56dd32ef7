package dev.tallystick.workspace;

import dev.tallystick.storage.WorkspaceId;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// API tokens. What one may do is worked out at each use from its scope and its owner's role as it is then.
final class ApiTokenStore {
    private static final Duration TOUCH = Duration.ofMinutes(1);

    ApiToken add(
            JdbcClient db,
            WorkspaceId workspace,
            PersonId owner,
            String name,
            Scope scope,
            Instant expiresAt,
            Instant now) {
        ApiToken token = ApiToken.fresh();
        db.sql("""
                        insert into api_token (id, workspace_id, person_id, name, secret_hash, scope, created_at, expires_at)
                        values (:id, :ws, :owner, :name, :hash, :scope, :now, :expires)""")
                .param("id", token.id())
                .param("ws", workspace.value())
                .param("owner", owner.value())
                .param("name", name)
                .param("hash", token.secretHash())
                .param("scope", scope.word())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(expiresAt))
                .update();
        return token;
    }

    Optional<Identity> find(JdbcClient db, ApiToken token, Instant now) {
        Optional<Found> found = db.sql("""
                        select t.secret_hash, t.used_at, t.scope, t.workspace_id, p.id as person, p.name,
                          p.instance_owner, m.role
                        from api_token t
                        join person p on p.id = t.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = t.workspace_id
                          and m.disabled_at is null
                        where t.id = :id and t.revoked_at is null and t.expires_at > :now""")
                .param("id", token.id())
                .param("now", Timestamp.from(now))
                .query((row, _) -> {
                    Timestamp used = row.getTimestamp("used_at");
                    Scope scope = Scope.of(row.getString("scope"));
                    return new Found(
                            HexFormat.of().formatHex(row.getBytes("secret_hash")),
                            used == null ? Instant.EPOCH : used.toInstant(),
                            new Identity(
                                    new PersonId(row.getLong("person")),
                                    row.getString("name"),
                                    new WorkspaceId(row.getLong("workspace_id")),
                                    Role.of(row.getString("role")).atMost(scope.highest),
                                    scope == Scope.OWNER && row.getBoolean("instance_owner"),
                                    Identity.Kind.TOKEN,
                                    token.id(),
                                    ""));
                })
                .optional()
                .filter(candidate ->
                        MessageDigest.isEqual(HexFormat.of().parseHex(candidate.secretHash), token.secretHash()));
        found.filter(used -> used.usedAt.isBefore(now.minus(TOUCH)))
                .ifPresent(_ -> db.sql("update api_token set used_at = ? where id = ?")
                        .param(Timestamp.from(now))
                        .param(token.id())
                        .update());
        return found.map(Found::identity);
    }

    private record Found(String secretHash, Instant usedAt, Identity identity) {}

    /// When a token that is good now will no longer be.
    Optional<Instant> expiry(JdbcClient db, ApiToken token, Instant now) {
        return find(db, token, now)
                .map(_ -> db.sql("select expires_at from api_token where id = ?")
                        .param(token.id())
                        .query(Timestamp.class)
                        .single()
                        .toInstant());
    }

    boolean revoke(JdbcClient db, WorkspaceId workspace, String id, Instant now) {
        return db.sql("""
                        update api_token set revoked_at = :now
                        where id = :id and workspace_id = :ws and revoked_at is null""")
                        .param("now", Timestamp.from(now))
                        .param("id", id)
                        .param("ws", workspace.value())
                        .update()
                == 1;
    }

    /// @param state `active`, `expired` or `revoked`
    record Listed(
            String id,
            String name,
            Scope scope,
            String workspace,
            PersonId owner,
            String ownerName,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable Instant revokedAt,
            String state) {}

    private static final String SELECT = """
            select t.id, t.name, t.scope, w.name as workspace, t.person_id, p.name as owner, t.created_at,
              t.expires_at, t.used_at, t.revoked_at,
              case when t.revoked_at is not null then 'revoked' when t.expires_at <= :now then 'expired'
                else 'active' end as state
            from api_token t join person p on p.id = t.person_id join workspace w on w.id = t.workspace_id
            where t.workspace_id = :ws
            """;

    Optional<Listed> listed(JdbcClient db, WorkspaceId workspace, String id, Instant now) {
        return db.sql(SELECT + " and t.id = :id")
                .param("now", Timestamp.from(now))
                .param("ws", workspace.value())
                .param("id", id)
                .query(ApiTokenStore::listed)
                .optional();
    }

    /// The newest first.
    ///
    /// @param owner null for everybody's
    /// @param after the token after which the page begins
    List<Listed> page(
            JdbcClient db,
            WorkspaceId workspace,
            @Nullable PersonId owner,
            boolean active,
            @Nullable String after,
            int limit,
            Instant now) {
        return db.sql(SELECT + """
                          and (:owner::bigint is null or t.person_id = :owner)
                          and (not :active or t.revoked_at is null and t.expires_at > :now)
                          and (:after::text is null or (t.created_at, t.id) <
                               (select created_at, id from api_token where id = :after and workspace_id = :ws))
                        order by t.created_at desc, t.id desc limit :limit""")
                .param("now", Timestamp.from(now))
                .param("ws", workspace.value())
                .param("owner", owner == null ? null : owner.value())
                .param("active", active)
                .param("after", after)
                .param("limit", limit)
                .query(ApiTokenStore::listed)
                .list();
    }

    private static Listed listed(ResultSet row, int number) throws SQLException {
        return new Listed(
                row.getString("id"),
                row.getString("name"),
                Scope.of(row.getString("scope")),
                row.getString("workspace"),
                new PersonId(row.getLong("person_id")),
                row.getString("owner"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                MemberStore.instant(row, "used_at"),
                MemberStore.instant(row, "revoked_at"),
                row.getString("state"));
    }

    boolean stands(JdbcClient db, String id, Instant now) {
        return db.sql("""
                        select exists (select 1 from api_token t
                        join person p on p.id = t.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = t.workspace_id
                          and m.disabled_at is null
                        where t.id = ? and t.revoked_at is null and t.expires_at > ?)""")
                .param(id)
                .param(Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}
