package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.storage.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// When the lab has begun anew its rows are not "deleted": they meet again.
class ForgetRehearsalsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void forgetsThePairsOfRehearsalsAndOfNothingElse() {
        var clock = new dev.tallystick.workspace.SettableClock();
        var tables = new MemoryTables(clock);
        var engine = new EngineFixture(database, clock, tables);
        tables.table("left").insert("Ada", "London");
        engine.config(Path.of("."), """
                version: 1
                connections:
                  a: { connector: tables, settings: {} }
                  b: { connector: tables, settings: {} }
                syncs:
                  people:
                    left: { connection: a, table: left }
                    right: { connection: b, table: right }
                    direction: both
                    match: { left: name, right: name }
                    fields: [{ left: name, right: name }, { left: city, right: city }]
                """);
        run(engine);
        ForgetRehearsals.now(engine.transactions);
        assertThat(pairs(engine)).as("a live sync").isEqualTo(1);

        engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("update sync set rehearsal = true").update());
        ForgetRehearsals.now(engine.transactions);

        assertThat(pairs(engine)).isZero();
        var again = engine.start("people", false, false, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        assertThat(engine.now(again).held())
                .as("two filled tables that do not know each other")
                .matches(held -> held != null && held.reason().equals("first_match"));
    }

    private static Run run(EngineFixture engine) {
        var run = engine.start("people", false, false, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        var ended = engine.now(run);
        assertThat(ended.status()).as("%s", ended).isEqualTo(Run.Status.SUCCEEDED);
        return ended;
    }

    private static long pairs(EngineFixture engine) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("select count(*) from row_pair")
                        .query(Long.class)
                        .single());
    }
}
