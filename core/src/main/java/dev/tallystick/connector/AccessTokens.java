package dev.tallystick.connector;

/// Access tokens of a connection whose connector declares a [SignIn]. They are renewed behind the connector's back,
/// once for all nodes.
public interface AccessTokens {

    /// For connectors that sign in by themselves, or not at all.
    AccessTokens NONE = new AccessTokens() {
        @Override
        public String current() {
            throw new ConnectorException(Problem.SETTINGS, "This connection has no sign-in that gives access tokens.");
        }

        @Override
        public String refreshed(String refused) {
            return current();
        }
    };

    /// A token to send now. Ask for each request anew: it is cheap, and the answer changes.
    ///
    /// @throws ConnectorException with [Problem#SIGN_IN] when a person must connect (again), with
    ///     [Problem#UNAVAILABLE] when the sign-in service is away; the message says which, and what to do
    String current();

    /// Another token after the upstream refused this one (401). When the next is refused too, it is no use to ask
    /// again.
    String refreshed(String refused);
}
