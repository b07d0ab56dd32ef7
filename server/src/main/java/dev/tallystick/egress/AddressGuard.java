package dev.tallystick.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.boot.http.client.InetAddressFilter;

/// Decides which addresses may be connected to. A workspace's admin types URLs, so without this any of them could
/// read what only this machine may read: databases on loopback, neighbours, the cloud's metadata service.
final class AddressGuard {

    /// What Spring Boot calls external, less what it lets through although it leads inside: Azure's wire server,
    /// local-use NAT64, IPv4-compatible IPv6, segment routing, documentation.
    private static final InetAddressFilter OUTSIDE = InetAddressFilter.externalAddresses()
            .andNot("168.63.129.16", "64:ff9b:1::/48", "::/96", "5f00::/16", "3fff::/20");

    /// Not even an admin's allow list opens these: they hand out the machine's own credentials.
    private static final InetAddressFilter NEVER = InetAddressFilter.of(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "224.0.0.0/4",
            "255.255.255.255",
            "::",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "fd00:ec2::254",
            "fd20:ce::254");

    /// Ports above 1023 that speak protocols a request could be mistaken for (the browsers' list), and what one
    /// would rather not find on the outside.
    private static final Set<Integer> FORBIDDEN_PORTS = Set.of(
            1719, 1720, 1723, 2049, 2375, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 6000, 6379, 6566,
            6665, 6666, 6667, 6668, 6669, 6679, 6697, 9092, 9300, 10080, 11211, 27017);

    private final Predicate<InetAddress> own;

    AddressGuard() {
        this(AddressGuard::onOwnInterface);
    }

    AddressGuard(Predicate<InetAddress> own) {
        this.own = own;
    }

    boolean allows(String host, InetAddress address, int port, AllowList allowed) {
        if (neverAllowed(address)) {
            return false;
        }
        if (allowed.entries().stream().anyMatch(entry -> entry.covers(host, address, port))) {
            return true;
        }
        return OUTSIDE.matches(address) && !own.test(address);
    }

    /// @param allowed the entries for this host and port
    static boolean portAllowed(int port, AllowList allowed) {
        boolean usual = port == 80 || port == 443 || (port >= 1024 && !FORBIDDEN_PORTS.contains(port));
        return usual || !allowed.entries().isEmpty();
    }

    static boolean neverAllowed(InetAddress address) {
        return NEVER.matches(address)
                || embedded(address).filter(NEVER::matches).isPresent();
    }

    /// The IPv4 address that a translating or tunnelling IPv6 address leads to.
    private static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean compatible = Arrays.equals(bytes, 0, 12, new byte[12], 0, 12);
        if (!sixToFour && !nat64 && !compatible) {
            return Optional.empty();
        }
        int from = sixToFour ? 2 : 12;
        try {
            return Optional.of(Inet4Address.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an IPv4 address", e);
        }
    }

    private static boolean onOwnInterface(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return true; // what cannot be checked is refused
        }
    }
}
