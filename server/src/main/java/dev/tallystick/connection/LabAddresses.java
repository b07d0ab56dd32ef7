package dev.tallystick.connection;

import java.util.Optional;
import java.util.Set;

/// Where the lab's services listen in this process.
public interface LabAddresses {

    /// The services that a `rehearsal:` may name, as in `lab.partner`.
    Set<String> names();

    /// Empty while the lab is not running.
    Optional<LabAddress> address(String name);

    /// @param baseUrl with scheme, loopback host and port
    /// @param key what the service accepts as a credential; it opens nothing else
    record LabAddress(String baseUrl, String key) {}
}
