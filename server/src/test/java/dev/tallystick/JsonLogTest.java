package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `--log-json` writes: the tests' own settings have no such console, so the encoder that the switch chooses
/// stands
/// beside theirs.
class JsonLogTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("wellness");

    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void listen() {
        logs.putObject(Environment.class.getName(), new StandardEnvironment());
        var encoder = new StructuredLogEncoder();
        encoder.setContext(logs);
        encoder.setFormat("ecs");
        encoder.start();
        appender.setContext(logs);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logs.getLogger("dev.tallystick").setLevel(Level.INFO);
        logs.getLogger("dev.tallystick").addAppender(appender);
        // The test's own console stays silent.
        logs.getLogger("dev.tallystick").setAdditive(false);
    }

    @AfterEach
    void leave() {
        logs.getLogger("dev.tallystick").detachAppender(appender);
        logs.getLogger("dev.tallystick").setAdditive(true);
        logs.getLogger("dev.tallystick").setLevel(null);
    }

    private List<JsonNode> lines() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    @Test
    void aRunIsOneLineWithItsSyncItsNumberAndItsTally() {
        var run = server.sync("clients");

        var line = lines().stream()
                .filter(one -> one.path("message").asString("").startsWith("clients (rehearsal): succeeded"))
                .findFirst()
                .orElseThrow();
        assertThat(line.get("sync").asString()).isEqualTo("clients");
        assertThat(line.get("run").asString()).isEqualTo(run.get("id").asString());
        var tally = line.get("tally");
        assertThat(tally.get("created").asLong()).isEqualTo(120);
        assertThat(tally.get("considered").asLong())
                .isEqualTo(run.get("tally").get("right").get("considered").asLong());
    }

    @Test
    void aStackTraceStaysInsideItsLine() {
        var failed = new IllegalStateException("outer\nforged", new IOException("inner"));
        LoggerFactory.getLogger("dev.tallystick.run.RunSync").error("It failed\nbadly", failed);

        assertThat(lines()).singleElement().satisfies(line -> {
            assertThat(line.get("message").asString()).isEqualTo("It failed\nbadly");
            assertThat(line.at("/error/stack_trace")
                            .asString(line.path("error.stack_trace").asString("")))
                    .contains("outer\nforged")
                    .contains("Caused by: java.io.IOException: inner")
                    .contains("\tat dev.tallystick.JsonLogTest");
        });
    }
}
