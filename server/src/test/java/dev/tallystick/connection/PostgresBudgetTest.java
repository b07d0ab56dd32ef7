package dev.tallystick.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.Budget.Limit;
import dev.tallystick.connector.Budget.Permit;
import dev.tallystick.connector.Budget.Rate;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.storage.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several objects are several nodes. Most of it runs on a clock of the database that the test moves.
class PostgresBudgetTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final Rate FIVE_A_SECOND = Rate.perSecond(5);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static int number;

    private final String key = "shop/acme-" + number++;
    private final Limit fiveASecond = Limit.of(key, "the shop acme", FIVE_A_SECOND);
    private Instant now = START;
    private Runnable beforeSleep = () -> {};

    @BeforeAll
    static void aClockInTheDatabase() {
        database.asOwner("create table virtual_clock (at timestamptz not null)");
        database.asOwner("insert into virtual_clock values (now())");
        database.asOwner(
                "create function virtual_now() returns timestamptz language sql volatile as 'select at from virtual_clock'");
    }

    @BeforeEach
    void start() {
        moveTo(START);
    }

    private static boolean never() {
        return false;
    }

    private void moveTo(Instant time) {
        now = time;
        var _ = database.transactions()
                .system(jdbc -> jdbc.sql("update virtual_clock set at = ?::timestamptz")
                        .param(time.toString())
                        .update());
    }

    private void pass(Duration time) {
        moveTo(now.plus(time));
    }

    private PostgresBudget node() {
        return new PostgresBudget(
                database.transactions(),
                "virtual_now()",
                () -> Duration.between(START, now).toNanos(),
                wait -> {
                    beforeSleep.run();
                    pass(wait);
                });
    }

    /// A call whose answer comes at once.
    private static Permit call(PostgresBudget node, Limit... limits) {
        var permit = node.acquire(List.of(limits), LONG, PostgresBudgetTest::never);
        if (permit instanceof Permit.Granted(Instant at)) {
            node.answered(List.of(limits), "page", at);
        }
        return permit;
    }

    private List<PostgresBudget> nodes(int howMany) {
        var nodes = new ArrayList<PostgresBudget>();
        for (int i = 0; i < howMany; i++) {
            nodes.add(node());
        }
        return nodes;
    }

    private static void assertNeverMoreThan(int most, Duration per, List<Instant> granted) {
        var sorted = granted.stream().sorted().toList();
        for (int i = most; i < sorted.size(); i++) {
            assertThat(Duration.between(sorted.get(i - most), sorted.get(i)))
                    .as("grants %d to %d", i - most, i)
                    .isGreaterThanOrEqualTo(per);
        }
    }

    @Test
    void noWindowHoldsMoreThanTheLimitWhicheverNodesAsk() {
        var nodes = nodes(3);
        var granted = new ArrayList<Instant>();
        for (int i = 0; i < 120; i++) {
            assertThat(call(nodes.get(i % 3), fiveASecond)).isInstanceOf(Permit.Granted.class);
            granted.add(now);
            pass(Duration.ofMillis(i % 7 == 0 ? 900 : 3));
        }
        assertNeverMoreThan(5, Duration.ofSeconds(1), granted);
    }

    @Test
    void theLimitIsNearlyReached() {
        var nodes = nodes(2);
        for (int i = 0; i < 101; i++) {
            call(nodes.get(i % 2), fiveASecond);
        }
        // 20 windows, each with its guard.
        assertThat(Duration.between(START, now)).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_400));
    }

    @Test
    void aBurstIsGivenAtOnceAfterAPause() {
        var node = node();
        for (int i = 0; i < 5; i++) {
            call(node, fiveASecond);
        }
        assertThat(now).isEqualTo(START);
    }

    @Test
    void keysDoNotWaitForEachOther() {
        var node = node();
        node.throttled(key, Duration.ofSeconds(30));

        node.acquire(List.of(Limit.of(key + "/other", "the other", FIVE_A_SECOND)), LONG, PostgresBudgetTest::never);
        assertThat(now).isEqualTo(START);
    }

    @Test
    void aPauseThatOneNodeWasAskedForHoldsForTheOthers() {
        var nodes = nodes(2);
        nodes.get(0).throttled(key, Duration.ofSeconds(30));
        nodes.get(0).throttled(key, Duration.ofSeconds(5));

        call(nodes.get(1), fiveASecond);
        assertThat(now).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void aPauseThatComesWhileANodeWaitsHolds() {
        var nodes = nodes(2);
        for (int i = 0; i < 5; i++) {
            call(nodes.get(0), fiveASecond);
        }
        beforeSleep = () -> {
            beforeSleep = () -> {};
            nodes.get(1).throttled(key, Duration.ofSeconds(30));
        };
        call(nodes.get(0), fiveASecond);

        assertThat(now).isEqualTo(START.plusSeconds(30));
        assertThat(nodes.get(0).usedThisMonth(key))
                .as("a void place is no call")
                .isEqualTo(6);
    }

    @Test
    void whoWouldWaitTooLongGetsItsWorkerBackAndTakesNothing() {
        var node = node();
        node.throttled(key, Duration.ofHours(1));

        assertThat(call(node, fiveASecond)).isEqualTo(new Permit.Later(fiveASecond, Duration.ofHours(1)));
        assertThat(now).isEqualTo(START);
        assertThat(node.usedThisMonth(key)).isZero();
    }

    @Test
    void stopsWaitingWhenToldAndGivesItsPlaceBack() {
        var node = node();
        node.throttled(key, Duration.ofSeconds(30));
        var stop = new boolean[1];
        beforeSleep = () -> stop[0] = true;

        assertThat(node.acquire(List.of(fiveASecond), LONG, () -> stop[0])).isEqualTo(new Permit.Stopped());
        assertThat(now).isBefore(START.plusSeconds(1));
        assertThat(node.usedThisMonth(key)).isZero();
    }

    @Test
    void theMonthsCapStopsAndNeverWaits() {
        var capped = Limit.monthly(key, "this shop's plan", 3);
        var nodes = nodes(2);
        for (int i = 0; i < 3; i++) {
            assertThat(call(nodes.get(i % 2), capped)).isInstanceOf(Permit.Granted.class);
        }
        assertThat(call(nodes.get(1), capped))
                .isEqualTo(new Permit.Spent(capped, 3, Instant.parse("2026-12-01T00:00:00Z")));
        assertThat(now).isEqualTo(START);
        assertThat(nodes.get(0).usedThisMonth(key)).isEqualTo(3);

        moveTo(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(nodes.get(0).usedThisMonth(key)).isZero();
        assertThat(call(nodes.get(0), capped)).isInstanceOf(Permit.Granted.class);
    }

    @Test
    void saysInWordsWhatStandsInTheWay() {
        var capped = Limit.monthly(key, "this shop's plan", 1_000);
        var none = Limit.monthly(key + "/none", "this shop's plan", 0);
        var node = node();
        var surroundings = new Surroundings(
                "1/x",
                List.of(),
                Clock.systemUTC(),
                PostgresBudgetTest::never,
                node,
                dev.tallystick.connector.AccessTokens.NONE);
        assertThat(surroundings.turn("page", capped)).isNotNull();
        assertThatThrownBy(() -> surroundings.turn("page", none))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        trouble -> assertThat(trouble.problem()).isEqualTo(Problem.QUOTA))
                .hasMessage("All 0 calls that this shop's plan has for this month are used; nothing more is sent before"
                        + " 1 December. Run less often, or raise the cap in the connection's settings when the plan"
                        + " allows more.");
        node.throttled(key, Duration.ofMinutes(10));
        assertThatThrownBy(() -> surroundings.turn("page", fiveASecond))
                .isInstanceOfSatisfying(ConnectorException.class, trouble -> {
                    assertThat(trouble.problem()).isEqualTo(Problem.RATE_LIMIT);
                    assertThat(trouble.retryAfter()).contains(Duration.ofMinutes(10));
                });
    }

    @Test
    void aCallThatNeedsTwoLimitsTakesBothOrNone() {
        var node = node();
        var slow = Limit.of(key + "/slow", "the slow one", Rate.perMinute(2));
        for (int i = 0; i < 3; i++) {
            call(node, fiveASecond, slow);
        }
        assertThat(Duration.between(START, now)).isEqualTo(Duration.ofMillis(61_200));

        var spent = Limit.monthly(key + "/spent", "the spent one", 0);
        assertThat(call(node, fiveASecond, spent)).isInstanceOf(Permit.Spent.class);
        assertThat(node.usedThisMonth(key)).isEqualTo(3);
        assertThatThrownBy(() -> call(node, slow, slow)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlaceToComeDoesNotLetOthersCrossTheLimit() {
        var nodes = nodes(2);
        var slow = Limit.of(key + "/slow", "the slow one", Rate.perMinute(1));
        var granted = new ArrayList<Instant>();
        call(nodes.get(0), fiveASecond, slow);
        granted.add(now);
        // While this one waits a minute for the slow limit, others take the fast one again and again.
        var others = new int[] {0};
        beforeSleep = () -> {
            if (others[0]++ % 3 == 0 && now.isAfter(START.plusSeconds(58))) {
                var waiting = beforeSleep;
                beforeSleep = () -> {};
                for (int i = 0; i < 3; i++) {
                    if (nodes.get(1).acquire(List.of(fiveASecond), Duration.ZERO, PostgresBudgetTest::never)
                            instanceof Permit.Granted(Instant at)) {
                        granted.add(at);
                        nodes.get(1).answered(List.of(fiveASecond), "page", at);
                    }
                }
                beforeSleep = waiting;
            }
        };
        var permit = call(nodes.get(0), fiveASecond, slow);
        granted.add(((Permit.Granted) permit).at());

        assertThat(granted).hasSizeGreaterThan(10);
        assertNeverMoreThan(5, Duration.ofSeconds(1), granted);
    }

    @Test
    void aPausedProcessDoesNotUseAPlaceWhoseTimeIsOver() {
        var nodes = nodes(2);
        var granted = new ArrayList<Instant>();
        for (int i = 0; i < 5; i++) {
            call(nodes.get(0), fiveASecond);
            granted.add(now);
        }
        beforeSleep = () -> {
            if (now.isAfter(START.plusMillis(900))) {
                beforeSleep = () -> {};
                pass(Duration.ofMillis(1_900));
                for (int i = 0; i < 5; i++) {
                    call(nodes.get(1), fiveASecond);
                    granted.add(now);
                }
            }
        };
        call(nodes.get(0), fiveASecond);
        granted.add(now);

        assertNeverMoreThan(5, Duration.ofSeconds(1), granted);
        assertThat(nodes.get(0).usedThisMonth(key)).isEqualTo(11);
    }

    @Test
    void aCallThatIsStillOnItsWayCountsAsOneThatArrivesNow() {
        var nodes = nodes(2);
        var slow = (Permit.Granted) nodes.get(0).acquire(List.of(fiveASecond), LONG, PostgresBudgetTest::never);
        for (int i = 0; i < 8; i++) {
            call(nodes.get(1), fiveASecond);
        }
        assertThat(now).isBefore(START.plusMillis(1_100));
        var answered = START.plusMillis(2_500);
        beforeSleep = () -> {
            if (!now.isBefore(answered)) {
                beforeSleep = () -> {};
                nodes.get(0).answered(List.of(fiveASecond), "page", slow.at());
            }
        };
        for (int i = 0; i < 8; i++) {
            call(nodes.get(1), fiveASecond);
        }
        // Four in each window while one may still arrive: the last of these are made in the fourth.
        assertThat(Duration.between(START, now)).isBetween(Duration.ofMillis(3_060), Duration.ofMillis(3_300));
    }

    @Test
    void aCallOfADeadNodeIsNotWaitedForForEver() {
        var nodes = nodes(2);
        for (int i = 0; i < 5; i++) {
            nodes.get(0).acquire(List.of(fiveASecond), LONG, PostgresBudgetTest::never);
        }
        call(nodes.get(1), fiveASecond);
        assertThat(Duration.between(START, now)).isBetween(Duration.ofSeconds(12), Duration.ofMillis(12_200));
    }

    /// What a node held when it died is one place, whose time passes like that of any other.
    @Test
    void aNodeThatDiesWhileItWaitsCostsOnePlace() {
        var nodes = nodes(2);
        for (int i = 0; i < 5; i++) {
            call(nodes.get(0), fiveASecond);
        }
        beforeSleep = () -> {
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(() -> call(nodes.get(0), fiveASecond)).hasMessage("killed");
        beforeSleep = () -> {};
        for (int i = 0; i < 4; i++) {
            call(nodes.get(1), fiveASecond);
        }
        assertThat(Duration.between(START, now)).isEqualTo(Duration.ofMillis(1_020));
    }

    @Test
    void holdsOnTheRealClockUnderManyThreads() throws Exception {
        var twentyASecond = Limit.of(key, "the shop acme", Rate.perSecond(20));
        var granted = Collections.synchronizedList(new ArrayList<Instant>());
        var transactions = database.transactions();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int node = 0; node < 3; node++) {
                var budget = new PostgresBudget(transactions);
                for (int thread = 0; thread < 4; thread++) {
                    running.add(threads.submit(() -> {
                        for (int i = 0; i < 5; i++) {
                            var permit = call(budget, twentyASecond);
                            granted.add(((Permit.Granted) permit).at());
                        }
                        return granted;
                    }));
                }
            }
            for (var each : running) {
                each.get();
            }
        }
        assertThat(granted).hasSize(60);
        assertNeverMoreThan(20, Duration.ofSeconds(1), granted);
        assertThat(new PostgresBudget(transactions).usedThisMonth(key)).isEqualTo(60);
    }

    @Test
    void noWorkspaceCanReadOrChangeIt() {
        var workspace = new dev.tallystick.storage.WorkspaceId(1);
        assertThatThrownBy(() -> database.transactions()
                        .in(
                                workspace,
                                jdbc -> jdbc.sql("select count(*) from upstream_budget")
                                        .query(Long.class)
                                        .single()))
                .rootCause()
                .hasMessageContaining("permission denied");
    }
}
