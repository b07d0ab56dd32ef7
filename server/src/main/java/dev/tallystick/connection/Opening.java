package dev.tallystick.connection;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.SignIn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection with all that opening it takes. It holds secrets in the clear and is never printed, stored or sent.
///
/// @param values in a rehearsal with the lab's address and key
/// @param allow places on the inside it may reach
/// @param lab where it is rehearsed; null for the real thing
record Opening(
        Connection connection,
        Connector connector,
        SettingValues values,
        List<String> allow,
        LabAddresses.@Nullable LabAddress lab) {

    Optional<SignIn> signIn() {
        return connector.signIn(values);
    }

    /// Empty when it does not sign in through a browser.
    ///
    /// @throws ConnectorException with [Problem#SETTINGS] when no application is named
    Optional<OAuthTokens.Client> client() {
        return signIn().filter(SignIn.OAuth.class::isInstance)
                .map(SignIn.OAuth.class::cast)
                .map(this::client);
    }

    private OAuthTokens.Client client(SignIn.OAuth oauth) {
        var id = values.optionalText(SignIn.OAuth.CLIENT_ID)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "'" + connection.name() + "' needs the setting '" + SignIn.OAuth.CLIENT_ID
                                + "': register an application with " + oauth.provider() + " and put its id there."));
        return new OAuthTokens.Client(
                connection.workspace(),
                connection.id(),
                connection.name(),
                oauth,
                id,
                values.optionalText(SignIn.OAuth.CLIENT_SECRET)
                        .filter(text -> !text.isBlank())
                        .map(Secret::new)
                        .orElse(null),
                // The lab listens at another port after each start.
                fingerprint(id, connection.rehearsal() ? URI.create("rehearsal:") : oauth.tokenUrl()),
                allow);
    }

    private static String fingerprint(String id, URI address) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((id + "\n" + address).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return "Opening[" + connection.name() + "]";
    }
}
