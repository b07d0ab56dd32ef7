package dev.tallystick.plan;

import java.util.Locale;

/// The two sides of a sync. One-way goes from left to right.
public enum Side {
    LEFT,
    RIGHT;

    public Side other() {
        return this == LEFT ? RIGHT : LEFT;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
