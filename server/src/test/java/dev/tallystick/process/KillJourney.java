package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A process with its own database is killed, again and again, and nothing is lost and nothing done twice.
class KillJourney {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration RESUMED = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path dataDir() {
        return folder.resolve("data");
    }

    @Test
    void goesOnAfterAKill() {
        kills(500, 300, 2);
    }

    @Test
    @Tag("long")
    void survivesKillsAtAnyMoment() {
        kills(5_000, 5_000, 16);
    }

    private void kills(int clients, int appointments, int kills) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("KillJourney: -Dseed=" + seed);
        var random = new SplittableRandom(seed);
        try (var wellness = new Wellness(folder, clients, appointments, "", "")) {
            var truth = new Truth(dataDir());
            var node = start(wellness);
            try {
                truth.watch();
                var runs = node.trigger("/api/v1/sync/all?full=true");
                var resumed = new ArrayList<Long>();
                for (int kill = 1; kill <= kills; kill++) {
                    if (runs.isEmpty()) {
                        wellness.edit();
                        runs = node.trigger("/api/v1/sync/all?full=true");
                    }
                    var watched = List.copyOf(runs.values()).get(random.nextInt(runs.size()));
                    var moment = awaitMoment(node, watched, random, clients);
                    var attempts = attempts(node, runs);
                    node.kill();
                    long killed = System.nanoTime();
                    node = start(wellness);
                    for (var run : attempts.entrySet()) {
                        var after = node.awaitRun(
                                run.getKey(),
                                LONG,
                                found -> Node.ended(found)
                                        || found.get("attempts").size() > run.getValue());
                        if (!Node.ended(after)) {
                            resumed.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
                        }
                    }
                    System.out.println("KillJourney: kill " + kill + " " + moment);
                    runs = open(node, runs);
                }
                for (var run : runs.values()) {
                    node.awaitRun(run, LONG, Node::ended);
                }
                // What was given up after three deaths comes with the next run.
                var last = node.trigger("/api/v1/sync/all?full=true");
                for (var run : last.values()) {
                    var ended = node.awaitRun(run, LONG, Node::ended);
                    if (ended.get("status").asString().equals("held")) {
                        // Every row was edited while runs were given up: the breaker asks, and it should.
                        node.approve(ended);
                        ended = node.awaitRun(
                                run, LONG, found -> !found.get("endedAt").isNull());
                    }
                    assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
                }
                wellness.assertInAgreement(truth);
                Wellness.assertTalliesTell(truth, node);
                System.out.println("KillJourney: " + kills + " kills, resumed after ms "
                        + resumed.stream().sorted().toList());
                assertThat(resumed).isNotEmpty().allMatch(millis -> millis < RESUMED.toMillis());
            } finally {
                stop(node);
            }
        }
    }

    /// The end of the reading, the planning or the writing, or any moment within.
    private static String awaitMoment(Node node, long run, SplittableRandom random, int rows) {
        var phase =
                List.of("observe", "observe", "plan", "apply", "apply", "apply").get(random.nextInt(6));
        double part = random.nextDouble();
        var seen = node.awaitRun(run, LONG, found -> Node.ended(found) || has(found, phase, part, rows));
        return "of run " + run + ", wanted " + phase + " " + Math.round(part * 100) + " %: "
                + seen.get("status").asString() + " " + seen.get("phase") + " " + seen.get("progress");
    }

    private static boolean has(JsonNode run, String phase, double part, int rows) {
        var now = run.get("phase").asString("");
        var progress = run.get("progress");
        return switch (phase) {
            case "observe" ->
                now.equals("plan")
                        || now.equals("apply")
                        || (now.equals("observe") && progress.get("read").asLong() >= part * rows);
            case "plan" -> now.equals("plan") || now.equals("apply");
            default ->
                now.equals("apply")
                        && progress.get("applied").asLong()
                                >= part * Math.max(0, progress.get("planned").asLong() - 50);
        };
    }

    private static Map<Long, Integer> attempts(Node node, Map<String, Long> runs) {
        var attempts = new HashMap<Long, Integer>();
        for (var run : open(node, runs).values()) {
            attempts.put(run, node.run(run).get("attempts").size());
        }
        return attempts;
    }

    private static Map<String, Long> open(Node node, Map<String, Long> runs) {
        var open = new HashMap<>(runs);
        open.values().removeIf(run -> Node.ended(node.run(run)));
        return open;
    }

    @Test
    @Tag("long")
    void handsItsRunBackWhenItIsStopped() {
        try (var wellness = new Wellness(folder, 2_000, 2_000, "", "")) {
            var truth = new Truth(dataDir());
            var node = start(wellness);
            try {
                truth.watch();
                var runs = node.trigger("/api/v1/sync/all?full=true");
                var clients = runs.get("clients");
                for (int stop = 1; stop <= 4; stop++) {
                    // Four times: a run that is handed back has killed nobody.
                    int attempt = stop;
                    var phase = stop % 2 == 0 ? "observe" : "apply";
                    var before = node.awaitRun(
                            clients,
                            LONG,
                            run -> Node.ended(run)
                                    || (run.get("attempts").size() >= attempt && has(run, phase, 0.2, 2_000)));
                    assertThat(Node.ended(before)).as("" + before).isFalse();
                    long asked = System.nanoTime();
                    node.signal("TERM");
                    assertThat(node.exit(Duration.ofSeconds(60))).isIn(0, 143);
                    System.out.println("KillJourney: stopped in "
                            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
                    node = start(wellness);
                }
                for (var run : runs.values()) {
                    var ended = node.awaitRun(run, LONG, Node::ended);
                    assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
                    assertThat(ended.get("attempts")
                                    .valueStream()
                                    .map(attempt -> attempt.get("outcome").asString()))
                            .as("" + ended)
                            .containsOnly("released", "finished")
                            .endsWith("finished");
                }
                wellness.assertInAgreement(truth);
                Wellness.assertTalliesTell(truth, node);
            } finally {
                stop(node);
            }
        }
    }

    private Node start(Wellness wellness) {
        return Node.up(dataDir(), wellness.environment(Map.of()), wellness.arguments());
    }

    /// In order, so that the embedded database ends too.
    private static void stop(Node node) {
        if (node.alive()) {
            node.signal("TERM");
            node.exit(Duration.ofSeconds(60));
        }
    }
}
