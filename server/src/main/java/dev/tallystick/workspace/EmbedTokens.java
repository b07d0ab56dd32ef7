package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Passes for one sync on a page of somebody else: that page's back end mints one for the person before it, and the
/// browser shows it. It starts and watches that sync, opens nothing else, and is over after ten minutes or as soon as
/// its maker may not run syncs any more.
public final class EmbedTokens {
    public static final Duration LIFE = Duration.ofMinutes(10);

    private static final String PREFIX = "embed_";
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +" + PREFIX + "(\\S+) *");

    private final Transactions transactions;
    private final WorkspaceStore workspaces = new WorkspaceStore();
    private final AuditTrail trail;
    private final Clock clock;

    EmbedTokens(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param text the token itself, shown this once
    public record Minted(String text, Instant expiresAt) {}

    /// @param sync its id, @param syncName for the trail
    /// @param onBehalf whom the page has before it, for the run and the trail; null names who mints
    public Minted mint(Identity by, long sync, String syncName, @Nullable String onBehalf) {
        Token token = Token.fresh();
        Instant now = clock.instant();
        Instant end = now.plus(LIFE);
        transactions.system(db -> {
            db.sql("delete from embed_token where expires_at < ?")
                    .param(Timestamp.from(now))
                    .update();
            db.sql("""
                            insert into embed_token (token_hash, workspace_id, sync_id, person_id, api_token_id, on_behalf,
                                created_at, expires_at)
                            values (:hash, :ws, :sync, :person, :token, :behalf, :now, :end)""")
                    .param("hash", token.hash())
                    .param("ws", by.workspace().value())
                    .param("sync", sync)
                    .param("person", by.id().value())
                    .param("token", by.kind() == Identity.Kind.TOKEN ? by.credential() : null)
                    .param("behalf", onBehalf)
                    .param("now", Timestamp.from(now))
                    .param("end", Timestamp.from(end))
                    .update();
            var detail = new TreeMap<>(Map.of("sync", syncName));
            if (onBehalf != null) {
                detail.put("for", onBehalf);
            }
            trail.record(db, by, "embed_token.made", "sync " + syncName, detail);
            return true;
        });
        return new Minted(PREFIX + token.secret(), end);
    }

    Optional<Identity> by(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .map(BEARER::matcher)
                .filter(Matcher::matches)
                .map(header -> header.group(1))
                .filter(Token::hasForm)
                .map(Token::new)
                .flatMap(token -> transactions.system(db -> find(db, token.hash())));
    }

    /// The sync that this pass is for.
    public long sync(Identity identity) {
        return transactions.system(db -> db.sql("select sync_id from embed_token where token_hash = ?")
                .param(HexFormat.of().parseHex(identity.credential()))
                .query(Long.class)
                .single());
    }

    boolean stands(JdbcClient db, String credential) {
        return find(db, HexFormat.of().parseHex(credential)).isPresent();
    }

    /// Only while who made it, and the API token it was made with, still hold.
    private Optional<Identity> find(JdbcClient db, byte[] hash) {
        return db.sql("""
                        select e.person_id, coalesce(e.on_behalf, p.name) as name, e.workspace_id
                        from embed_token e
                        join person p on p.id = e.person_id and p.disabled_at is null
                        join membership m on m.person_id = p.id and m.workspace_id = e.workspace_id
                          and m.disabled_at is null and m.role in ('operator', 'admin')
                        left join api_token t on t.id = e.api_token_id
                        where e.token_hash = :hash and e.expires_at > :now
                          and (e.api_token_id is null or t.revoked_at is null and t.expires_at > :now)""")
                .param("hash", hash)
                .param("now", Timestamp.from(clock.instant()))
                .query((row, _) -> new Identity(
                        new PersonId(row.getLong("person_id")),
                        row.getString("name"),
                        new WorkspaceId(row.getLong("workspace_id")),
                        Role.VIEWER,
                        Identity.Kind.EMBED,
                        HexFormat.of().formatHex(hash)))
                .optional();
    }

    /// Whether a page of this origin may ask in this workspace.
    boolean mayAsk(WorkspaceId workspace, String origin) {
        return transactions.system(db -> names(db, workspace, origin));
    }

    /// Whether a page of this origin may ask at all: a browser asks that first, without saying who it is.
    boolean mayAskSomewhere(String origin) {
        return transactions.system(db -> db.sql("select exists (select 1 from workspace where ? = any(embed_origins))")
                .param(origin)
                .query(Boolean.class)
                .single());
    }

    private boolean names(JdbcClient db, WorkspaceId workspace, String origin) {
        return workspaces.settings(db, workspace).embedOrigins().contains(origin);
    }
}
