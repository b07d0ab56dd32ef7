package dev.tallystick.connection;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.SignIn;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.storage.Transactions;
import dev.tallystick.workspace.AuditTrail;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How connections get their access tokens, and how that stands.
public final class SignIns {
    private final Transactions transactions;
    private final GrantStore grants;
    private final TokenEndpoint endpoint;
    private final AuditTrail trail;
    private final Clock clock;
    private final Map<ConnectionId, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<ConnectionId, Account> accounts = new ConcurrentHashMap<>();

    public SignIns(Transactions transactions, SecretSeal seal, EgressClient egress, AuditTrail trail, Clock clock) {
        this.transactions = transactions;
        this.grants = new GrantStore(seal);
        this.endpoint = new TokenEndpoint(egress, clock);
        this.trail = trail;
        this.clock = clock;
    }

    /// What service accounts have bought is kept until their connection changes.
    private record Account(int revision, boolean rehearsal, List<String> allow, AccessTokens tokens) {}

    /// How a sign-in stands.
    ///
    /// @param kind `oauth` or `service-account`
    /// @param state `never`, `connected`, or `reconnect`: a person must do it again
    /// @param sentence what is wrong and what to do; null when nothing is
    /// @param missingScopes asked for and not given
    /// @param connectedBy who allowed it; null for service accounts
    public record State(
            String kind,
            String state,
            @Nullable String sentence,
            List<String> missingScopes,
            @Nullable Instant connectedAt,
            @Nullable String connectedBy) {
        public State {
            missingScopes = List.copyOf(missingScopes);
        }
    }

    AccessTokens tokens(Opening opening, BooleanSupplier stopping) {
        var lab = opening.lab();
        if (lab != null) {
            return opening.signIn().isEmpty() ? AccessTokens.NONE : new RehearsalTokens(lab.key());
        }
        return switch (opening.signIn().orElse(null)) {
            case null -> AccessTokens.NONE;
            case SignIn.OAuth _ -> oauth(opening.client().orElseThrow(), stopping);
            case SignIn.ServiceAccount account -> account(opening, account);
        };
    }

    AccessTokens oauth(OAuthTokens.Client client, BooleanSupplier stopping) {
        var lock = locks.computeIfAbsent(client.connection(), _ -> new ReentrantLock());
        return new OAuthTokens(transactions, grants, endpoint, trail, lock, client, stopping);
    }

    private AccessTokens account(Opening opening, SignIn.ServiceAccount account) {
        var connection = opening.connection();
        return accounts.compute(connection.id(), (_, last) -> {
                    if (last != null
                            && last.revision() == connection.revision()
                            && last.rehearsal() == connection.rehearsal()
                            && last.allow().equals(opening.allow())) {
                        return last;
                    }
                    return new Account(
                            connection.revision(),
                            connection.rehearsal(),
                            opening.allow(),
                            new ServiceAccountTokens(endpoint, account, connection.name(), opening.allow(), clock));
                })
                .tokens();
    }

    /// Empty for a connection that needs no access tokens.
    Optional<State> state(Opening opening) {
        if (opening.lab() != null) {
            return Optional.empty(); // nobody signs in to the lab
        }
        return switch (opening.signIn().orElse(null)) {
            case null -> Optional.empty();
            case SignIn.ServiceAccount account -> Optional.of(serviceAccount(account));
            case SignIn.OAuth _ -> Optional.of(oauthState(opening));
        };
    }

    private static State serviceAccount(SignIn.ServiceAccount account) {
        var fault = fault(account);
        return new State(
                "service-account",
                fault.isEmpty() ? "connected" : "reconnect",
                fault.orElse(null),
                List.of(),
                null,
                null);
    }

    private State oauthState(Opening opening) {
        OAuthTokens.Client client;
        try {
            client = opening.client().orElseThrow();
        } catch (ConnectorException incomplete) {
            return new State("oauth", "never", incomplete.getMessage(), List.of(), null, null);
        }
        var grant =
                transactions.in(client.workspace(), jdbc -> grants.find(jdbc, client.workspace(), client.connection()));
        @Nullable String problem = OAuthTokens.problem(client, grant);
        if (grant.isEmpty()) {
            return new State("oauth", "never", problem, List.of(), null, null);
        }
        var missing = grant.get().missing();
        return new State(
                "oauth",
                problem == null ? "connected" : "reconnect",
                problem == null && !missing.isEmpty() ? missing(client, missing) : problem,
                missing,
                grant.get().connectedAt(),
                grant.get().connectedBy());
    }

    private static String missing(OAuthTokens.Client client, List<String> scopes) {
        return client.oauth().provider() + " was not allowed to give everything that '" + client.name()
                + "' asks for. Missing: " + String.join(", ", scopes)
                + ". Press Connect again and leave all boxes ticked.";
    }

    /// The stage that fails before the connector itself needs to look; empty when it may.
    Optional<Stage> failed(Opening opening) {
        return state(opening)
                .filter(state -> !state.state().equals("connected"))
                .map(state -> new Stage("sign-in", false, String.valueOf(state.sentence())));
    }

    /// What a person did not allow, after all else was found well.
    Optional<Stage> scope(Opening opening) {
        return state(opening)
                .filter(state -> !state.missingScopes().isEmpty())
                .map(state -> new Stage("scope", false, String.valueOf(state.sentence())));
    }

    /// What is wrong with a sign-in as it is written, found without asking anybody.
    public static List<String> faults(Connector connector, SettingValues settings) {
        try {
            return connector.signIn(settings).stream()
                    .filter(SignIn.ServiceAccount.class::isInstance)
                    .map(SignIn.ServiceAccount.class::cast)
                    .flatMap(account -> fault(account).stream())
                    .toList();
        } catch (ConnectorException _) {
            return List.of(); // the connector's own check names it
        }
    }

    private static Optional<String> fault(SignIn.ServiceAccount account) {
        try {
            var _ = ServiceAccountKey.of(account);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    GrantStore grants() {
        return grants;
    }

    TokenEndpoint endpoint() {
        return endpoint;
    }
}
