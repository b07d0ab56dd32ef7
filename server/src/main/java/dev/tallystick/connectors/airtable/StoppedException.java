package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;

/// The attempt was asked to stop, and the call that was next has not been made.
final class StoppedException extends ConnectorException {
    StoppedException() {
        super(Problem.UNAVAILABLE, "It was asked to stop before the end.");
    }
}
