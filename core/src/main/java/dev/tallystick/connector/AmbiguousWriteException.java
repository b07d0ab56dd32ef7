package dev.tallystick.connector;

import org.jspecify.annotations.Nullable;

/// A write was sent and no answer came: it may or may not have landed. The caller probes with the batch's id before it
/// does anything else.
public final class AmbiguousWriteException extends ConnectorException {
    public AmbiguousWriteException(String message, @Nullable Throwable cause) {
        super(Problem.UNAVAILABLE, message, cause);
    }
}
