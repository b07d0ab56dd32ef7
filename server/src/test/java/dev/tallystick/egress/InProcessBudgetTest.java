package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.UpstreamBudget.Permit;
import dev.tallystick.egress.UpstreamBudget.Rate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessBudgetTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final Rate FIVE_A_SECOND = new Rate(5, Duration.ofSeconds(1));
    private static final Duration LONG = Duration.ofMinutes(1);

    private Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final UpstreamBudget budget = new InProcessBudget(clock, wait -> now = now.plus(wait));

    @Test
    void noWindowOfAPeriodHoldsMoreThanTheRate() throws InterruptedException {
        List<Instant> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            assertThat(budget.acquire("a", FIVE_A_SECOND, LONG)).isInstanceOf(Permit.Granted.class);
            sent.add(now);
            now = now.plusMillis(i % 7 == 0 ? 900 : 3);
        }
        for (int i = 5; i < sent.size(); i++) {
            assertThat(Duration.between(sent.get(i - 5), sent.get(i))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void theRateIsReached() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            budget.acquire("a", FIVE_A_SECOND, LONG);
        }
        assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(19));
    }

    @Test
    void keysDoNotWaitForEachOther() throws InterruptedException {
        budget.throttled("a", START.plusSeconds(30));

        budget.acquire("b", FIVE_A_SECOND, LONG);
        assertThat(now).isEqualTo(START);
        budget.acquire("a", FIVE_A_SECOND, LONG);
        assertThat(now).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void aLongPauseGivesTheWorkerBackAndCostsNothing() throws InterruptedException {
        budget.throttled("a", START.plusSeconds(3600));

        assertThat(budget.acquire("a", FIVE_A_SECOND, LONG)).isEqualTo(new Permit.Later(START.plusSeconds(3600)));
        assertThat(now).isEqualTo(START);
    }

    @Test
    void aPauseThatComesWhileWaitingHolds() throws InterruptedException {
        var waits = new ArrayList<Duration>();
        var self = new UpstreamBudget[1];
        self[0] = new InProcessBudget(clock, wait -> {
            if (waits.isEmpty()) {
                self[0].throttled("a", START.plusSeconds(10));
            }
            waits.add(wait);
            now = now.plus(wait);
        });
        for (int i = 0; i < 6; i++) {
            self[0].acquire("a", FIVE_A_SECOND, LONG);
        }
        assertThat(now).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() throws InterruptedException {
        budget.throttled("a", START.plusSeconds(30));
        budget.throttled("a", START.plusSeconds(5));

        budget.acquire("a", FIVE_A_SECOND, LONG);
        assertThat(now).isEqualTo(START.plusSeconds(30));
    }
}
