package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tallystick.connection.SecretSeal;
import dev.tallystick.storage.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The running server tells of its syncs: to a webhook, as figures and as metrics, and its documents say the same.
@TestMethodOrder(OrderAnnotation.class)
class AlertsAndFiguresTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern METRIC = Pattern.compile("\\btallystick_[a-z_]+");
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static final HttpServer RECEIVER = receiver();

    @RegisterExtension
    static final ExampleServer server = new ExampleServer(
            "wellness",
            "tallystick.alert.look=200ms",
            "tallystick.alert.gather=0s",
            "tallystick.job.poll=200ms",
            "tallystick.web.public-url=https://tally.example/",
            "tallystick.egress.allow[0].host=127.0.0.1",
            "tallystick.egress.allow[0].network=127.0.0.1",
            "tallystick.egress.allow[0].port=" + RECEIVER.getAddress().getPort());

    private static HttpServer receiver() {
        try {
            var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            receiver.createContext("/", exchange -> {
                RECEIVED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            receiver.start();
            return receiver;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() {
        RECEIVER.stop(0);
    }

    @BeforeAll
    static void aFailedRun() {
        server.bean(Transactions.class).system(jdbc -> {
            long run = jdbc.sql("""
                            insert into run (workspace_id, sync_id, trigger, status, created_at, started_at, ended_at, tally,
                                problem_code, problem)
                            select workspace_id, id, 'schedule', 'failed', now(), now(), now(),
                                '{"failed":2,"held":0,"conflict":0,"deleted":0,"created":0,"updated":0,"skipped":0,"unchanged":9}',
                                'unavailable', 'The partner is away.'
                            from sync where name = 'appointments' and removed_at is null returning id
                            """).query(Long.class).single();
            jdbc.sql("""
                            insert into change (workspace_id, run_id, sync_id, attempt, step, side, table_name, row_key, kind,
                                status, before, after, hash, reason, at)
                            select workspace_id, :run, sync_id, 1, 1, 'right', 'appointments', 'row ' || n, 'create', 'failed',
                                '{}', '{}', '', '''start_time'' is "noon ' || n || '", which is no instant for starts_at', now()
                            from run, generate_series(1, 2) n where run.id = :run
                            """).param("run", run).update();
            jdbc.sql("""
                            insert into sync_day (workspace_id, sync_id, day, failed, millis, longest_millis, rows_failed)
                            select workspace_id, sync_id, (now() at time zone 'UTC')::date, 1, 2000, 2000, 2 from run where id = ?
                            on conflict (sync_id, day) do update set failed = sync_day.failed + 1,
                                rows_failed = sync_day.rows_failed + 2, millis = sync_day.millis + 2000
                            """).param(run).update();
            return jdbc.sql("""
                            insert into sync_fact (workspace_id, sync_id, run_id, kind, at)
                            select workspace_id, sync_id, id, 'ended', now() from run where id = ?
                            """).param(run).update();
        });
    }

    private static String url() {
        return "http://127.0.0.1:" + RECEIVER.getAddress().getPort() + "/T0/pa55word";
    }

    private static JsonNode send(String method, String path, String body) {
        var answer = server.send(method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 204);
        return answer.body().isEmpty() ? ExampleServer.json("null") : ExampleServer.json(answer.body());
    }

    @Test
    @Order(1)
    void anAlertGoesToTheChannelThatAPersonSetUp() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !alerts().isEmpty());
        assertThat(alerts().getFirst().get("cause").stringValue()).isEqualTo("failed");
        assertThat(RECEIVED).as("nobody is there to be told").isEmpty();

        var made = send(
                "PUT",
                "/api/v1/alerts/channels/ops",
                "{\"kind\":\"webhook\",\"url\":\"" + url() + "\",\"key\":\"k3y of both\"}");
        assertThat(made.toString()).doesNotContain("pa55word", "k3y").contains("\"hasKey\":true");
        var test = send("POST", "/api/v1/alerts/channels/ops/test", "");
        assertThat(test.get("taken").booleanValue()).as(test.toString()).isTrue();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> RECEIVED.stream().anyMatch(body -> body.contains("\"kind\":\"alert\"")));
        var body = RECEIVED.stream()
                .filter(one -> one.contains("\"kind\":\"alert\""))
                .findFirst()
                .orElseThrow();
        assertThat(body).contains("The partner is away.", "https://tally.example/runs/");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        send("GET", "/api/v1/alerts/messages", "").toString().contains("sentAt\":\"2"));
    }

    @Test
    @Order(2)
    void aChannelsSecretsAreSealedStayAndGoNowhereElse() {
        var stored = server.bean(Transactions.class)
                .system(jdbc -> jdbc.sql("select settings::text || sealed from alert_channel")
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain("pa55word", "k3y");
        assertThat(server.bean(SecretSeal.class)).isNotNull();

        send("PUT", "/api/v1/alerts/channels/ops", "{\"kind\":\"webhook\",\"paused\":true}");
        var test = send("POST", "/api/v1/alerts/channels/ops/test", "");
        assertThat(test.get("taken").booleanValue())
                .as("the address is still known")
                .isTrue();
        var moved = server.send(
                "PUT", "/api/v1/alerts/channels/ops", "{\"kind\":\"webhook\",\"url\":\"https://evil.example/\"}");
        assertThat(moved.statusCode()).isEqualTo(400);
        assertThat(moved.body()).contains("/key");

        send("POST", "/api/v1/keys/rotation", "");
        assertThat(send("POST", "/api/v1/alerts/channels/ops/test", "")
                        .get("taken")
                        .booleanValue())
                .as("after a rotation of the keys")
                .isTrue();
        send("PUT", "/api/v1/alerts/channels/ops", "{\"kind\":\"webhook\",\"paused\":false}");
    }

    @Test
    @Order(3)
    void whatIsNoChannelIsRefusedAtItsField() {
        assertThat(server.send("PUT", "/api/v1/alerts/channels/bad", "{\"kind\":\"webhook\",\"url\":\"ftp://x\"}")
                        .body())
                .contains("/url");
        var email = server.send(
                "PUT",
                "/api/v1/alerts/channels/bad",
                "{\"kind\":\"email\",\"host\":\"mail.example\",\"from\":\"x\\r\\nBcc: y@z.example\",\"to\":[\"nobody\"]}");
        assertThat(email.statusCode()).isEqualTo(400);
        assertThat(email.body()).contains("/from", "/to");
        var inside = "{\"kind\":\"webhook\",\"url\":\"http://169.254.169.254/latest\"}";
        send("PUT", "/api/v1/alerts/channels/inside", inside);
        var test = send("POST", "/api/v1/alerts/channels/inside/test", "");
        assertThat(test.get("taken").booleanValue()).isFalse();
        send("DELETE", "/api/v1/alerts/channels/inside", "");
    }

    @Test
    @Order(4)
    void aSyncIsSilencedForATimeAndAnAlertClosed() {
        send("PUT", "/api/v1/alerts/silences", "{\"sync\":\"clients\",\"minutes\":60}");
        send("PUT", "/api/v1/alerts/silences", "{\"minutes\":60}");
        assertThat(send("GET", "/api/v1/alerts/silences", "").get("items")).hasSize(2);
        send("DELETE", "/api/v1/alerts/silences", "");
        send("DELETE", "/api/v1/alerts/silences?sync=clients", "");
        assertThat(send("GET", "/api/v1/alerts/silences", "").get("items")).isEmpty();

        var alert = alerts().stream()
                .filter(one -> one.get("cause").stringValue().equals("failed"))
                .findFirst()
                .orElseThrow();
        var closed = send("POST", "/api/v1/alerts/" + alert.get("id") + "/close", "");
        assertThat(closed.get("closedBy").isNull()).isFalse();
        assertThat(server.send("POST", "/api/v1/alerts/" + alert.get("id") + "/close", "")
                        .statusCode())
                .isEqualTo(409);
    }

    private static List<JsonNode> alerts() {
        var found = new ArrayList<JsonNode>();
        send("GET", "/api/v1/alerts?open=true&sync=appointments", "")
                .get("items")
                .forEach(found::add);
        return found;
    }

    @Test
    @Order(5)
    void figuresSayHowSyncsDidAndWhichFieldsFail() {
        var one = send("GET", "/api/v1/analytics?sync=appointments", "");
        assertThat(one.get("days")).hasSize(30);
        assertThat(one.get("total").get("failed").longValue()).isEqualTo(1);
        assertThat(one.get("total").get("rowsFailed").longValue()).isEqualTo(2);
        assertThat(one.get("syncs").get(0).get("sync").stringValue()).isEqualTo("appointments");
        assertThat(one.get("days").get(29).get("figures").get("failed").longValue())
                .isEqualTo(1);

        var quality =
                send("GET", "/api/v1/analytics/quality?sync=appointments", "").get("failures");
        assertThat(quality).hasSize(1);
        assertThat(quality.get(0).get("field").stringValue()).isEqualTo("start_time");
        assertThat(quality.get(0).get("rows").longValue()).isEqualTo(2);
        assertThat(quality.get(0).get("reason").stringValue()).doesNotContain("noon");

        assertThat(server.send("GET", "/api/v1/analytics?from=2026-02-01&to=2026-01-01", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("GET", "/api/v1/analytics?from=2020-01-01&to=2026-01-01", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send("GET", "/api/v1/analytics?sync=nobody", "").statusCode())
                .isEqualTo(404);
    }

    /// Every metric that is told stands in the document with its type and labels, and the other way round.
    @Test
    @Order(6)
    void theMetricsAreThoseOfTheDocument() throws IOException {
        var scraped = server.send("GET", "/actuator/prometheus", "");
        assertThat(scraped.statusCode()).as(scraped.body()).isEqualTo(200);
        var told = new TreeSet<String>();
        for (var line : scraped.body().lines().toList()) {
            if (line.startsWith("tallystick_")) {
                var name = line.substring(0, line.indexOf('{'));
                var labels = new TreeSet<String>();
                Pattern.compile("([a-z_]+)=\"").matcher(line).results().forEach(label -> labels.add(label.group(1)));
                told.add(name + " " + labels);
            }
        }
        assertThat(scraped.body())
                .contains("tallystick_runs_total{status=\"failed\",sync=\"appointments\"", "jvm_memory");

        var documented = new TreeSet<String>();
        Pattern.compile("(?m)^\\| `(tallystick_[a-z_]+)` \\| (?:counter|gauge) \\| ([a-z, ]+) \\|")
                .matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .forEach(line -> documented.add(line.group(1) + " "
                        + new TreeSet<>(List.of(line.group(2).split(", ")))));
        // These two are absent while there is nothing to tell.
        told.add("tallystick_alerts_open [cause, sync, workspace]");
        told.add("tallystick_data_age_seconds [sync, workspace]");
        assertThat(told).isEqualTo(documented);
    }

    @Test
    @Order(7)
    void theDashboardAsksOnlyForMetricsThatThereAre() throws IOException {
        var documented = new TreeSet<String>();
        METRIC.matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .forEach(name -> documented.add(name.group()));
        var dashboard = Files.readString(DOCS.resolve("grafana.json"));
        assertThat(ExampleServer.json(dashboard).get("panels")).hasSizeGreaterThan(8);
        var asked = new TreeSet<String>();
        METRIC.matcher(dashboard).results().forEach(name -> asked.add(name.group()));
        assertThat(documented).containsAll(asked);
        assertThat(asked).hasSizeGreaterThan(8);
    }

    @Test
    @Order(8)
    void metricsAreForTheOwnerAlone() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var anybody = http.send(
                    HttpRequest.newBuilder(URI.create(server.address() + "/actuator/prometheus"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(anybody.statusCode()).isEqualTo(401);
        }
    }
}
