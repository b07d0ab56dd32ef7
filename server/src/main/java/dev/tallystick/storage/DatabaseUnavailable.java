package dev.tallystick.storage;

/// The database did not answer, or no connection was free in time. It may be back in a moment: an endpoint answers
/// 503, a run is tried again.
public final class DatabaseUnavailable extends RuntimeException {
    DatabaseUnavailable(Throwable cause) {
        super("The database does not answer at the moment.", cause);
    }
}
