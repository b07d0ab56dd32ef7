package dev.tallystick.connectors.plaid;

import dev.tallystick.connector.Problem;
import dev.tallystick.egress.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a refusal of Plaid means. Judged by its code, then by its type, and by the status only where there is neither:
/// a bank that does not answer for an hour comes as 400, like a mistake of ours. Source: plaid/plaid-openapi at
/// 26f1a05, PlaidError; plaid.com/docs, the pages "Errors".
final class Refusals {
    /// Limits are counted by the minute, and no answer says how much of it is left.
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Set<String> OUR_KEYS = Set.of("INVALID_API_KEYS", "UNAUTHORIZED_ENVIRONMENT");

    private static final Set<String> RECONNECT = Set.of(
            "ACCESS_NOT_GRANTED",
            "INSUFFICIENT_CREDENTIALS",
            "INVALID_ACCESS_TOKEN",
            "ITEM_LOCKED",
            "ITEM_LOGIN_REQUIRED",
            "NO_ACCOUNTS",
            "OAUTH_CONSENT_EXPIRED",
            "OAUTH_INVALID_TOKEN",
            "OAUTH_USER_REVOKED",
            "USER_ACCOUNT_REVOKED",
            "USER_PERMISSION_REVOKED",
            "USER_SETUP_REQUIRED");

    private Refusals() {}

    static Refused of(Item item, Response response, Optional<JsonNode> body) {
        var code = body.map(json -> json.path("error_code").asString("")).orElse("");
        var type = body.map(json -> json.path("error_type").asString("")).orElse("");
        var told = " (" + (code.isEmpty() ? "status " + response.status() : code)
                + body.map(json -> json.path("request_id").asString(""))
                        .filter(id -> !id.isEmpty())
                        .map(id -> ", request " + id)
                        .orElse("")
                + ").";
        if (OUR_KEYS.contains(code)) {
            return new Refused(
                    Problem.SIGN_IN,
                    "Plaid refuses the client_id and secret of this connection; check them, and the environment" + told,
                    code,
                    true,
                    null,
                    null);
        }
        if (type.equals("RATE_LIMIT_EXCEEDED") || response.status() == 429) {
            return new Refused(
                    Problem.RATE_LIMIT,
                    "Plaid had too many calls for '" + item.name() + "'; wait, it goes on by itself" + told,
                    code,
                    code.equals("RATE_LIMIT") || code.isEmpty(),
                    MINUTE,
                    null);
        }
        if (code.equals("ITEM_NOT_FOUND")) {
            return new Refused(
                    Problem.NOT_FOUND,
                    "'" + item.name() + "' is gone: its item was removed at Plaid, or its person took the access away."
                            + " Take it out of the connection's 'items', or connect it anew; its rows stay" + told,
                    code,
                    false,
                    null,
                    null);
        }
        if (RECONNECT.contains(code) || (type.equals("ITEM_ERROR") && !code.equals("PRODUCT_NOT_READY"))) {
            return new Refused(
                    Problem.SIGN_IN,
                    "Reconnect '" + item.name() + "': its bank wants its person to sign in again, in Link's update"
                            + " mode. It goes on then where it stopped" + told,
                    code,
                    false,
                    null,
                    null);
        }
        if (code.equals("INSTITUTION_NO_LONGER_SUPPORTED")) {
            return new Refused(
                    Problem.REJECTED,
                    "Plaid no longer supports the bank of '" + item.name() + "'; take the item out of the connection,"
                            + " its rows stay" + told,
                    code,
                    false,
                    null,
                    null);
        }
        if (type.equals("TRANSACTIONS_ERROR")) {
            return new Refused(
                    Problem.UNAVAILABLE,
                    "The transactions of '" + item.name() + "' changed each time while they were read; wait, it goes on"
                            + " by itself" + told,
                    code,
                    false,
                    null,
                    null);
        }
        if (type.equals("INSTITUTION_ERROR") || code.equals("PRODUCT_NOT_READY")) {
            return new Refused(
                    Problem.UNAVAILABLE,
                    "The bank of '" + item.name() + "' does not answer now; wait, it goes on by itself" + told,
                    code,
                    false,
                    null,
                    null);
        }
        if (type.equals("API_ERROR") || response.status() >= 500) {
            return new Refused(
                    Problem.UNAVAILABLE,
                    "Plaid is not available now; wait, it goes on by itself" + told,
                    code,
                    true,
                    null,
                    null);
        }
        return new Refused(
                Problem.REJECTED,
                "Plaid refused the request for '" + item.name() + "'" + told
                        + " If it names the cursor, run the sync in full once.",
                code,
                false,
                null,
                null);
    }
}
