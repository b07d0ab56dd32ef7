package dev.tallystick.connectors.http.select;

/// The answer is not what it should be. The message completes "… answered with …".
public final class BadAnswer extends RuntimeException {
    public BadAnswer(String message) {
        super(message, null, false, false);
    }
}
