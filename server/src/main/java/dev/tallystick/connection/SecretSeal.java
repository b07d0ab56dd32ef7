package dev.tallystick.connection;

/// Seals a secret for the place where it is kept; opened at any other place it stays shut.
public interface SecretSeal {

    String seal(Secret secret, Place place);

    Secret open(String sealed, Place place);
}
