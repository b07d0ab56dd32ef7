package dev.tallystick.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the host of a URL is read. Where two readers of a number disagree (`0177.0.0.1` is 127.0.0.1 to C and
/// 177.0.0.1 to Java) the host is refused rather than guessed.
final class Hosts {

    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern QUAD = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern NUMBER_LIKE = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_]|)(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,62}|))*");

    private Hosts() {}

    /// Lower case, without brackets and without the dot that ends an absolute name.
    ///
    /// @throws IllegalArgumentException where it is neither a name nor an address in its usual form
    static String canonical(String host) {
        String plain = host.toLowerCase(Locale.ROOT);
        if (plain.startsWith("[") && plain.endsWith("]")) {
            plain = plain.substring(1, plain.length() - 1);
        }
        if (plain.endsWith(".")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        boolean usual = literal(plain).isPresent()
                || (NAME.matcher(plain).matches() && !NUMBER_LIKE.matcher(plain).matches());
        if (!usual) {
            throw new IllegalArgumentException("The host is neither a name nor an address in its usual form");
        }
        return plain;
    }

    /// The address that a literal stands for; never asks a name server.
    static Optional<InetAddress> literal(String text) {
        boolean v6 = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        if (!v6 && !QUAD.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
