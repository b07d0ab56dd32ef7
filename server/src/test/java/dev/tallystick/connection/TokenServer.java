package dev.tallystick.connection;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A provider's token address whose answers a test writes.
final class TokenServer implements AutoCloseable {
    private final HttpServer http;
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    volatile Function<Asked, Reply> answers = _ -> new Reply(500, "");

    /// @param authorization empty when there was none
    record Asked(Map<String, String> form, String authorization) {
        String get(String field) {
            return form.getOrDefault(field, "");
        }
    }

    record Reply(int status, String body) {
        static Reply error(int status, String word) {
            return new Reply(
                    status,
                    "{\"error\":\"%s\",\"error_description\":\"of the provider, with %s\"}"
                            .formatted(word, OAuthTest.REFRESH));
        }

        static Reply tokens(String access, String refresh, int life, String scope) {
            return new Reply(
                    200,
                    "{\"access_token\":\"%s\",\"token_type\":\"Bearer \",\"expires_in\":%d%s%s}"
                            .formatted(
                                    access,
                                    life,
                                    refresh.isEmpty() ? "" : ",\"refresh_token\":\"" + refresh + "\"",
                                    scope.isEmpty() ? "" : ",\"scope\":\"" + scope + "\""));
        }
    }

    TokenServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/token", this::answer);
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var form = Arrays.stream(body.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(
                            pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            var one = new Asked(form, authorization == null ? "" : authorization);
            asked.add(one);
            var reply = answers.apply(one);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/token");
    }

    String place() {
        return "127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
