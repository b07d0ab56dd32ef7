package dev.tallystick.workspace;

import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.WorkspaceId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole server on a port of its own and a database of its own, for a test class. Time stands still in it until
/// the test moves [#clock].
public final class TestServer implements BeforeAllCallback, AfterAllCallback {
    static final String MASTER_KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq1Y3iT9wzbU=";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    static final String PASSWORD = "trombone waffle quilt";

    public final SettableClock clock = new SettableClock();
    private final int stubOrder;
    private final List<String> properties;
    private TestDatabase database;
    private Path dataDir;
    private ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    public TestServer(String... properties) {
        this(100, List.of(properties));
    }

    private TestServer(int stubOrder, List<String> properties) {
        this.stubOrder = stubOrder;
        this.properties = properties;
    }

    /// With an answer at every address of the API, so that only the gate decides.
    static TestServer withNothingButTheGate() {
        return new TestServer(Ordered.HIGHEST_PRECEDENCE, List.of());
    }

    @Override
    public void beforeAll(ExtensionContext test) throws IOException {
        database = TestDatabase.open();
        dataDir = Files.createTempDirectory("tallystick-server-");
        context = startNode();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (context != null) {
            context.close();
        }
        http.close();
        database.close();
    }

    /// One more server on the same database and directory.
    ConfigurableApplicationContext startNode() {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "tallystick.storage.database-url=" + database.url(),
                "tallystick.storage.data-dir=" + dataDir,
                "TALLYSTICK_MASTER_KEY=" + MASTER_KEY));
        all.addAll(properties);
        return new SpringApplicationBuilder(Doors.class)
                .initializers(fresh -> {
                    var registry = (GenericApplicationContext) fresh;
                    registry.registerBean("settableClock", Clock.class, () -> clock, bean -> bean.setPrimary(true));
                    registry.registerBean("stubs", SimpleUrlHandlerMapping.class, this::stubs);
                })
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new));
    }

    /// Only what people and programs come in through: the rest is not what these tests are about.
    @EnableAutoConfiguration
    @ComponentScan(
            basePackages = {
                "dev.tallystick.storage",
                "dev.tallystick.workspace",
                "dev.tallystick.web",
                "dev.tallystick.egress",
                "dev.tallystick.connection"
            },
            // What other tests have configured for themselves.
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test\\$.*"))
    static class Doors {}

    /// Answers where no controller is yet, so that what the gate lets through can be told from what it does not.
    /// It comes last, and before the pages of the UI.
    private SimpleUrlHandlerMapping stubs() {
        var mapping = new SimpleUrlHandlerMapping();
        HttpRequestHandler ok = (_, response) -> response.setStatus(299);
        mapping.setUrlMap(Map.of("/api/v1/**", ok, "/v3/api-docs.yaml", ok));
        mapping.setOrder(stubOrder);
        return mapping;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    TestDatabase database() {
        return database;
    }

    public Path dataDir() {
        return dataDir;
    }

    public int port() {
        return portOf(context);
    }

    static int portOf(ConfigurableApplicationContext node) {
        return ((ServletWebServerApplicationContext) node).getWebServer().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    WorkspaceId main() {
        return bean(People.class).mainWorkspace();
    }

    PersonId person(String email, Role role) {
        return bean(People.class).add(Actor.TALLYSTICK, main(), "Person " + email, email, PASSWORD, role);
    }

    /// One more workspace, with nobody in it.
    WorkspaceId workspace(String name) {
        return database.transactions()
                .system(db -> new WorkspaceId(db.sql("insert into workspace (name) values (?) returning id")
                        .param(name)
                        .query(Long.class)
                        .single()));
    }

    void member(WorkspaceId workspace, PersonId person, Role role) {
        database.transactions().system(db -> {
            new PersonStore().setRole(db, workspace, person, role, clock.instant());
            return true;
        });
    }

    /// A token that may do all that its owner may.
    String token(PersonId owner, Scope scope) {
        return token(main(), owner, scope);
    }

    String token(WorkspaceId workspace, PersonId owner, Scope scope) {
        return bean(ApiTokens.class).make(Actor.TALLYSTICK, workspace, owner, "test", scope, ApiTokens.USUAL_LIFE);
    }

    public Answer send(String method, String path, String body, String... headers) {
        return send(uri(path), method, body, headers);
    }

    Answer send(URI uri, String method, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty() && !Arrays.asList(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public record Answer(int status, String body, HttpResponse<String> response) {
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String code() {
            return body.replaceAll("(?s).*\"code\":\"([^\"]*)\".*", "$1");
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        /// The value of a cookie that this answer sets; empty when it sets none or takes it away.
        String cookie(String name) {
            return response.headers().allValues("Set-Cookie").stream()
                    .filter(cookie -> cookie.startsWith(name + "="))
                    .map(cookie -> cookie.substring(name.length() + 1).replaceAll(";.*", ""))
                    .reduce("", (_, last) -> last);
        }
    }

    /// A browser: it keeps its cookies, and its page sends the CSRF token back.
    Browser browser() {
        return new Browser();
    }

    final class Browser {
        String sid = "";
        String csrf = send("GET", "/api/v1/me", "").cookie("XSRF-TOKEN");

        Answer post(String path, String body) {
            return request("POST", path, body);
        }

        Answer get(String path) {
            return request("GET", path, "");
        }

        Answer request(String method, String path, String body) {
            Answer answer =
                    send(method, path, body, "Cookie", "sid=" + sid + "; XSRF-TOKEN=" + csrf, "X-XSRF-TOKEN", csrf);
            if (answer.response().headers().allValues("Set-Cookie").stream().anyMatch(set -> set.startsWith("sid="))) {
                sid = answer.cookie("sid");
            }
            return answer;
        }

        Answer put(String path, String body) {
            return request("PUT", path, body);
        }

        Answer delete(String path) {
            return request("DELETE", path, "");
        }

        Answer signIn(String email, String password) {
            return post("/api/v1/session", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
        }
    }
}
