package dev.tallystick.connectors.csv;

/// The attempt should end soon.
final class Stopped extends RuntimeException {
    Stopped() {
        super("stopped", null, false, false);
    }
}
