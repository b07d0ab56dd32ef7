package dev.tallystick.connectors.googlesheets;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Response;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What Google says no with, as sentences. (Sheets API errors; details are `google.rpc.ErrorInfo`)
final class Trouble {
    private static final int LONGEST_REMARK = 300;

    private Trouble() {}

    static ConnectorException withoutAnswer(EgressException lost) {
        var said = String.valueOf(lost.getMessage());
        return switch (lost.kind()) {
            case INTERRUPTED -> new Stopped();
            case TOO_LARGE ->
                new ConnectorException(
                        Problem.REJECTED,
                        said + " The tab is too large to be read in one call; move old rows to another tab.",
                        lost);
            case REFUSED_URL, REFUSED_ADDRESS, BAD_RESPONSE, DNS, CONNECT, TLS, TIMEOUT, RESET ->
                new ConnectorException(lost.problem(), said, lost);
        };
    }

    /// @param wait for a quota that is used up
    static ConnectorException of(Response response, Duration wait) {
        if (!response.mediaType().equals("application/json")) {
            return page(response);
        }
        JsonNode error;
        try {
            error = JsonBodies.mapper().readTree(response.body()).path("error");
        } catch (JacksonException _) {
            return new ConnectorException(Problem.BAD_ANSWER, "Google sent an answer that breaks off.");
        }
        var said = remark(error.path("message").asString(""));
        var reason = reason(error);
        return switch (response.status()) {
            case 400 -> rejected(said);
            case 401 ->
                new ConnectorException(
                        Problem.SIGN_IN, "Google refused the sign-in. Connect to Google again in the connection.");
            case 403 -> forbidden(said, reason);
            case 404 ->
                new ConnectorException(
                        Problem.NOT_FOUND,
                        "Google knows no such spreadsheet, or does not show it to this account. Check 'spreadsheet',"
                                + " and share the file with the account that signs in.");
            case 429 ->
                new ConnectorException(
                        Problem.RATE_LIMIT, "Google's quota for this minute is used up: " + said, wait, null);
            default -> response.status() >= 500 ? away(response) : other(response, said);
        };
    }

    private static ConnectorException away(Response response) {
        return new ConnectorException(
                Problem.UNAVAILABLE,
                "Google answered " + response.status() + ": it is not available now. It will be tried again later.");
    }

    private static ConnectorException other(Response response, String said) {
        return new ConnectorException(
                Problem.BAD_ANSWER, "Google answered " + response.status() + ", which is not expected: " + said);
    }

    private static ConnectorException page(Response response) {
        if (response.status() >= 500) {
            return away(response);
        }
        return response.status() == 404
                ? new ConnectorException(
                        Problem.BAD_ANSWER,
                        "Google's front door answered 404 with a web page; that is no word on the spreadsheet.")
                : new ConnectorException(
                        Problem.BAD_ANSWER,
                        "Google answered " + response.status() + " with something else than JSON. It may be a page"
                                + " that asks for a sign-in.");
    }

    private static ConnectorException rejected(String said) {
        if (said.contains("not supported for this document")) {
            return new ConnectorException(
                    Problem.SETTINGS,
                    "The file is an Excel file that was uploaded (.xlsx), and not a Google spreadsheet. Open it and"
                            + " choose File, Save as Google Sheets; then use the new file's address.");
        }
        if (said.contains("above the limit of 10000000 cells")) {
            return new ConnectorException(
                    Problem.REJECTED,
                    "The spreadsheet has reached the limit of 10,000,000 cells over all tabs. Delete empty rows and"
                            + " columns, or old tabs.");
        }
        return new ConnectorException(Problem.REJECTED, "Google refused this: " + said);
    }

    private static ConnectorException forbidden(String said, String reason) {
        return new ConnectorException(
                Problem.PERMISSION,
                switch (reason) {
                    case "SERVICE_DISABLED" ->
                        "The Google Sheets API is switched off in the Google Cloud project of this connection."
                                + " Switch it on there, under APIs and services.";
                    case "ACCESS_TOKEN_SCOPE_INSUFFICIENT" ->
                        "The sign-in does not cover spreadsheets. Connect to Google again and leave all boxes ticked.";
                    default ->
                        "This account may not do that with the spreadsheet: " + said
                                + " Share the file with it, with the right to edit where rows are written.";
                });
    }

    private static String reason(JsonNode error) {
        for (var detail : error.path("details")) {
            if (!detail.path("reason").asString("").isEmpty()) {
                return detail.path("reason").asString("");
            }
        }
        return "";
    }

    private static String remark(String message) {
        var plain = message.replaceAll("\\s+", " ").strip();
        return plain.length() <= LONGEST_REMARK ? plain : plain.substring(0, LONGEST_REMARK) + "…";
    }
}
