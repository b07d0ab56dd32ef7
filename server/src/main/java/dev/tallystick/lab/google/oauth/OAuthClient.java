package dev.tallystick.lab.google.oauth;

import java.net.URI;
import java.util.Set;

/// An app that asks people for access.
///
/// @param redirects where it may be answered; addresses of the own machine always
public record OAuthClient(String id, String secret, Set<String> redirects) {

    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    public OAuthClient {
        redirects = Set.copyOf(redirects);
    }

    boolean mayAnswer(String uri) {
        try {
            return redirects.contains(uri)
                    || OWN_MACHINE.contains(URI.create(uri).getHost() + "");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
