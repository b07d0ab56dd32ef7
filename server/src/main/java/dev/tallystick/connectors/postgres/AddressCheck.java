package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Surroundings;
import java.net.InetAddress;
import java.util.List;

/// Says at which addresses a host may be reached. The driver never resolves the name itself: between a check and a
/// second look-up the answer could change.
@FunctionalInterface
public interface AddressCheck {

    /// @return every address of the host, each of them allowed; never empty
    /// @throws ConnectorException when the host has no address, or one that must not be connected to
    List<InetAddress> addresses(Surroundings surroundings, String host, int port);
}
