package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The connectors of this build, by the word people write.
public final class Connectors {
    private final List<Connector> connectors;

    public Connectors(Collection<Connector> connectors) {
        this.connectors = connectors.stream()
                .sorted(Comparator.comparing(Connector::name))
                .toList();
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
