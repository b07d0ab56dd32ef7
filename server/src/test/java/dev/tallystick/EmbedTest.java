package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import dev.tallystick.storage.Transactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// A page of another origin starts and watches one sync, with a pass that its back end minted, and nothing else.
class EmbedTest {
    private static final String ADMIN_PAGE = "https://admin.example.com";

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness", "tallystick.live.heartbeat=100ms");

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void allowTheAdminPage() {
        var answer = server.send("PUT", "/api/v1/workspace/settings", "{\"embedOrigins\":[\"" + ADMIN_PAGE + "\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(server.send("POST", "/api/v1/syncs/clients/resume", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void startsTheSyncAndTellsItsEndByStream() throws Exception {
        var token = mint("clients", "{\"onBehalf\":\"mira@example.com\"}");
        assertThat(json(ask("GET", "status", token, ADMIN_PAGE)).get("state").asString())
                .isIn("not_found", "completed");

        var started = ask("POST", "sync", token, ADMIN_PAGE);
        assertThat(started.statusCode()).isEqualTo(202);
        assertThat(started.headers().firstValue("Access-Control-Allow-Origin")).contains(ADMIN_PAGE);
        assertThat(started.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(json(started).get("state").asString()).isEqualTo("running");

        var told = stream(token);
        assertThat(told).isNotEmpty();
        var last = told.getLast();
        assertThat(last.get("state").asString()).isEqualTo("completed");
        assertThat(last.get("run").asLong()).isEqualTo(json(started).get("run").asLong());
        assertThat(last.get("message").asString()).matches("Processed \\d+ rows: .*");
        assertThat(last.get("counts").get("created").isNumber()).isTrue();
        assertThat(json(ask("GET", "status", token, ADMIN_PAGE))).isEqualTo(last);
        assertThat(server.get("/api/v1/runs/" + last.get("run").asLong())
                        .get("actor")
                        .asString())
                .isEqualTo("mira@example.com");
    }

    @Test
    void hearsNothingOfOtherSyncs() throws Exception {
        server.lab()
                .faults()
                .add(Fault.of(Fault.Kind.LATENCY, "/v1/").value("1000").times(Fault.FOREVER));
        var token = mint("clients", "");
        long mine = json(ask("POST", "sync", token, ADMIN_PAGE)).get("run").asLong();
        var told = CompletableFuture.supplyAsync(() -> stream(token));
        server.post(202, "/api/v1/sync/appointments");
        server.lab().faults().clear();

        assertThat(told.get(60, TimeUnit.SECONDS))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status.get("run").asLong()).isEqualTo(mine));
    }

    @Test
    void opensNothingButItsSync() throws Exception {
        var token = mint("clients", "");

        for (var path : List.of("/api/v1/me", "/api/v1/runs", "/api/v1/syncs/clients", "/api/v1/events")) {
            assertThat(send("GET", path, token, null).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(json(ask("GET", "status", token, null)).get("sync").asString())
                .isEqualTo("clients");
        assertThat(ask("GET", "status", "embed_" + "a".repeat(43), null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void isOnlyForPagesThatTheWorkspaceNames() throws Exception {
        var token = mint("clients", "");

        var foreign = ask("POST", "sync", token, "https://elsewhere.example.com");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(json(foreign).get("code").asString()).isEqualTo("origin_not_allowed");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();

        var asked = preflight(ADMIN_PAGE);
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("authorization");
        assertThat(preflight("https://elsewhere.example.com").statusCode()).isEqualTo(403);
    }

    @Test
    void isOverAfterTenMinutes() throws Exception {
        var answer = json(server.send("POST", "/api/v1/syncs/clients/embed-tokens", ""));
        var end = Instant.parse(answer.get("expiresAt").asString());
        assertThat(end).isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(601));
        var token = answer.get("token").asString();
        assertThat(ask("GET", "status", token, null).statusCode()).isEqualTo(200);

        server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("update embed_token set expires_at = now() - interval '1 second'")
                        .update());

        assertThat(ask("GET", "status", token, null).statusCode()).isEqualTo(401);
    }

    @Test
    void doesNotGoPastAPause() throws Exception {
        var token = mint("clients", "");
        server.send("POST", "/api/v1/syncs/clients/pause", "{\"reason\":\"Stocktaking.\"}");

        var refused = ask("POST", "sync", token, ADMIN_PAGE);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("detail").asString()).contains("Stocktaking.");
    }

    @Test
    void isNotMintedForASyncThatIsNotThere() {
        assertThat(server.send("POST", "/api/v1/syncs/nothing/embed-tokens", "").statusCode())
                .isEqualTo(404);
    }

    private String mint(String sync, String body) {
        var answer = server.send("POST", "/api/v1/syncs/" + sync + "/embed-tokens", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).get("token").asString();
    }

    /// What the stream says until it ends by itself.
    private List<JsonNode> stream(String token) {
        var told = new ArrayList<JsonNode>();
        try (var lines = listen(token).body()) {
            lines.filter(line -> line.startsWith("data:{\"sync\""))
                    .forEach(line -> told.add(ExampleServer.json(line.substring("data:".length()))));
        }
        return told;
    }

    private HttpResponse<Stream<String>> listen(String token) {
        try {
            var answer = http.send(
                    request("GET", "/api/v1/embed/events", token, ADMIN_PAGE).build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> ask(String method, String what, String token, String origin)
            throws IOException, InterruptedException {
        return send(method, "/api/v1/embed/" + what, token, origin);
    }

    private HttpResponse<String> send(String method, String path, String token, String origin)
            throws IOException, InterruptedException {
        return http.send(request(method, path, token, origin).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> preflight(String origin) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/embed/sync"))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String method, String path, String token, String origin) {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token);
        Optional.ofNullable(origin).ifPresent(given -> request.header("Origin", given));
        return request;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return ExampleServer.json(answer.body());
    }
}
