package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Tallystick does not start with, it says in a line that names the way out, and ends with a code.
class RefusalJourney {
    private static final Duration REFUSED = Duration.ofMinutes(1);
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int KEY = 78;

    @TempDir
    Path folder;

    private Path dataDir() {
        return folder.resolve("data");
    }

    @Test
    void refusesWhatOthersHold() throws IOException {
        var node = Node.begin(dataDir(), Map.of(), "--port", "0");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            node.awaitUp();
            var second = Node.begin(dataDir(), Map.of(), "--port", "0");
            refused(
                    second,
                    FAILED,
                    "another Tallystick (pid " + node.pid() + ") uses this data directory: " + dataDir());
            // Starting the second one took the address away; the first goes on all the same.
            assertThat(node.alive()).isTrue();
            node.signal("TERM");
            assertThat(node.exit(REFUSED)).isIn(0, 143);

            refused(
                    Node.begin(dataDir(), Map.of(), "--port", "" + socket.getLocalPort()),
                    FAILED,
                    "Port " + socket.getLocalPort() + " is in use. Stop what uses it, or choose another with --port.");

            var version = dataDir().resolve("postgres/data/PG_VERSION");
            Files.writeString(version, "17\n");
            refused(
                    Node.begin(dataDir(), Map.of(), "--port", "0"),
                    FAILED,
                    "holds the data of PostgreSQL 17, and this Tallystick brings PostgreSQL 18. Nothing was touched");
            Files.writeString(version, "18\n");

            Files.move(dataDir().resolve("master-key"), folder.resolve("kept"));
            refused(Node.begin(dataDir(), Map.of(), "--port", "0"), KEY, "master key");
            refused(Node.begin(dataDir(), NodesJourney.withMasterKey(Map.of()), "--port", "0"), KEY, "master key");
        } finally {
            node.close();
        }
        assertThat(dataDir().resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void refusesAForeignDatabaseWithoutAKey() {
        var database = folder.resolve("database");
        try (var _ = EmbeddedPostgres.start(database)) {
            var environment = new HashMap<>(new Truth(database).environment());
            refused(
                    Node.begin(dataDir(), environment, "--port", "0"),
                    KEY,
                    "With DATABASE_URL the master key must be given, in TALLYSTICK_MASTER_KEY");
        }
    }

    @Test
    void refusesABrokenConfigurationBeforeAnythingIsStarted() throws IOException {
        var file = folder.resolve("broken.yaml");
        Files.writeString(file, """
                version: 1
                connections:
                  database:
                    connector: postgress
                    settings: { url: embedded }
                syncs:
                  clients:
                    left: { connection: nowhere, table: clients }
                """);
        var said = refused(
                Node.begin(dataDir(), Map.of(), "--port", "0", "--config", file.toString()), USAGE, "broken.yaml:4:");
        assertThat(said).contains("postgress").contains("broken.yaml:8:").contains("nowhere");
        assertThat(said.lines()).allMatch(line -> line.contains("broken.yaml"));

        var missing = folder.resolve("missing.yaml");
        refused(
                Node.begin(dataDir(), Map.of(), "--port", "0", "--config", missing.toString()),
                USAGE,
                missing + ": The file cannot be read");
        assertThat(dataDir()).doesNotExist();
    }

    @Test
    void refusesADataDirectoryThatItCannotWriteTo() throws IOException {
        Files.writeString(dataDir(), "a file");
        refused(Node.begin(dataDir(), Map.of(), "--port", "0"), FAILED, "is a file, not a directory");
        refused(
                Node.begin(Path.of("/proc/nothing"), Map.of(), "--port", "0"),
                FAILED,
                "Tallystick cannot write to its data directory /proc/nothing");
    }

    private static String refused(Node node, int code, String sentence) {
        assertThat(node.exit(REFUSED)).as(node::said).isEqualTo(code);
        var said = node.said();
        assertThat(said).contains(sentence).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(said.lines().filter(line -> line.startsWith("tallystick: "))).hasSize(1);
        for (var secret : List.of("PASSWORD=", "password=")) {
            assertThat(said).doesNotContain(secret);
        }
        return said;
    }
}
