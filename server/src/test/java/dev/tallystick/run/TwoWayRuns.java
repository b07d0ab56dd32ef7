package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.storage.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two tables whose rows have ids of their own and the sync `people` between them, on a real database: what the tests
/// of
/// two-way runs share.
abstract class TwoWayRuns {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    EngineFixture engine;

    MemoryTables tables;

    MemoryTable left;

    MemoryTable right;

    @BeforeEach
    void fixture() {
        var clock = new dev.tallystick.workspace.SettableClock();
        tables = new MemoryTables(clock);
        engine = new EngineFixture(database, clock, tables);
        left = tables.table("left");
        right = tables.table("right");
    }

    void people(String... settings) {
        var lines = new StringBuilder();
        for (var setting : settings) {
            lines.append("  ").append(setting).append('\n');
        }
        engine.config(java.nio.file.Path.of("."), """
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
                """ + lines.toString().indent(2));
    }

    Run run() {
        return run(false, false);
    }

    Run run(boolean full, boolean forced) {
        var run = engine.start("people", full, forced, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        return replayed(engine.now(run));
    }

    /// Planned again from what was kept of it, the plan of a run has the hash that the run carries.
    Run replayed(Run run) {
        if (run.planHash() != null && !run.approved()) {
            var again = engine.transactions.in(
                    engine.workspace,
                    jdbc -> PlannedWith.replay(
                            engine.runs.plannedWith(jdbc, run.id()).orElseThrow(),
                            engine.journal.known(jdbc, run.id())));
            assertThat(again).as("the plan made again").isEqualTo(run.planHash());
        }
        return run;
    }

    void sameOnBothSides() {
        assertThat(left.rows().values())
                .containsExactlyInAnyOrderElementsOf(right.rows().values());
    }

    void quiet() {
        int writes = left.ledger.size() + right.ledger.size();
        var run = run();
        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(left.ledger.size() + right.ledger.size()).as("writes").isEqualTo(writes);
        assertThat(run.planChanges()).isZero();
    }

    /// Also what was planned again and is not counted.
    java.util.List<dev.tallystick.plan.Change> everything(Run run) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> java.util.Arrays.stream(dev.tallystick.history.Journal.Status.values())
                        .flatMap(status -> ChangeSearch.page(
                                jdbc,
                                new ChangeSearch.Filter(run.id(), null, null, null, status.word(), null),
                                null,
                                100)
                                .stream())
                        .map(dev.tallystick.history.Journal.Entry::change)
                        .toList());
    }

    void workOn(Run run) {
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        assertThat(replayed(engine.now(run)).endedAt()).isNotNull();
    }

    List<String> heldBecause(Run run) {
        return engine.transactions.in(engine.workspace, jdbc -> ChangeSearch.failures(jdbc, run.id(), 10)).stream()
                .map(failures -> failures.rows() + " " + failures.why())
                .toList();
    }

    Run again(Run run) {
        engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        return engine.now(run);
    }

    Run undo(Run of, UndoChoice choice, @Nullable String row) {
        var run = engine.transactions.in(engine.workspace, jdbc -> {
            var id = engine.runs.create(
                    jdbc,
                    engine.sync("people"),
                    Run.Trigger.UNDO,
                    false,
                    false,
                    false,
                    7L,
                    "Ada",
                    null,
                    engine.clock.instant());
            engine.runs.undoes(jdbc, id, new RunStore.Undo(of.id(), choice, row));
            return engine.runs.find(jdbc, id).orElseThrow();
        });
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        return engine.now(run);
    }
}
