package dev.tallystick.egress;

import java.net.InetAddress;
import java.util.Locale;
import org.springframework.boot.http.client.InetAddressFilter;

/// One entry of an [AllowList].
///
/// @param host the name as it stands in the URL, without regard to case
/// @param network where that name may lead, as an address or `address/bits`
/// @param port the one port
public record Allowance(String host, String network, int port) {

    public Allowance {
        host = Hosts.canonical(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port of an allowed address must lie between 1 and 65535");
        }
        var base = Hosts.literal(network.split("/", 2)[0]);
        if (base.isEmpty()) {
            throw new IllegalArgumentException("An allowed network is written as an address or address/bits");
        }
        if (AddressGuard.neverAllowed(base.get())) {
            throw new IllegalArgumentException("Link-local addresses and cloud metadata services cannot be allowed");
        }
        network = network.toLowerCase(Locale.ROOT);
        InetAddressFilter.of(network); // refuses bad bits now, not when the first request comes
    }

    boolean covers(String otherHost, InetAddress address, int otherPort) {
        return port == otherPort
                && host.equals(otherHost)
                && InetAddressFilter.of(network).matches(address);
    }
}
