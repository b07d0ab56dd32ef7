package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.run.ReplayRuns;
import dev.tallystick.run.ReplayRuns.Replayed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// What the packaged server stored of its runs is enough to plan each of them again, to the same plan: that a person
/// approved what was planned can be checked at any time later.
class ReplayJourney {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    @Test
    void plansEveryRunAgainFromWhatIsStoredAndNoticesAChangedValue() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ReplayJourney: -Dseed=" + seed);
        var random = new SplittableRandom(seed);
        var data = folder.resolve("data");
        try (var basesync = new Basesync(folder, 20, 20);
                var node = Node.up(data, basesync.environment(), basesync.arguments())) {
            for (int round = 0; round < ROUNDS; round++) {
                basesync.people(random);
                for (var run : node.trigger("/api/v1/sync/all?full=true").values()) {
                    node.awaitRun(run, LONG, Node::ended);
                }
            }
            var jdbc = asSuperuser(data);
            var all = ReplayRuns.all(jdbc);
            assertThat(all).as("runs that were planned again").hasSizeGreaterThanOrEqualTo(ROUNDS);
            assertThat(all)
                    .allSatisfy((_, replayed) -> assertThat(replayed.again()).isEqualTo(replayed.planned()));

            int changed = jdbc.sql("""
                            update change set known = replace(known::text, '"Base 0"', '"Another"')::jsonb
                            where in_plan and known::text like '%"Base 0"%'
                            """).update();
            assertThat(changed).as("stored values that were changed").isPositive();
            assertThat(ReplayRuns.all(jdbc).values())
                    .filteredOn(replayed -> !replayed.same())
                    .as("a plan of which a stored value was changed is another one")
                    .isNotEmpty()
                    .extracting(Replayed::planned)
                    .isSubsetOf(all.values().stream().map(Replayed::planned).toList());
        }
    }

    private static JdbcClient asSuperuser(Path data) {
        var database = new Truth(data);
        return JdbcClient.create(new DriverManagerDataSource(
                "jdbc:postgresql://127.0.0.1:" + database.port() + "/tallystick?currentSchema=tallystick",
                "postgres",
                database.password("superuser")));
    }
}
