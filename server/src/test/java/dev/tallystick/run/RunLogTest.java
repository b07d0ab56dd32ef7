package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.tallystick.storage.Transactions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

/// The anatomy and the lines of a run over HTTP, in the whole application.
class RunLogTest {
    @RegisterExtension
    static final TwoSidedServer server = new TwoSidedServer("told", "secret");

    private static List<String> texts(JsonNode log) {
        return log.get("items")
                .valueStream()
                .map(line -> line.get("text").asString())
                .toList();
    }

    private static List<String> parts(JsonNode anatomy) {
        return anatomy.at("/attempts/0/lanes")
                .valueStream()
                .map(lane ->
                        lane.get("part").asString() + " " + lane.get("side").asString(""))
                .toList();
    }

    @Test
    void showsWhatARunSpentItsTimeOnAndTheLinesThatItWrote() {
        server.left("told").insert("Ada", "London");
        var run = server.sync("told").get("id").asLong();
        var path = "/api/v1/runs/" + run;

        var anatomy = server.get(path + "/anatomy");
        assertThat(parts(anatomy))
                .contains("open left", "open right", "read left", "read right", "plan ", "write right");
        assertThat(anatomy.at("/attempts/0/outcome").asString()).isEqualTo("finished");
        anatomy.at("/attempts/0/lanes")
                .forEach(lane -> assertThat(lane.get("open").asBoolean()).isFalse());

        var log = org.awaitility.Awaitility.await()
                .until(
                        () -> server.get(path + "/log"),
                        shown -> shown.get("items").size() >= 2);
        assertThat(texts(log).getFirst()).startsWith("Attempt 1 begins on ");
        assertThat(log.get("missing").isNull()).isTrue();
        assertThat(log.get("before").isNull()).isTrue();
        var last = server.get(path + "/log?limit=1");
        assertThat(texts(last)).isEqualTo(List.of(texts(log).getLast()));
        assertThat(texts(server.get(
                        path + "/log?limit=1&before=" + last.get("before").asLong())))
                .isEqualTo(List.of(texts(log).get(texts(log).size() - 2)));
        assertThat(texts(server.get(path + "/log?to=2000-01-01T00:00:00Z"))).isEmpty();

        var file = server.send("GET", path + "/log/export", "");
        assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                .contains("attachment", "run-" + run + ".log");
        assertThat(file.body().lines())
                .hasSize(texts(log).size())
                .first()
                .asString()
                .contains("attempt 1 info");
        assertThat(server.trail("exported").getFirst()).contains("run " + run, "text");
        for (var part : List.of("/anatomy", "/log", "/log/export")) {
            assertThat(server.send("GET", "/api/v1/runs/999999" + part, "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void takesWhatIsLoggedInTheNameOfARunAndNotTheWordsOfAnException() {
        var log = LoggerFactory.getLogger("dev.tallystick.run.RunLogTest");
        server.left("secret").insert("Ada", "London");
        server.right("secret").beforeWrite.add(() -> {
            assertThat(MDC.get("run")).isNotNull();
            log.error("It failed\nover two lines", new IllegalStateException("the key is hunter2"));
        });
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var console = root.getAppender("CONSOLE");
        root.detachAppender(console); // a test that passes prints nothing
        var run = server.sync("secret").get("id").asLong();

        var lines = org.awaitility.Awaitility.await()
                .until(() -> texts(server.get("/api/v1/runs/" + run + "/log")), shown -> shown.size() >= 3);
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("It failed\nover two lines [java.lang.IllegalStateException at run.RunLogTest:")
                        .endsWith("the server's log has all of it]"));
        assertThat(String.join("", lines)).doesNotContain("hunter2");
        assertThat(server.send("GET", "/api/v1/runs/" + run + "/log/export", "")
                        .body()
                        .lines())
                .as("one event is one line")
                .hasSize(lines.size());
        log.error("Nobody's");
        root.addAppender(console);
        assertThat(texts(server.get("/api/v1/runs/" + run + "/log"))).noneMatch(line -> line.contains("Nobody's"));
        assertThat(server.bean(Transactions.class)
                        .<Long>system(jdbc -> jdbc.sql("select count(*) from run_line")
                                .query(Long.class)
                                .single()))
                .isPositive();
    }
}
