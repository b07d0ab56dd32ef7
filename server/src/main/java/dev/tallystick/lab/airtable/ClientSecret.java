package dev.tallystick.lab.airtable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What `Authorization: Basic …` says of a client.
record ClientSecret(String id, String secret) {

    static Optional<ClientSecret> of(String header) {
        if (!header.startsWith("Basic ")) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new ClientSecret(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
