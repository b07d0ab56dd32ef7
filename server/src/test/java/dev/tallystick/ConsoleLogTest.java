package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.logback.ColorConverter;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;

class ConsoleLogTest {

    @Test
    void namesTheSyncAndTheRun() throws IOException {
        assertThat(line("done", null, Map.of("sync", "clients", "run", "12")))
                .endsWith(" INFO  clients#12 RunSync: done\n");
    }

    @Test
    void saysNothingOfSyncsWhereThereIsNone() throws IOException {
        assertThat(line("done", null, Map.of())).endsWith(" INFO  RunSync: done\n");
    }

    @Test
    void nobodyWritesALineOfTheirOwn() throws IOException {
        assertThat(line("row 'a\r\n2026-11-25 ERROR forged\rb'", null, Map.of()))
                .endsWith("RunSync: row 'a | 2026-11-25 ERROR forged | b'\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void anExceptionStaysInTheLineOfItsEvent() throws IOException {
        var failed = new IllegalStateException("outer\nforged", new IOException("inner"));

        assertThat(line("failed", failed, Map.of()))
                .contains("RunSync: failed | java.lang.IllegalStateException: outer | forged")
                .contains(" | Caused by: java.io.IOException: inner | ")
                .containsOnlyOnce("\n")
                .endsWith("\n");
    }

    /// As the server's own settings have it; those of the tests do not say a pattern.
    private static String line(String message, @Nullable Throwable failed, Map<String, String> mdc) throws IOException {
        var settings = new Properties();
        try (var own = Objects.requireNonNull(ConsoleLogTest.class.getResourceAsStream("/application.properties"))) {
            settings.load(new StringReader(new String(own.readAllBytes(), StandardCharsets.UTF_8)));
        }
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var layout = new PatternLayout();
        layout.getInstanceConverterMap().put("clr", ColorConverter::new);
        layout.getInstanceConverterMap().put("wEx", WhitespaceThrowableProxyConverter::new);
        layout.setContext(context);
        layout.setPattern(settings.getProperty("logging.pattern.console"));
        layout.start();
        var event = new LoggingEvent(
                ConsoleLogTest.class.getName(),
                context.getLogger("dev.tallystick.run.RunSync"),
                Level.INFO,
                message,
                failed,
                null);
        event.setMDCPropertyMap(mdc);
        return layout.doLayout(event);
    }
}
