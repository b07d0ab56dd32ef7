package dev.tallystick.lab.google.oauth;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The endpoints of `accounts.google.com` and `oauth2.googleapis.com`.
public final class OAuthApi {

    private static final String PROJECT = "tallystick-lab";

    private final Clock clock;
    private final Supplier<String> root;
    private final Grants grants;
    private final Consent consent;
    private final CheckAssertion assertions;
    private final Map<String, OAuthClient> clients = new ConcurrentHashMap<>();
    private final Map<String, ServiceAccount> accounts = new ConcurrentHashMap<>();
    private final OAuthClient client = new OAuthClient("lab.apps.googleusercontent.com", "GOCSPX-lab", Set.of());

    /// @param root of the lab's Google, without a slash at its end
    /// @param person who is signed in
    public OAuthApi(Supplier<String> root, String person, Clock clock) {
        this.clock = clock;
        this.root = root;
        this.grants = new Grants(clock);
        this.consent = new Consent(person);
        this.assertions = new CheckAssertion(accounts, clock);
        clients.put(client.id(), client);
    }

    public Grants grants() {
        return grants;
    }

    public Consent consent() {
        return consent;
    }

    /// One that is always there.
    public OAuthClient client() {
        return client;
    }

    public OAuthClient register(String id, String secret, String... redirects) {
        var added = new OAuthClient(id, secret, Set.of(redirects));
        clients.put(id, added);
        return added;
    }

    public ServiceAccount serviceAccount(String name) {
        var account = new ServiceAccount(name, PROJECT, accounts.size() + 1);
        accounts.put(account.email(), account);
        return account;
    }

    /// Its JSON key file, which sends whoever uses it to the lab.
    public String keyFile(ServiceAccount account) {
        return account.keyFile(PROJECT, root.get() + "/token");
    }

    /// The key has been deleted: nobody signs in with it any more.
    public void deleteKey(ServiceAccount account) {
        accounts.remove(account.email());
    }

    public boolean serves(String path) {
        return List.of("/o/oauth2/v2/auth", "/token", "/revoke", "/tokeninfo").contains(path);
    }

    public Reply handle(Call call, String path) {
        try {
            return switch (path) {
                case "/o/oauth2/v2/auth" -> authorize(call);
                case "/token" -> token(call);
                case "/revoke" -> revoke(call);
                default -> tokenInfo(call);
            };
        } catch (OAuthRefusal refusal) {
            return refusal.reply();
        }
    }

    // ---- consent

