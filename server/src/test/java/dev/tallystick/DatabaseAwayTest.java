package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.tallystick.storage.EmbeddedDatabase;
import dev.tallystick.storage.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole server while its database goes away and comes back: what its log says, and what it answers.
class DatabaseAwayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AWAY = "The database does not answer (";
    private static final String BACK = "The database is back after ";

    /// As the server sets them itself; the tests' own settings silence some.
    private static final Map<String, Level> AS_SERVED = Map.of(
            "ROOT", Level.WARN,
            "dev.tallystick", Level.INFO,
            "com.zaxxer.hikari.pool", Level.WARN,
            "org.springframework.transaction.support.TransactionTemplate", Level.WARN);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void saysOnceThatItIsAwayAndOnceThatItIsBack() throws Exception {
        var directory = folder.resolve("database");
        var postgres = EmbeddedPostgres.start(directory);
        try (var server = server(postgres);
                var log = new Log()) {
            await().atMost(PATIENCE)
                    .until(() -> get(server, "/api/v1/syncs").body().contains("\"appointments\""));
            log.lines.clear();

            postgres.close();
            await().atMost(PATIENCE).until(() -> log.lines.stream().anyMatch(line -> line.contains(AWAY)));
            for (var path : List.of("/api/v1/me", "/api/v1/syncs", "/api/v1/sync/status", "/api/v1/runs")) {
                var answer = get(server, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("The database cannot be reached at the moment.");
            }
            assertThat(send(server, "POST", "/api/v1/sync/clients").statusCode())
                    .isEqualTo(503);
            assertThat(anybody(server, "/actuator/health").statusCode()).isEqualTo(503);

            postgres = EmbeddedPostgres.start(directory);
            await().atMost(PATIENCE).until(() -> log.lines.stream().anyMatch(line -> line.contains(BACK)));
            await().atMost(PATIENCE).until(() -> get(server, "/api/v1/syncs").statusCode() == 200);
            assertThat(anybody(server, "/actuator/health").statusCode()).isEqualTo(200);
            assertThat(send(server, "POST", "/api/v1/sync/clients").statusCode())
                    .isEqualTo(202);
            await().atMost(PATIENCE)
                    .until(() -> get(server, "/api/v1/runs?sync=clients&limit=1")
                            .body()
                            .contains("\"status\":\"succeeded\""));

            assertThat(log.lines.stream().filter(line -> line.startsWith("WARN") || line.startsWith("ERROR")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN Absence: " + AWAY)
                    .contains("; work waits until it is back.")
                    .doesNotContain(postgres.database().password());
            assertThat(log.lines.stream().filter(line -> line.startsWith("INFO Absence: " + BACK)))
                    .hasSize(1);
        } finally {
            postgres.close();
        }
    }

    private ConfigurableApplicationContext server(EmbeddedPostgres postgres) throws IOException {
        var database = postgres.database();
        var data = folder.resolve("server");
        var settings = new HashMap<String, Object>();
        settings.put("server.port", "0");
        settings.put("spring.main.banner-mode", "off");
        settings.put("tallystick.storage.data-dir", data.toString());
        settings.put(
                "tallystick.storage.database-url",
                database.url()
                        .replace(
                                "jdbc:postgresql://",
                                "postgres://%s:%s@".formatted(database.user(), database.password())));
        settings.put("TALLYSTICK_MASTER_KEY", masterKey());
        settings.put("tallystick.lab.enabled", "true");
        settings.put("tallystick.sync.config", example(data, database).toString());
        return new SpringApplicationBuilder(TallystickServer.class)
                .run(settings.entrySet().stream()
                        .map(each -> "--" + each.getKey() + "=" + each.getValue())
                        .toArray(String[]::new));
    }

    private static String masterKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static Path example(Path data, EmbeddedDatabase database) throws IOException {
        var file = Demo.example(data, "wellness");
        var address = URI.create(database.dataDatabaseUrl().substring("jdbc:".length()));
        var target = "postgres://%s:%s@%s/data?sslmode=disable"
                .formatted(database.dataUser(), database.dataPassword(), address.getAuthority());
        return Files.writeString(
                file,
                Files.readString(file)
                        .replace("${TARGET_DATABASE_URL:-embedded}", target)
                        .replace(
                                "title: Wellness database",
                                "title: Wellness database\n    allow: [\"" + address.getAuthority() + "\"]"));
    }

    private HttpResponse<String> get(ConfigurableApplicationContext server, String path) {
        return send(server, "GET", path);
    }

    private HttpResponse<String> send(ConfigurableApplicationContext server, String method, String path) {
        try {
            var token = Files.readString(folder.resolve("server/admin-token")).strip();
            return send(request(server, path)
                    .header("Authorization", "Bearer " + token)
                    .method(method, HttpRequest.BodyPublishers.noBody()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> anybody(ConfigurableApplicationContext server, String path) {
        return send(request(server, path));
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext server, String path) {
        var port = ((ServletWebServerApplicationContext) server).getWebServer().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What the server would print. To be made once it stands: Spring Boot sets the log up anew when it starts.
    private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        private final Map<String, Level> before = new HashMap<>();
        final List<String> lines = new CopyOnWriteArrayList<>();

        Log() {
            setContext(logs);
            start();
            AS_SERVED.forEach((name, level) -> {
                var logger = logs.getLogger(name);
                before.put(name, logger.getLevel() == null ? Level.OFF : logger.getLevel());
                logger.setLevel(level);
            });
            logs.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            var logger = event.getLoggerName();
            lines.add(event.getLevel() + " " + logger.substring(logger.lastIndexOf('.') + 1) + ": "
                    + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : " | " + event.getThrowableProxy().getClassName()));
        }

        @Override
        public void close() {
            logs.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
            before.forEach((name, level) -> logs.getLogger(name).setLevel(level));
        }
    }
}
