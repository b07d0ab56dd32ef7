package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.storage.DatabaseRoad;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The way to our own database is cut in the middle of a commit, so that nobody here can say whether it happened. It
/// did
/// or did not, and either way every row is written once and the run and its journal say so.
class CutOffCommitTest {
    private static final int MOST_ATTEMPTS = 6;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @ParameterizedTest(name = "{0}, arrives: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            the attempt begins          | insert into attempt       | true
            the attempt begins          | insert into attempt       | false
            the tables are remembered   | right_remembered          | true
            the tables are remembered   | right_remembered          | false
            a page was seen             | insert into row_pair      | true
            a page was seen             | insert into row_pair      | false
            a side was listed           | left_full_at              | true
            a side was listed           | left_full_at              | false
            the plan is written down    | insert into change        | true
            the plan is written down    | insert into change        | false
            the plan is judged          | set plan_hash             | true
            the plan is judged          | set plan_hash             | false
            the intent                  | insert into batch         | true
            the intent                  | insert into batch         | false
            the answer                  | set status = 'done'       | true
            the answer                  | set status = 'done'       | false
            the run ends                | phase = null, ended_at    | true
            the run ends                | phase = null, ended_at    | false
            """)
    void everyRowIsWrittenOnceAndTheJournalSaysSo(String when, String statement, boolean arrives) {
        var clock = new SettableClock();
        var tables = new MemoryTables(clock);
        try (var road = new DatabaseRoad(database)) {
            var engine = new EngineFixture(database, road.transactions(), clock, tables);
            var left = tables.table("left");
            var right = tables.table("right");
            people(engine);
            var ada = left.insert("Ada", "London");
            left.insert("Grace", "New York");
            run(engine, engine.start("people", false, false, false));
            left.edit(ada, "city", "Paris");
            right.edit(right.named("Grace").getFirst(), "city", "Boston");
            left.insert("Linus", "Helsinki");
            int lefts = left.ledger.size();
            int rights = right.ledger.size();

            var run = engine.start("people", false, false, false);
            road.cutAtCommit(statement, arrives);
            engine.work();
            assertThat(road.isCut()).as("cut when %s", when).isTrue();
            road.mend();
            engine.leaseRunsOut();
            engine.restart();
            var ended = run(engine, run);

            assertThat(ended.status()).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(right.rows().values())
                    .containsExactlyInAnyOrderElementsOf(left.rows().values());
            assertThat(left.ledger.subList(lefts, left.ledger.size())).hasSize(1);
            assertThat(right.ledger.subList(rights, right.ledger.size())).hasSize(2);
            assertThat(ended.sentence())
                    .isEqualTo("Airtable -> Sheets: 1 added, 1 updated; Sheets -> Airtable: 1 updated.");
            assertThat(ended.tally().left().considered()).isEqualTo(3);
            assertThat(ended.tally().right().considered()).isEqualTo(3);
            assertThat(engine.changes(ended)).hasSize(3).allMatch(change -> change.status() == Journal.Status.DONE);
            quiet(engine, left, right);
        }
    }

    private static void people(EngineFixture engine) {
        engine.config(Path.of("."), """
                version: 1
                connections:
                  a: { connector: tables, title: Airtable, settings: {} }
                  b: { connector: tables, title: Sheets, settings: {} }
                syncs:
                  people:
                    left: { connection: a, table: left }
                    right: { connection: b, table: right }
                    direction: both
                    match: { left: name, right: name }
                    fields:
                      - { left: name, right: name }
                      - { left: city, right: city }
                """);
    }

    /// Until it ends: what may still land is waited for.
    private static Run run(EngineFixture engine, Run run) {
        for (int i = 0; i < MOST_ATTEMPTS && !engine.now(run).status().ended(); i++) {
            engine.work();
            engine.clock.pass(Duration.ofSeconds(90));
        }
        return engine.now(run);
    }

    private static void quiet(EngineFixture engine, MemoryTable left, MemoryTable right) {
        var before = Map.of("left", left.ledger.size(), "right", right.ledger.size());
        var run = run(engine, engine.start("people", true, false, false));
        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(run.planChanges()).isZero();
        assertThat(Map.of("left", left.ledger.size(), "right", right.ledger.size()))
                .isEqualTo(before);
    }
}
