package dev.tallystick.egress;

import java.net.URI;
import java.util.Locale;

/// The address of a service, as a setting holds it: where its paths begin.
public final class ServiceAddress {
    private ServiceAddress() {}

    /// Whether it has a scheme of the web and a host, and neither a query nor a credential, which would be in each
    /// message and log line that names it.
    public static boolean isOne(String text) {
        try {
            var uri = URI.create(text.strip());
            return uri.getHost() != null
                    && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?")
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
