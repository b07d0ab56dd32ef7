package dev.tallystick;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tries a claim on generated cases. The seed comes from `-Dseed=` or from the clock; a failure prints it with the
/// smallest failing case that a search among smaller ones finds.
public final class Seeds {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int LARGEST = 8;
    private static final int TRIES_PER_SIZE = 200;

    private Seeds() {}

    /// A source of random choices; `size` bounds how large a case may grow.
    public record Draw(SplittableRandom random, int size) {
        public int upTo(int most) {
            return random.nextInt(most + 1);
        }

        public boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        @SafeVarargs
        public final <T> T oneOf(T... choices) {
            return choices[random.nextInt(choices.length)];
        }

        public <T> T oneOf(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    public static <T> void check(int cases, Function<Draw, T> generate, Consumer<T> claim) {
        for (var i = 0; i < cases; i++) {
            var drawn = generate.apply(draw(i, 1 + i * LARGEST / cases));
            if (trouble(claim, drawn) != null) {
                var smallest = smallest(generate, claim, drawn);
                throw new AssertionError(
                        "seed=" + SEED + " (replay with -Dseed=" + SEED + "), smallest failing case:\n" + smallest,
                        trouble(claim, smallest));
            }
        }
    }

    private static <T> T smallest(Function<Draw, T> generate, Consumer<T> claim, T failing) {
        for (var size = 1; size <= LARGEST; size++) {
            for (var i = 0; i < TRIES_PER_SIZE; i++) {
                var drawn = generate.apply(draw(i, size));
                if (drawn.toString().length() < failing.toString().length() && trouble(claim, drawn) != null) {
                    failing = drawn;
                }
            }
        }
        return failing;
    }

    private static <T> Throwable trouble(Consumer<T> claim, T drawn) {
        try {
            claim.accept(drawn);
            return null;
        } catch (RuntimeException | AssertionError trouble) {
            return trouble;
        }
    }

    private static Draw draw(int number, int size) {
        return new Draw(new SplittableRandom(SEED * 31 + number), size);
    }
}