    private Reply authorize(Call call) {
        OAuthClient asking = clients.get(call.asked("client_id").orElse(""));
        if (asking == null) {
            return errorPage(401, "invalid_client", "The OAuth client was not found.");
        }
        String redirect = call.asked("redirect_uri").orElse("");
        if (!asking.mayAnswer(redirect)) {
            return errorPage(400, "redirect_uri_mismatch", "The redirect URI in the request does not match.");
        }
        if (!call.asked("response_type").orElse("").equals("code")) {
            return errorPage(400, "invalid_request", "Required parameter is missing: response_type");
        }
        String scopes = call.asked("scope").orElse("");
        if (scopes.isBlank()) {
            return errorPage(400, "invalid_request", "Missing required parameter: scope");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        call.asked("state").ifPresent(state -> answer.put("state", state));
        if (consent.denies()) {
            answer.put("error", "access_denied");
            return answered(redirect, answer);
        }
        String person = consent.person();
        Set<String> granted =
                consent.granted(new LinkedHashSet<>(List.of(scopes.strip().split("\\s+"))));
        if (call.asked("include_granted_scopes").orElse("").equals("true")) {
            granted.addAll(grants.consented(asking.id(), person));
        }
        answer.put(
                "code",
                grants.code(
                        new Access(person, granted, asking.id()),
                        redirect,
                        call.asked("code_challenge").orElse(""),
                        call.asked("code_challenge_method").orElse("plain"),
                        call.asked("access_type").orElse("").equals("offline"),
                        call.asked("prompt").orElse("").contains("consent")));
        answer.put("scope", String.join(" ", granted));
        return answered(redirect, answer);
    }

    private static Reply answered(String redirect, Map<String, String> answer) {
        var to = new StringBuilder(redirect);
        answer.forEach((name, value) -> to.append(to.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return Reply.of(302, "text/html; charset=utf-8", "").with("Location", to.toString());
    }

    private static Reply errorPage(int status, String error, String sentence) {
        return Reply.of(
                status,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Error " + status + ": " + error + "</title></head><body><h1>"
                        + "Access blocked</h1><p>Error " + status + ": " + error + "</p><p>" + sentence
                        + "</p></body></html>\n");
    }

    // ---- tokens

    private Reply token(Call call) {
        if (!call.method().equals("POST")) {
            throw new OAuthRefusal(405, "invalid_request", "Only POST is allowed");
        }
        Map<String, String> form = call.form();
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> byCode(call, form);
            case "refresh_token" -> byRefresh(call, form);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> byAssertion(form);
            default ->
                throw new OAuthRefusal(
                        400, "unsupported_grant_type", "Invalid grant_type: " + form.getOrDefault("grant_type", ""));
        };
    }

    private Reply byCode(Call call, Map<String, String> form) {
        OAuthClient asking = client(call, form);
        Grants.Code code = grants.takeCode(form.getOrDefault("code", ""))
                .orElseThrow(() -> new OAuthRefusal(400, "invalid_grant", "Malformed auth code."));
        if (!code.access().client().equals(asking.id())) {
            throw new OAuthRefusal(400, "invalid_grant", "Bad Request");
        }
        if (!code.redirect().equals(form.getOrDefault("redirect_uri", ""))) {
            throw new OAuthRefusal(400, "redirect_uri_mismatch", "Bad Request");
        }
        if (!code.challenge().isEmpty() && !code.challenge().equals(challenge(form, code.method()))) {
            throw new OAuthRefusal(400, "invalid_grant", "Invalid code verifier.");
        }
        String refresh = code.refresh() ? grants.issueRefresh(code.access()) : null;
        return given(code.access(), refresh, refresh, true);
    }

    private static String challenge(Map<String, String> form, String method) {
        String verifier = form.getOrDefault("code_verifier", "");
        if (method.equals("plain")) {
            return verifier;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private Reply byRefresh(Call call, Map<String, String> form) {
        OAuthClient asking = client(call, form);
        String refresh = form.getOrDefault("refresh_token", "");
        Access access = grants.refresh(refresh)
                .filter(each -> each.client().equals(asking.id()))
                .orElseThrow(() -> new OAuthRefusal(400, "invalid_grant", "Token has been expired or revoked."));
        return given(access, refresh, null, true);
    }

    private Reply byAssertion(Map<String, String> form) {
        Access access = assertions.check(form.getOrDefault("assertion", ""), root.get() + "/token");
        return given(access, null, null, false);
    }

    /// From the form or by `Authorization: Basic`, as RFC 6749 has it.
    private OAuthClient client(Call call, Map<String, String> form) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        String header = call.header("authorization").orElse("");
        if (header.startsWith("Basic ")) {
            String[] pair =
                    new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            id = pair[0];
            secret = pair.length == 2 ? pair[1] : "";
        }
        OAuthClient found = clients.get(id);
        if (found == null) {
            throw new OAuthRefusal(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!found.secret().equals(secret)) {
            throw new OAuthRefusal(401, "invalid_client", "Unauthorized");
        }
        return found;
    }

    private Reply given(Access access, @Nullable String grant, @Nullable String refresh, boolean withScope) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grants.issue(access, grant));
        body.put("expires_in", Grants.ACCESS.toSeconds());
        if (refresh != null) {
            body.put("refresh_token", refresh);
        }
        if (withScope) {
            body.put("scope", String.join(" ", access.scopes()));
        }
        body.put("token_type", "Bearer");
        return Reply.json(body).with("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
    }

    private Reply revoke(Call call) {
        String token = call.asked("token").orElseGet(() -> call.form().getOrDefault("token", ""));
        if (!grants.revoke(token)) {
            throw new OAuthRefusal(400, "invalid_token", "Token expired or revoked");
        }
        return Reply.json(Map.of());
    }

    private Reply tokenInfo(Call call) {
        String token = call.asked("access_token").orElseGet(() -> call.form().getOrDefault("access_token", ""));
        Grants.Token found =
                grants.find(token).orElseThrow(() -> new OAuthRefusal(400, "invalid_token", "Invalid Value"));
        Instant until = found.until().equals(Instant.MAX) ? clock.instant().plus(Grants.ACCESS) : found.until();
        Map<String, String> body = new LinkedHashMap<>();
        body.put("azp", found.access().client());
        body.put("aud", found.access().client());
        body.put("scope", String.join(" ", found.access().scopes()));
        body.put("exp", "" + until.getEpochSecond());
        body.put("expires_in", "" + Duration.between(clock.instant(), until).toSeconds());
        body.put("access_type", found.refresh() == null ? "online" : "offline");
        return Reply.json(body);
    }
}
