package dev.tallystick.connection;

import dev.tallystick.connection.GrantStore.Grant;
import dev.tallystick.connection.GrantStore.Tokens;
import dev.tallystick.connection.TokenEndpoint.Answer;
import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SignIn;
import dev.tallystick.connector.SignIn.OAuth;
import dev.tallystick.storage.DatabaseUnavailable;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The access tokens of one connection that a person has allowed. Whoever finds a token due renews it for all nodes:
///
/// 1. a lease on the grant's row is committed, so that nobody else renews the same pair; 2. the provider is asked,
/// with no transaction and no connection of the pool held; 3. the new pair is committed before anybody uses it.
///
/// Who lost the race waits for the next epoch. Why it is so, and what a crash between 2 and 3 means, is told in
/// docs/why/oauth.md.
final class OAuthTokens implements AccessTokens {
    private static final Logger log = LoggerFactory.getLogger(OAuthTokens.class);

    /// Longer than a lease, so that a dead node's is outlived.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /// The provider says that another renewal has just happened; it may be about to be stored.
    private static final Duration LOST_RACE_WAIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);

    /// A token that is refused at this age is refused for another reason than its age.
    private static final Duration FRESH = Duration.ofSeconds(30);

    private static final int STORE_ATTEMPTS = 10;

    private final Transactions transactions;
    private final GrantStore grants;
    private final TokenEndpoint endpoint;
    private final AuditTrail trail;
    private final ReentrantLock lock;
    private final Client client;
    private final BooleanSupplier stopping;

    /// Which application asks for which connection.
    ///
    /// @param fingerprint tells apart tokens of another application or address
    record Client(
            WorkspaceId workspace,
            ConnectionId connection,
            String name,
            OAuth oauth,
            String id,
            @Nullable Secret secret,
            String fingerprint,
            List<String> allow) {

        /// @param form what is asked; who asks is added here or in the header
        Answer ask(TokenEndpoint endpoint, Map<String, String> form) {
            var whole = new LinkedHashMap<>(form);
            @Nullable String authorization = null;
            switch (oauth.secret()) {
                case BASIC -> {
                    if (secret == null) {
                        whole.put("client_id", id);
                    } else {
                        authorization = TokenEndpoint.basic(id, secret.reveal());
                    }
                }
                case FORM -> {
                    whole.put("client_id", id);
                    if (secret != null) {
                        whole.put("client_secret", secret.reveal());
                    }
                }
            }
            return endpoint.ask(oauth.tokenUrl(), whole, authorization, allow);
        }

        /// @return false where the provider has no way to, could not be asked, or would not
        boolean revoke(TokenEndpoint endpoint, Secret token) {
            var address = oauth.revokeUrl();
            var authorization = oauth.secret() == SignIn.ClientSecret.BASIC && secret != null
                    ? TokenEndpoint.basic(id, secret.reveal())
                    : null;
            return address != null && endpoint.revoke(address, token, authorization, allow);
        }

        /// Which of the scopes that were asked for the answer lacks; null when it does not say.
        @Nullable
        List<String> missing(Answer.Granted granted) {
            var given = granted.scopes();
            return given == null
                    ? null
                    : oauth.scopes().stream()
                            .filter(scope -> !given.contains(scope))
                            .toList();
        }
    }

    /// @param lock shared by all who use this connection on this node, so that one of them asks the database
    OAuthTokens(
            Transactions transactions,
            GrantStore grants,
            TokenEndpoint endpoint,
            AuditTrail trail,
            ReentrantLock lock,
            Client client,
            BooleanSupplier stopping) {
        this.transactions = transactions;
        this.grants = grants;
        this.endpoint = endpoint;
        this.trail = trail;
        this.lock = lock;
        this.client = client;
        this.stopping = stopping;
    }

    @Override
    public String current() {
        var grant = usable();
        return grant.due() ? renewed(grant.epoch()) : grant.access().reveal();
    }

    @Override
    public String refreshed(String refused) {
        var grant = usable();
        if (!grant.access().reveal().equals(refused)) {
            return current();
        }
        if (grant.age().compareTo(FRESH) < 0) {
            throw new ConnectorException(
                    Problem.SIGN_IN,
                    client.oauth().provider() + " refuses an access token that it has just given to '" + client.name()
                            + "'. Look at what the account and the application may do there, then connect again.");
        }
        return renewed(grant.epoch());
    }

    /// @throws ConnectorException when a person must act
    private Grant usable() {
        var grant =
                transactions.in(client.workspace(), jdbc -> grants.find(jdbc, client.workspace(), client.connection()));
        @Nullable String problem = problem(client, grant);
        if (problem != null) {
            throw new ConnectorException(Problem.SIGN_IN, problem);
        }
        return grant.orElseThrow();
    }

    /// Why there is no token to be had, as a sentence; null when there is.
    static @Nullable String problem(Client client, Optional<Grant> grant) {
        if (grant.isEmpty()) {
            return "Nobody has connected '" + client.name() + "' with "
                    + client.oauth().provider() + " yet. Open the connection and press Connect.";
        }
        if (!grant.get().client().equals(client.fingerprint())) {
            return "The application or the address of '" + client.name() + "' has changed since somebody connected it"
                    + " with " + client.oauth().provider() + ". Open the connection and press Connect.";
        }
        return grant.get().problem();
    }

    private String renewed(long epoch) {
        long begun = System.nanoTime();
        if (!locked(begun)) {
            throw tooLong();
        }
        try {
            while (true) {
                var grant = usable();
                if (grant.epoch() != epoch) {
                    return grant.access().reveal();
                }
                if (grant.refresh() == null) {
                    return withoutRefresh(grant);
                }
                var lease = UUID.randomUUID();
                var unanswered = transactions.in(
                        client.workspace(),
                        jdbc -> grants.lease(jdbc, client.workspace(), client.connection(), epoch, lease));
                if (unanswered.isPresent()) {
                    return ask(grant, lease, unanswered.get());
                }
                if (!paused(begun, LONGEST_WAIT)) {
                    throw tooLong();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private String withoutRefresh(Grant grant) {
        if (!grant.expired()) {
            return grant.access().reveal();
        }
        return reconnect(
                grant,
                client.oauth().provider() + " has given '" + client.name()
                        + "' access for a while only, and that is over. Open the connection and press Connect.");
    }

    private String ask(Grant grant, UUID lease, boolean unanswered) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put(
                "refresh_token",
                java.util.Objects.requireNonNull(grant.refresh()).reveal());
        return switch (client.ask(endpoint, form)) {
            case Answer.Granted granted -> stored(grant, granted);
            case Answer.Refused refused
            when refused.error().equals("invalid_grant") -> reconnect(grant, ended(refused.status(), unanswered));
            case Answer.Refused refused when refused.status() == 409 -> lostRace(grant, lease, unanswered);
            case Answer.Refused refused -> {
                release(lease, unanswered);
                throw new ConnectorException(Problem.SIGN_IN, refusal(refused));
            }
            case Answer.Unreachable(String sentence) -> {
                release(lease, unanswered);
                throw new ConnectorException(Problem.SETTINGS, sentence);
            }
            case Answer.Away away -> {
                release(lease, away.perhapsDone() || unanswered);
                throw new ConnectorException(
                        Problem.UNAVAILABLE,
                        away.sentence() + " The access of '" + client.name() + "' could not be renewed.",
                        away.retryAfter(),
                        null);
            }
        };
    }

    private String refusal(Answer.Refused refused) {
        return client.oauth().provider() + " refused the application of '" + client.name() + "' ("
                + refused.word()
                + "). Check client_id and client_secret in its settings, and the application's own settings there.";
    }

    private String ended(int status, boolean unanswered) {
        var provider = client.oauth().provider();
        var cause = unanswered && client.oauth().rotating()
                ? "The answer to an earlier renewal was lost, and " + provider + " takes each refresh token only once."
                : provider + " says that the access was revoked or has run out.";
        log.info("Connection '{}' must be connected again: {} answered {}", client.name(), provider, status);
        return cause + " Open the connection '" + client.name() + "' and press Connect.";
    }

    /// Ends it, unless somebody has stored another pair meanwhile.
    private String reconnect(Grant grant, String sentence) {
        boolean ended = transactions.in(client.workspace(), jdbc -> {
            boolean first = grants.reconnect(jdbc, client.workspace(), client.connection(), grant.epoch(), sentence);
            if (first) {
                trail.record(
                        jdbc,
                        client.workspace(),
                        Actor.TALLYSTICK,
                        "connection.reconnect_needed",
                        "connection " + client.name(),
                        Map.of("reason", sentence));
            }
            return first;
        });
        if (ended) {
            throw new ConnectorException(Problem.SIGN_IN, sentence);
        }
        return usable().access().reveal();
    }

    private String lostRace(Grant grant, UUID lease, boolean unanswered) {
        release(lease, unanswered);
        long begun = System.nanoTime();
        do {
            var now = usable();
            if (now.epoch() != grant.epoch()) {
                return now.access().reveal();
            }
        } while (paused(begun, LOST_RACE_WAIT));
        throw new ConnectorException(
                Problem.UNAVAILABLE,
                client.oauth().provider() + " says that the access of '" + client.name()
                        + "' is being renewed at this moment, but no new token has come.",
                Duration.ofSeconds(10),
                null);
    }

    /// The old pair is dead already, so the new one is worth some patience with a database that is just away.
    private String stored(Grant grant, Answer.Granted granted) {
        var tokens = new Tokens(granted.access(), granted.refresh(), granted.life(), client.missing(granted));
        for (int attempt = 1; ; attempt++) {
            try {
                boolean ours = transactions.in(
                        client.workspace(),
                        jdbc -> grants.renewed(
                                jdbc,
                                client.workspace(),
                                client.connection(),
                                grant.epoch(),
                                client.fingerprint(),
                                tokens));
                return ours ? granted.access().reveal() : usable().access().reveal();
            } catch (DatabaseUnavailable away) {
                if (attempt == STORE_ATTEMPTS || !slept(Duration.ofSeconds(1))) {
                    throw away;
                }
            }
        }
    }

    private void release(UUID lease, boolean unanswered) {
        transactions.in(client.workspace(), jdbc -> {
            grants.release(jdbc, client.workspace(), client.connection(), lease, unanswered);
            return true;
        });
    }

    private boolean locked(long begun) {
        try {
            while (!lock.tryLock(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (stopping.getAsBoolean() || System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean paused(long begun, Duration longest) {
        return !stopping.getAsBoolean() && System.nanoTime() - begun < longest.toNanos() && slept(POLL);
    }

    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ConnectorException tooLong() {
        return new ConnectorException(
                Problem.UNAVAILABLE,
                "The access of '" + client.name() + "' is being renewed elsewhere, and that takes long.",
                Duration.ofSeconds(10),
                null);
    }
}
