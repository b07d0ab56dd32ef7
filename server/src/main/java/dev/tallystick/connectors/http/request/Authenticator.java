package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.Dpath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Puts the credential into each request, anew at each try.
public interface Authenticator {

    void sign(Options options);

    /// Forgets a token that the other side no longer takes; false when there is none to renew.
    default boolean renew() {
        return false;
    }

    Authenticator NONE = _ -> {};

    /// @param logins sends the requests of authenticators that must ask for a token first
    static Authenticator of(Component component, Expressions expressions, Logins logins) {
        var parameters = component.parameters();
        return switch (component.type()) {
            case "NoAuth" -> NONE;
            case "BearerAuthenticator" -> {
                var token = expressions.of(component.required("api_token"), parameters);
                yield options -> options.put(Place.HEADER, "Authorization", "Bearer " + token.text());
            }
            case "BasicHttpAuthenticator" -> {
                var name = expressions.of(component.required("username"), parameters);
                var password = expressions.of(component.field("password").orElse(""), parameters);
                yield options -> options.put(Place.HEADER, "Authorization", basic(name, password));
            }
            case "ApiKeyAuthenticator" -> apiKey(component, expressions);
            case "SessionTokenAuthenticator" -> new SessionToken(component, expressions, logins);
            case "OAuthAuthenticator" -> new OAuth(component, expressions, logins);
            case "SelectiveAuthenticator" -> selected(component, expressions, logins);
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    private static String basic(Expression name, Expression password) {
        var both = name.text() + ":" + password.text();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static Authenticator apiKey(Component component, Expressions expressions) {
        var token = expressions.of(component.field("api_token").orElse(""), component.parameters());
        var header = component.text("header").filter(name -> !name.isEmpty());
        var place = component.child("inject_into");
        if (header.isPresent() == place.isPresent()) {
            throw new ManifestException("An ApiKeyAuthenticator needs either header or inject_into.");
        }
        if (place.isPresent()) {
            var option = new RequestOption(place.get(), expressions);
            return options -> option.inject(token.value(Map.of()), options);
        }
        var name = expressions.of(header.orElseThrow(), component.parameters());
        return options -> options.put(Place.HEADER, name.text(), token.text());
    }

    private static Authenticator selected(Component component, Expressions expressions, Logins logins) {
        var path = component.list("authenticator_selection_path").stream()
                .map(String::valueOf)
                .toList();
        var choice = Dpath.get(expressions.config(), path)
                .map(dev.tallystick.connectors.http.template.PythonText::of)
                .orElseThrow(() -> new ManifestException(
                        "The setting " + String.join(".", path) + " is missing; it chooses how to sign in."));
        var chosen = component
                .requiredChild("authenticators")
                .child(choice)
                .orElseThrow(() -> new ManifestException(
                        "The setting " + String.join(".", path) + " names no way to sign in that the manifest has."));
        return of(chosen, expressions, logins);
    }
}
