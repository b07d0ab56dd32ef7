package dev.tallystick;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The button of the package in somebody else's admin page: built and bundled as they would, served from their origin,
/// with a token that their back end minted.
@Tag("long")
class EmbedJourney {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path EMBED = Path.of("../embed").toAbsolutePath().normalize();

    /// As embed/README.md tells people to write it.
    private static final String PAGE = """
            import { createElement } from "react";
            import { createRoot } from "react-dom/client";
            import { SyncButton } from "tallystick-react";
            import "tallystick-react/sync-button.css";

            async function token() {
              const answer = await fetch("/admin/sync-token", { method: "POST" });
              if (!answer.ok) throw new Error(`the page's own server answered ${answer.status}`);
              return (await answer.json()).token;
            }

            function done(status) {
              document.getElementById("told").textContent += `[${status.message}]`;
            }

            const address = document.documentElement.dataset.tallystick;
            createRoot(document.getElementById("root")).render(
              createElement(SyncButton, { address, token, onComplete: done }, "Sync clients"),
            );
            """;

    @TempDir
    static Path home;

    private static final HttpClient http = HttpClient.newHttpClient();
    private static Lab partner;
    private static PackagedServer server;
    private static HostPage allowed;
    private static HostPage notAllowed;
    private static Chromium chromium;

    @BeforeAll
    static void open() throws Exception {
        var bundle = bundle();
        partner = Lab.start(Lab.Options.STANDARD.partner(60, 20));
        var config = home.resolve("tallystick.yaml");
        Files.createDirectories(home.resolve("manifests"));
        Files.copy(Path.of("../examples/wellness/manifests/partner.yaml"), home.resolve("manifests/partner.yaml"));
        Files.writeString(
                config,
                ExampleServer.withoutSchedules(ExampleServer.live(
                        Files.readString(Path.of("../examples/wellness/tallystick.yaml")), partner.uri("/"))));
        server = PackagedServer.start(home.resolve("data"), "serve", "--config", config.toString());
        var token = ask(
                        server.file("admin-token"),
                        "POST",
                        "/api/v1/tokens",
                        Map.of("name", "admin page", "scope", "run"))
                .get("secret")
                .asString();
        allowed = new HostPage(bundle, token);
        notAllowed = new HostPage(bundle, token);
        ask(
                server.file("admin-token"),
                "PUT",
                "/api/v1/workspace/settings",
                Map.of("embedOrigins", List.of(allowed.origin())));
        chromium = Chromium.open();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (allowed != null) {
            allowed.close();
        }
        if (notAllowed != null) {
            notAllowed.close();
        }
        if (server != null) {
            server.close();
        }
        if (partner != null) {
            partner.close();
        }
        http.close();
    }

    @Test
    void startsFollowsAndFindsItsRunAgainAfterARefresh() throws IOException {
        try (var visitor = chromium.visitor()) {
            var page = visitor.newPage();
            page.navigate(allowed.origin());
            partner.faults()
                    .add(Fault.of(Fault.Kind.LATENCY, "/v1/").value("3000").times(Fault.FOREVER));

            button(page, "Sync clients").click();

            assertThat(button(page, "Syncing…")).isVisible();
            assertThat(button(page, "Syncing…")).hasAttribute("aria-disabled", "true");
            page.reload();
            assertThat(button(page, "Syncing…")).isVisible();

            partner.faults().clear();
            assertThat(page.getByRole(AriaRole.STATUS))
                    .containsText("Done. Processed 60 rows: 60 created, 0 updated.", soon());
            assertThat(page.locator("#told")).hasText("[Processed 60 rows: 60 created, 0 updated.]");
            assertThat(button(page, "Sync clients")).isVisible();
            button(page, "Dismiss").click();
            assertThat(page.getByRole(AriaRole.STATUS)).isHidden();

            page.reload();
            assertThat(button(page, "Sync clients")).isVisible();
            assertThat(page.getByRole(AriaRole.STATUS)).isHidden();
            assertThat(visitor.cookies(server.address())).isEmpty();
        }
        assertThat(ask(server.file("admin-token"), "GET", "/api/v1/runs", null)
                        .get("items")
                        .valueStream()
                        .map(run -> run.get("actor").asString()))
                .as("one run, of the person before the page")
                .containsExactly("mira@host.example");
    }

