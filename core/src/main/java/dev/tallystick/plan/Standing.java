package dev.tallystick.plan;

/// How a pair stands between runs.
public enum Standing {
    OPEN,
    /// One row is gone, and the survivor carries the archive mark.
    ARCHIVED,
    /// A person accepts that the row is on the left and not on the right: no delete, and no create until it is edited.
    LEFT_ONLY,
    /// As [#LEFT_ONLY], the other way round.
    RIGHT_ONLY,
    /// A person paused this row.
    PAUSED,
    /// Both rows are gone, one of them because we deleted it.
    GONE,
    /// Neither side is written any more.
    CLOSED;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
