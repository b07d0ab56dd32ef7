package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// One call to a provider at a time, counted where its plan counts.
final class Client {
    private final RatesSettings settings;
    private final EgressClient egress;
    private final Surroundings surroundings;
    private final AllowList allowed;
    private final Optional<Budget.Limit> month;

    Client(RatesSettings settings, EgressClient egress, Surroundings surroundings) {
        this.settings = settings;
        this.egress = egress;
        this.surroundings = surroundings;
        allowed = AllowedPlaces.of(surroundings);
        month = settings.monthlyCalls()
                .map(calls -> Budget.Limit.monthly(
                        "exchange-rates/" + settings.provider().word() + "/"
                                + fingerprint(settings.appId().orElse("")),
                        "the plan at " + host(),
                        calls));
    }

    Clock clock() {
        return surroundings.clock();
    }

    String host() {
        return URI.create(settings.address()).getHost();
    }

    Optional<Budget.Limit> month() {
        return month;
    }

    /// @param calls that the provider will count for this one
    /// @param refused makes what is thrown of an answer that is no success; empty to judge by the status
    /// @throws Stopped when the attempt should end
    JsonNode get(String path, String query, long calls, BiFunction<Response, Optional<JsonNode>, Refused> refused) {
        try {
            return JsonBodies.read(send(path, query, calls, refused));
        } catch (EgressException e) {
            throw withoutAnswer(e);
        }
    }

    /// As [#get], of an answer that is no JSON.
    Response send(String path, String query, long calls, BiFunction<Response, Optional<JsonNode>, Refused> refused) {
        for (long call = 1; call < calls; call++) {
            take(month).close();
        }
        try (var _ = take(calls == 0 ? Optional.empty() : month)) {
            var response = egress.send(Request.get(address(path, query)).allowing(allowed));
            if (!response.ok() || isRefusal(response)) {
                throw trouble(response, refused);
            }
            return response;
        } catch (EgressException e) {
            throw withoutAnswer(e);
        }
    }

    private Surroundings.Turn take(Optional<Budget.Limit> limit) {
        if (surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        if (limit.isEmpty()) {
            return () -> {};
        }
        var turn = surroundings.turn("rates", limit.get());
        if (turn == null) {
            throw new Stopped();
        }
        return turn;
    }

    /// Some say no with 200. Source: clients of Open Exchange Rates.
    private static boolean isRefusal(Response response) {
        return body(response)
                .filter(body -> body.path("error").asBoolean(false))
                .isPresent();
    }

    private static Optional<JsonNode> body(Response response) {
        try {
            return Optional.of(JsonBodies.read(response)).filter(JsonNode::isObject);
        } catch (EgressException _) {
            return Optional.empty(); // a page of a gateway; the status says enough
        }
    }

    private URI address(String path, String query) {
        var key = settings.appId().map(id -> "app_id=" + encoded(id)).orElse("");
        var whole = query.isEmpty() || key.isEmpty() ? query + key : key + "&" + query;
        return URI.create(settings.address() + path + (whole.isEmpty() ? "" : "?" + whole));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What a refusal means.
    record Refused(Problem problem, String sentence) {}

    private ConnectorException trouble(Response response, BiFunction<Response, Optional<JsonNode>, Refused> meaning) {
        var refused = meaning.apply(response, body(response));
        var wait = refused.problem().retryable()
                ? RetryAfter.of(response.headers(), clock().instant()).orElse(null)
                : null;
        return new ConnectorException(refused.problem(), refused.sentence(), wait, null);
    }

    /// By the status alone.
    Refused byStatus(Response response) {
        var what = host() + " answered " + response.status() + ": ";
        return switch (response.status()) {
            case 401 -> new Refused(Problem.SIGN_IN, what + "the App ID was refused. Check the connection's app_id.");
            case 403 -> new Refused(Problem.PERMISSION, what + "it does not let us in.");
            case 404 -> new Refused(Problem.NOT_FOUND, what + "there are no rates at this address.");
            case 429 -> new Refused(Problem.RATE_LIMIT, what + "there were too many requests. It goes on by itself.");
            default ->
                response.status() >= 500
                        ? new Refused(Problem.UNAVAILABLE, what + "it is not available now. It goes on by itself.")
                        : new Refused(Problem.REJECTED, what + "the request was refused.");
        };
    }

    private ConnectorException withoutAnswer(EgressException e) {
        if (e.kind() == EgressException.Kind.INTERRUPTED
                || surroundings.stopping().getAsBoolean()) {
            throw new Stopped();
        }
        return new ConnectorException(e.problem(), e.getMessage() + " This was for exchange rates.", e);
    }

    /// Tells keys apart without holding them.
    private static String fingerprint(String key) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