    @Test
    void saysInAPageThatIsNotAllowedWhatMustBeDone() {
        try (var visitor = chromium.visitor()) {
            var page = visitor.newPage();
            page.navigate(notAllowed.origin());

            button(page, "Sync clients").click();

            assertThat(page.getByRole(AriaRole.STATUS)).containsText(notAllowed.origin(), soon());
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("allowed");
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
    }

    /// The package as `npm pack` would ship it, and the page around it, by the tools that the package already has.
    private static Path bundle() throws Exception {
        if (!Files.exists(EMBED.resolve("node_modules/.package-lock.json"))) {
            run(EMBED, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
        }
        run(EMBED, "npm", "run", "--silent", "build");
        var host = home.resolve("host");
        var modules = host.resolve("node_modules");
        Files.createDirectories(modules.resolve("tallystick-react"));
        for (var shipped : List.of("package.json", "sync-button.css", "dist")) {
            run(EMBED, "cp", "-r", shipped, modules.resolve("tallystick-react").toString());
        }
        for (var needed : List.of("react", "react-dom", "scheduler")) {
            Files.createSymbolicLink(modules.resolve(needed), EMBED.resolve("node_modules/" + needed));
        }
        Files.writeString(host.resolve("page.js"), PAGE);
        Files.writeString(
                host.resolve("index.html"),
                "<!doctype html><html lang=\"en\" data-tallystick=\"__ADDRESS__\"><title>Brands</title>"
                        + "<h1>Clients</h1><div id=\"root\"></div><p id=\"told\"></p>"
                        + "<script type=\"module\" src=\"/page.js\"></script></html>");
        run(host, "node", EMBED.resolve("node_modules/vite/bin/vite.js").toString(), "build", "--logLevel", "warn");
        return host.resolve("dist");
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("embed-journey-", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES))
                .as(List.of(command) + " ends")
                .isTrue();
        assertThat(process.exitValue())
                .as(List.of(command) + ": " + Files.readString(log))
                .isZero();
        Files.delete(log);
    }

    private static JsonNode ask(String token, String method, String path, Object body) throws IOException {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(server.address() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// Somebody's admin page and its back end, on an origin of its own.
    private static final class HostPage implements AutoCloseable {
        private final HttpServer host;
        private final Path files;
        private final String token;

        HostPage(Path files, String token) throws IOException {
            this.files = files;
            this.token = token;
            host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            host.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            host.createContext("/", this::file);
            host.createContext("/admin/sync-token", this::mint);
            host.start();
        }

        String origin() {
            return "http://127.0.0.1:" + host.getAddress().getPort();
        }

        private void mint(HttpExchange asked) throws IOException {
            var minted =
                    ask(token, "POST", "/api/v1/syncs/clients/embed-tokens", Map.of("onBehalf", "mira@host.example"));
            answer(asked, "application/json", JSON.writeValueAsBytes(minted));
        }

        private void file(HttpExchange asked) throws IOException {
            var path = asked.getRequestURI().getPath();
            var file = files.resolve(path.equals("/") ? "index.html" : path.substring(1));
            if (!Files.isRegularFile(file)) {
                asked.sendResponseHeaders(204, -1);
                asked.close();
                return;
            }
            var type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
            answer(
                    asked,
                    type,
                    path.equals("/")
                            ? Files.readString(file)
                                    .replace("__ADDRESS__", server.address())
                                    .getBytes(StandardCharsets.UTF_8)
                            : Files.readAllBytes(file));
        }

        private static void answer(HttpExchange asked, String type, byte[] body) throws IOException {
            asked.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            asked.sendResponseHeaders(200, body.length);
            try (var out = asked.getResponseBody()) {
                out.write(body);
            }
        }

        @Override
        public void close() {
            host.stop(0);
        }
    }
}
