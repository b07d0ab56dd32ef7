package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.EgressException;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What an answer that is no success says. Airtable writes errors in four shapes, and a gateway before it writes
/// HTML: `{"error":{"type","message"}}`, `{"error":{"type"}}`, `{"error":"TYPE"}`,
/// `{"errors":[{"error","message"}]}`.
/// Source: airtable.com/developers/web/api/errors; the list was seen on answers with status 429.
///
/// @param type such as `ROW_DOES_NOT_EXIST`, "" where nothing could be read
/// @param message what it says in words, ""
record ErrorBody(int status, String type, String message) {

    private static final int LONGEST = 300;
    private static final Pattern FIELD = Pattern.compile("[Ff]ield(?: name:)? \"(.*?)\"(?: cannot|$|\\.)");
    private static final Pattern OPTION = Pattern.compile("select option \"+(.*?)\"+$");
    private static final Pattern RECORD = Pattern.compile("\\brec[0-9A-Za-z]{8,30}\\b");

    static ErrorBody of(Response response) {
        JsonNode body;
        try {
            body = JsonBodies.parse(response);
        } catch (EgressException _) {
            return new ErrorBody(response.status(), "", "");
        }
        return of(response.status(), body);
    }

    static ErrorBody of(int status, JsonNode body) {
        JsonNode error = body.path("error");
        if (body.path("errors").isArray() && !body.path("errors").isEmpty()) {
            JsonNode first = body.path("errors").get(0);
            return new ErrorBody(status, text(first.path("error")), text(first.path("message")));
        }
        return error.isString()
                ? new ErrorBody(status, text(error), text(body.path("message")))
                : new ErrorBody(status, text(error.path("type")), text(error.path("message")));
    }

    private static String text(JsonNode node) {
        String plain =
                node.isString() ? node.stringValue().replaceAll("\\s+", " ").strip() : "";
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }

    boolean is(String other) {
        return type.equals(other);
    }

    /// The field that it names, by name or id; "" for none.
    String field() {
        return found(FIELD);
    }

    /// The option that a select lacks; "" for none.
    String option() {
        return found(OPTION);
    }

    /// The row that it names, by id; "" for none.
    String row() {
        Matcher matcher = RECORD.matcher(message);
        return matcher.find() ? matcher.group() : "";
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(message);
        return matcher.find() ? matcher.group(1) : "";
    }

    /// For the end of a sentence: what Airtable said, as far as it said anything.
    String said() {
        if (!message.isEmpty()) {
            return "Airtable says: " + message + (message.matches(".*[.!?]") ? "" : ".");
        }
        return type.isEmpty() ? "Airtable does not say why." : "Airtable says: " + type + ".";
    }
}
