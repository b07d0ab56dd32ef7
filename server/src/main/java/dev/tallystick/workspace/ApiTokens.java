package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Makes and revokes API tokens.
public final class ApiTokens {
    public static final Duration USUAL_LIFE = Duration.ofDays(90);
    public static final Duration LONGEST_LIFE = Duration.ofDays(365);

    private final Transactions transactions;
    private final ApiTokenStore tokens = new ApiTokenStore();
    private final AuditTrail trail;
    private final Clock clock;

    ApiTokens(Transactions transactions, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.trail = trail;
        this.clock = clock;
    }

    /// The text of a new token. It can be shown this once only: what is kept cannot be turned back into it.
    public String make(Actor by, WorkspaceId workspace, PersonId owner, String name, Scope scope, Duration life) {
        if (life.isNegative() || life.isZero() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new IllegalArgumentException("A token lives for 365 days at most, not " + life);
        }
        return transactions.system(db -> {
            Instant now = clock.instant();
            ApiToken token = tokens.add(db, workspace, owner, name, scope, now.plus(life), now);
            trail.record(
                    db,
                    workspace,
                    by,
                    "token.made",
                    "token " + token.id(),
                    Map.of("name", name, "scope", scope.word(), "owner", Long.toString(owner.value())));
            return token.text();
        });
    }

    /// Whether there was such a token that could still be used.
    public boolean revoke(Actor by, WorkspaceId workspace, String id) {
        return transactions.system(db -> {
            boolean revoked = tokens.revoke(db, workspace, id, clock.instant());
            if (revoked) {
                trail.record(db, workspace, by, "token.revoked", "token " + id, Map.of());
            }
            return revoked;
        });
    }
}
