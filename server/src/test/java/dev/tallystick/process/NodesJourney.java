package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tallystick.storage.EmbeddedPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two processes on one database: they share the work, and one goes on where the other is killed, frozen or stopped.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodesJourney {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);
    private static final int ROWS = 2_000;
    private static final int TICKING = 4;
    private static final int TICKS = 8;
    private static final long TICK_MILLIS = 2_000;

    @TempDir
    static Path folder;

    private final String masterKey = masterKey();
    private EmbeddedPostgres postgres;
    private Truth truth;
    private Wellness wellness;
    private Node one;
    private Node other;

    @BeforeAll
    void startDatabase() {
        postgres = EmbeddedPostgres.start(folder.resolve("database"));
        truth = new Truth(folder.resolve("database"));
        truth.watch();
        wellness = new Wellness(folder, ROWS, ROWS, target(), "");
    }

    @AfterAll
    void stopDatabase() {
        wellness.close();
        postgres.close();
    }

    @BeforeEach
    void startNodes() {
        one = begin("one");
        other = begin("other");
        one.awaitUp();
        other.awaitUp();
        wellness.edit();
    }

    @AfterEach
    void endNodes() {
        one.close();
        other.close();
    }

    private Node begin(String name) {
        var environment = new HashMap<>(wellness.environment(truth.environment()));
        environment.put("TALLYSTICK_MASTER_KEY", masterKey);
        return Node.begin(folder.resolve(name), environment, wellness.arguments());
    }

    private String target() {
        return "127.0.0.1:" + truth.port();
    }

    @Test
    void oneTakesOverFromOneThatIsKilled() {
        var run = trigger();
        var worker = workerOf(awaitPart(run, 0.3));
        var survivor = another(worker);
        worker.kill();
        long killed = System.nanoTime();
        survivor.awaitRun(run, LONG, found -> madeOne(survivor, found));
        var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
        System.out.println("NodesJourney: taken over after " + millis + " ms");
        assertThat(millis).isLessThan(TAKEN_OVER.toMillis());
        var ended = finish(survivor);
        assertThat(outcomes(survivor.run(run))).as("" + ended).isEqualTo("died finished");
    }

    @Test
    void oneThatWasFrozenCommitsNothing() {
        var run = trigger();
        var frozen = workerOf(awaitPart(run, 0.3));
        var awake = another(frozen);
        frozen.signal("STOP");
        long stopped = System.nanoTime();
        awake.awaitRun(run, LONG, found -> madeOne(awake, found));
        System.out.println("NodesJourney: taken over from a frozen one after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped) + " ms");
        finish(awake);
        var before = state();
        var said = frozen.said().length();
        frozen.signal("CONT");
        // What it meets first depends on the instant of the freeze: a lost lease, a fence, or a connection that the
        // database has cut because the transaction on it stood still. Of the last it may say that it lives.
        await("the late one to notice")
                .atMost(Duration.ofMinutes(1))
                .until(() -> frozen.said()
                        .substring(said)
                        .matches("(?s).*(lease is lost|later worker has taken over"
                                + "|database does not answer|no connection to our own database).*"));
        frozen.awaitUp();
        assertThat(state()).isEqualTo(before);
        assertThat(outcomes(awake.run(run))).isIn("died finished", "released finished");
        assertThat(frozen.said()).doesNotContain("bug of ours");
        // It is one of two again: together they do what comes next.
        wellness.edit();
        trigger();
        finish(frozen);
    }

    /// Everything that a late commit would move.
    private String state() {
        return truth.number("select count(*) from truth.written") + " rows written, "
                + truth.own("select count(*) from change where status = 'done'") + " changes done, "
                + truth.own("select coalesce(sum(hashtext(change::text)), 0)::bigint from change")
                + " the journal, "
                + truth.own("select coalesce(sum(hashtext(pair::text)), 0)::bigint from pair")
                + " the pairs, "
                + truth.own("select sum(extract(epoch from confirmed_at) * 1000000)::bigint from sync_state")
                + " confirmed, "
                + truth.number("select max(extract(epoch from last_synced_at) * 1000000)::bigint from clients")
                + " synced";
    }

    @Test
    void oneGoesOnWhereTheOtherIsStopped() {
        var run = trigger();
        var stopped = workerOf(awaitPart(run, 0.3));
        var stays = another(stopped);
        long asked = System.nanoTime();
        stopped.signal("TERM");
        assertThat(stopped.exit(Duration.ofSeconds(60))).isIn(0, 143);
        stays.awaitRun(run, LONG, found -> madeOne(stays, found));
        System.out.println("NodesJourney: stopped and taken over after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
        finish(stays);
        assertThat(outcomes(stays.run(run))).isEqualTo("released finished");
    }

    @Test
    void schedulesFireOnceAcrossNodes() {
        var ticks = IntStream.range(0, TICKING).mapToObj("""
                          tick%d:
                            left: { connection: partner, table: clients }
                            right: { connection: database, table: tick%<d, key: external_id }
                            fields: [{ left: last_name, right: last_name, type: text }]
                            schedule: { every: 2s }
                        """::formatted).collect(Collectors.joining());
        wellness.write(target(), ticks);
        try {
            for (int tick = 0; tick < TICKING; tick++) {
                var name = "tick" + tick;
                await(name)
                        .atMost(LONG)
                        .ignoreExceptions()
                        .until(() -> scheduled(name).size() >= TICKS);
            }
            var nodes = new HashSet<String>();
            for (int tick = 0; tick < TICKING; tick++) {
                assertOneRunForEachTime("tick" + tick, nodes);
            }
            assertThat(nodes).as("both share the work").hasSize(2);
        } finally {
            wellness.write(target(), "");
        }
    }

    private java.util.List<JsonNode> scheduled(String sync) {
        return one.get("/api/v1/runs?limit=200&sync=" + sync)
                .get("items")
                .valueStream()
                .filter(run -> run.get("trigger").asString().equals("schedule"))
                .toList();
    }

    private void assertOneRunForEachTime(String sync, Set<String> nodes) {
        var next = one.get("/api/v1/syncs/" + sync)
                .get("schedule")
                .get("next")
                .get(0)
                .asString();
        long offset = Math.floorMod(Instant.parse(next).toEpochMilli(), TICK_MILLIS);
        var runs = scheduled(sync);
        var times = runs.stream()
                .map(run -> Math.floorDiv(
                        Instant.parse(run.get("createdAt").asString()).toEpochMilli() - offset, TICK_MILLIS))
                .toList();
        assertThat(times).as(sync).doesNotHaveDuplicates();
        System.out.println("NodesJourney: " + sync + " fired " + times.size() + " of "
                + (times.getFirst() - times.getLast() + 1) + " times");
        for (var run : runs) {
            one.run(run.get("id").asLong())
                    .get("attempts")
                    .forEach(attempt -> nodes.add(attempt.get("node").asString()));
        }
    }

    private long trigger() {
        return Objects.requireNonNull(one.trigger("/api/v1/sync/all?full=true").get("clients"));
    }

    private JsonNode awaitPart(long run, double part) {
        var found = one.awaitRun(
                run,
                LONG,
                seen -> Node.ended(seen)
                        || (seen.get("phase").asString("").equals("apply")
                                && seen.get("progress").get("applied").asLong()
                                        >= part
                                                * seen.get("progress")
                                                        .get("planned")
                                                        .asLong()));
        assertThat(Node.ended(found)).as("" + found).isFalse();
        return found;
    }

    private Node workerOf(JsonNode run) {
        var attempts = run.get("attempts");
        return one.made(attempts.get(attempts.size() - 1)) ? one : other;
    }

    private Node another(Node node) {
        return node.equals(one) ? other : one;
    }

    private static boolean madeOne(Node node, JsonNode run) {
        return run.get("attempts").valueStream().anyMatch(node::made);
    }

    private static String outcomes(JsonNode run) {
        return run.get("attempts")
                .valueStream()
                .map(attempt -> attempt.get("outcome").asString(""))
                .collect(Collectors.joining(" "));
    }

    /// Waits for all runs, then looks whether everything is right.
    private String finish(Node node) {
        var ends = new StringBuilder();
        for (var sync : java.util.List.of("clients", "appointments")) {
            var newest = node.get("/api/v1/runs?sync=" + sync).get("items").get(0);
            var ended = node.awaitRun(newest.get("id").asLong(), LONG, Node::ended);
            assertThat(ended.get("status").asString()).as("" + ended).isEqualTo("succeeded");
            ends.append(ended.get("sentence").asString()).append("; ");
        }
        wellness.assertInAgreement(truth);
        Wellness.assertTalliesTell(truth, node);
        return ends.toString();
    }

    private static String masterKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /// The rest of the environment of these tests.
    static Map<String, String> withMasterKey(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("TALLYSTICK_MASTER_KEY", masterKey());
        return all;
    }
}
