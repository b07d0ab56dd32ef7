package dev.tallystick.lab.google;

import dev.tallystick.lab.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A refusal in the words of Google's APIs, as recorded by gspread (5e2b628) or reported in issues of its users.
public final class GoogleError extends RuntimeException {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private final int code;
    private final String status;
    private final List<Map<String, ?>> details;

    private GoogleError(int code, String status, String message, List<Map<String, ?>> details) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.details = List.copyOf(details);
    }

    public static GoogleError invalid(String message) {
        return new GoogleError(400, "INVALID_ARGUMENT", message, List.of());
    }

    /// A body or parameter that does not exist or has the wrong kind.
    ///
    /// @param field such as `requests[0]`
    public static GoogleError invalidField(String message, String field, String description) {
        return new GoogleError(
                400,
                "INVALID_ARGUMENT",
                message,
                List.of(ordered(
                        "@type",
                        TYPES + "BadRequest",
                        "fieldViolations",
                        List.of(ordered("field", field, "description", description)))));
    }

    public static GoogleError failedPrecondition(String message) {
        return new GoogleError(400, "FAILED_PRECONDITION", message, List.of());
    }

    public static GoogleError unauthenticated() {
        return new GoogleError(
                401,
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other"
                        + " valid authentication credential. See"
                        + " https://developers.google.com/identity/sign-in/web/devconsole-project.",
                List.of());
    }

    public static GoogleError unregistered() {
        return new GoogleError(
                403,
                "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). Please use API Key"
                        + " or other form of API consumer identity to call this API.",
                List.of());
    }

    public static GoogleError denied() {
        return new GoogleError(403, "PERMISSION_DENIED", "The caller does not have permission", List.of());
    }

    public static GoogleError scopeTooSmall(String service, String method) {
        return new GoogleError(
                403,
                "PERMISSION_DENIED",
                "Request had insufficient authentication scopes.",
                List.of(reason("ACCESS_TOKEN_SCOPE_INSUFFICIENT", ordered("service", service, "method", method))));
    }

    public static GoogleError disabled(String service) {
        return new GoogleError(
                403,
                "PERMISSION_DENIED",
                "Google Sheets API has not been used in project 1 before or it is disabled. Enable it by visiting"
                        + " https://console.developers.google.com/apis/api/" + service + "/overview?project=1 then"
                        + " retry.",
                List.of(reason("SERVICE_DISABLED", ordered("service", service, "consumer", "projects/1"))));
    }

    public static GoogleError notFound() {
        return new GoogleError(404, "NOT_FOUND", "Requested entity was not found.", List.of());
    }

    public static GoogleError exhausted(String message, Map<String, ?> metadata) {
        return new GoogleError(429, "RESOURCE_EXHAUSTED", message, List.of(reason("RATE_LIMIT_EXCEEDED", metadata)));
    }

    /// For a fault that was ordered.
    public static GoogleError of(int code) {
        return switch (code) {
            case 400 -> invalid("Request contains an invalid argument.");
            case 401 -> unauthenticated();
            case 403 -> denied();
            case 404 -> notFound();
            case 429 ->
                new GoogleError(
                        429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", List.of());
            case 503 -> new GoogleError(503, "UNAVAILABLE", "The service is currently unavailable.", List.of());
            case 504 ->
                new GoogleError(
                        504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.", List.of());
            default -> new GoogleError(code, "INTERNAL", "Internal error encountered.", List.of());
        };
    }

    private static Map<String, ?> reason(String reason, Map<String, ?> metadata) {
        return ordered(
                "@type", TYPES + "ErrorInfo", "reason", reason, "domain", "googleapis.com", "metadata", metadata);
    }

    private static Map<String, ?> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    public int code() {
        return code;
    }

    public String said() {
        return "" + getMessage();
    }

    /// The same with the name of the request that is to blame in front.
    public GoogleError in(String place) {
        return new GoogleError(code, status, place + ": " + said(), details);
    }

    /// The shape of newer APIs, such as Sheets v4.
    public Reply reply() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", said());
        error.put("status", status);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return json(code, Map.of("error", error), challenge());
    }

    /// The older shape of Drive v3.
    public Reply driveReply(String domain, String reason) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", said());
        error.put("errors", List.of(ordered("message", said(), "domain", domain, "reason", reason)));
        return json(code, Map.of("error", error), challenge());
    }

    private boolean challenge() {
        return code == 401;
    }

    private static Reply json(int code, Object body, boolean challenge) {
        Reply reply = new Reply(
                code, Map.of("Content-Type", "application/json; charset=UTF-8"), JSON.writeValueAsBytes(body));
        return challenge
                ? reply.with(
                        "WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"")
                : reply;
    }
}
