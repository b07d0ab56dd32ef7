package dev.tallystick.host;

/// The attempt was told to stop while the job asked for something.
final class Stopped extends RuntimeException {
    Stopped() {
        super("The run was asked to stop.", null, false, false);
    }
}
