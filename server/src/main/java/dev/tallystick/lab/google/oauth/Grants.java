package dev.tallystick.lab.google.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every token that was given out, and how long each lives. Sources: the guide "Using OAuth 2.0 to access
/// Google APIs" (refresh token expiration), google-auth-library 10.9.1 (3599 s, no rotation).
public final class Grants {

    static final Duration ACCESS = Duration.ofSeconds(3599);
    private static final Duration CODE = Duration.ofMinutes(10);
    private static final Duration UNUSED = Duration.ofDays(180);
    private static final Duration TESTING = Duration.ofDays(7);
    private static final int REFRESH_TOKENS = 100;

    private final Clock clock;
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Refresh> refreshes = new LinkedHashMap<>();
    private final Map<String, Set<String>> consented = new HashMap<>();
    private long count;
    private boolean testing;

    /// @param challenge of PKCE, or ""
    record Code(Access access, String redirect, String challenge, String method, boolean refresh, Instant until) {}

    record Token(Access access, Instant until, @Nullable String refresh) {}

    record Refresh(Access access, Instant issued, Instant used) {}

    Grants(Clock clock) {
        this.clock = clock;
    }

    // ---- by hand, for tests

    /// One that is good for ever.
    public synchronized String token(String account, String client, String... scopes) {
        return issue(new Access(account, Set.of(scopes), client), Instant.MAX, null);
    }

    /// All access tokens that expire at all have expired.
    public synchronized void expireAccessTokens() {
        tokens.values().removeIf(token -> token.until().isBefore(Instant.MAX));
    }

    /// The person has withdrawn their consent: refresh tokens and access tokens are dead.
    public synchronized void withdraw(String account) {
        tokens.values().removeIf(token -> token.access().account().equals(account));
        refreshes.values().removeIf(each -> each.access().account().equals(account));
        consented.keySet().removeIf(each -> each.endsWith(" " + account));
    }

    /// The consent screen is "External, Testing": refresh tokens live for seven days.
    public synchronized void testing(boolean on) {
        testing = on;
    }

    public synchronized int refreshTokens() {
        return refreshes.size();
    }

    // ---- for the endpoints

    synchronized String code(
            Access asked, String redirect, String challenge, String method, boolean offline, boolean consentAgain) {
        String key = asked.client() + " " + asked.account();
        boolean first = !consented.containsKey(key);
        consented.computeIfAbsent(key, _ -> new LinkedHashSet<>()).addAll(asked.scopes());
        String code = "4/lab-code-" + ++count;
        boolean refresh = offline && (first || consentAgain);
        codes.put(
                code,
                new Code(
                        asked,
                        redirect,
                        challenge,
                        method,
                        refresh,
                        clock.instant().plus(CODE)));
        return code;
    }

    synchronized Set<String> consented(String client, String account) {
        return Set.copyOf(consented.getOrDefault(client + " " + account, Set.of()));
    }

    /// Good for one time.
    synchronized Optional<Code> takeCode(String code) {
        return Optional.ofNullable(codes.remove(code))
                .filter(each -> each.until().isAfter(clock.instant()));
    }

    synchronized String issue(Access access, @Nullable String refresh) {
        return issue(access, clock.instant().plus(ACCESS), refresh);
    }

    private String issue(Access access, Instant until, @Nullable String refresh) {
        String token = "ya29.lab-" + ++count;
        tokens.put(token, new Token(access, until, refresh));
        return token;
    }

    synchronized String issueRefresh(Access access) {
        List<String> alive = new ArrayList<>();
        refreshes.forEach((token, each) -> {
            if (each.access().account().equals(access.account())
                    && each.access().client().equals(access.client())) {
                alive.add(token);
            }
        });
        if (alive.size() >= REFRESH_TOKENS) {
            refreshes.remove(alive.getFirst()); // the oldest goes without a word
        }
        String token = "1//lab-refresh-" + ++count;
        refreshes.put(token, new Refresh(access, clock.instant(), clock.instant()));
        return token;
    }

    /// A new access token; the refresh token stays the same.
    synchronized Optional<Access> refresh(String token) {
        Refresh found = refreshes.get(token);
        if (found == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (!now.isBefore(found.used().plus(UNUSED))
                || (testing && !now.isBefore(found.issued().plus(TESTING)))) {
            refreshes.remove(token);
            return Optional.empty();
        }
        refreshes.put(token, new Refresh(found.access(), found.issued(), now));
        return Optional.of(found.access());
    }

    /// Of either kind; the whole grant goes.
    synchronized boolean revoke(String token) {
        Token access = tokens.remove(token);
        String refresh = access == null ? token : access.refresh();
        Refresh gone = refresh == null ? null : refreshes.remove(refresh);
        if (gone != null) {
            tokens.values()
                    .removeIf(each -> each.refresh() != null && each.refresh().equals(refresh));
            consented.remove(gone.access().client() + " " + gone.access().account());
        }
        return access != null || gone != null;
    }

    synchronized Optional<Token> find(String token) {
        return Optional.ofNullable(tokens.get(token))
                .filter(each -> each.until().isAfter(clock.instant()));
    }

    public Optional<Access> access(String token) {
        return find(token).map(Token::access);
    }
}
