package dev.tallystick.workspace;

import dev.tallystick.storage.Transactions;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/// Turns proofs into identities.
public final class Identities {
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S+) *");

    private final Transactions transactions;
    private final SessionStore sessions = new SessionStore();
    private final ApiTokenStore tokens = new ApiTokenStore();
    private final EmbedTokens embeds;
    private final Clock clock;

    Identities(Transactions transactions, EmbedTokens embeds, Clock clock) {
        this.transactions = transactions;
        this.embeds = embeds;
        this.clock = clock;
    }

    Optional<Identity> bySession(HttpServletRequest request) {
        return SessionCookie.read(request)
                .flatMap(token -> transactions.system(db -> sessions.find(db, token, clock.instant())));
    }

    /// A header that holds something else than one of our tokens proves nothing, and costs no query.
    Optional<Identity> byToken(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .map(BEARER::matcher)
                .filter(Matcher::matches)
                .flatMap(header -> ApiToken.parse(header.group(1)))
                .flatMap(token -> transactions.system(db -> tokens.find(db, token, clock.instant())));
    }

    /// Whether what somebody signed in with still holds. Answers that last, as the event stream does, ask again.
    public boolean stands(Identity identity) {
        return transactions.system(db -> switch (identity.kind()) {
            case SESSION -> sessions.stands(db, identity.credential(), clock.instant());
            case TOKEN -> tokens.stands(db, identity.credential(), clock.instant());
            case EMBED -> embeds.stands(db, identity.credential());
        });
    }
}
