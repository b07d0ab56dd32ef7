package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connectors.plaid.PlaidConnector;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.history.Run;
import dev.tallystick.lab.Lab;
import dev.tallystick.lab.plaid.PlaidApi;
import dev.tallystick.lab.plaid.PlaidError;
import dev.tallystick.lab.plaid.PlaidItem;
import dev.tallystick.storage.DatabaseRoad;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A worker is cut off between the pages of Plaid and the commit that moves its cursor: nothing comes twice, nothing is
/// lost, and the cursor stands where the rows do.
class PlaidCutOffTest {
    private static final int MOST_ATTEMPTS = 6;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final SettableClock clock = new SettableClock();
    private final Lab lab = Lab.start(Lab.Options.STANDARD);
    private final EgressClient egress = new EgressClient(lab.allowed());
    private final PlaidItem giro = bank();
    private final PlaidItem cards = bank();

    @AfterEach
    void stop() {
        egress.close();
        lab.close();
    }

    private PlaidItem bank() {
        var item = lab.plaid().addItem();
        item.addAccount("Account", "depository", "100.00");
        item.book(12);
        return item;
    }

    private EngineFixture engine(DatabaseRoad road) {
        var engine = new EngineFixture(database, road.transactions(), clock, new PlaidConnector(egress));
        engine.config(Path.of("."), """
                version: 1
                connections:
                  banks:
                    connector: plaid
                    settings: { client_id: KEY, secret: KEY, items: { giro: GIRO, cards: CARDS }, base_url: "URL" }
                  b: { connector: memory, settings: {} }
                syncs:
                  transactions:
                    left: { connection: banks, table: transactions }
                    right: { connection: b, table: transactions }
                    fields:
                      - { left: name, right: name, type: text, required: true }
                      - { left: amount, right: amount, type: decimal }
                    on_delete: propagate
                """.replace("KEY", PlaidApi.KEY)
                .replace("GIRO", giro.accessToken())
                .replace("CARDS", cards.accessToken())
                .replace("URL", lab.uri(PlaidApi.PREFIX).toString()));
        return engine;
    }

    private Run run(EngineFixture engine, Run run) {
        for (int i = 0; i < MOST_ATTEMPTS && !engine.now(run).status().ended(); i++) {
            engine.engine.work(engine.sync("transactions").id().value(), () -> false);
            clock.pass(Duration.ofSeconds(90));
        }
        return engine.now(run);
    }

    private Run run(EngineFixture engine) {
        return run(engine, engine.start("transactions", false, false, false));
    }

    private static String cursor(EngineFixture engine) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("select cursor from sync_state where sync_id = ?")
                        .param(engine.sync("transactions").id().value())
                        .query(String.class)
                        .single());
    }

    private List<String> atTheBanks() {
        var ids = new ArrayList<>(giro.transactionIds());
        ids.addAll(cards.transactionIds());
        return ids;
    }

    @ParameterizedTest(name = "{0}, arrives: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a page was planned      | insert into change        | true
            a page was planned      | insert into change        | false
            the plan is judged      | set plan_hash             | true
            the plan is judged      | set plan_hash             | false
            the intent              | insert into batch         | true
            the intent              | insert into batch         | false
            the answer              | set status = 'done'       | true
            the answer              | set status = 'done'       | false
            the write is noted      | insert into sync_state    | true
            the write is noted      | insert into sync_state    | false
            the cursor moves        | phase = null, ended_at    | true
            the cursor moves        | phase = null, ended_at    | false
            """)
    void nothingComesTwiceAndNothingIsLost(String when, String statement, boolean arrives) {
        try (var road = new DatabaseRoad(database)) {
            var engine = engine(road);
            var right = engine.world.right("transactions");
            assertThat(run(engine).status()).isEqualTo(Run.Status.SUCCEEDED);
            var before = cursor(engine);
            var account = giro.accountIds().getFirst();
            var pending = giro.pend(account, "40.00", "Hotel");
            assertThat(run(engine).status()).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(cursor(engine)).isNotEqualTo(before);
            before = cursor(engine);
            int written = right.ledger.size();
            giro.post(pending, "46.00");
            giro.change(giro.transactionIds().getFirst(), "name", "CORRECTED");
            cards.book(1);

            var run = engine.start("transactions", false, false, false);
            road.cutAtCommit(statement, arrives);
            engine.engine.work(engine.sync("transactions").id().value(), () -> false);
            assertThat(road.isCut()).as("cut when %s", when).isTrue();
            road.mend();
            var moved = statement.startsWith("phase") && arrives;
            assertThat(!cursor(engine).equals(before))
                    .as("the cursor moves with the end of the run and with nothing else")
                    .isEqualTo(moved);
            var meanwhile = giro.book(account, "7.00", "Meanwhile");
            engine.leaseRunsOut();
            engine.restart();
            var ended = run(engine, run);
            assertThat(ended.status()).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(run(engine).status()).isEqualTo(Run.Status.SUCCEEDED);

            assertThat(right.rows()).containsOnlyKeys(atTheBanks());
            assertThat(right.rows()).containsKey(meanwhile);
            assertThat(right.ledger.subList(written, right.ledger.size()))
                    .as("created: posted, cards, meanwhile; updated: corrected; deleted: pending")
                    .hasSize(5)
                    .doesNotHaveDuplicates();
            var quiet = run(engine);
            assertThat(quiet.planChanges()).isZero();
            assertThat(right.ledger).hasSize(written + 5);
        }
    }

    @Test
    void aCursorInPartIsCutOffLikeAWholeOne() {
        try (var road = new DatabaseRoad(database)) {
            var engine = engine(road);
            var right = engine.world.right("transactions");
            giro.breaks(PlaidError.LOGIN_REQUIRED);
            var run = engine.start("transactions", false, false, false);
            road.cutAtCommit("phase = null, ended_at", false);
            engine.engine.work(engine.sync("transactions").id().value(), () -> false);
            assertThat(road.isCut()).isTrue();
            road.mend();
            engine.leaseRunsOut();
            engine.restart();
            assertThat(run(engine, run).status()).isEqualTo(Run.Status.PARTIAL);
            assertThat(right.rows()).containsOnlyKeys(cards.transactionIds());
            assertThat(cursor(engine)).contains("cards").doesNotContain("giro");
            giro.mend();
            assertThat(run(engine).status()).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(right.rows()).containsOnlyKeys(atTheBanks());
            assertThat(right.ledger).hasSize(24).doesNotHaveDuplicates();
        }
    }
}
