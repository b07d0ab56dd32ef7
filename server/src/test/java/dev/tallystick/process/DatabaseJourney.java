package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tallystick.storage.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The database goes away in the middle of runs and comes back; the process lives through it and goes on.
@Tag("long")
class DatabaseJourney {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final String STARTS_AGAIN = "has ended while it was needed; starting it again";
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    @Test
    void startsItsOwnDatabaseAgain() {
        var dataDir = folder.resolve("data");
        try (var wellness = new Wellness(folder, ROWS, ROWS, "", "")) {
            var truth = new Truth(dataDir);
            var node = Node.up(dataDir, wellness.environment(Map.of()), wellness.arguments());
            try {
                truth.watch();
                var runs = node.trigger("/api/v1/sync/all?full=true");
                var clients = Objects.requireNonNull(runs.get("clients"));
                // More often than a worker may die before its run is put aside: nobody has died here.
                for (int kill = 1; kill <= 4; kill++) {
                    var phase = kill % 2 == 1 ? "apply" : "observe";
                    awaitPhase(node, clients, kill, phase);
                    Node.signal("KILL", truth.postmaster());
                    long killed = System.nanoTime();
                    int attempts = kill;
                    node.awaitRun(clients, LONG, run -> run.get("attempts").size() > attempts);
                    var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
                    System.out.println("DatabaseJourney: killed in " + phase + ", went on after " + millis + " ms");
                    assertThat(millis).isLessThan(BACK.toMillis());
                    assertThat(node.said().split(STARTS_AGAIN, -1)).hasSize(kill + 1);
                }
                for (var run : runs.values()) {
                    var ended = node.awaitRun(run, LONG, Node::ended);
                    assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
                }
                wellness.assertInAgreement(truth);
                Wellness.assertTalliesTell(truth, node);
                assertThat(node.said()).doesNotContain("bug of ours");
            } finally {
                node.signal("TERM");
                node.exit(Duration.ofSeconds(60));
            }
            assertThat(node.said().split(STARTS_AGAIN, -1)).hasSize(5);
        }
    }

    @Test
    void outlivesTheAbsenceOfADatabaseThatIsNotItsOwn() {
        var database = folder.resolve("database");
        var postgres = EmbeddedPostgres.start(database);
        var truth = new Truth(database);
        truth.watch();
        try (var wellness = new Wellness(folder, ROWS, ROWS, "127.0.0.1:" + truth.port(), "");
                var node = Node.up(
                        folder.resolve("node"),
                        NodesJourney.withMasterKey(wellness.environment(truth.environment())),
                        wellness.arguments())) {
            var runs = node.trigger("/api/v1/sync/all?full=true");
            var clients = Objects.requireNonNull(runs.get("clients"));
            awaitPhase(node, clients, 1, "apply");
            postgres.close();
            await("it says that the database is away")
                    .atMost(BACK)
                    .until(() -> node.said().contains("The database does not answer ("));
            postgres = EmbeddedPostgres.start(database);
            long back = System.nanoTime();
            node.awaitRun(clients, LONG, run -> run.get("attempts").size() > 1);
            var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back);
            System.out.println("DatabaseJourney: went on " + millis + " ms after the database was back");
            assertThat(millis).isLessThan(BACK.toMillis());
            for (var run : runs.values()) {
                var ended = node.awaitRun(run, LONG, Node::ended);
                assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
            }
            wellness.assertInAgreement(truth);
            Wellness.assertTalliesTell(truth, node);
            assertThat(node.said()).doesNotContain("bug of ours").doesNotContain(" | at ");
            assertThat(node.said()).containsOnlyOnce("The database does not answer (");
        } finally {
            postgres.close();
        }
    }

    private static void awaitPhase(Node node, long run, int attempt, String phase) {
        var found = node.awaitRun(
                run, LONG, seen -> Node.ended(seen) || (seen.get("attempts").size() >= attempt && isIn(seen, phase)));
        assertThat(Node.ended(found)).as("" + found).isFalse();
    }

    private static boolean isIn(JsonNode run, String phase) {
        var progress = run.get("progress");
        return run.get("phase").asString("").equals(phase)
                && progress.get(phase.equals("apply") ? "applied" : "read").asLong() >= 100;
    }
}
