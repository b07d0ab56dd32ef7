package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;

/// Airtable understood a request and said no, so nothing of it was done: a 400, 404, 413 or 422.
final class RejectedException extends ConnectorException {
    private final transient ErrorBody body;

    RejectedException(Problem problem, String message, ErrorBody body) {
        super(problem, message);
        this.body = body;
    }

    ErrorBody body() {
        return body;
    }

    /// The same request in smaller parts may pass.
    boolean tooLarge() {
        return body.status() == 413;
    }
}
