package dev.tallystick.lab.airtable;

import org.jspecify.annotations.Nullable;

/// A request that Airtable does not take.
/// Source of types and texts: airtable.com/developers/web/api/errors, and answers recorded by users where that says
/// nothing.
final class Rejected extends RuntimeException {

    static final String VALIDATION = "Invalid request: parameter validation failed. Check your request data.";

    private final int status;
    private final String type;
    private final @Nullable String text;

    Rejected(int status, String type, @Nullable String text) {
        super(type + (text == null ? "" : ": " + text), null, false, false);
        this.status = status;
        this.type = type;
        this.text = text;
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    @Nullable
    String text() {
        return text;
    }

    static Rejected invalid(String text) {
        return new Rejected(422, "INVALID_REQUEST_UNKNOWN", text);
    }

    static Rejected parameters() {
        return invalid(VALIDATION);
    }

    static Rejected unauthenticated() {
        return new Rejected(401, "AUTHENTICATION_REQUIRED", "Authentication required");
    }

    /// The same where a thing does not exist as where it may not be seen.
    static Rejected noAccess() {
        return new Rejected(
                403,
                "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
                "Invalid permissions, or the requested model was not found. Check that both your user and your token"
                        + " have the required permissions, and that the model names and/or ids are correct.");
    }

    static Rejected notPermitted(String what, String name, String id) {
        return new Rejected(
                403, "INVALID_PERMISSIONS", "You are not permitted to " + what + " table " + name + " (" + id + ")");
    }

    /// A bad route, or what was deleted: `{"error":"NOT_FOUND"}`.
    static Rejected notFound() {
        return new Rejected(404, "NOT_FOUND", null);
    }

    static Rejected unknownField(String name) {
        return new Rejected(422, "UNKNOWN_FIELD_NAME", "Unknown field name: \"" + name + "\"");
    }

    static Rejected badValue(Field field) {
        return new Rejected(
                422, "INVALID_VALUE_FOR_COLUMN", "Field \"" + field.name() + "\" cannot accept the provided value");
    }

    static Rejected computed(Field field) {
        return new Rejected(
                422,
                "INVALID_VALUE_FOR_COLUMN",
                "Field \"" + field.name() + "\" cannot accept a value because the field is computed");
    }

    static Rejected unknownChoice(String name) {
        return new Rejected(
                422,
                "INVALID_MULTIPLE_CHOICE_OPTIONS",
                "Insufficient permissions to create new select option \"\"" + name + "\"\"");
    }

    static Rejected noSuchRow(String id) {
        return new Rejected(422, "ROW_DOES_NOT_EXIST", "Record ID " + id + " does not exist in this table");
    }

    static Rejected badRecords() {
        return new Rejected(
                422,
                "INVALID_RECORDS",
                "You must provide an array of up to 10 record objects, each with an \"id\" ID field and a \"fields\""
                        + " object for cell values.");
    }

    static Rejected formula(String why) {
        return new Rejected(422, "INVALID_FILTER_BY_FORMULA", "The formula for filtering records is invalid: " + why);
    }

    /// Without a message, as it comes.
    static Rejected listingGone() {
        return new Rejected(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE", null);
    }

    static Rejected tooFast() {
        return new Rejected(429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later");
    }

    static Rejected monthIsUsedUp() {
        return new Rejected(
                429,
                "PUBLIC_API_BILLING_LIMIT_EXCEEDED",
                "The API calls of this workspace's plan for this month are used up");
    }

    static Rejected retriable() {
        return new Rejected(
                503,
                "RETRIABLE_ERROR",
                "Server encountered an error while processing your request, and it is safe to retry the request");
    }
}
