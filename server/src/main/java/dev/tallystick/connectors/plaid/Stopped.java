package dev.tallystick.connectors.plaid;

/// The attempt was told to stop, and nothing more is asked.
final class Stopped extends RuntimeException {
    Stopped() {
        super(null, null, false, false);
    }
}
