package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

    @Test
    void neverCrowdsAWindowAndNeverWaitsLongerThanNeeded() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int most = 1 + random.nextInt(4);
            int length = 1 + random.nextInt(12);
            var taken = new long[0];
            for (int call = 0; call < 12; call++) {
                long from = random.nextInt(40);
                long at = SlidingWindow.earliest(taken, most, length, from);
                assertThat(fits(SlidingWindow.with(taken, at), most, length))
                        .as("seed %d", seed)
                        .isTrue();
                for (long sooner = from; sooner < at; sooner++) {
                    assertThat(fits(SlidingWindow.with(taken, sooner), most, length))
                            .as("seed %d", seed)
                            .isFalse();
                }
                taken = SlidingWindow.with(taken, at);
            }
        }
    }

    private static boolean fits(long[] taken, int most, long length) {
        for (int i = most; i < taken.length; i++) {
            if (taken[i] - taken[i - most] < length) {
                return false;
            }
        }
        return true;
    }

    @Test
    void takesOneOutAndNoMore() {
        assertThat(SlidingWindow.without(new long[] {1, 2, 2, 3}, 2)).containsExactly(1, 2, 3);
        assertThat(SlidingWindow.without(new long[] {1, 3}, 2)).containsExactly(1, 3);
        assertThat(SlidingWindow.since(new long[] {1, 2, 3}, 2)).containsExactly(2, 3);
        assertThat(SlidingWindow.until(new long[] {1, 2, 3}, 2)).containsExactly(1);
        assertThat(Arrays.stream(SlidingWindow.with(new long[] {1, 3}, 2))).containsExactly(1L, 2L, 3L);
    }
}
