package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Budget.Limit;
import dev.tallystick.connector.Budget.Rate;
import dev.tallystick.connector.Surroundings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedBudgetTest {
    private static final Limit SHOP = Limit.of("shop", "the shop", Rate.perSecond(5));
    private static final Limit MONTH = Limit.monthly("month", "the plan", 1_000);

    private final List<String> told = new ArrayList<>();
    private final Budget budget = new WatchedBudget(Budget.UNLIMITED, reason -> {
        told.add(reason);
        return () -> told.add("goes on");
    });
    private final Surroundings surroundings = new Surroundings(
            "1/shop", List.of(), Clock.systemUTC(), () -> false, budget, dev.tallystick.connector.AccessTokens.NONE);

    @Test
    void saysWhoseLimitIsWaitedFor() {
        surroundings.turn("list", SHOP, MONTH);
        assertThat(told).containsExactly("the rate limit of the shop", "goes on");
    }

    @Test
    void tellsAPauseThatTheUpstreamAskedForApart() {
        budget.throttled("shop", Duration.ofMinutes(1));
        surroundings.turn("list", SHOP, MONTH);
        assertThat(told.getFirst()).isEqualTo("the shop, which asked to be left alone for a while");
    }

    @Test
    void tellsAPauseBeforeASecondTry() {
        assertThat(surroundings.beforeTryingAgain(() -> told.add("waits"))).isTrue();
        assertThat(told).containsExactly("the pause before a call is tried again", "waits", "goes on");
    }
}
