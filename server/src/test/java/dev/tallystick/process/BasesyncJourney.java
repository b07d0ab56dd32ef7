package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that keeps a base and a sheet in agreement is killed, again and again, at moments that nobody chose: there
/// is one row for each pair in the end.
class BasesyncJourney {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void leavesOneRowForEachPairAfterAKill() {
        kills(40, 40, 2);
    }

    @Test
    @Tag("long")
    void leavesOneRowForEachPairAfterKillsAtAnyMoment() {
        kills(100, 100, 12);
    }

    private void kills(int companies, int deals, int kills) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("BasesyncJourney: -Dseed=" + seed);
        var random = new SplittableRandom(seed);
        try (var basesync = new Basesync(folder, companies, deals)) {
            var node = start(basesync);
            try {
                for (int kill = 1; kill <= kills; kill++) {
                    basesync.people(random);
                    boolean silent = random.nextInt(3) > 0;
                    if (silent) {
                        basesync.silence(random);
                    }
                    var runs = node.trigger("/api/v1/sync/all?full=true");
                    var moment = awaitMoment(node, basesync, runs, silent, random);
                    System.out.println("BasesyncJourney: kill " + kill + " " + moment);
                    node.kill();
                    basesync.answer();
                    node = start(basesync);
                }
                for (int round = 0; round < 2; round++) {
                    for (var run : node.trigger("/api/v1/sync/all?full=true").values()) {
                        var ended = node.awaitRun(run, LONG, Node::ended);
                        assertThat(ended.get("status").asString())
                                .as("" + ended)
                                .isEqualTo("succeeded");
                    }
                }
                basesync.assertInAgreement();
                assertThat(basesync.companies()).isEqualTo(companies + 24 * kills);
            } finally {
                if (node.alive()) {
                    node.signal("TERM");
                    node.exit(Duration.ofSeconds(60));
                }
            }
        }
    }

    /// Right after a write whose answer nobody will read, or any moment.
    private static String awaitMoment(
            Node node, Basesync basesync, Map<String, Long> runs, boolean silent, SplittableRandom random) {
        var watched = runs.get(random.nextInt(3) == 0 ? "deals" : "companies");
        node.awaitRun(watched, LONG, run -> !run.get("status").asString().equals("pending"));
        long begun = System.nanoTime();
        long after = TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000));
        var seen = node.awaitRun(
                watched,
                LONG,
                run -> runs.values().stream().allMatch(id -> Node.ended(node.run(id)))
                        || (silent ? basesync.silenced() : System.nanoTime() - begun > after));
        return (silent && basesync.silenced() ? "after a write without an answer" : "at some moment") + ", run "
                + watched + " " + seen.get("status").asString() + " " + seen.get("phase") + " " + seen.get("progress");
    }

    private Node start(Basesync basesync) {
        return Node.up(folder.resolve("data"), basesync.environment(), basesync.arguments());
    }
}
