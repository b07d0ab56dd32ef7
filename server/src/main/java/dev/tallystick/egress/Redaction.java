package dev.tallystick.egress;

import java.net.URI;
import java.util.regex.Pattern;

/// A URL as it may stand in a message or a log: without user info, query and fragment, and without path segments
/// that look like keys, since webhook URLs carry their secret there.
public final class Redaction {

    private static final Pattern KEY_LIKE = Pattern.compile("(?=[^/]*[0-9])(?=[^/]*[A-Za-z])[^/]{20,}|[^/]{40,}");

    private Redaction() {}

    public static String of(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return "an address without a host";
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + host + port + KEY_LIKE.matcher(path).replaceAll("…");
    }
}
