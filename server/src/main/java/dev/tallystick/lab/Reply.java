package dev.tallystick.lab;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the lab.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Reply of(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply json(Object body) {
        return new Reply(200, Map.of("Content-Type", "application/json; charset=utf-8"), JSON.writeValueAsBytes(body));
    }

    static Reply problem(int status, String type, String detail) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", "https://lab.tallystick.dev/problems/" + type);
        body.put("title", phrase(status));
        body.put("status", status);
        body.put("detail", detail);
        return new Reply(status, Map.of("Content-Type", "application/problem+json"), JSON.writeValueAsBytes(body));
    }

    public static Reply page(int status) {
        return of(
                status,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>" + status + " " + phrase(status) + "</title></head><body><h1>"
                        + phrase(status) + "</h1><hr>nginx</body></html>\n");
    }

    public Reply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    public Reply body(byte[] other) {
        return new Reply(status, headers, other);
    }

    static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 302 -> "Found";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}
