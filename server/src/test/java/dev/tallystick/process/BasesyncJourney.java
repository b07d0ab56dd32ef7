package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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
                    var runs = node.trigger("/api/v1/sync/all?full=true");
                    var watched = runs.get(random.nextInt(3) == 0 ? "deals" : "companies");
                    long begun = System.nanoTime();
                    long after = TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(5_000));
                    var seen =
                            node.awaitRun(watched, LONG, run -> Node.ended(run) || System.nanoTime() - begun > after);
                    System.out.println("BasesyncJourney: kill " + kill + " of run " + watched + " "
                            + seen.get("status").asString() + " " + seen.get("phase") + " " + seen.get("progress"));
                    node.kill();
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

    private Node start(Basesync basesync) {
        return Node.up(folder.resolve("data"), basesync.environment(), basesync.arguments());
    }
}
