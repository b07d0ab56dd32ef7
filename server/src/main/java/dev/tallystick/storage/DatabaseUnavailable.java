package dev.tallystick.storage;

/// The database did not answer, or no connection was free in time. It may be back in a moment: an endpoint answers
/// 503, a run is tried again.
public final class DatabaseUnavailable extends RuntimeException {
    private final boolean away;

    DatabaseUnavailable(Throwable cause, boolean away) {
        super("The database does not answer at the moment.", cause);
        this.away = away;
    }

    /// True when the database itself cannot be reached, which the log has said once already; false when only this
    /// caller got no connection, or lost its own.
    public boolean isAway() {
        return away;
    }
}
