package dev.tallystick.connector;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The outside failed. The message is a plain sentence for an admin: what happened, where, and what to do; it holds no
/// secret and no address with a query string.
public class ConnectorException extends RuntimeException {
    private final Problem problem;
    private final @Nullable Duration retryAfter;

    public ConnectorException(Problem problem, String message) {
        this(problem, message, null, null);
    }

    public ConnectorException(Problem problem, String message, @Nullable Throwable cause) {
        this(problem, message, null, cause);
    }

    /// @param retryAfter how long the upstream asked us to wait, null when it did not say
    public ConnectorException(
            Problem problem, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public Problem problem() {
        return problem;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
