package dev.tallystick.connectors.http.request;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.template.Span;
import dev.tallystick.connectors.http.value.Dpath;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Logs in once, and sends the token of the answer until it expires.
final class SessionToken implements Authenticator {
    private final Logins logins;
    private final Requester login;
    private final List<String> path;
    private final @Nullable Span lifetime;
    private final @Nullable RequestOption option;
    private final Expression text;
    private @Nullable String token;
    private Instant expires = Instant.MIN;

    SessionToken(Component component, Expressions expressions, Logins logins) {
        this.logins = logins;
        this.login = new Requester(component.requiredChild("login_requester"), expressions, logins);
        this.path = component.list("session_token_path").stream()
                .map(String::valueOf)
                .toList();
        this.lifetime = component.text("expiration_duration").map(Span::parse).orElse(null);
        var use = component.requiredChild("request_authentication");
        this.option = use.child("inject_into")
                .map(place -> new RequestOption(place, expressions))
                .orElse(null);
        this.text = expressions.of(use.field("api_token").orElse("{{ session_token }}"), use.parameters());
    }

    @Override
    public void sign(Options options) {
        var session = session();
        if (option == null) {
            options.put(Place.HEADER, "Authorization", "Bearer " + session);
        } else {
            option.inject(text.value(Map.of("session_token", session)), options);
        }
    }

    private String session() {
        var now = logins.clock().instant();
        var known = token;
        if (known != null && now.isBefore(expires)) {
            return known;
        }
        var fresh = Dpath.get(logins.answer(login), path)
                .map(PythonText::of)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SIGN_IN,
                        "The answer to the sign-in holds no token. Check the user name and password."));
        token = fresh;
        expires = lifetime == null
                ? Instant.MIN
                : lifetime.addedTo(now.atOffset(ZoneOffset.UTC)).toInstant();
        return fresh;
    }

    @Override
    public boolean renew() {
        boolean had = token != null;
        token = null;
        return had;
    }
}
