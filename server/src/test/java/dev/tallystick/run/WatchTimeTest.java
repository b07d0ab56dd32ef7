package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.history.Anatomy.Lane;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Anatomy.Span;
import dev.tallystick.plan.Side;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchTimeTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final WatchTime time = new WatchTime(nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    private Lane lane(Part part, @Nullable Side side, @Nullable String waitedFor) {
        return time.anatomy().lanes().stream()
                .filter(lane -> lane.part() == part
                        && lane.side() == side
                        && java.util.Objects.equals(lane.waitedFor(), waitedFor))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsEachMomentOnce() {
        time.in(Part.READ, Side.LEFT, () -> {
            pass(100);
            time.in(Part.PLAN, null, () -> pass(30));
            pass(200);
        });
        assertThat(lane(Part.READ, Side.LEFT, null))
                .isEqualTo(new Lane(
                        Part.READ, Side.LEFT, null, 1, 300, false, List.of(new Span(0, 100), new Span(130, 330))));
        assertThat(lane(Part.PLAN, null, null).spans()).containsExactly(new Span(100, 130));
    }

    @Test
    void tellsAWaitBesideThePartThatWaits() {
        time.in(Part.READ, Side.LEFT, () -> {
            pass(10);
            try (var _ = time.begin("the rate limit of the shop")) {
                pass(400);
            }
            try (var _ = time.begin("the rate limit of the shop")) {
                pass(49);
            }
        });
        assertThat(lane(Part.READ, Side.LEFT, null).spentMillis()).isEqualTo(459);
        var wait = lane(Part.READ, Side.LEFT, "the rate limit of the shop");
        assertThat(wait.times()).as("49 ms are no wait").isEqualTo(1);
        assertThat(wait.spentMillis()).isEqualTo(400);
        assertThat(wait.spans()).containsExactly(new Span(10, 410));
    }

    @Test
    void showsWhatGoesOn() {
        time.in(Part.WRITE, Side.RIGHT, () -> {
            pass(60);
            try (var _ = time.begin("the rate limit of the shop")) {
                assertThat(time.anatomy().lanes()).hasSize(1);
                pass(50);
                assertThat(lane(Part.WRITE, Side.RIGHT, "the rate limit of the shop"))
                        .isEqualTo(new Lane(
                                Part.WRITE,
                                Side.RIGHT,
                                "the rate limit of the shop",
                                1,
                                50,
                                true,
                                List.of(new Span(60, 110))));
            }
            assertThat(lane(Part.WRITE, Side.RIGHT, null).open()).isTrue();
        });
        assertThat(lane(Part.WRITE, Side.RIGHT, null).open()).isFalse();
    }

    @Test
    void endsAPartThatFails() {
        assertThatThrownBy(() -> time.in(Part.READ, Side.RIGHT, () -> {
                    pass(5);
                    throw new IllegalStateException("planted");
                }))
                .hasMessage("planted");
        pass(500);
        assertThat(lane(Part.READ, Side.RIGHT, null))
                .isEqualTo(new Lane(Part.READ, Side.RIGHT, null, 1, 5, false, List.of(new Span(0, 5))));
    }

    @Test
    void staysSmallHoweverLongItLasts() {
        for (int i = 0; i < 10_000; i++) {
            int reason = i % 20;
            time.in(Part.READ, Side.LEFT, () -> {
                try (var _ = time.begin("reason " + reason)) {
                    pass(60);
                }
            });
            time.failed(1);
            pass(40 + i % 7);
        }
        var anatomy = time.anatomy();
        assertThat(anatomy.lanes()).hasSizeLessThan(15);
        assertThat(anatomy.lanes()).allMatch(lane -> lane.spans().size() <= 40);
        var read = lane(Part.READ, Side.LEFT, null);
        assertThat(read.times()).isEqualTo(10_000);
        assertThat(read.spentMillis()).isEqualTo(600_000);
        assertThat(read.spans().getFirst().from()).isZero();
        assertThat(lane(Part.FAILED, null, null).times()).isEqualTo(10_000);
        assertThat(lane(Part.READ, Side.LEFT, "something else").times())
                .as("what has no lane of its own")
                .isEqualTo(6_000);
    }

    @Test
    void isNobodysTimeToWaitForTheOtherSide() {
        time.in(Part.PLAN, null, () -> {
            pass(10);
            time.aside(() -> {
                time.in(Part.READ, Side.LEFT, () -> pass(100));
                pass(300); // the other side reads on
            });
            pass(10);
        });
        assertThat(lane(Part.PLAN, null, null).spentMillis()).isEqualTo(20);
        assertThat(lane(Part.READ, Side.LEFT, null).spentMillis()).isEqualTo(100);
    }
}
