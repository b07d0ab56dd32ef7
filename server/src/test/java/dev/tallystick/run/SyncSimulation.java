package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.run.SimChoices.Telling;
import dev.tallystick.run.SimWorld.Seams;
import dev.tallystick.run.Simulation.Played;
import dev.tallystick.storage.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The engine between tables where people and faults do what they want: whatever a seed makes of it, the invariants
/// hold.
///
/// `make simulate SEED=n` tells the story of one seed; `make simulate SEEDS=n MINUTES=m` plays as many as fit.
class SyncSimulation {
    /// What fits into a check on two quiet cores. Played from the first one, so that a check says the same each time.
    private static final long SEEDS = 250;

    private static final Duration LONG_ENOUGH = Duration.ofHours(12);

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void keepsItsPromisesUnderEverySeed() {
        var one = Long.getLong("seed");
        if (one != null) {
            var played = simulation(Seams.NONE)
                    .play(
                            one,
                            Telling.valueOf(
                                    System.getProperty("telling", "whole").toUpperCase(Locale.ROOT)),
                            true);
            assertThat(played.broken()).as("seed %d", one).isEmpty();
            return;
        }
        var minutes = Long.getLong("minutes");
        var seeds = Long.getLong("seeds", SEEDS);
        var until = System.nanoTime() + (minutes == null ? LONG_ENOUGH : Duration.ofMinutes(minutes)).toNanos();
        // As often as asked for means others than in the check.
        var from = seeds == SEEDS ? 1 : Math.floorMod(System.nanoTime(), 1_000_000_000L);
        begin("seeds " + from + " to " + (from + seeds - 1));
        report(simulation(Seams.NONE).play(LongStream.range(from, from + seeds), Telling.WHOLE, until));
    }

    @Test
    void keepsThemUnderEverySeedThatOnceBrokeOne() throws IOException {
        if (Long.getLong("seed") == null) {
            var kept = kept();
            for (var telling : Telling.values()) {
                var seeds =
                        kept.stream().filter(one -> one.telling() == telling).mapToLong(Kept::seed);
                report(simulation(Seams.NONE).play(seeds, telling, forever()));
            }
        }
    }

    /// A simulation that finds nothing proves nothing: with a bug in it, it has to say so.
    @Test
    void aPlantedBugBreaksOne() {
        if (Long.getLong("seed") == null) {
            assertThat(PlantedBug.REPLY_IS_NOT_BELIEVED.find(database, 40)).isPresent();
        }
    }

    private static Simulation simulation(Seams seams) {
        return new Simulation(database, database.app(), seams);
    }

    private static long forever() {
        return System.nanoTime() + LONG_ENOUGH.toNanos();
    }

    private static void begin(String what) {
        System.out.println("Simulating " + what);
    }

    private static void report(List<Played> broken) {
        assertThat(broken)
                .as(() -> broken.stream().map(Played::report).collect(Collectors.joining("\n\n")))
                .isEmpty();
    }

    /// @param telling how much there was to tell when it was found
    private record Kept(long seed, Telling telling) {}

    private static List<Kept> kept() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SyncSimulation.class.getResourceAsStream("seeds.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 3))
                    .map(line -> new Kept(
                            Long.parseLong(line[0]),
                            Telling.valueOf(line[1].replace(":", "").toUpperCase(Locale.ROOT))))
                    .toList();
        }
    }
}
