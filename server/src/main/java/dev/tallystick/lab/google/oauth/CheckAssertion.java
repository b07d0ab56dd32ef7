package dev.tallystick.lab.google.oauth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The signed word of a service account (JWT bearer): RS256 with a key that the lab has given out, at most an hour
/// long, and meant for the token endpoint. The sentences are those that people have reported.
final class CheckAssertion {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Map<String, ServiceAccount> accounts;
    private final Clock clock;

    CheckAssertion(Map<String, ServiceAccount> accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /// @throws OAuthRefusal where it is not good
    Access check(String assertion, String tokenUri) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid("Invalid JWT: Must have 3 segments.");
        }
        JsonNode header = json(parts[0]);
        JsonNode claims = json(parts[1]);
        ServiceAccount account = accounts.get(claims.path("iss").asString(""));
        if (account == null) {
            throw invalid("Invalid grant: account not found");
        }
        boolean knownKey = header.path("kid").isMissingNode()
                || header.path("kid").asString("").equals(account.keyId());
        if (!header.path("alg").asString("").equals("RS256")
                || !knownKey
                || !verified(account, parts[0] + "." + parts[1], parts[2])) {
            throw invalid("Invalid JWT Signature.");
        }
        if (!List.of(GOOGLE, tokenUri).contains(claims.path("aud").asString(""))) {
            throw invalid("Invalid JWT: Failed audience check. The right audience is " + GOOGLE);
        }
        inTime(claims);
        Set<String> scopes = new LinkedHashSet<>(
                List.of(claims.path("scope").asString("").strip().split("\\s+")));
        scopes.remove("");
        if (scopes.isEmpty()) {
            throw new OAuthRefusal(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
        }
        String subject = claims.path("sub").asString(account.email());
        return new Access(subject, scopes, account.email());
    }

    private void inTime(JsonNode claims) {
        Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong(0));
        Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong(0));
        Instant now = clock.instant();
        if (issued.isAfter(now.plus(SKEW))
                || expires.isBefore(now.minus(SKEW))
                || expires.isAfter(issued.plus(LONGEST))
                || expires.isBefore(issued)) {
            throw invalid("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
                    + " Check your iat and exp values in the JWT claim.");
        }
    }

    private static boolean verified(ServiceAccount account, String signed, String signature) {
        try {
            var rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(account.publicKey());
            rsa.update(signed.getBytes(StandardCharsets.US_ASCII));
            return rsa.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    private static JsonNode json(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (JacksonException | IllegalArgumentException _) {
            throw invalid("Invalid JWT: Token could not be read.");
        }
    }

    private static OAuthRefusal invalid(String description) {
        return new OAuthRefusal(400, "invalid_grant", description);
    }
}
