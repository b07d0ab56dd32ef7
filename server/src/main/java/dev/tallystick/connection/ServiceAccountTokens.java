package dev.tallystick.connection;

import dev.tallystick.connection.TokenEndpoint.Answer;
import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SignIn.ServiceAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The access tokens of one service account on this node. Nothing is stored: any node can buy one at any time with
/// the key, and buying does not end the others.
final class ServiceAccountTokens implements AccessTokens {
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(10);
    private static final Duration FRESH = Duration.ofSeconds(30);

    /// A difference that assertions survive.
    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final TokenEndpoint endpoint;
    private final ServiceAccount account;
    private final String name;
    private final List<String> allow;
    private final Clock clock;
    private @Nullable Bought bought;

    private record Bought(String token, Instant at, Instant renewAt) {}

    ServiceAccountTokens(TokenEndpoint endpoint, ServiceAccount account, String name, List<String> allow, Clock clock) {
        this.endpoint = endpoint;
        this.account = account;
        this.name = name;
        this.allow = allow;
        this.clock = clock;
    }

    @Override
    public String current() {
        lock.lock();
        try {
            @Nullable Bought last = bought;
            return last != null && clock.instant().isBefore(last.renewAt()) ? last.token() : buy();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String refreshed(String refused) {
        lock.lock();
        try {
            @Nullable Bought last = bought;
            if (last == null || !last.token().equals(refused)) {
                return current();
            }
            if (last.at().plus(FRESH).isAfter(clock.instant())) {
                throw new ConnectorException(
                        Problem.SIGN_IN,
                        account.provider() + " refuses an access token that it has just given to '" + name
                                + "'. Look at what the service account may do there.");
            }
            return buy();
        } finally {
            lock.unlock();
        }
    }

    private String buy() {
        ServiceAccountKey key;
        try {
            key = ServiceAccountKey.of(account);
        } catch (IllegalArgumentException wrong) {
            throw new ConnectorException(Problem.SETTINGS, String.valueOf(wrong.getMessage()));
        }
        var now = clock.instant();
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", key.assertion(account, now));
        return switch (endpoint.ask(key.tokenUrl(), form, null, allow)) {
            case Answer.Granted granted -> {
                var life = granted.life() == null ? UNKNOWN_LIFE : granted.life();
                var token = granted.access().reveal();
                bought = new Bought(token, now, now.plus(life.multipliedBy(4).dividedBy(5)));
                yield token;
            }
            case Answer.Refused refused -> throw new ConnectorException(Problem.SIGN_IN, refusal(refused));
            case Answer.Unreachable(String sentence) -> throw new ConnectorException(Problem.SETTINGS, sentence);
            case Answer.Away away ->
                throw new ConnectorException(
                        Problem.UNAVAILABLE,
                        away.sentence() + " '" + name + "' could not sign in.",
                        away.retryAfter(),
                        null);
        };
    }

    /// An assertion is for an hour by our clock: one that is wrong looks like a wrong key.
    private String refusal(Answer.Refused answer) {
        var refused = account.provider() + " refused the service account of '" + name + "' (" + answer.word() + "). ";
        var ahead = answer.date().map(theirs -> Duration.between(theirs, clock.instant()));
        if (ahead.isPresent() && ahead.get().abs().compareTo(TOLERATED_SKEW) > 0) {
            return refused + "This machine's clock is " + words(ahead.get().abs())
                    + (ahead.get().isNegative() ? " behind" : " ahead of") + " theirs: set it right, then try again.";
        }
        return refused
                + "Its key may have been deleted, or its scopes may not be allowed: look there, and make a new key"
                + " when it is gone.";
    }

    private static String words(Duration skew) {
        long minutes = Math.max(1, skew.toMinutes());
        return minutes == 1 ? "a minute" : minutes + " minutes";
    }
}
