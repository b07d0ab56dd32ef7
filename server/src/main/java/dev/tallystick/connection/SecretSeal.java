package dev.tallystick.connection;

/// Seals a secret for the place where it is kept; opened at any other place it stays shut.
public interface SecretSeal {

    /// @param place workspace, table, row and column
    String seal(String secret, String place);

    String open(String sealed, String place);
}
