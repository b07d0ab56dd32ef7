package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Lab;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.plaid.PlaidItem;
import dev.tallystick.storage.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole application as `demo` starts it, with a data directory, a database and a lab of its own, and one example
/// in a file that a test may edit.
public final class ExampleServer implements BeforeAllCallback, AfterAllCallback {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final List<String> properties;
    private final List<Class<?>> sources = new ArrayList<>(List.of(TallystickServer.class));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Lab> labs = new ArrayList<>();
    private Path dataDir;
    private Path config;
    private String example;
    private ConfigurableApplicationContext context;

    /// @param name of the example
    ExampleServer(String name, String... properties) {
        this.name = name;
        this.properties = List.of(properties);
    }

    /// With beans that somebody else brings.
    ExampleServer with(Class<?> configuration) {
        sources.add(configuration);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext test) throws IOException {
        dataDir = Files.createTempDirectory("tallystick-" + name + "-");
        config = Demo.example(dataDir, name);
        example = Files.readString(config);
        // A run that comes round every few minutes would come in between.
        Files.writeString(config, name.equals("wellness") ? example : withoutSchedules(example));
        // The shipped waits are for partners, not for tests.
        var manifest = config.resolveSibling("manifests/partner.yaml");
        if (Files.exists(manifest)) {
            Files.writeString(
                    manifest,
                    Files.readString(manifest)
                            .replace("max_retries: 4", "max_retries: 1")
                            .replace("factor: 2", "factor: 0.05"));
        }
        var all = new ArrayList<>(List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "tallystick.storage.data-dir=" + dataDir,
                "tallystick.sync.config=" + config,
                "tallystick.lab.enabled=true",
                "tallystick.sync.attempts=1"));
        all.addAll(properties);
        context = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> get("/api/v1/syncs").get("items").size()
                        == (Set.of("masterdata", "finance").contains(name) ? 4 : 2));
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (context != null) {
            context.close();
        }
        labs.forEach(Lab::close);
        http.close();
    }

    Path dataDir() {
        return dataDir;
    }

    /// The lab that stands in for the partner while there is none.
    Lab lab() {
        return context.getBean(Lab.class);
    }

    /// One more, which plays a real partner.
    Lab partner() {
        var partner = Lab.start(Lab.Options.STANDARD.partner(40, 60));
        labs.add(partner);
        return partner;
    }

    static String withoutSchedules(String text) {
        return text.replaceAll("(?m)^ +schedule:.*\n", "");
    }

    String example() {
        return example;
    }

    /// Edits the file as a person would, and waits until the edit is in force or refused.
    void edit(UnaryOperator<String> edit) {
        var before = get("/api/v1/sync/status").get("config").toString();
        try {
            Files.writeString(config, edit.apply(example));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        !get("/api/v1/sync/status").get("config").toString().equals(before));
    }

    /// The example with a partner at this address.
    static String live(String example, URI partner) {
        return example.replace("${PARTNER_URL:-}", partner.toString().replaceAll("/$", ""))
                .replace("${PARTNER_API_KEY}", "lab-partner-key")
                .replace(
                        "    title: Partner API\n",
                        "    title: Partner API\n    allow: [\"127.0.0.1:" + partner.getPort() + "\"]\n");
    }

    /// The finance example with banks of that lab, and without rates.
    ///
    /// @param items as the connection names them
    public static String liveBanks(String example, Lab lab, Map<String, PlaidItem> items) {
        var tokens = items.entrySet().stream()
                .map(item -> item.getKey() + ": " + item.getValue().accessToken())
                .collect(Collectors.joining(", "));
        return withoutSchedules(example)
                .replaceAll("(?s)\n  ecb_rates:.*?\ngroups:", "\ngroups:")
                .replaceAll("(?s)\n  ecb:.*?\n  ledger:", "\n  ledger:")
                .replaceAll("items: \\{.*}", "items: { " + tokens + " }")
                .replace("${PLAID_CLIENT_ID:-}", PlaidApi.KEY)
                .replace("${PLAID_SECRET:-}", PlaidApi.KEY)
                .replace("${PLAID_URL:-}", lab.uri(PlaidApi.PREFIX).toString())
                .replace("    rehearsal: lab.plaid", "    allow: [\"127.0.0.1:" + lab.port() + "\"]");
    }

    /// The database that comes with Tallystick, as the sync's role sees it.
    JdbcClient data() {
        var embedded = context.getBean(EmbeddedDatabase.class);
        return JdbcClient.create(
                new DriverManagerDataSource(embedded.dataDatabaseUrl(), embedded.dataUser(), embedded.dataPassword()));
    }

    <T> java.util.Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String address() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    HttpResponse<String> send(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address() + path))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(dataDir.resolve("admin-token"))
                                            .strip())
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String body) {
        return JSON.readTree(body);
    }

    JsonNode get(String path) {
        var answer = send("GET", path, "");
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /// What is answered, whatever it is.
    JsonNode post(int expected, String path) {
        var answer = send("POST", path, "");
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(expected);
        return JSON.readTree(answer.body());
    }

    /// Starts it and waits for its end.
    JsonNode sync(String name) {
        return ended(
                post(202, "/api/v1/sync/" + name).get("runs").get(0).get("run").asLong());
    }

    JsonNode ended(long run) {
        return ended(run, PATIENCE);
    }

    JsonNode ended(long run, Duration patience) {
        return Awaitility.await()
                .atMost(patience)
                .until(
                        () -> get("/api/v1/runs/" + run),
                        shown -> !shown.get("endedAt").isNull()
                                || shown.get("status").asString().equals("held"));
    }
}
