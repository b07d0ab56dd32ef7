package dev.tallystick.storage;

/// Names one workspace. It lives here and not in `workspace`, since every transaction needs it and `workspace` needs
/// `storage`.
public record WorkspaceId(long value) {
    public WorkspaceId {
        if (value <= 0) {
            throw new IllegalArgumentException("A workspace id is positive, not " + value);
        }
    }
}
