package dev.tallystick.connectors.http.value;

/// Python's `None` and JSON's `null`. An object of its own, so that maps and lists of values hold no Java null.
public enum None {
    NONE;

    @Override
    public String toString() {
        return "None";
    }
}
