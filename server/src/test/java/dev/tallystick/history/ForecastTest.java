package dev.tallystick.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Cost;
import dev.tallystick.history.Forecast.Side;
import dev.tallystick.history.Forecast.Timing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Duration DAILY = Duration.ofDays(1);
    private static final Timing EVERY_5_MINUTES = Timing.every(Duration.ofMinutes(5));

    /// A table of 1,000 rows, 100 a page, that has no shorter way.
    private static Cost tenPages(Long cap, String plan) {
        return new Cost("shop/acme", "this workspace's plan", plan, cap, 10, 10, 10);
    }

    private static Forecast.View of(Timing timing, Side... sides) {
        return Forecast.of(timing, DAILY, List.of(sides));
    }

    @Test
    void saysInNumbersWhatAScheduleNeedsAndWhatALongerOneWould() {
        var view = of(EVERY_5_MINUTES, new Side(tenPages(100_000L, "Team"), 0, 0));

        assertThat(view.callsPerMonth()).isEqualTo(86_400);
        assertThat(view.cap()).isEqualTo(100_000);
        assertThat(view.fits()).isTrue();
        assertThat(view.suggestion()).isEqualTo("10m");
        assertThat(view.sentence())
                .isEqualTo("Every 5 minutes this is about 86,400 calls a month; this workspace's plan allows 100,000"
                        + " (Team). Every 10 minutes would need 43,200.");
    }

    @Test
    void saysWhenItDoesNotFit() {
        var view = of(EVERY_5_MINUTES, new Side(tenPages(1_000L, "Free"), 120, 0));

        assertThat(view.fits()).isFalse();
        assertThat(view.usedThisMonth()).isEqualTo(120);
        assertThat(view.suggestion()).isEqualTo("12h");
        assertThat(view.sentence())
                .isEqualTo("Every 5 minutes this is about 86,400 calls a month; this workspace's plan allows 1,000"
                        + " (Free), of which 120 are used this month. Every 12 hours would need 600.");
    }

    @Test
    void adviseNothingWhereThereIsRoom() {
        var view = of(Timing.every(Duration.ofHours(1)), new Side(tenPages(100_000L, null), 0, 0));

        assertThat(view.fits()).isTrue();
        assertThat(view.suggestion()).isNull();
        assertThat(view.sentence())
                .isEqualTo("Every hour this is about 7,200 calls a month; this workspace's plan allows 100,000.");
    }

    @Test
    void saysWhenNoScheduleFits() {
        var huge = new Cost("shop/acme", "this workspace's plan", null, 1_000L, 500, 500, 10);
        var view = of(Timing.every(Duration.ofHours(1)), new Side(huge, 0, 0));

        assertThat(view.fits()).isFalse();
        assertThat(view.suggestion()).isNull();
        assertThat(view.sentence())
                .endsWith("Even once a day would leave too little: read fewer rows, by a filter or a"
                        + " view, or take a larger plan.");
    }

    @Test
    void countsShortListingsFullOnesOnTheirOwnScheduleAndWrites() {
        var cost = new Cost("shop/acme", "the plan", null, 1_000_000L, 10, 1, 10);

        assertThat(of(EVERY_5_MINUTES, new Side(cost, 0, 0)).callsPerMonth())
                .as("30 full listings, the other runs short")
                .isEqualTo(30 * 10 + 8_610);
        assertThat(of(EVERY_5_MINUTES, new Side(cost, 0, 500)).callsPerMonth())
                .as("rows fewer than runs: a call each")
                .isEqualTo(30 * 10 + 8_610 + 500);
        assertThat(of(EVERY_5_MINUTES, new Side(cost, 0, 8_640 * 15L)).callsPerMonth())
                .as("15 rows a run, 10 a call")
                .isEqualTo(30 * 10 + 8_610 + 8_640 * 2);
        assertThat(of(Timing.every(Duration.ofDays(2)), new Side(cost, 0, 0)).callsPerMonth())
                .as("a run is a full listing when it comes more seldom than those are wanted")
                .isEqualTo(150);
    }

    @Test
    void addsUpSidesOfOneAccountAndTakesTheTightestOfSeveral() {
        var both = of(
                EVERY_5_MINUTES,
                new Side(tenPages(100_000L, "Team"), 0, 0),
                new Side(tenPages(100_000L, "Team"), 0, 0));
        assertThat(both.callsPerMonth()).isEqualTo(172_800);
        assertThat(both.fits()).isFalse();

        var free = new Cost("free/y", "the other", null, null, 100, 100, 1);
        var tight = of(EVERY_5_MINUTES, new Side(free, 0, 0), new Side(tenPages(100_000L, "Team"), 0, 0));
        assertThat(tight.callsPerMonth()).isEqualTo(86_400);
        assertThat(of(EVERY_5_MINUTES, new Side(free, 0, 0)).sentence())
                .isEqualTo(
                        "Every 5 minutes this is about 864,000 calls a month; no monthly limit is known for the other.");
    }

    @Test
    void foretellsNothingWhereNobodyKnows() {
        var view = of(Timing.cron("0 6 * * *", 30));
        assertThat(view.callsPerMonth()).isNull();
        assertThat(view.fits()).isTrue();
        assertThat(of(Timing.cron("0 6 * * *", 30), new Side(tenPages(100_000L, null), 0, 0))
                        .sentence())
                .startsWith("With the cron 0 6 * * * this is about 300 calls a month");
    }
}
