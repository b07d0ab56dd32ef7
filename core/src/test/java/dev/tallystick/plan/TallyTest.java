package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.plan.Tally.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TallyTest {

    @Test
    void addsUpToTheRowsConsidered() {
        Seeds.check(
                2_000,
                draw -> Stream.generate(() -> draw.oneOf(Outcome.values()))
                        .limit(draw.upTo(50))
                        .toList(),
                outcomes -> {
                    var tally = Tally.NONE;
                    for (var outcome : outcomes) {
                        tally = tally.plus(outcome, 1);
                    }
                    assertThat(tally.considered()).isEqualTo(outcomes.size());
                });
    }

    @Test
    void countsEachOutcomeInItsOwnPlace() {
        for (var outcome : Outcome.values()) {
            var tally = Tally.NONE.plus(outcome, 7);
            assertThat(tally.considered()).isEqualTo(7);
            assertThat(tally.sentence()).startsWith("7 ");
            assertThat(tally.written())
                    .isEqualTo(
                            switch (outcome) {
                                case DELETED, CREATED, UPDATED -> 7L;
                                case FAILED, HELD, CONFLICT, SKIPPED, UNCHANGED -> 0L;
                            });
        }
    }

    @Test
    void readsAsASentence() {
        assertThat(Tally.NONE.sentence()).isEqualTo("no rows");
        assertThat(new Tally(5, 0, 1, 0, 12, 90, 0, 3).sentence())
                .isEqualTo("12 created, 90 updated, 5 failed, 1 conflict, 3 unchanged");
        assertThat(new Tally(0, 2, 2, 4, 0, 0, 6, 0).sentence()).isEqualTo("4 deleted, 2 held, 2 conflicts, 6 skipped");
    }
}
