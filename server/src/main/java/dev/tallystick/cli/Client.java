package dev.tallystick.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Talks to the server. It uses the old HttpURLConnection, since `java.net.http` takes twice as long to load, and a
/// command makes one request.
final class Client {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 30_000;

    /// More than any answer of the API; the rest of a longer one is not read.
    private static final int MOST_BYTES = 32 << 20;

    private final String server;
    private final String token;

    Client(String server, String token) {
        this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        this.token = token;
    }

    String server() {
        return server;
    }

    /// @param body as it came
    record Answer(int status, String body) {
        Json json() {
            return Json.parse(body);
        }
    }

    Answer get(String path) {
        return wanted(send("GET", path, null));
    }

    Answer post(String path, @Nullable String json) {
        return wanted(send("POST", path, json == null ? "" : json));
    }

    Answer put(String path, String json) {
        return wanted(send("PUT", path, json));
    }

    Answer delete(String path) {
        return wanted(send("DELETE", path, null));
    }

    /// Whatever the server says; only silence is an exception.
    Answer send(String method, String path, @Nullable String json) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(server + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            // A redirect would carry the token to who knows where.
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json, application/problem+json, */*;q=0.5");
            if (!token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (json != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (var out = connection.getOutputStream()) {
                    out.write(json.getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(
                        status, in == null ? "" : new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException | IllegalArgumentException silent) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "No Tallystick answers at " + server
                            + ". Start it with `tallystick serve`, or name another with --server.");
        }
    }

    /// The answer, unless it is a refusal: that is said and ends the command.
    Answer wanted(Answer answer) {
        if (answer.status() < 300) {
            return answer;
        }
        var problem = answer.json();
        var detail = problem.at("detail").text();
        var errors = problem.at("errors").items().stream()
                .map(error -> "\n  " + error.at("pointer").text() + ": "
                        + error.at("detail").text())
                .collect(Collectors.joining());
        var sentence =
                (detail.isEmpty() ? "The server answered with status " + answer.status() + "." : detail) + errors;
        throw switch (answer.status()) {
            case 401 ->
                new CliException(
                        ExitCode.NOT_ALLOWED,
                        token.isEmpty()
                                ? "The server wants a token: give one with --token or TALLYSTICK_TOKEN."
                                : "The server does not know this token; it may be revoked or expired.");
            case 403 -> new CliException(ExitCode.NOT_ALLOWED, sentence);
            case 502, 503, 504 -> new CliException(ExitCode.UNREACHABLE, sentence);
            default -> new CliException(answer.status() < 500 ? ExitCode.USAGE : ExitCode.FAILED, sentence);
        };
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
