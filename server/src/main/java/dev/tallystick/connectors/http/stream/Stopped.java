package dev.tallystick.connectors.http.stream;

/// The attempt should end. Thrown between pages and before waits, caught where the listing ends.
public final class Stopped extends RuntimeException {
    Stopped() {
        super("stopped", null, false, false);
    }
}
