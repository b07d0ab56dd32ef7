package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.AccessTokens;
import java.util.Optional;

/// What a request is signed with. This and [Pace] are all that the client knows of the server around it.
interface Credential {

    /// To be asked for each request anew.
    String current();

    /// Another one after this was refused; empty where there can be none.
    Optional<String> instead(String refused);

    /// By OAuth; the server renews what has run out.
    static Credential of(AccessTokens tokens) {
        return new Credential() {
            @Override
            public String current() {
                return tokens.current();
            }

            @Override
            public Optional<String> instead(String refused) {
                return Optional.of(tokens.refreshed(refused));
            }
        };
    }

    /// A personal access token: nothing but a person can replace it.
    static Credential personal(String token) {
        return new Credential() {
            @Override
            public String current() {
                return token;
            }

            @Override
            public Optional<String> instead(String refused) {
                return Optional.empty();
            }

            @Override
            public String toString() {
                return "a personal access token";
            }
        };
    }
}
