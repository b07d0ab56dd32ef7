package dev.tallystick.lab.plaid;

import dev.tallystick.lab.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A refusal in the words of Plaid. Source: plaid/plaid-openapi at 26f1a05, PlaidError; the statuses are those of the
/// pages "Errors" at plaid.com/docs, where a bank that is down comes as 400.
public record PlaidError(int status, String type, String code, String message) {
    public static final PlaidError LOGIN_REQUIRED = new PlaidError(
            400,
            "ITEM_ERROR",
            "ITEM_LOGIN_REQUIRED",
            "the login details of this item have changed (credentials, MFA, or required user action) and a user login is"
                    + " required to update this information. use Link's update mode to restore the item to a good state");
    /// As after `/item/remove`. Source: plaid.com/docs, "Item errors".
    public static final PlaidError ITEM_NOT_FOUND = new PlaidError(
            400,
            "ITEM_ERROR",
            "ITEM_NOT_FOUND",
            "The Item you requested cannot be found. This Item does not exist, has"
                    + " been previously removed via /item/remove, or has had access removed by the user.");
    public static final PlaidError INSTITUTION_DOWN = new PlaidError(
            400,
            "INSTITUTION_ERROR",
            "INSTITUTION_DOWN",
            "this institution is not currently responding to this request. please try again soon");
    public static final PlaidError ITEM_RATE_LIMIT = new PlaidError(
            429,
            "RATE_LIMIT_EXCEEDED",
            "TRANSACTIONS_SYNC_LIMIT",
            "rate limit exceeded for attempts to access this item. please try again later");
    public static final PlaidError MUTATION = new PlaidError(
            400,
            "TRANSACTIONS_ERROR",
            "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
            "Underlying transaction data changed since last page was fetched. Please restart pagination from last"
                    + " update.");
    public static final PlaidError INTERNAL =
            new PlaidError(500, "API_ERROR", "INTERNAL_SERVER_ERROR", "an unexpected error occurred");
    public static final PlaidError MAINTENANCE =
            new PlaidError(503, "API_ERROR", "PLANNED_MAINTENANCE", "Plaid is down for maintenance");
    static final PlaidError INVALID_KEYS =
            new PlaidError(400, "INVALID_INPUT", "INVALID_API_KEYS", "invalid client_id or secret provided");
    static final PlaidError INVALID_TOKEN =
            new PlaidError(400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN", "could not find matching access token");
    static final PlaidError INVALID_BODY =
            new PlaidError(400, "INVALID_REQUEST", "INVALID_BODY", "body could not be parsed as JSON");
    static final PlaidError NOT_FOUND =
            new PlaidError(404, "INVALID_REQUEST", "NOT_FOUND", "the requested resource could not be found");

    static PlaidError missing(String field) {
        return new PlaidError(
                400, "INVALID_REQUEST", "MISSING_FIELDS", "the following required fields are missing: " + field);
    }

    static PlaidError unknown(String field) {
        return new PlaidError(
                400,
                "INVALID_REQUEST",
                "UNKNOWN_FIELDS",
                "the following fields are not recognized by this endpoint: " + field);
    }

    static PlaidError field(String sentence) {
        return new PlaidError(400, "INVALID_REQUEST", "INVALID_FIELD", sentence);
    }

    Reply reply(String requestId) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("display_message", null);
        body.put("documentation_url", "https://plaid.com/docs/?ref=error#" + type.toLowerCase(java.util.Locale.ROOT));
        body.put("error_code", code);
        body.put("error_message", message);
        body.put("error_type", type);
        body.put("request_id", requestId);
        body.put("suggested_action", null);
        var json = Reply.json(body);
        return new Reply(status, json.headers(), json.body());
    }
}
