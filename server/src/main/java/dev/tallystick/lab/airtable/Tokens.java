package dev.tallystick.lab.airtable;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The tokens that are valid now.
final class Tokens {

    private final Clock clock;
    private final Map<String, Token> known = new HashMap<>();

    Tokens(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(Token token) {
        known.put(token.secret(), token);
    }

    synchronized void revoke(String secret) {
        known.remove(secret);
    }

    synchronized Optional<Token> find(String secret) {
        return Optional.ofNullable(known.get(secret))
                .filter(token -> token.until() == null || clock.instant().isBefore(token.until()));
    }
}
