package dev.tallystick.connection;

import dev.tallystick.connection.GrantStore.Tokens;
import dev.tallystick.connection.OAuthTokens.Client;
import dev.tallystick.connection.TokenEndpoint.Answer;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.storage.Transactions;
import dev.tallystick.web.Refusal;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.Identity;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Lets a person allow a connection in their browser: sends them to the provider, and makes tokens of what they come
/// back with (RFC 6749, 4.1, with the advice of RFC 9700).
final class ConnectOAuth {
    static final String CALLBACK = "/api/v1/oauth/callback";

    private static final int RANDOM_BYTES = 32;
    private static final Pattern RANDOM_TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Transactions transactions;
    private final Connections connections;
    private final SignIns signIns;
    private final OAuthStartStore starts;
    private final AuditTrail trail;
    private final Clock clock;

    ConnectOAuth(
            Transactions transactions,
            Connections connections,
            SignIns signIns,
            OAuthStartStore starts,
            AuditTrail trail,
            Clock clock) {
        this.transactions = transactions;
        this.connections = connections;
        this.signIns = signIns;
        this.starts = starts;
        this.trail = trail;
        this.clock = clock;
    }

    /// @param problem a word for what went wrong; null when the connection is connected
    record Outcome(String connection, @Nullable String problem) {}

    /// Where to send the browser.
    ///
    /// @param origin what people's browsers reach this server by
    URI begin(Identity who, String name, String origin) {
        inABrowser(who);
        var client = client(who, name);
        var state = random();
        var verifier = random();
        var redirect = origin + CALLBACK;
        transactions.in(who.workspace(), jdbc -> {
            starts.begin(
                    jdbc,
                    who,
                    client.connection(),
                    state,
                    new Secret(verifier),
                    redirect,
                    client.fingerprint(),
                    clock.instant());
            trail.record(jdbc, who, "connection.oauth_begun", "connection " + name, Map.of());
            return true;
        });
        var query = new LinkedHashMap<>(client.oauth().more());
        query.put("client_id", client.id());
        query.put("redirect_uri", redirect);
        query.put("response_type", "code");
        query.put("scope", String.join(" ", client.oauth().scopes()));
        query.put("state", state);
        if (client.oauth().pkce()) {
            query.put(
                    "code_challenge",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(OAuthStartStore.hash(verifier)));
            query.put("code_challenge_method", "S256");
        }
        var address = client.oauth().authorizeUrl().toString();
        return URI.create(address
                + (address.contains("?") ? "&" : "?")
                + query.entrySet().stream()
                        .map(entry -> TokenEndpoint.encoded(entry.getKey()) + "="
                                + TokenEndpoint.encoded(entry.getValue()).replace("+", "%20"))
                        .collect(Collectors.joining("&")));
    }

    private Client client(Identity who, String name) {
        Optional<Client> client;
        try {
            client = connections.opening(who.workspace(), name).client();
        } catch (ConnectorException incomplete) {
            throw Refusal.conflict("settings", String.valueOf(incomplete.getMessage()));
        }
        return client.orElseThrow(() -> Refusal.conflict(
                "no_oauth",
                "With its present settings '" + name + "' does not sign in through a browser, so there is nothing to"
                        + " connect."));
    }

