package dev.tallystick.connection;

import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;

/// The lab's own key where a person or a service account would sign in.
record RehearsalTokens(String key) implements AccessTokens {
    @Override
    public String current() {
        return key;
    }

    @Override
    public String refreshed(String refused) {
        throw new ConnectorException(
                Problem.SIGN_IN, "The lab does not take its own key. Was it told to refuse everybody?");
    }

    /// It holds a key.
    @Override
    public String toString() {
        return "RehearsalTokens";
    }
}
