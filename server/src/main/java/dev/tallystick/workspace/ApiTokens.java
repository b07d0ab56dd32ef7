package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.FieldProblems;
import dev.tallystick.web.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Makes and revokes API tokens.
public final class ApiTokens {
    public static final Duration USUAL_LIFE = Duration.ofDays(90);
    public static final Duration LONGEST_LIFE = Duration.ofDays(365);

    private static final int LONGEST_NAME = 100;

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

    record Made(ApiTokenStore.Listed token, String text) {}

    /// Makes one for who asks, with at most their rights. With a token one only makes another as an admin: whoever
    /// found a lesser one must not stay in by making more of them.
    Made make(Identity by, @Nullable String givenName, @Nullable String givenScope, @Nullable Integer givenDays) {
        var problems = new FieldProblems();
        String name = problems.text("name", givenName, LONGEST_NAME);
        Scope scope = Scope.check(problems, "scope", givenScope);
        long days = givenDays == null ? USUAL_LIFE.toDays() : givenDays;
        if (days < 1 || days > LONGEST_LIFE.toDays()) {
            problems.add("days", "A token lives for 1 to %d days.".formatted(LONGEST_LIFE.toDays()));
        }
        problems.refuse();
        if (!by.role().covers(scope.highest) || (scope == Scope.OWNER && !by.owner())) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "beyond_rights",
                    "A token of the scope %s may more than you may. Choose a lesser one.".formatted(scope.word()));
        }
        if (by.kind() == Identity.Kind.TOKEN && by.role() != Role.ADMIN) {
            MySessions.session(by);
        }
        String text = make(Actor.of(by), by.workspace(), by.id(), name, scope, Duration.ofDays(days));
        String id = ApiToken.parse(text).orElseThrow().id();
        return new Made(
                transactions.system(db ->
                        tokens.listed(db, by.workspace(), id, clock.instant()).orElseThrow()),
                text);
    }

    List<ApiTokenStore.Listed> page(Identity by, boolean mine, boolean active, @Nullable String after, int limit) {
        @Nullable PersonId owner = mine || by.role() != Role.ADMIN ? by.id() : null;
        return transactions.system(db -> tokens.page(db, by.workspace(), owner, active, after, limit, clock.instant()));
    }

    /// One's own, or as an admin anybody's.
    void revoke(Identity by, String id) {
        transactions.system(db -> {
            var token = tokens.listed(db, by.workspace(), id, clock.instant())
                    .filter(found -> by.role() == Role.ADMIN || found.owner().equals(by.id()))
                    .orElseThrow(() -> Refusal.notFound("There is no token " + id + "."));
            if (tokens.revoke(db, by.workspace(), id, clock.instant())) {
                trail.record(db, by, "token.revoked", "token " + id, Map.of("name", token.name()));
            }
            return true;
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