    private static void inABrowser(Identity who) {
        if (who.kind() != Identity.Kind.SESSION) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "needs_session",
                    "Connecting goes through a browser, so it needs a person who is signed in there, not an API token.");
        }
    }

    /// What the browser came back with. The state is used up, whatever else is in it.
    Outcome finish(Identity who, @Nullable String state, @Nullable String code, @Nullable String error) {
        inABrowser(who);
        Optional<OAuthStartStore.Start> taken =
                state == null || !RANDOM_TEXT.matcher(state).matches()
                        ? Optional.empty()
                        : transactions.in(who.workspace(), jdbc -> starts.take(jdbc, who, state, clock.instant()));
        var start = taken.filter(found -> !found.expired()).orElseThrow(() -> unknownState(who));
        Client client;
        try {
            var opening = connections.opening(who.workspace(), start.connection());
            client = opening.client()
                    .filter(found -> found.fingerprint().equals(start.client()))
                    .orElse(null);
            if (client == null) {
                return failed(who, opening.connection().name(), "settings_changed");
            }
        } catch (ConnectorException gone) {
            throw Refusal.conflict("settings", String.valueOf(gone.getMessage()));
        }
        if (error != null) {
            return failed(who, client.name(), error.equals("access_denied") ? "access_denied" : "refused");
        }
        return code == null || code.isBlank()
                ? failed(who, client.name(), "no_code")
                : exchange(who, client, start, code);
    }

    private Refusal unknownState(Identity who) {
        transactions.in(who.workspace(), jdbc -> {
            trail.record(jdbc, who, "connection.oauth_unknown", "oauth", Map.of());
            return true;
        });
        return new Refusal(
                HttpStatus.BAD_REQUEST,
                "oauth_state",
                "This sign-in is not known here: it was used already, took longer than 10 minutes, or was begun in another"
                        + " browser or by another person. Open the connection and press Connect again.");
    }

    private Outcome exchange(Identity who, Client client, OAuthStartStore.Start start, String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", start.redirectUri());
        if (client.oauth().pkce()) {
            form.put("code_verifier", start.verifier().reveal());
        }
        return switch (client.ask(signIns.endpoint(), form)) {
            case Answer.Granted granted -> {
                connect(who, client, granted);
                yield new Outcome(client.name(), null);
            }
            case Answer.Refused refused ->
                failed(who, client.name(), refused.error().equals("invalid_grant") ? "code_refused" : "client_refused");
            case Answer.Away _, Answer.Unreachable _ -> failed(who, client.name(), "unavailable");
        };
    }

    private void connect(Identity who, Client client, Answer.Granted granted) {
        var missing = client.missing(granted);
        var tokens = new Tokens(granted.access(), granted.refresh(), granted.life(), missing);
        transactions.in(who.workspace(), jdbc -> {
            signIns.grants()
                    .connect(
                            jdbc,
                            who.workspace(),
                            client.connection(),
                            client.fingerprint(),
                            tokens,
                            clock.instant(),
                            Actor.of(who).name());
            trail.record(
                    jdbc,
                    who,
                    "connection.connected",
                    "connection " + client.name(),
                    missing == null || missing.isEmpty()
                            ? Map.of()
                            : Map.of("missing scopes", String.join(" ", missing)));
            return true;
        });
    }

    private Outcome failed(Identity who, String name, String problem) {
        transactions.in(who.workspace(), jdbc -> {
            trail.record(jdbc, who, "connection.oauth_failed", "connection " + name, Map.of("problem", problem));
            return true;
        });
        return new Outcome(name, problem);
    }

    /// @param revoked that the provider has ended the access too
    record Disconnected(boolean revoked, String sentence) {}

    /// Ends the access: at the provider where it can, and here in any case.
    Disconnected disconnect(Identity who, String name) {
        var client = client(who, name);
        var provider = client.oauth().provider();
        // A lease of the row would not help: a renewal that is under way is refused when it comes to store its tokens.
        var grant = transactions
                .in(who.workspace(), jdbc -> signIns.grants().find(jdbc, who.workspace(), client.connection()))
                .filter(found -> !found.access().reveal().isEmpty())
                .orElseThrow(() ->
                        Refusal.conflict("not_connected", "'" + name + "' is not connected with " + provider + "."));
        // Before it is forgotten: after a crash in between, what is kept here is dead and says so.
        var ours = grant.client().equals(client.fingerprint());
        var token = grant.refresh() == null ? grant.access() : grant.refresh();
        var revoked = ours && client.revoke(signIns.endpoint(), token);
        var by = Actor.of(who).name();
        transactions.in(who.workspace(), jdbc -> {
            signIns.grants()
                    .forget(
                            jdbc,
                            who.workspace(),
                            client.connection(),
                            by + " has disconnected '" + name + "' from " + provider
                                    + ". Open the connection and press Connect to reconnect.");
            trail.record(
                    jdbc,
                    who,
                    "connection.disconnected",
                    "connection " + name,
                    Map.of("revoked", Boolean.toString(revoked)));
            return true;
        });
        return new Disconnected(
                revoked,
                revoked
                        ? "'" + name + "' is disconnected: " + provider + " has ended the access, and its tokens are"
                                + " forgotten here."
                        : "'" + name + "' is disconnected: its tokens are forgotten here. " + provider
                                + " could not be told, so end the access there too, in the settings of the account"
                                + " under its connected applications.");
    }

    private static String random() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
