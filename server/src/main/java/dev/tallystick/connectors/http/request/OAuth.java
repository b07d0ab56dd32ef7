package dev.tallystick.connectors.http.request;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.template.DateFormats;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.template.PythonText;
import dev.tallystick.connectors.http.template.TemplateException;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Truth;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Exchanges what the configuration holds for an access token, and again when it has expired. Refresh tokens that can
/// be used only once need a place to keep the next one, which a connector does not have: `validate` names those.
final class OAuth implements Authenticator {
    private static final Duration UNKNOWN_LIFETIME = Duration.ofHours(1);
    private static final int DEEPEST = 5;

    private final Component component;
    private final Expressions expressions;
    private final Logins logins;
    private @Nullable String token;
    private Instant expires = Instant.MIN;

    OAuth(Component component, Expressions expressions, Logins logins) {
        this.component = component;
        this.expressions = expressions;
        this.logins = logins;
        given("access_token_value").ifPresent(value -> {
            token = value;
            expires = given("token_expiry_date").map(this::instant).orElse(Instant.MIN);
        });
    }

    private Instant instant(String text) {
        try {
            return component.text("token_expiry_date_format").isPresent()
                    ? DateFormats.parse(
                                    text,
                                    component.text("token_expiry_date_format").orElseThrow())
                            .toInstant()
                    : DateFormats.parseIso(text).toInstant();
        } catch (TemplateException _) {
            return Instant.MIN;
        }
    }

    private Optional<String> given(String field) {
        return component
                .field(field)
                .map(source -> expressions.of(source, component.parameters()))
                .map(expression -> expression.valueOrNone(Map.of(), String.class::isInstance))
                .filter(value -> value != None.NONE)
                .map(PythonText::of)
                .filter(text -> !text.isEmpty());
    }

    @Override
    public void sign(Options options) {
        options.put(Place.HEADER, "Authorization", "Bearer " + accessToken());
    }

    @Override
    public boolean renew() {
        boolean can = given("token_refresh_endpoint").isPresent();
        if (can) {
            expires = Instant.MIN;
        }
        return can;
    }

    private String accessToken() {
        var known = token;
        var endpoint = given("token_refresh_endpoint");
        if (known != null && (endpoint.isEmpty() || !logins.clock().instant().isAfter(expires))) {
            return known;
        }
        if (endpoint.isEmpty()) {
            throw new ConnectorException(
                    Problem.SIGN_IN, "There is no access token. Fill in the connection's credentials.");
        }
        return refreshed(endpoint.get());
    }

    private String refreshed(String endpoint) {
        var answer = logins.answer(request(endpoint));
        var fresh = find(answer, name("access_token_name", "access_token"), DEEPEST)
                .map(PythonText::of)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SIGN_IN, "The answer to the sign-in holds no access token. Connect again."));
        token = fresh;
        expires = find(answer, name("expires_in_name", "expires_in"), DEEPEST)
                .map(this::expiry)
                .orElse(logins.clock().instant().plus(UNKNOWN_LIFETIME));
        return fresh;
    }

    private Instant expiry(Object value) {
        var text = PythonText.of(value);
        if (component.text("token_expiry_date_format").isPresent()) {
            return instant(text);
        }
        try {
            return logins.clock().instant().plusSeconds((long) Double.parseDouble(text));
        } catch (NumberFormatException _) {
            return logins.clock().instant().plus(UNKNOWN_LIFETIME);
        }
    }

    private Request request(String endpoint) {
        Map<String, Object> headers = mapping("refresh_request_headers");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(name("grant_type_name", "grant_type"), given("grant_type").orElse("refresh_token"));
        if (headers.keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            given("client_id").ifPresent(value -> body.put(name("client_id_name", "client_id"), value));
            given("client_secret").ifPresent(value -> body.put(name("client_secret_name", "client_secret"), value));
        }
        given("refresh_token").ifPresent(value -> body.put(name("refresh_token_name", "refresh_token"), value));
        var scopes = component.list("scopes");
        if (!scopes.isEmpty()) {
            body.put(
                    "scopes",
                    scopes.stream()
                            .map(scope -> (Object) expressions
                                    .of(scope, component.parameters())
                                    .text())
                            .toList());
        }
        mapping("refresh_request_body").forEach(body::putIfAbsent);
        boolean inQuery = component.flag("send_refresh_request_as_query_params", false);
        var uri = inQuery ? Urls.withQuery(endpoint, body) : URI.create(endpoint);
        var request = Request.of(Method.POST, uri);
        for (var header : headers.entrySet()) {
            if (!header.getKey().equalsIgnoreCase("Content-Type")) {
                request = request.with(header.getKey(), PythonText.of(header.getValue()));
            }
        }
        if (inQuery) {
            return request;
        }
        boolean json = headers.entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type")
                        && PythonText.of(header.getValue()).contains("json"));
        return json
                ? request.body(
                        "application/json",
                        dev.tallystick.connectors.http.value.JsonValues.compact(body)
                                .getBytes(StandardCharsets.UTF_8))
                : request.body(
                        "application/x-www-form-urlencoded", Urls.form(body).getBytes(StandardCharsets.UTF_8));
    }

    private String name(String field, String otherwise) {
        return given(field).orElse(otherwise);
    }

    private Map<String, Object> mapping(String field) {
        Map<String, Object> values = new LinkedHashMap<>();
        component
                .child(field)
                .ifPresent(map -> map.fields().forEach((key, source) -> {
                    var value = expressions.of(source, component.parameters()).valueOrNone(Map.of(), any -> true);
                    if (value != None.NONE) {
                        values.put(key, value);
                    }
                }));
        return values;
    }

    private static Optional<Object> find(Object answer, String name, int depth) {
        if (depth < 0) {
            return Optional.empty();
        }
        if (answer instanceof Map<?, ?> map) {
            Object there = map.get(name);
            if (Truth.of(there)) {
                return Optional.ofNullable(there);
            }
            return first(List.copyOf(map.values()), name, depth);
        }
        return answer instanceof List<?> items ? first(items, name, depth) : Optional.empty();
    }

    private static Optional<Object> first(List<?> values, String name, int depth) {
        for (var value : values) {
            var found = find(value, name, depth - 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
