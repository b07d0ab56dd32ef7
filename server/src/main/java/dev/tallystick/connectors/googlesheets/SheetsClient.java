package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Limits;
import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import dev.tallystick.egress.Response;
import dev.tallystick.egress.RetryAfter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Calls the Sheets API for one spreadsheet: with a token, within the budget, and with trouble made into
/// sentences.
///
/// A read is tried again. A write never is: what became of it is for the caller to find out.
final class SheetsClient {
    /// "300 reads/min per project, 60 reads/min per user per project; the same for writes." (Sheets API, usage
    /// limits)
    private static final int PROJECT_CALLS = 300;

    private static final int USER_CALLS = 60;

    /// "After a quota 429 a full minute always suffices": the quota is refilled every minute.
    private static final Duration REFILL = Duration.ofMinutes(1);

    /// Google itself ends a request after 180 s; a read of a large tab takes its time, a write does not.
    private static final Limits READING = Limits.STANDARD.deadline(Duration.ofSeconds(150));

    private static final Limits WRITING = Limits.STANDARD.deadline(Duration.ofSeconds(60));

    /// A write that may be made is made soon, or counts as made.
    private static final Duration HELD = Duration.ofSeconds(10);

    private static final int TRIES = 3;

    private final Wire wire;
    private final Pause pause;
    private final SheetsSettings settings;
    private final Surroundings surroundings;
    private final Budget.Limit[] reads;
    private final Budget.Limit[] writes;
    private Surroundings.@Nullable Turn writing;
    private Instant sentAt = Instant.EPOCH;
    private Instant mayWriteSince = Instant.EPOCH;

    SheetsClient(Wire wire, Pause pause, SheetsSettings settings, Surroundings surroundings) {
        this.wire = wire;
        this.pause = pause;
        this.settings = settings;
        this.surroundings = surroundings;
        this.reads = limits("read");
        this.writes = limits("write");
    }

    private Budget.Limit[] limits(String word) {
        var project = "google-sheets/" + settings.project();
        return new Budget.Limit[] {
            Budget.Limit.of(
                    project + "/" + word,
                    "the Google project " + settings.project(),
                    Budget.Rate.perMinute(PROJECT_CALLS)),
            Budget.Limit.of(
                    project + "/" + settings.user(surroundings.owner()) + "/" + word,
                    "the Google account of this connection",
                    Budget.Rate.perMinute(USER_CALLS))
        };
    }

    /// When the last call was sent, after the wait for its turn.
    Instant sentAt() {
        return sentAt;
    }

    void close() {
        if (writing != null) {
            writing.close();
            writing = null;
        }
    }

    Surroundings surroundings() {
        return surroundings;
    }

    SheetsSettings settings() {
        return settings;
    }

    /// The answer of a reading call, whole.
    ///
    /// @param tail behind the spreadsheet's id: `:getByDataFilter`
    /// @param body null for a GET
    Response read(String tail, String fields, @Nullable JsonNode body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request(tail, fields, body, READING), reads);
            } catch (ConnectorException trouble) {
                if (attempt == TRIES || !trouble.problem().retryable() || trouble instanceof Stopped) {
                    throw trouble;
                }
                var wait = backOff(attempt);
                if (trouble.problem() != Problem.RATE_LIMIT
                        && !surroundings.beforeTryingAgain(() -> pause.pass(wait, surroundings.stopping()))) {
                    throw new Stopped();
                }
            }
        }
    }

    /// Waits until one more write may be made, unless one may be already. To be asked before the look at what is about
    /// to be written: waiting in between would make that look old.
    void mayWrite() {
        var now = surroundings.clock().instant();
        if (writing != null && Duration.between(mayWriteSince, now).compareTo(HELD) > 0) {
            writing.close();
            writing = null;
        }
        if (writing == null) {
            writing = surroundings.turn("write", writes);
            mayWriteSince = surroundings.clock().instant();
        }
        if (writing == null) {
            throw new Stopped();
        }
    }

    /// To be called soon after [#mayWrite].
    ///
    /// @throws AmbiguousWriteException when it may have been done all the same
    Response write(String fields, JsonNode body) {
        var turn = writing;
        writing = null;
        try (turn) {
            return once(request(":batchUpdate", fields, body, WRITING));
        } catch (ConnectorException trouble) {
            throw trouble;
        } catch (EgressException lost) {
            throw lost.ambiguous()
                    ? new AmbiguousWriteException(
                            lost.getMessage() + " Whether the write was made is not known yet.", lost)
                    : Trouble.withoutAnswer(lost);
        }
    }

    private Response once(Request request, Budget.Limit[] limits) {
        try (var turn = surroundings.turn("read", limits)) {
            if (turn == null) {
                throw new Stopped();
            }
            return once(request);
        } catch (AmbiguousWriteException lost) {
            throw new ConnectorException(lost.problem(), String.valueOf(lost.getMessage()), lost);
        } catch (EgressException lost) {
            throw Trouble.withoutAnswer(lost);
        }
    }

    private Response once(Request request) {
        var token = surroundings.tokens().current();
        sentAt = surroundings.clock().instant();
        var response = wire.send(request.with("Authorization", "Bearer " + token));
        if (response.status() == 401) {
            response = wire.send(request.with(
                    "Authorization", "Bearer " + surroundings.tokens().refreshed(token)));
        }
        if (response.ok() && response.mediaType().equals("application/json")) {
            return response;
        }
        var asked = RetryAfter.of(response.headers(), surroundings.clock().instant());
        var trouble = Trouble.of(response, asked.orElse(REFILL));
        boolean write = request.uri().getRawPath().endsWith(":batchUpdate");
        if (trouble.problem() == Problem.RATE_LIMIT) {
            // Everybody who shares the quota waits with us.
            boolean user = String.valueOf(trouble.getMessage()).contains("per user");
            var limit = (write ? writes : reads)[user ? 1 : 0];
            surroundings.budget().throttled(limit.key(), asked.orElse(REFILL));
        }
        boolean unclear = response.status() >= 500 || response.ok();
        throw write && unclear
                ? new AmbiguousWriteException(
                        trouble.getMessage() + " Whether the write was made is not known yet.", trouble)
                : trouble;
    }

    private Request request(String tail, String fields, @Nullable JsonNode body, Limits limits) {
        var uri = settings.address(tail + "?fields=" + URLEncoder.encode(fields, StandardCharsets.UTF_8));
        var request = body == null
                ? Request.get(uri)
                : Request.json(Method.POST, uri, JsonBodies.mapper().writeValueAsString(body));
        return request.with("Accept", "application/json").within(limits);
    }

    /// Exponential with full jitter, as Google asks for.
    private static Duration backOff(int attempt) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(250, 1000L << attempt));
    }
}
