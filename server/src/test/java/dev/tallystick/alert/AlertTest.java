package dev.tallystick.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.alert.Alert.Due;
import dev.tallystick.alert.Alert.Pace;
import dev.tallystick.alert.Alert.Raised;
import dev.tallystick.alert.Alert.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is told when, in virtual time.
class AlertTest {
    private static final Pace PACE = new Pace(Duration.ofHours(1), Duration.ofSeconds(20));
    private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");
    private static final Raised MET = new Raised(7L, "The partner is away.", null);

    /// One cause of one sync, told of by a loop that looks every few seconds.
    private static final class Line {
        Instant now = START;

        @Nullable
        Alert current;

        @Nullable
        Instant silentUntil;

        final List<String> told = new ArrayList<>();
        final List<Instant> toldAt = new ArrayList<>();
        int episodes;
        int silenced;

        void met() {
            var before = current == null ? List.<Alert>of() : List.of(current);
            if (current == null) {
                episodes++;
            }
            current = Judgement.raise(Cause.FAILED, MET).on(before, now).getFirst();
        }

        void well() {
            if (current != null) {
                current = Judgement.over(Cause.FAILED).on(List.of(current), now).getFirst();
            }
        }

        void look() {
            if (current == null) {
                return;
            }
            var due = current.due(now, PACE, toldAt.isEmpty() ? null : toldAt.getLast(), silentUntil);
            if (due == Due.TELL) {
                told.add(current.open() ? "open" : current.told() == Told.OPEN ? "over" : "came and went");
                toldAt.add(now);
                current = current.tell();
            } else if (due == Due.SETTLE) {
                silenced++;
                current = current.settle();
            }
            if (current.settled()) {
                current = null;
            }
        }

        void pass(Duration time) {
            var until = now.plus(time);
            while (now.isBefore(until)) {
                now = now.plusSeconds(5);
                look();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void isToldOncePerHourAtMostAndNeverForgotten(int seed) {
        var random = new Random(seed);
        for (int walk = 0; walk < 150; walk++) {
            var line = new Line();
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> line.met();
                    case 2, 3 -> line.well();
                    case 4 -> line.silentUntil = line.now.plusSeconds(random.nextInt(7_200));
                    default -> line.silentUntil = null;
                }
                line.pass(Duration.ofSeconds(random.nextInt(random.nextBoolean() ? 30 : 4_000)));
            }
            boolean wrong = line.current != null && line.current.open();
            line.silentUntil = null;
            line.pass(Duration.ofHours(3));

            for (int i = 1; i < line.toldAt.size(); i++) {
                assertThat(Duration.between(line.toldAt.get(i - 1), line.toldAt.get(i)))
                        .isGreaterThanOrEqualTo(PACE.gap());
            }
            assertThat(line.told).as("beginning and end take turns").satisfies(AlertTest::takeTurns);
            long begun = line.told.stream().filter(word -> !word.equals("over")).count();
            assertThat(begun + line.silenced)
                    .as("each is told, unless it was silenced")
                    .isEqualTo(line.episodes);
            assertThat(!line.told.isEmpty() && line.told.getLast().equals("open"))
                    .as("who was told last knows how it is")
                    .isEqualTo(wrong);
        }
    }

    private static void takeTurns(List<? extends String> told) {
        boolean open = false;
        for (var word : told) {
            assertThat(word.equals("over")).isEqualTo(open);
            open = word.equals("open");
        }
    }

    @Test
    void thatComesAndGoesWithinAnHourIsOneStory() {
        var line = new Line();
        line.met();
        line.pass(Duration.ofMinutes(1));
        line.well();
        line.pass(Duration.ofMinutes(10));
        line.met();
        line.pass(Duration.ofMinutes(10));
        line.well();
        line.pass(Duration.ofHours(2));

        assertThat(line.told).containsExactly("open", "over");
        assertThat(line.episodes).isEqualTo(1);
    }

    @Test
    void thatIsMetAHundredTimesIsToldOnce() {
        var line = new Line();
        for (int i = 0; i < 100; i++) {
            line.met();
            line.pass(Duration.ofMinutes(5));
        }
        assertThat(line.told).containsExactly("open");
        assertThat(line.current).isNotNull();
        assertThat(line.current.times()).isEqualTo(100);
    }

    @Test
    void thatWasOverBeforeAnybodyLookedIsToldAllTheSame() {
        var line = new Line();
        line.met();
        line.now = line.now.plusSeconds(5);
        line.well();
        line.pass(Duration.ofMinutes(1));

        assertThat(line.told).containsExactly("came and went");
    }

    @Test
    void thatIsStillWrongAfterASilenceIsToldThen() {
        var line = new Line();
        line.silentUntil = START.plus(Duration.ofHours(2));
        line.met();
        line.pass(Duration.ofHours(2).minusSeconds(5));
        assertThat(line.told).isEmpty();
        line.pass(Duration.ofMinutes(1));
        assertThat(line.told).containsExactly("open");
    }
}
