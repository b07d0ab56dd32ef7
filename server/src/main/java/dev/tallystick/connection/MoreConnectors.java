package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import java.util.stream.Stream;

/// Connectors that are no beans by themselves.
@FunctionalInterface
public interface MoreConnectors {
    Stream<Connector> connectors();
}
