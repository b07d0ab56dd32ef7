package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.VirtualBudgets;
import dev.tallystick.connector.AccessTokens;
import dev.tallystick.connector.Budget;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.airtable.BaseRecipe;
import dev.tallystick.lab.airtable.FieldType;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several nodes call one base through a network whose calls overtake each other. The lab counts what arrives in any
/// second and freezes the base when it is more than five, as Airtable does.
class SharedPaceTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static VirtualBudgets budgets;

    private final VirtualTime time = time();
    private final Lab lab = Lab.start(Lab.Options.STANDARD.clock(time));
    private final EgressClient egress = new EgressClient(lab.allowed());
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Budget> nodes = new ArrayList<>();
    private Base base;

    private static VirtualTime time() {
        if (budgets == null) {
            budgets = new VirtualBudgets(database);
        }
        return budgets.time();
    }

    /// How long the n-th call of a node takes to get there, and its answer to come back, in milliseconds.
    private interface Way {
        long[] of(int call, SplittableRandom random);
    }

    @BeforeEach
    void fill() {
        base = lab.airtable()
                .add(BaseRecipe.named("Practice")
                        .table("Clients", table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)));
        for (int i = 0; i < 3_000; i++) {
            base.people().insert("Clients", Map.of("Name", "Client " + i));
        }
    }

    @AfterEach
    void close() {
        egress.close();
        lab.close();
    }

    private static final long[] COLD = {400, 300};

    @Test
    void twoSyncsThatStartTogetherNeverCrossTheLimitThoughTheirFirstCallsAreLate() throws InterruptedException {
        var wall = listTogether(1, 2, (call, random) -> call == 0 ? COLD : new long[] {random.nextLong(5, 30), 60});
        nearlyReached(wall, 1.15); // what was lost is the delay of the first calls, once
    }

    @Test
    void aSteadyLoadNearlyReachesTheLimit() throws InterruptedException {
        var wall = listTogether(1, 3, (_, random) -> new long[] {20 + random.nextLong(0, 20), 60});
        nearlyReached(wall, 1.10);
        // By now the nodes know how fast the way is.
        calls.set(0);
        nearlyReached(listTogether(1, 3, (_, random) -> new long[] {20 + random.nextLong(0, 20), 60}), 1.05);
    }

    @Test
    void howeverCallsOvertakeEachOtherTheLimitHolds() throws InterruptedException {
        for (int seed = 0; seed < 5; seed++) {
            lab.ledger().clear();
            calls.set(0);
            listTogether(seed, 4, (_, random) -> new long[] {
                random.nextInt(10) == 0 ? random.nextLong(0, 2_500) : random.nextLong(0, 400), random.nextLong(5, 200)
            });
        }
    }

    private void nearlyReached(Duration wall, double most) {
        double bound = calls.get() / 5.0;
        assertThat(wall.toMillis() / 1000.0 / bound)
                .as("wall / bound of %s calls", calls)
                .isLessThan(most);
    }

    private Duration listTogether(int seed, int howMany, Way way) throws InterruptedException {
        var began = time.instant();
        while (nodes.size() < howMany) {
            nodes.add(budgets.node());
        }
        var all = new ArrayList<Runnable>();
        for (int i = 0; i < howMany; i++) {
            int number = i;
            all.add(() -> list(10 * seed + number, nodes.get(number), way));
        }
        time.run(all);
        assertThat(lab.ledger().entries().stream().filter(entry -> entry.status() == 429))
                .as("refused, with seed %s", seed)
                .isEmpty();
        return Duration.between(began, time.instant());
    }

    private void list(int number, Budget budget, Way way) {
        var random = new SplittableRandom(number);
        int[] mine = {0};
        var connector = new AirtableConnector(
                request -> {
                    var ms = way.of(mine[0]++, random);
                    calls.incrementAndGet();
                    sleep(ms[0]);
                    try {
                        return egress.send(request);
                    } finally {
                        sleep(ms[1]);
                    }
                },
                (wait, stopping) -> {
                    sleep(wait.toMillis());
                    return !stopping.getAsBoolean();
                },
                Timing.STANDARD);
        var settings = Map.<String, Object>of(
                "token",
                AirtableApi.KEY,
                "base",
                base.id(),
                "base_url",
                lab.uri(AirtableApi.PREFIX).toString());
        try (var open = connector.open(
                        new SettingValues(settings),
                        new Surroundings("1/crm", List.of(), time, () -> false, budget, AccessTokens.NONE));
                var table = open.table(new TableRef("Clients", new SettingValues(Map.of())))) {
            table.prepare(Bench.wishes("Name"), null, false);
            assertThat(table.list(new Source.Request(null), _ -> {})).isInstanceOf(Listing.Complete.class);
        }
    }

    private void sleep(long millis) {
        try {
            time.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
