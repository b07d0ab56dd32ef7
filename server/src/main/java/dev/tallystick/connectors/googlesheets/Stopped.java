package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;

/// The attempt was told to end. Nothing was sent.
final class Stopped extends ConnectorException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super(Problem.UNAVAILABLE, "It was asked to stop before the end.");
    }
}
