package dev.tallystick.run;

import dev.tallystick.run.SimChoices.Telling;
import dev.tallystick.run.SimWorld.Seams;
import dev.tallystick.storage.TestDatabase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/// Plays seeds against the engine, on one real database, each seed in a workspace of its own.
final class Simulation {
    private static final int AT_ONCE = 2;

    /// One seed in so many is played twice.
    private static final int TWICE = 100;

    private final TestDatabase database;
    private final DataSource pool;
    private final Seams seams;

    Simulation(TestDatabase database, DataSource pool, Seams seams) {
        this.database = database;
        this.pool = pool;
        this.seams = seams;
    }

    /// @param broken promises that were not kept, in the order in which it was noticed
    record Played(long seed, Telling telling, List<String> broken, List<String> trace) {
        boolean kept() {
            return broken.isEmpty();
        }

        String report() {
            return "seed " + seed + " (replay with: make simulate SEED=" + seed
                    + (telling == Telling.WHOLE
                            ? ""
                            : " TELLING=" + telling.name().toLowerCase(Locale.ROOT))
                    + ") broke: " + broken + "\n"
                    + String.join("\n", trace);
        }
    }

    Played play(long seed, Telling telling, boolean verbose) {
        var world = new SimWorld(seed, telling, verbose, database, pool, seams);
        try {
            world.play();
        } catch (RuntimeException | AssertionError failed) {
            world.trace.broken("the simulation itself: " + failed);
            for (var frame : failed.getStackTrace()) {
                world.trace.say("    at " + frame);
            }
        }
        return new Played(seed, telling, world.trace.broken(), world.trace.lines());
    }

    private Played playAndSometimesAgain(long seed, Telling telling) {
        var played = play(seed, telling, false);
        if (played.kept() && seed % TWICE == 0) {
            var again = play(seed, telling, false);
            if (!again.trace().equals(played.trace())) {
                return new Played(
                        seed,
                        telling,
                        List.of("the same seed is another story: " + firstDifference(played.trace(), again.trace())),
                        played.trace());
            }
        }
        return played;
    }

    private static String firstDifference(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return "line " + (i + 1) + ": " + one.get(i) + " / " + other.get(i);
            }
        }
        return "one is longer";
    }

    /// All of these, or until the time is over; those that broke a promise.
    List<Played> play(LongStream seeds, Telling telling, long untilNanos) {
        return inParallel(
                        seeds.boxed().toList(),
                        seed -> System.nanoTime() - untilNanos > 0
                                ? new Played(seed, telling, List.of(), List.of())
                                : playAndSometimesAgain(seed, telling))
                .stream()
                .filter(played -> !played.kept())
                .toList();
    }

    /// Plays these in order, a few at once, until one breaks a promise.
    ///
    /// @return the place in the list of the first that did
    Optional<Integer> firstBroken(List<Long> seeds, Telling telling) {
        for (int from = 0; from < seeds.size(); from += AT_ONCE) {
            var some = seeds.subList(from, Math.min(from + AT_ONCE, seeds.size()));
            var played = inParallel(some, seed -> play(seed, telling, false));
            for (int place = 0; place < played.size(); place++) {
                if (!played.get(place).kept()) {
                    return Optional.of(from + place);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Played> inParallel(List<Long> seeds, LongFunction<Played> play) {
        try (var workers = Executors.newFixedThreadPool(AT_ONCE)) {
            var all = seeds.stream()
                    .map(seed -> workers.submit(() -> play.apply(seed)))
                    .toList();
            return all.stream().map(Simulation::result).toList();
        }
    }

    private static Played result(Future<Played> played) {
        try {
            return played.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }
}
