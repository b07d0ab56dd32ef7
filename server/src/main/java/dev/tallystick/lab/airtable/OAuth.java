package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sign-in of integrations: a code against a consent, tokens against the code, and tokens that are replaced in pairs.
/// Source: airtable.com/developers/web/api/oauth-reference.
public final class OAuth {

    private static final Duration CODE = Duration.ofMinutes(10);
    private static final Duration ACCESS = Duration.ofHours(1);
    private static final Duration REFRESH = Duration.ofDays(60);

    private final Clock clock;
    private final Ids ids;
    private final Tokens tokens;
    private final Map<String, OAuthClient> clients = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Grant> grants = new HashMap<>();
    private final Map<String, Instant> replaced = new HashMap<>();
    private Collaborator user;
    private boolean denying;
    private Duration race = Duration.ofSeconds(5);

    record Code(OAuthClient client, String redirect, String challenge, Set<Scope> scopes, Instant until) {}

    record Grant(OAuthClient client, String access, Set<Scope> scopes, Collaborator user, Instant until) {}

    OAuth(Clock clock, Ids ids, Tokens tokens, Collaborator user) {
        this.clock = clock;
        this.ids = ids;
        this.tokens = tokens;
        this.user = user;
    }

    public synchronized void register(OAuthClient client) {
        clients.put(client.id(), client);
    }

    /// Whether the person says no from now on.
    public synchronized void deny(boolean other) {
        denying = other;
    }

    /// Who consents from now on.
    public synchronized void user(Collaborator other) {
        user = other;
    }

    /// For so long after a refresh the old token is told that it lost a race; afterwards it is invalid.
    public synchronized void race(Duration other) {
        race = other;
    }

    /// The user takes the consent back in the account's settings.
    public synchronized void revoke(String clientId) {
        grants.values().removeIf(grant -> {
            boolean hers = grant.client().id().equals(clientId);
            if (hers) {
                tokens.revoke(grant.access());
            }
            return hers;
        });
    }

    synchronized Reply authorize(Call call) {
        OAuthClient client = clients.get(call.query().getOrDefault("client_id", ""));
        String redirect = call.query().getOrDefault("redirect_uri", "");
        if (client == null || !client.redirects().contains(redirect)) {
            return Reply.page(400); // nowhere to send anybody
        }
        var consent = new Consent(call, redirect);
        if (denying) {
            return consent.refused("access_denied", "The user denied the request");
        }
        Optional<Set<Scope>> scopes = scopes(call.query().getOrDefault("scope", ""), client.scopes());
        if (!consent.wellFormed() || scopes.isEmpty()) {
            return consent.refused(scopes.isEmpty() ? "invalid_scope" : "invalid_request", "The request is not valid");
        }
        String code = ids.next("code");
        codes.put(
                code,
                new Code(
                        client,
                        redirect,
                        consent.challenge(),
                        scopes.get(),
                        clock.instant().plus(CODE)));
        return consent.granted(code);
    }

    private static Optional<Set<Scope>> scopes(String wanted, Set<Scope> allowed) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : wanted.strip().split("\\s+")) {
            Optional<Scope> scope = Scope.named(word).filter(allowed::contains);
            if (scope.isEmpty()) {
                return Optional.empty();
            }
            scopes.add(scope.get());
        }
        return Optional.of(scopes);
    }

    synchronized Reply token(Call call) {
        try {
            Map<String, String> form = call.form();
            if (!call.method().equals("POST")
                    || !call.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded")) {
                throw new Refused(400, "invalid_request", "A form is expected");
            }
            return switch (form.getOrDefault("grant_type", "")) {
                case "authorization_code" -> exchange(call, form);
                case "refresh_token" -> refresh(call, form);
                default -> throw new Refused(400, "unsupported_grant_type", "This grant type is not supported");
            };
        } catch (Refused refused) {
            return refused.reply();
        }
    }

    /// A secret goes into the header and nowhere else; without a secret there is no header.
    private OAuthClient client(Call call, Map<String, String> form) {
        String header = call.header("authorization").orElse("");
        Optional<ClientSecret> given = ClientSecret.of(header);
        String id = given.map(ClientSecret::id).orElseGet(() -> form.getOrDefault("client_id", ""));
        OAuthClient client = clients.get(id);
        @Nullable String secret = given.map(ClientSecret::secret).orElse(null);
        if (client == null
                || !java.util.Objects.equals(client.secret(), secret)
                || (header.isEmpty() == (client.secret() != null))) {
            throw new Refused(401, "invalid_client", "The client is not known, or did not prove who it is");
        }
        return client;
    }

    private Reply exchange(Call call, Map<String, String> form) {
        Code code = codes.remove(form.getOrDefault("code", "")); // used up also where the request fails
        OAuthClient client = client(call, form);
        if (code == null || !code.client().equals(client) || clock.instant().isAfter(code.until())) {
            throw new Refused(400, "invalid_grant", "The code is not known, was used, or is too old");
        }
        String verifier = form.getOrDefault("code_verifier", "");
        if (!code.redirect().equals(form.get("redirect_uri"))
                || !Pkce.verifier(verifier)
                || !Pkce.challenge(verifier).equals(code.challenge())) {
            throw new Refused(
                    400, "invalid_grant", "The redirect_uri or the code_verifier does not belong to the code");
        }
        return issue(client, code.scopes(), user);
    }

    private Reply refresh(Call call, Map<String, String> form) {
        OAuthClient client = client(call, form);
        String token = form.getOrDefault("refresh_token", "");
        Instant since = replaced.get(token);
        if (since != null && !clock.instant().isAfter(since.plus(race))) {
            throw new Refused(409, "conflict", "The token has just been refreshed");
        }
        Grant grant = grants.get(token);
        if (grant == null || !grant.client().equals(client) || clock.instant().isAfter(grant.until())) {
            throw new Refused(400, "invalid_grant", "The refresh token is not valid");
        }
        String narrower = form.getOrDefault("scope", "");
        Set<Scope> scopes = narrower.isEmpty()
                ? grant.scopes()
                : scopes(narrower, grant.scopes())
                        .orElseThrow(
                                () -> new Refused(400, "invalid_scope", "The scope is wider than what was granted"));
        grants.remove(token);
        tokens.revoke(grant.access());
        replaced.put(token, clock.instant());
        return issue(client, scopes, grant.user());
    }

    private Reply issue(OAuthClient client, Set<Scope> scopes, Collaborator whom) {
        String access = ids.next("oaa") + ".v1." + ids.next("");
        String refresh = ids.next("oar") + ".v1." + ids.next("");
        Instant now = clock.instant();
        tokens.add(new Token(access, whom, scopes, client.bases(), Token.Role.CREATE, now.plus(ACCESS)));
        grants.put(refresh, new Grant(client, access, scopes, whom, now.plus(REFRESH)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", access);
        answer.put("refresh_token", refresh);
        answer.put("token_type", "Bearer "); // with the blank that the reference shows
        answer.put("scope", String.join(" ", scopes.stream().map(Scope::word).toList()));
        answer.put("expires_in", ACCESS.toSeconds());
        answer.put("refresh_expires_in", REFRESH.toSeconds());
        return Reply.json(answer).with("Cache-Control", "no-store");
    }

    /// An error of the token endpoint.
    static final class Refused extends RuntimeException {
        private final int status;
        private final String error;

        Refused(int status, String error, String description) {
            super(description, null, false, false);
            this.status = status;
            this.error = error;
        }

        Reply reply() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", error);
            body.put("error_description", "" + getMessage());
            Reply reply = Reply.json(body);
            return new Reply(status, reply.headers(), reply.body());
        }
    }
}
