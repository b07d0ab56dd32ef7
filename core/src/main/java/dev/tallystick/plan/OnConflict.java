package dev.tallystick.plan;

/// What happens to a field that both sides changed to different values since they last agreed. Whoever loses is kept
/// in the conflict and can be restored.
public enum OnConflict {
    /// Only this field is frozen until a person decides, or until both sides say the same.
    MANUAL,
    LEFT,
    RIGHT,
    /// For values that are sets: the base, with what either side added, without what either removed.
    UNION,
    /// The row that was changed later, by the systems' own clocks; refused where a side has no such time.
    NEWEST
}
