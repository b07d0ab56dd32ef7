package dev.tallystick.connector;

/// The write was refused by the target because a later holder of the run's lease has already spoken. Nothing landed;
/// the worker that gets this is a zombie and must stop.
public final class FencedException extends RuntimeException {
    public FencedException(String message) {
        super(message);
    }
}
