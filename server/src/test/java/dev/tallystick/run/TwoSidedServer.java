package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Connector;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.storage.WorkspaceId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole application with systems in memory on both sides, for what people do to a sync over HTTP. Each
/// test names
/// a sync of its own, whose tables are `NAME-left` and `NAME-right`.
final class TwoSidedServer implements BeforeAllCallback, AfterAllCallback {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final WorkspaceId MAIN = new WorkspaceId(1);
    private static final String MASTER_KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq1Y3iT9wzbU=";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MemoryTables tables = new MemoryTables(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();
    private final String config;
    private TestDatabase database;
    private Path dataDir;
    private ConfigurableApplicationContext context;

    /// @param syncs names, or whole entries of the file where a name is not enough
    TwoSidedServer(String... syncs) {
        var text = new StringBuilder("""
                version: 1
                connections:
                  a: { connector: tables, title: Airtable, settings: {} }
                  b: { connector: tables, title: Sheets, settings: {} }
                syncs:
                """);
        for (var sync : syncs) {
            text.append((sync.contains("\n") ? sync : entry(sync)).indent(2));
        }
        config = text.toString();
    }

    static String entry(String name, String... settings) {
        var entry = """
                NAME:
                  left: { connection: a, table: NAME-left }
                  right: { connection: b, table: NAME-right }
                  direction: both
                  match: { left: name, right: name }
                  fields:
                    - { left: name, right: name }
                    - { left: city, right: city }
                    - { left: score, right: score }
                """.replace("NAME", name);
        return entry
                + String.join(
                        "\n", Arrays.stream(settings).map(line -> "  " + line).toList()) + "\n";
    }

    @Override
    public void beforeAll(ExtensionContext test) throws Exception {
        database = TestDatabase.open();
        dataDir = Files.createTempDirectory("tallystick-two-sided-");
        var file = dataDir.resolve("tallystick.yaml");
        Files.writeString(file, config);
        context = new SpringApplicationBuilder(Class.forName("dev.tallystick.TallystickServer"))
                .initializers(fresh ->
                        ((GenericApplicationContext) fresh).registerBean("memoryTables", Connector.class, () -> tables))
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--tallystick.storage.database-url=" + database.url(),
                        "--tallystick.storage.data-dir=" + dataDir,
                        "--tallystick.sync.config=" + file,
                        "--tallystick.sync.attempts=1",
                        "--TALLYSTICK_MASTER_KEY=" + MASTER_KEY);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !get("/api/v1/syncs").get("items").isEmpty());
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (context != null) {
            context.close();
        }
        http.close();
        database.close();
    }

    MemoryTable left(String sync) {
        return tables.table(sync + "-left");
    }

    MemoryTable right(String sync) {
        return tables.table(sync + "-right");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Path dataDir() {
        return dataDir;
    }

    HttpResponse<String> send(String method, String path, String body) {
        return send(method, path, body, "");
    }

    /// @param key the Idempotency-Key; empty for none
    HttpResponse<String> send(String method, String path, String body, String key) {
        try {
            var address = "http://127.0.0.1:"
                    + ((ServletWebServerApplicationContext) context)
                            .getWebServer()
                            .getPort();
            var request = HttpRequest.newBuilder(URI.create(address + path))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(dataDir.resolve("admin-token"))
                                            .strip())
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (!key.isEmpty()) {
                request.header("Idempotency-Key", key);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        var answer = send("GET", path, "");
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    JsonNode post(int expected, String path, String body) {
        var answer = send("POST", path, body);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(expected);
        return JSON.readTree(answer.body());
    }

    /// Asks the same twice, as a client does that lost the first answer: both answers are one, and so is the deed.
    JsonNode postTwice(int expected, String path, String body) {
        var key = UUID.randomUUID().toString();
        var first = send("POST", path, body, key);
        assertThat(first.statusCode()).as("%s: %s", path, first.body()).isEqualTo(expected);
        var again = send("POST", path, body, key);
        assertThat(again.statusCode()).as("%s: %s", path, again.body()).isEqualTo(expected);
        assertThat(JSON.readTree(again.body())).isEqualTo(JSON.readTree(first.body()));
        return JSON.readTree(first.body());
    }

    /// Starts it and waits for its end.
    JsonNode sync(String name) {
        return ended(post(202, "/api/v1/sync/" + name, "")
                .get("runs")
                .get(0)
                .get("run")
                .asLong());
    }

    JsonNode ended(long run) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get("/api/v1/runs/" + run),
                        shown -> !shown.get("endedAt").isNull()
                                || shown.get("status").asString().equals("held"));
    }

    /// What the audit trail says was done, the last first.
    List<String> trail(String action) {
        return new ArrayList<>(bean(Transactions.class)
                .in(
                        MAIN,
                        jdbc -> jdbc.sql(
                                        "select subject || ' ' || detail from audit where action = ? order by seq desc")
                                .param(action)
                                .query(String.class)
                                .list()));
    }
}
