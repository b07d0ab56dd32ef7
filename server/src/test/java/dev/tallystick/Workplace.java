package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged server with the wellness example and a partner of its own, and Ada, its first admin, at a browser.
final class Workplace implements AutoCloseable {
    static final String PASSWORD = "trombone waffle quilt";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Lab partner;
    private final Chromium chromium;
    private final BrowserContext browser;
    private final String[] arguments;
    private PackagedServer server;

    /// @param more what is added to the example's configuration
    Workplace(Path home, String more) throws IOException {
        this(home, more, 120);
    }

    Workplace(Path home, String more, int clients) throws IOException {
        this(home, Lab.start(Lab.Options.STANDARD.partner(clients, 60)), partner -> wellness(home, partner) + more);
    }

    /// @param file the configuration, as the partner's address makes it
    Workplace(Path home, Lab partner, Function<Lab, String> file) throws IOException {
        this.partner = partner;
        var config = home.resolve("tallystick.yaml");
        Files.writeString(config, file.apply(partner));
        arguments = new String[] {"serve", "--config", config.toString()};
        server = PackagedServer.start(home.resolve("data"), arguments);
        chromium = Chromium.open();
        browser = chromium.visitor();
    }

    private static String wellness(Path home, Lab partner) {
        try {
            Files.createDirectories(home.resolve("manifests"));
            Files.copy(Path.of("../examples/wellness/manifests/partner.yaml"), home.resolve("manifests/partner.yaml"));
            var example = Files.readString(Path.of("../examples/wellness/tallystick.yaml"));
            return ExampleServer.live(ExampleServer.withoutSchedules(example), partner.uri("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Lab partner() {
        return partner;
    }

    PackagedServer server() {
        return server;
    }

    String address() {
        return server.address();
    }

    void kill() {
        server.kill();
    }

    /// At the same address, with the same data.
    void startAgain() throws IOException {
        server = server.again(arguments);
    }

    /// Ada's page, in her browser.
    Page ada() {
        var page = browser.newPage();
        page.setDefaultTimeout(15_000);
        page.navigate(server.file("setup-link"));
        page.getByLabel("Name").fill("Ada");
        page.getByLabel("Email").fill("ada@mail.example");
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
        button(page, "Make admin and sign in").click();
        assertThat(heading(page, "Overview")).isVisible();
        return page;
    }

    /// Somebody else, let in with this role, at a browser of their own.
    Page another(String name, String role) {
        var link = ask("POST", "/api/v1/invitations", Map.of("email", name + "@mail.example", "role", role))
                .get("link")
                .asString();
        var page = chromium.visitor().newPage();
        page.setDefaultTimeout(15_000);
        page.navigate(address() + link);
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
        button(page, "Join and sign in").click();
        assertThat(heading(page, "Overview")).isVisible();
        return page;
    }

    /// As the scripts on the server ask.
    JsonNode ask(String method, String path, Object body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address() + path))
                    .header("Authorization", "Bearer " + server.file("admin-token"))
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the run has come to its end.
    JsonNode ended(long run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(
                        () -> ask("GET", "/api/v1/runs/" + run, Map.of()),
                        shown -> !shown.get("endedAt").isNull()
                                || shown.get("status").asString().equals("held"));
    }

    JsonNode runs(String sync) {
        return ask("GET", "/api/v1/runs?sync=" + sync, Map.of()).get("items");
    }

    Chromium chromium() {
        return chromium;
    }

    BrowserContext browser() {
        return browser;
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name))
                .first();
    }

    static Locator row(Page page, String name) {
        return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(name));
    }

    @Override
    public void close() {
        chromium.close();
        server.close();
        partner.close();
        http.close();
    }
}
