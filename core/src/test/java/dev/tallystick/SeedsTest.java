package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void findsAPlantedFailureAndShowsASmallCaseWithItsSeed() {
        assertThatThrownBy(() -> Seeds.check(
                        2_000,
                        draw -> draw.random()
                                .ints(draw.upTo(draw.size()), 0, 9)
                                .boxed()
                                .toList(),
                        list -> assertThat(list).doesNotContain(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=")
                .hasMessageEndingWith("[7]")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void drawsTheSameCasesFromTheSameSeed() {
        var once = new ArrayList<Integer>();
        var again = new ArrayList<Integer>();
        Seeds.check(50, draw -> draw.upTo(1_000), once::add);
        Seeds.check(50, draw -> draw.upTo(1_000), again::add);
        assertThat(again).isEqualTo(once);
        assertThat(once).hasSize(50);
        assertThat(once.stream().distinct().count()).isGreaterThan(20);
    }
}
