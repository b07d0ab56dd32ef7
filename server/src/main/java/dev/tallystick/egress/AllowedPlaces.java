package dev.tallystick.egress;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import java.util.List;

/// Reads one entry of `allow`: `127.0.0.1:8090`, `[::1]:8090`, or `partner.internal=10.1.0.0/16:443` for a name, which
/// must say where it may lead.
public final class AllowedPlaces {
    private AllowedPlaces() {}

    /// The places on the inside that a connection may reach.
    ///
    /// @throws ConnectorException with [Problem#SETTINGS]
    public static AllowList of(Surroundings surroundings) {
        try {
            return list(surroundings.allow());
        } catch (IllegalArgumentException wrong) {
            throw new ConnectorException(Problem.SETTINGS, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /// @throws IllegalArgumentException with a sentence
    public static AllowList list(List<String> texts) {
        return new AllowList(texts.stream().map(AllowedPlaces::parse).toList());
    }

    /// @throws IllegalArgumentException with a sentence
    public static Allowance parse(String text) {
        int colon = text.lastIndexOf(':');
        int equals = text.indexOf('=');
        var port = colon < 0 ? "" : text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || equals == 0) {
            throw wrong(text);
        }
        var host = equals < 0 ? text.substring(0, colon) : text.substring(0, equals);
        var network = equals < 0 ? bare(host) : bare(text.substring(equals + 1, colon));
        try {
            return new Allowance(bare(host), network, Integer.parseInt(port));
        } catch (IllegalArgumentException refused) {
            if (equals < 0 && !host.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+\\]?")) {
                throw new IllegalArgumentException(
                        "The allowed place '" + text + "' is a name; say where it may lead, as in " + host
                                + "=10.0.0.0/8:" + port + ".",
                        refused);
            }
            throw new IllegalArgumentException(
                    "The allowed place '" + text + "' cannot be: " + refused.getMessage() + ".", refused);
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "The allowed place '" + text + "' must be written as 127.0.0.1:8090 or name=10.0.0.0/8:443.");
    }
}
