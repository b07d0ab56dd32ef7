package dev.tallystick.connector;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a connection gets access tokens, where its connector does not simply send a secret from the settings. The
/// connector declares it; the server does it and hands out [AccessTokens].
public sealed interface SignIn {

    /// A person allows it once in their browser (RFC 6749, authorization code). The connector lists the two settings
    /// of [OAuth#settings], and its connections have them from registering an application with the provider.
    ///
    /// @param provider as people call it, for sentences
    /// @param scopes what is asked for; what the person unticks is named to them
    /// @param pkce sends a proof key (RFC 7636); off only for providers that choke on it
    /// @param secret how the client secret is sent
    /// @param rotating each renewal gives a new refresh token and ends the old one
    /// @param more further parameters of the authorize address
    /// @param revokeUrl where a token is ended that is not wanted any more (RFC 7009); null where there is none
    record OAuth(
            String provider,
            URI authorizeUrl,
            URI tokenUrl,
            List<String> scopes,
            boolean pkce,
            ClientSecret secret,
            boolean rotating,
            Map<String, String> more,
            @Nullable URI revokeUrl)
            implements SignIn {
        /// Names of settings, the same for all connectors.
        public static final String CLIENT_ID = "client_id";

        public static final String CLIENT_SECRET = "client_secret";

        public OAuth {
            scopes = List.copyOf(scopes);
            more = Map.copyOf(new TreeMap<>(more));
        }

        /// Of a provider that ends tokens only by the hand of the person who allowed them.
        public OAuth(
                String provider,
                URI authorizeUrl,
                URI tokenUrl,
                List<String> scopes,
                boolean pkce,
                ClientSecret secret,
                boolean rotating,
                Map<String, String> more) {
            this(provider, authorizeUrl, tokenUrl, scopes, pkce, secret, rotating, more, null);
        }

        /// What the connector adds to its [Settings], both optional there: a connection may sign in another way.
        public static List<Settings.Setting> settings() {
            return List.of(
                    Settings.Setting.optional(
                            CLIENT_ID, Settings.Kind.TEXT, "The id of the application registered with the provider."),
                    new Settings.Setting(
                            CLIENT_SECRET,
                            Settings.Kind.TEXT,
                            false,
                            true,
                            "The secret of that application, where it has one."));
        }
    }

    /// How a client secret goes to the token address.
    enum ClientSecret {
        /// As HTTP Basic when there is one; without one the client id stands in the form.
        BASIC,
        /// In the form, beside the client id.
        FORM
    }

    /// A program signs in for itself, with a key file of the shape that Google gives to service accounts: signed
    /// assertions (RFC 7523) buy access tokens.
    ///
    /// @param keyFile the content: JSON with `client_email`, `private_key`, `private_key_id` and `token_uri`
    /// @param tokenUrl instead of the file's own, null to take that
    /// @param subject the person to act for, where the domain lets it; null for nobody
    record ServiceAccount(
            String provider,
            String keyFile,
            @Nullable URI tokenUrl,
            List<String> scopes,
            @Nullable String subject) implements SignIn {
        public ServiceAccount {
            scopes = List.copyOf(scopes);
        }

        /// It holds a key.
        @Override
        public String toString() {
            return "ServiceAccount[" + provider + "]";
        }
    }
}
