package dev.tallystick.connection;

/// A sealed value could not be opened: it was changed, or is not where it was sealed. It never says which, nor how
/// far it got. The way out is to enter the secret again.
public final class SecretUnreadable extends RuntimeException {
    SecretUnreadable() {
        super("A stored secret cannot be read. Enter it again.");
    }
}
