package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The connectors of this build, by the word people write.
public final class Connectors {
    private final List<Connector> connectors;

    /// @throws IllegalStateException when two have one name
    public Connectors(Collection<Connector> connectors) {
        this.connectors = connectors.stream()
                .sorted(Comparator.comparing(Connector::name))
                .toList();
        var names = new HashSet<String>();
        for (var connector : this.connectors) {
            if (!names.add(connector.name())) {
                throw new IllegalStateException("Two connectors or sync jobs have the name '" + connector.name()
                        + "'; give one of them another, for a file could mean either.");
            }
        }
    }

    public Optional<Connector> named(String name) {
        return connectors.stream()
                .filter(connector -> connector.name().equals(name))
                .findFirst();
    }

    public List<String> names() {
        return connectors.stream().map(Connector::name).toList();
    }
}
