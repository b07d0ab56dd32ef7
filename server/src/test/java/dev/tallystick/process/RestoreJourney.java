package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An installation is backed up while it works, goes back to that state while it works, and moves to another machine.
@Tag("long")
class RestoreJourney {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    private Path dataDir() {
        return folder.resolve("data");
    }

    @Test
    void goesBackUnderARunningServerWithoutADeleteOrADuplicate() {
        try (var wellness = new Wellness(folder, 300, 200, "", "");
                var node = Node.up(dataDir(), wellness.environment(Map.of()), wellness.arguments())) {
            var truth = new Truth(dataDir());
            truth.watch();
            succeed(node, "/api/v1/sync/all?full=true");
            wellness.edit();
            var under = node.trigger("/api/v1/sync/all?full=true");
            said(0, dataDir(), "backup", folder.resolve("one.backup").toString());
            under.values().forEach(run -> node.awaitRun(run, LONG, Node::ended));
            // What the backup does not know of.
            wellness.edit();
            succeed(node, "/api/v1/sync/all?full=true");

            assertThat(said(
                            1,
                            dataDir(),
                            "restore",
                            folder.resolve("one.backup").toString()))
                    .contains("already keeps")
                    .contains("--replace");
            assertThat(said(
                            0,
                            dataDir(),
                            "restore",
                            folder.resolve("one.backup").toString(),
                            "--replace"))
                    .contains("The first run of each of its 2 syncs is held");
            await().atMost(LONG).until(() -> node.said().contains("starting anew from what is there now"));
            node.awaitUp();
            assertThat(node.alive()).isTrue();

            for (var sync : List.of("clients", "appointments")) {
                var held = onlyRun(node, sync);
                assertThat(held.at("/held/reason").asString()).isEqualTo("restored");
                assertThat(held.at("/held/detail").asString()).startsWith("Restored database: ");
                node.approve(held);
                var ended = node.awaitRun(held.get("id").asLong(), LONG, RestoreJourney::over);
                assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
            }
            succeed(node, "/api/v1/sync/all?full=true");
            wellness.assertInAgreement(truth);
        }
    }

    @Test
    void movesToAnotherMachineWithItsKeyAndToNoneWithout() throws Exception {
        var backup = folder.resolve("moved.backup").toString();
        var elsewhere = folder.resolve("elsewhere");
        try (var wellness = new Wellness(folder, 20, 10, "", "")) {
            try (var node = Node.up(dataDir(), wellness.environment(Map.of()), wellness.arguments())) {
                succeed(node, "/api/v1/sync/all?full=true");
                node.signal("TERM");
                node.exit(LONG);
            }
            // Without a server: the command starts the database and stops it again.
            assertThat(said(0, dataDir(), "backup", backup)).contains("keep that key elsewhere");
            assertThat(dataDir().resolve("postgres/data/postmaster.pid")).doesNotExist();

            assertThat(said(1, elsewhere, "restore", backup))
                    .contains("sealed by the master key with the fingerprint")
                    .contains("Nothing was restored");
            Files.copy(dataDir().resolve("master-key"), elsewhere.resolve("master-key"));
            assertThat(said(0, elsewhere, "restore", backup)).contains("Restored ");

            try (var node = Node.up(elsewhere, wellness.environment(Map.of()), wellness.arguments())) {
                var held = onlyRun(node, "clients");
                assertThat(held.at("/held/reason").asString()).isEqualTo("restored");
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAFileAndLeavesEverythingAsItIs() throws Exception {
        try (var node = Node.up(dataDir(), Map.of(), "--port", "0")) {
            var backup = folder.resolve("cut.backup");
            said(0, dataDir(), "backup", backup.toString());
            assertThat(said(1, dataDir(), "backup", backup.toString())).contains("never overwrites");
            byte[] whole = Files.readAllBytes(backup);
            Files.write(backup, java.util.Arrays.copyOf(whole, whole.length / 2));

            assertThat(said(1, dataDir(), "restore", backup.toString(), "--replace"))
                    .contains("is cut short or damaged. Nothing was restored");
            assertThat(node.get("/api/v1/me").get("role").asString()).isEqualTo("admin");
        }
        assertThat(said(
                        1,
                        folder.resolve("nothing"),
                        "backup",
                        folder.resolve("n").toString()))
                .contains("There is no Tallystick in the data directory");
    }

    private static void succeed(Node node, String path) {
        for (var run : node.trigger(path).values()) {
            var ended = node.awaitRun(run, LONG, Node::ended);
            assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
        }
    }

    private static JsonNode onlyRun(Node node, String sync) {
        var run = node.trigger("/api/v1/sync/" + sync).values().iterator().next();
        return node.awaitRun(run, LONG, Node::ended);
    }

    private static boolean over(JsonNode run) {
        return !run.get("endedAt").isNull();
    }

    private static String said(int exit, Path dataDir, String command, String... arguments) {
        try (var process = Node.command(dataDir, Map.of(), command, arguments)) {
            int code = process.exit(LONG);
            assertThat(code).as(process.said()).isEqualTo(exit);
            return process.said();
        }
    }
}
