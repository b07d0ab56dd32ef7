package dev.tallystick.lab.google.grid;

public enum Dimension {
    ROWS,
    COLUMNS
}
