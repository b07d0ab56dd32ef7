package dev.tallystick.connectors.plaid;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One login at one institution.
///
/// @param name what the connection calls it
/// @param accessToken does not end by itself, and stays the same when its person signs in again
record Item(String name, String accessToken) {

    /// Tells tokens apart without holding them.
    String fingerprint() {
        return fingerprint(accessToken);
    }

    static String fingerprint(String secret) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "Item[" + name + "]";
    }
}
