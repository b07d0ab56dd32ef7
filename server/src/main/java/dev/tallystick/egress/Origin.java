package dev.tallystick.egress;

import java.net.URI;
import java.util.Locale;

/// Scheme, host and port: what must stay the same when a link of an answer is followed, else the credential goes to
/// whomever the link names.
public record Origin(String scheme, String host, int port) {

    /// @throws IllegalArgumentException where the URI is not absolute or names no host
    public static Origin of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("An origin needs a scheme and a host");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, Hosts.canonical(uri.getHost()), port);
    }
}
