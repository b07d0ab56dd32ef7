package dev.tallystick.plan;

/// Which way the values of a field, or the rows of a sync, may go.
public enum Flow {
    BOTH,
    TO_RIGHT,
    TO_LEFT;

    public boolean reaches(Side side) {
        return this == BOTH || (this == TO_RIGHT ? side == Side.RIGHT : side == Side.LEFT);
    }
}
