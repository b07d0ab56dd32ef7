package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.EgressException;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Says in sentences why a call gave nothing, and what to do.
final class Refusals {
    private Refusals() {}

    static ConnectorException withoutAnswer(EgressException e, Call call) {
        return new ConnectorException(e.problem(), e.getMessage() + " This was for " + call.subject() + ".", e);
    }

    static ConnectorException unreadable(Call call, @Nullable Throwable cause) {
        return new ConnectorException(
                Problem.BAD_ANSWER,
                "Airtable's answer for " + call.subject() + " is not what its API promises. If it stays so, something"
                        + " between here and Airtable changes the answers.",
                cause);
    }

    /// 401, after another token was tried where there is one.
    static ConnectorException signIn() {
        return new ConnectorException(
                Problem.SIGN_IN,
                "Airtable refused the credential. A token that was deleted, or has no access to the base any more, must"
                        + " be replaced in the connection's settings.");
    }

    /// Airtable answers a thing that is not there and a thing that may not be seen with the same 403, so this says
    /// nothing about what exists.
    static ConnectorException forbidden(Call call, ErrorBody body) {
        var sentence = body.is("INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")
                        || body.message().isEmpty()
                ? "The credential may not reach " + call.subject()
                        + ", or it is not there: Airtable answers the same to"
                        + " both. Check that the token has the base among its access, and the scope that "
                        + (call.writes() ? "data.records:write" : "data.records:read") + " names."
                : "The credential may not do this to " + call.subject() + ". " + body.said();
        return new ConnectorException(Problem.PERMISSION, sentence);
    }

    static RejectedException rejected(Call call, ErrorBody body) {
        return switch (body.status()) {
            case 404 ->
                new RejectedException(
                        Problem.NOT_FOUND, "Airtable knows nothing of " + call.subject() + ". " + body.said(), body);
            case 413 ->
                new RejectedException(Problem.REJECTED, "The request for " + call.subject() + " is too large.", body);
            default ->
                new RejectedException(
                        Problem.REJECTED,
                        "Airtable refused the request for " + call.subject() + ". " + body.said(),
                        body);
        };
    }

    static ConnectorException throttled(Call call, Duration pause) {
        return new ConnectorException(
                Problem.RATE_LIMIT,
                "Airtable was asked too often and answers nothing for " + pause.toSeconds() + " seconds, "
                        + call.subject() + " neither. Something else uses the same base or token.",
                pause,
                null);
    }

    /// The month of a plan is a calendar month; which clock Airtable takes for it is not said, so UTC.
    static ConnectorException monthSpent(Call call, Clock clock) {
        var next = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)).plusMonths(1);
        return new ConnectorException(
                Problem.QUOTA,
                "The calls that the plan of this Airtable workspace allows for this month are used up, so "
                        + call.subject() + " was not asked. Nothing more is to be had before " + next.atDay(1)
                        + ", unless the plan is raised.");
    }

    static ConnectorException unavailable(Call call, int status, @Nullable Duration retryAfter) {
        return new ConnectorException(
                Problem.UNAVAILABLE,
                "Airtable answered " + status + " for " + call.subject() + ". It will be tried again later.",
                retryAfter,
                null);
    }
}
