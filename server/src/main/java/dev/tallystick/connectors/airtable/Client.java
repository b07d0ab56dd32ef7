package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/// Sends one call at a time until there is an answer to work with.
///
/// Reading is safe to repeat, so it is, a few times. A write whose answer was lost may have been carried out, or
/// may still be: it is never sent again but becomes an [AmbiguousWriteException]. A 429 says that nothing was
/// done, to a write as to a read.
final class Client {
    private static final int TRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /// A longer wait is better spent without a worker.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /// Numbers are written as people do: `1E+3` is the same in JSON, and not to everybody who reads it.
    private static final ObjectWriter JSON =
            JsonBodies.mapper().writer().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);

    private final URI address;
    private final Wire wire;
    private final Credential credential;
    private final Pace pace;
    private final Pause pause;
    private final Timing timing;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private Pace.Spends spends = Pace.Spends.MONTH;
    private Duration ahead = Duration.ZERO;
    private Instant sentAt = Instant.EPOCH;

    /// The way out.
    @FunctionalInterface
    interface Wire {
        Response send(Request request);

        default Wire with(UnaryOperator<Request> change) {
            return request -> send(change.apply(request));
        }
    }

    /// @param server the time by the server's clock, where the answer says it
    record Answer(JsonNode body, Optional<Instant> server) {}

    Client(
            URI address,
            Wire wire,
            Credential credential,
            Pace pace,
            Pause pause,
            Timing timing,
            Clock clock,
            BooleanSupplier stopping) {
        this.address = address;
        this.wire = wire;
        this.credential = credential;
        this.pace = pace;
        this.pause = pause;
        this.timing = timing;
        this.clock = clock;
        this.stopping = stopping;
    }

    /// What the calls after this are taken from.
    void spend(Pace.Spends from) {
        spends = from;
    }

    boolean stopping() {
        return stopping.getAsBoolean();
    }

    Clock clock() {
        return clock;
    }

    /// How far the server's clock is ahead of ours, by its last answer; less than zero when it is behind.
    Duration ahead() {
        return ahead;
    }

    /// When the last call was sent, after the wait for its turn.
    Instant sentAt() {
        return sentAt;
    }

    /// @throws RejectedException when Airtable understood and said no
    /// @throws AmbiguousWriteException when the call writes and its answer was lost
    /// @throws StoppedException when the attempt should stop, and the call was not made
    Answer send(Call call) {
        String token = credential.current();
        boolean renewed = false;
        int frozen = 0;
        for (int tried = 1; ; tried++) {
            Response response;
            try (var turn = pace.turn(call.base(), call.kind(), spends)) {
                if (turn == null) {
                    throw new StoppedException();
                }
                sentAt = clock.instant();
                response = wire.send(request(call, token));
            } catch (EgressException e) {
                waitOrThrow(withoutAnswer(e, call), e.kind().retryable(), tried, null);
                continue;
            }
            switch (response.status() / 100) {
                case 2 -> {
                    try {
                        var answer = answer(response);
                        answer.server().ifPresent(time -> ahead = Duration.between(clock.instant(), time));
                        return answer;
                    } catch (EgressException e) {
                        waitOrThrow(unreadable(call, e), true, tried, null);
                    }
                }
                case 5 -> {
                    var asked =
                            RetryAfter.of(response.headers(), clock.instant()).orElse(null);
                    waitOrThrow(failed(call, response.status(), asked), true, tried, asked);
                }
                default -> {
                    var body = ErrorBody.of(response);
                    if (body.status() == 401 && !renewed) {
                        renewed = true;
                        token = credential.instead(token).orElseThrow(Refusals::signIn);
                    } else if (body.status() == 429 && !body.is("PUBLIC_API_BILLING_LIMIT_EXCEEDED")) {
                        frozen++;
                        freeze(call, response, frozen);
                    } else {
                        throw refused(call, body);
                    }
                    tried--; // neither was a try that failed
                }
            }
        }
    }

    private Request request(Call call, String token) {
        var uri = URI.create(address + call.path() + (call.query().isEmpty() ? "" : "?" + call.query()));
        var request = call.body() == null
                ? Request.of(call.method(), uri)
                : Request.of(call.method(), uri)
                        .body(
                                "application/json",
                                JSON.writeValueAsString(call.body()).getBytes(StandardCharsets.UTF_8));
        return request.with("Authorization", "Bearer " + token);
    }

    /// A body that cannot be read is as good as none.
    private static Answer answer(Response response) {
        var body = response.mediaType().equals("text/html") ? JsonBodies.read(response) : JsonBodies.parse(response);
        if (!body.isObject() || (body.has("error") && !body.has("records"))) {
            throw new EgressException(
                    EgressException.Kind.BAD_RESPONSE, true, "The answer is not what was asked for", null);
        }
        return new Answer(body, response.headers().first("Date").flatMap(Client::time));
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    // ---- what to do about it

    private static ConnectorException withoutAnswer(EgressException e, Call call) {
        return call.writes() && e.ambiguous() ? lost(call, e) : Refusals.withoutAnswer(e, call);
    }

    private static ConnectorException unreadable(Call call, EgressException e) {
        return call.writes() ? lost(call, e) : Refusals.unreadable(call, e);
    }

    /// A 5xx may come from a gateway that had passed the call on.
    private static ConnectorException failed(Call call, int status, @Nullable Duration retryAfter) {
        var trouble = Refusals.unavailable(call, status, retryAfter);
        return call.writes() ? lost(call, trouble) : trouble;
    }

    private static AmbiguousWriteException lost(Call call, RuntimeException cause) {
        return new AmbiguousWriteException(
                "The answer to a write to " + call.subject() + " was lost, so whether it was done must be looked up. "
                        + cause.getMessage(),
                cause);
    }

    private ConnectorException refused(Call call, ErrorBody body) {
        return switch (body.status()) {
            case 401 -> Refusals.signIn();
            case 403 -> Refusals.forbidden(call, body);
            case 429 -> Refusals.monthSpent(call, clock);
            default -> Refusals.rejected(call, body);
        };
    }

    private void waitOrThrow(ConnectorException trouble, boolean retryable, int tried, @Nullable Duration asked) {
        if (trouble instanceof AmbiguousWriteException || !retryable || tried >= TRIES) {
            throw trouble;
        }
        var wait = asked == null ? FIRST_WAIT.multipliedBy(1L << (tried - 1)) : asked;
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw trouble;
        }
        if (!pause.pass(wait, stopping)) {
            throw new StoppedException();
        }
    }

    /// After too many requests nothing is answered for 30 seconds, and no header says so; a gateway may ask for
    /// more.
    /// Source: airtable.com/developers/web/api/rate-limits.
    private void freeze(Call call, Response response, int frozen) {
        var asked = RetryAfter.of(response.headers(), clock.instant()).orElse(Duration.ZERO);
        var freeze = asked.compareTo(timing.freeze()) > 0 ? asked : timing.freeze();
        pace.freeze(call.base(), freeze);
        if (frozen >= timing.freezes() || freeze.compareTo(LONGEST_WAIT) > 0) {
            throw Refusals.throttled(call, freeze);
        }
    }

    /// Where something lies below the address.
    static String path(String... parts) {
        var path = new StringBuilder("/v0");
        for (String part : parts) {
            path.append('/').append(encoded(part));
        }
        return path.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
