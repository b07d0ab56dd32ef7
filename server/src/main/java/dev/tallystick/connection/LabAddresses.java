package dev.tallystick.connection;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Where the lab's services listen in this process.
public interface LabAddresses {

    /// The services that a `rehearsal:` may name, as in `lab.partner`.
    Set<String> names();

    /// Empty while the lab is not running.
    Optional<LabAddress> address(String name);

    /// @param baseUrl with scheme, loopback host and port
    /// @param key what the service accepts as a credential; it opens nothing else
    /// @param keys what it accepts where several are asked for, by the last name of the setting
    record LabAddress(String baseUrl, String key, UnaryOperator<String> keys) {
        public LabAddress(String baseUrl, String key) {
            this(baseUrl, key, _ -> key);
        }
    }
}
