package dev.tallystick.connectors.http.stream;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connectors.http.errors.Answer;
import dev.tallystick.connectors.http.errors.ErrorHandler;
import dev.tallystick.connectors.http.errors.Resolution;
import dev.tallystick.connectors.http.request.Logins;
import dev.tallystick.connectors.http.request.Options;
import dev.tallystick.connectors.http.request.Requester;
import dev.tallystick.connectors.http.select.BadAnswer;
import dev.tallystick.connectors.http.select.Decoder;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends a request until there is an answer to work with, or none is to be had.
///
/// Reading is safe to repeat, also where a manifest reads by POST. A wait that is longer than a worker should be held
/// becomes an exception that says when to come again.
public final class Exchange implements Logins {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    /// All waits for one request together.
    private static final Duration LONGEST_WAITS = Duration.ofMinutes(10);
    private static final int LONGEST_REMARK = 200;
    /// The reference waits a second more than a strategy says.
    private static final Duration EXTRA = Duration.ofSeconds(1);

    private final Wire wire;
    private final Pause pause;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final Secrets secrets;

    public Exchange(Wire wire, Pause pause, Clock clock, BooleanSupplier stopping, Secrets secrets) {
        this.wire = wire;
        this.pause = pause;
        this.clock = clock;
        this.stopping = stopping;
        this.secrets = secrets;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /// @param values of the decoded body; none when the answer was an error that the manifest ignores
    /// @param ignored the manifest says to go on without this answer
    public record Got(Response response, List<Object> values, boolean ignored) {}

    void checkStopping() {
        if (stopping.getAsBoolean()) {
            throw new Stopped();
        }
    }

    /// @param subject what is read, for messages: `the stream 'clients'`
    public Got send(Requester requester, Supplier<Request> fresh, Decoder decoder, String subject) {
        var errors = requester.errors();
        var waited = Duration.ZERO;
        boolean renewed = false;
        for (int retry = 1; ; retry++) {
            checkStopping();
            var outcome = attempt(fresh.get(), errors, decoder, subject);
            if (outcome.got() != null) {
                return outcome.got();
            }
            var failure = outcome.failure();
            if (failure.renews() && !renewed && requester.authenticator().renew()) {
                renewed = true;
                continue;
            }
            if (!failure.retries() || retry > errors.maxRetries()) {
                throw failure.exception();
            }
            var wait = failure.wait(errors, retry, clock);
            waited = waited.plus(wait);
            if (wait.compareTo(LONGEST_WAIT) > 0 || waited.compareTo(LONGEST_WAITS) > 0) {
                throw failure.exception(wait);
            }
            if (!pause.pass(wait, stopping)) {
                throw new Stopped();
            }
        }
    }

    private record Outcome(@Nullable Got got, Failure failure) {}

    private Outcome attempt(Request request, ErrorHandler errors, Decoder decoder, String subject) {
        var host = request.uri().getHost();
        Response response;
        try {
            response = wire.send(request);
        } catch (EgressException e) {
            return new Outcome(null, withoutAnswer(e, subject));
        }
        var answer = new Answer(response);
        var resolution = errors.resolve(answer);
        switch (resolution.action()) {
            case SUCCESS -> {
                if (response.status() >= 400) {
                    return new Outcome(new Got(response, List.of(), true), Failure.NONE);
                }
                if (response.status() == 204) {
                    return new Outcome(new Got(response, List.of(), false), Failure.NONE);
                }
                try {
                    return new Outcome(new Got(response, Decoder.decode(decoder, response), false), Failure.NONE);
                } catch (BadAnswer bad) {
                    return new Outcome(
                            null,
                            new Failure(
                                    Problem.BAD_ANSWER,
                                    sentence(host + " answered for " + subject + " with " + bad.getMessage() + "."),
                                    answer,
                                    true,
                                    false));
                }
            }
            case IGNORE -> {
                return new Outcome(new Got(response, List.of(), true), Failure.NONE);
            }
            case FAIL, RETRY, RATE_LIMITED, REFRESH_TOKEN_THEN_RETRY, RESET_PAGINATION -> {
                return new Outcome(null, failure(answer, resolution, host, subject));
            }
        }
        throw new IllegalStateException("An action was forgotten");
    }

    private Failure withoutAnswer(EgressException e, String subject) {
        if (e.kind() == EgressException.Kind.INTERRUPTED) {
            throw new Stopped();
        }
        var said = e.getMessage() == null ? "The address could not be reached." : e.getMessage();
        return new Failure(
                e.problem(),
                sentence(said + " This was for " + subject + "."),
                null,
                e.kind().retryable(),
                false);
    }

    private Failure failure(Answer answer, Resolution resolution, String host, String subject) {
        int status = answer.response().status();
        var problem = problem(status, resolution);
        var text =
                new StringBuilder(host + " answered " + status + " for " + subject + ": " + meaning(problem, status));
        resolution
                .message()
                .ifPresent(message -> text.append(" The manifest says: ").append(shortened(message)));
        boolean renews = switch (resolution.action()) {
            case REFRESH_TOKEN_THEN_RETRY -> true;
            default -> status == 401;
        };
        boolean retries = switch (resolution.action()) {
            case RETRY, RATE_LIMITED, REFRESH_TOKEN_THEN_RETRY -> true;
            case FAIL, SUCCESS, IGNORE, RESET_PAGINATION -> false;
        };
        return new Failure(problem, sentence(text.toString()), answer, retries, renews);
    }

    private static String shortened(String message) {
        var plain = message.replaceAll("\\s+", " ").strip();
        return plain.length() <= LONGEST_REMARK ? plain : plain.substring(0, LONGEST_REMARK) + "…";
    }

    private static Problem problem(int status, Resolution resolution) {
        switch (resolution.action()) {
            case RATE_LIMITED -> {
                return Problem.RATE_LIMIT;
            }
            case RETRY -> {
                return status == 429 ? Problem.RATE_LIMIT : Problem.UNAVAILABLE;
            }
            default -> {
                // The status tells.
            }
        }
        return switch (status) {
            case 401 -> Problem.SIGN_IN;
            case 403 -> Problem.PERMISSION;
            case 404, 410 -> Problem.NOT_FOUND;
            case 429 -> Problem.RATE_LIMIT;
            case 408 -> Problem.UNAVAILABLE;
            default -> {
                if (status >= 500
                        || resolution
                                .failure()
                                .filter("transient_error"::equals)
                                .isPresent()) {
                    yield Problem.UNAVAILABLE;
                }
                if (status >= 300 && status < 400) {
                    yield Problem.SETTINGS;
                }
                yield resolution.failure().filter("config_error"::equals).isPresent()
                        ? Problem.SETTINGS
                        : Problem.REJECTED;
            }
        };
    }

    private static String meaning(Problem problem, int status) {
        return switch (problem) {
            case SIGN_IN -> "the credential was refused. Check it in the connection's settings.";
            case PERMISSION -> "the credential may not read this. Ask for the permission at the other side.";
            case RATE_LIMIT -> "there were too many requests. It will be tried again later.";
            case QUOTA -> "the calls that the account has for this month are used up.";
            case NOT_FOUND -> "there is nothing at this address. Check the settings and the manifest's path.";
            case REJECTED -> "the request was refused.";
            case UNAVAILABLE -> "it is not available now. It will be tried again later.";
            case BAD_ANSWER -> "the answer cannot be used.";
            case SETTINGS ->
                status >= 300 && status < 400
                        ? "it sends us to another address, which is never followed. Put the new address into the"
                                + " settings."
                        : "the settings do not fit.";
        };
    }

    private String sentence(String text) {
        return secrets.hide(text);
    }

    /// Why an attempt gave nothing.
    private record Failure(
            Problem problem, String sentence, @Nullable Answer answer, boolean retries, boolean renews) {
        static final Failure NONE = new Failure(Problem.UNAVAILABLE, "", null, false, false);

        private Optional<Duration> asked(Clock clock) {
            return answer == null
                    ? Optional.empty()
                    : RetryAfter.of(answer.response().headers(), clock.instant());
        }

        Duration wait(ErrorHandler errors, int retry, Clock clock) {
            var planned = (answer == null ? errors.wait(retry) : errors.wait(answer, retry)).map(EXTRA::plus);
            var own = planned.orElse(Duration.ofSeconds(1L << Math.min(retry - 1, 10)));
            return asked(clock).filter(wait -> wait.compareTo(own) > 0).orElse(own);
        }

        ConnectorException exception() {
            return new ConnectorException(problem, sentence);
        }

        ConnectorException exception(Duration wait) {
            return new ConnectorException(problem, sentence, wait, null);
        }
    }

    @Override
    public Object answer(Requester requester) {
        var got = send(
                requester,
                () -> requester.request(
                        Map.of("stream_slice", Map.of(), "next_page_token", None.NONE),
                        Optional.empty(),
                        new Options()),
                Decoder.JSON,
                "the sign-in");
        return got.values().isEmpty() ? Map.of() : got.values().getFirst();
    }

    @Override
    public Object answer(Request request) {
        var outcome = attempt(request, ErrorHandler.statusOnly(), Decoder.JSON, "the sign-in");
        if (outcome.got() != null) {
            return outcome.got().values().isEmpty()
                    ? Map.of()
                    : outcome.got().values().getFirst();
        }
        var failure = outcome.failure();
        boolean refused =
                failure.answer() != null && failure.answer().response().status() == 400;
        throw refused
                ? new ConnectorException(Problem.SIGN_IN, failure.sentence() + " Connect again.")
                : failure.exception();
    }
}
