package dev.tallystick.connection;

import dev.tallystick.egress.AllowedPlaces;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.HttpDate;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks token addresses, and tells apart what an answer means for the tokens that were used (RFC 6749, 5.1 and 5.2).
/// What a provider says in words is not passed on: it may repeat what it was sent.
final class TokenEndpoint {
    /// Well below the time for which a renewal is leased.
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final long MOST_BYTES = 1 << 20;

    private final EgressClient egress;
    private final Clock clock;

    TokenEndpoint(EgressClient egress, Clock clock) {
        this.egress = egress;
        this.clock = clock;
    }

    sealed interface Answer {
        /// @param refresh none when the old one stays in force
        /// @param life none when the provider does not say
        /// @param scopes none when they are those that were asked for
        record Granted(
                Secret access,
                @Nullable Secret refresh,
                @Nullable Duration life,
                @Nullable List<String> scopes) implements Answer {}

        /// The provider understood and said no.
        ///
        /// @param error its word for it, such as `invalid_grant`; empty when it has none
        /// @param date what the provider's clock says
        record Refused(int status, String error, Optional<Instant> date) implements Answer {
            /// For sentences.
            String word() {
                return error.isEmpty() ? Integer.toString(status) : error;
            }
        }

        /// There is no answer that can be used; another time there may be.
        ///
        /// @param perhapsDone what was sent may have been handled all the same
        record Away(
                String sentence,
                boolean perhapsDone,
                @Nullable Duration retryAfter) implements Answer {}

        /// The address cannot be asked at all.
        record Unreachable(String sentence) implements Answer {}
    }

    /// @param authorization of HTTP Basic, null when the form says who asks
    Answer ask(URI address, Map<String, String> form, @Nullable String authorization, List<String> allow) {
        var request = Request.of(Method.POST, address)
                .body("application/x-www-form-urlencoded", encoded(form).getBytes(StandardCharsets.UTF_8))
                .with("Accept", "application/json")
                .within(Limits.STANDARD.deadline(DEADLINE).bytes(MOST_BYTES, MOST_BYTES))
                .allowing(AllowedPlaces.list(allow));
        if (authorization != null) {
            request = request.with("Authorization", authorization);
        }
        Response response;
        try {
            response = egress.send(request);
        } catch (EgressException e) {
            var sentence = String.valueOf(e.getMessage());
            return switch (e.kind()) {
                case REFUSED_URL, REFUSED_ADDRESS -> new Answer.Unreachable(sentence);
                default -> new Answer.Away(sentence, e.ambiguous(), null);
            };
        }
        return answer(response, String.valueOf(address.getHost()));
    }

    /// Ends a token and all that came of it (RFC 7009); one that has ended already is as good.
    ///
    /// @return false when the provider could not be asked, or said something else
    boolean revoke(URI address, Secret token, @Nullable String authorization, List<String> allow) {
        var request = Request.of(Method.POST, address)
                .body(
                        "application/x-www-form-urlencoded",
                        encoded(Map.of("token", token.reveal())).getBytes(StandardCharsets.UTF_8))
                .with("Accept", "application/json")
                .within(Limits.STANDARD.deadline(DEADLINE).bytes(MOST_BYTES, MOST_BYTES))
                .allowing(AllowedPlaces.list(allow));
        if (authorization != null) {
            request = request.with("Authorization", authorization);
        }
        try {
            var response = egress.send(request);
            return response.ok() || error(response).equals("invalid_token");
        } catch (EgressException _) {
            return false;
        }
    }

    private Answer answer(Response response, String host) {
        int status = response.status();
        if (status == 429 || status >= 500) {
            return new Answer.Away(
                    host + " answered " + status + " to the sign-in.",
                    status != 429,
                    RetryAfter.of(response.headers(), clock.instant()).orElse(null));
        }
        if (!response.ok()) {
            return new Answer.Refused(
                    status,
                    error(response),
                    response.headers().first("Date").flatMap(date -> HttpDate.parse(date, clock.instant())));
        }
        try {
            return granted(JsonBodies.parse(response), host);
        } catch (EgressException e) {
            return new Answer.Away(String.valueOf(e.getMessage()), true, null);
        }
    }

    private static Answer granted(JsonNode json, String host) {
        var access = text(json, "access_token");
        // Some providers write it with a blank at its end.
        var type = text(json, "token_type").map(String::strip).orElse("Bearer");
        if (access.isEmpty() || !type.equalsIgnoreCase("Bearer")) {
            return new Answer.Away(host + " gave no access token that can be used.", true, null);
        }
        return new Answer.Granted(
                new Secret(access.get()),
                text(json, "refresh_token").map(Secret::new).orElse(null),
                json.path("expires_in").isNumber() || json.path("expires_in").isString()
                        ? life(json.path("expires_in").asString())
                        : null,
                text(json, "scope")
                        .map(scopes -> Arrays.asList(scopes.strip().split("[ ,]+")))
                        .orElse(null));
    }

    private static @Nullable Duration life(String seconds) {
        return seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    private static String error(Response response) {
        try {
            return text(JsonBodies.parse(response), "error")
                    .filter(word -> word.matches("[a-z_]{1,60}"))
                    .orElse("");
        } catch (EgressException _) {
            return ""; // the status alone must do
        }
    }

    private static Optional<String> text(JsonNode json, String field) {
        var node = json.path(field);
        return node.isString() && !node.asString().isBlank() ? Optional.of(node.asString()) : Optional.empty();
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The two are encoded first (RFC 6749, 2.3.1).
    static String basic(String clientId, String clientSecret) {
        var both = encoded(clientId) + ":" + encoded(clientSecret);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
