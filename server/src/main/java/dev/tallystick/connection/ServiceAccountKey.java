package dev.tallystick.connection;

import dev.tallystick.connector.SignIn.ServiceAccount;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The key of a program that signs in for itself, and the assertions that it signs (RFC 7523, RS256).
final class ServiceAccountKey {
    /// The most that Google accepts.
    private static final Duration LIFE = Duration.ofHours(1);

    /// Begins a little earlier than now: clocks differ.
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String email;
    private final @Nullable String keyId;
    private final URI tokenUrl;
    private final PrivateKey key;

    private ServiceAccountKey(String email, @Nullable String keyId, URI tokenUrl, PrivateKey key) {
        this.email = email;
        this.keyId = keyId;
        this.tokenUrl = tokenUrl;
        this.key = key;
    }

    /// @throws IllegalArgumentException with a sentence that says what is wrong with the file, and holds none of it
    static ServiceAccountKey of(ServiceAccount account) {
        JsonNode json;
        try {
            json = JSON.readTree(account.keyFile());
        } catch (JacksonException _) {
            throw new IllegalArgumentException(
                    "The key file is not JSON. Give the whole file as it was downloaded, as in ${file:key.json}.");
        }
        var email = required(json, "client_email");
        var pem = required(json, "private_key");
        var address = account.tokenUrl() == null ? uri(required(json, "token_uri")) : account.tokenUrl();
        var keyId = json.path("private_key_id");
        return new ServiceAccountKey(email, keyId.isString() ? keyId.asString() : null, address, privateKey(pem));
    }

    private static String required(JsonNode json, String field) {
        var node = json.path(field);
        if (!node.isString() || node.asString().isBlank()) {
            throw new IllegalArgumentException("The key file has no '" + field
                    + "': it is not the key of a service account. Make a key of the kind JSON for it and download it.");
        }
        return node.asString();
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("The 'token_uri' of the key file is no address.");
        }
    }

    private static PrivateKey privateKey(String pem) {
        var body = pem.replaceAll("-----(?:BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "The 'private_key' of the key file cannot be read. Give the file unchanged, or make a new key.");
        }
    }

    /// Whom tables must be shared with.
    String email() {
        return email;
    }

    URI tokenUrl() {
        return tokenUrl;
    }

    String assertion(ServiceAccount account, Instant now) {
        var header = new LinkedHashMap<String, Object>(Map.of("alg", "RS256"));
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        var begin = now.minus(LEEWAY);
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", email);
        claims.put("scope", String.join(" ", account.scopes()));
        claims.put("aud", tokenUrl.toString());
        claims.put("iat", begin.getEpochSecond());
        claims.put("exp", begin.plus(LIFE).getEpochSecond());
        if (account.subject() != null) {
            claims.put("sub", account.subject());
        }
        var signed = part(header) + "." + part(claims);
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform signs with RSA", e);
        }
    }

    private static String part(Map<String, Object> content) {
        return BASE64.encodeToString(JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
    }
}
