package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.run.MemoryTables.Fault;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Runs between two tables whose rows have ids of their own, on a real database.
class TwoWayRunTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private EngineFixture engine;
    private MemoryTable left;
    private MemoryTable right;

    @BeforeEach
    void fixture() {
        var clock = new dev.tallystick.workspace.SettableClock();
        var tables = new MemoryTables(clock);
        engine = new EngineFixture(database, clock, tables);
        left = tables.table("left");
        right = tables.table("right");
    }

    private void people(String... settings) {
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

    private Run run() {
        return run(false, false);
    }

    private Run run(boolean full, boolean forced) {
        var run = engine.start("people", full, forced, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        return replayed(engine.now(run));
    }

    /// Planned again from what was kept of it, the plan of a run has the hash that the run carries.
    private Run replayed(Run run) {
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

    private void sameOnBothSides() {
        assertThat(left.rows().values())
                .containsExactlyInAnyOrderElementsOf(right.rows().values());
    }

    private void quiet() {
        int writes = left.ledger.size() + right.ledger.size();
        var run = run();
        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(left.ledger.size() + right.ledger.size()).as("writes").isEqualTo(writes);
        assertThat(run.planChanges()).isZero();
    }

    @Test
    void fillsAnEmptySideAndIsQuietAfterwards() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "New York");

        var run = run();

        assertThat(run.sentence()).isEqualTo("Airtable -> Sheets: 2 added; Sheets -> Airtable: nothing.");
        sameOnBothSides();
        quiet();
    }

    @Test
    void carriesEditsOfBothSidesAcross() {
        people();
        var ada = left.insert("Ada", "London");
        left.insert("Grace", "New York");
        run();
        left.edit(ada, "city", "Paris");
        right.edit(right.named("Grace").getFirst(), "city", "Boston");
        right.insert("Linus", "Helsinki");

        var run = run();

        assertThat(run.sentence()).isEqualTo("Airtable -> Sheets: 1 updated; Sheets -> Airtable: 1 added, 1 updated.");
        assertThat(run.tally().left().considered()).isEqualTo(3);
        assertThat(run.tally().right().considered()).isEqualTo(3);
        sameOnBothSides();
        quiet();
    }

    @Test
    void knowsTheKeyOfARowThatItMadeItself() {
        people();
        left.insert("Ada", "London");
        run();
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(run.tally().right().held()).as("a second Ada").isEqualTo(1);
        assertThat(left.named("Ada")).hasSize(1);
    }

    @Test
    void leavesARowThatCannotBeReadAsItWas() {
        people("on_missing: { left: { policy: propagate } }");
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "");
        left.illegible.add(ada);

        for (int i = 0; i < 3; i++) {
            assertThat(run().tally().left().failed()).isEqualTo(1);
        }

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("London");
    }

    @Test
    void mergesFieldsOfOneRow() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.edit(other, "name", "Ada L.");

        run();

        assertThat(left.rows().get(ada)).isEqualTo(right.rows().get(other));
        assertThat(left.text(ada, "name")).isEqualTo("Ada L.");
        assertThat(left.text(ada, "city")).isEqualTo("Paris");
        quiet();
    }

    @Test
    void freezesAFieldThatBothSidesChangedUntilAPersonDecides() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.edit(other, "city", "Rome");

        var run = run();

        assertThat(run.tally().left().conflict()).isEqualTo(1);
        assertThat(left.text(ada, "city")).isEqualTo("Paris");
        assertThat(right.text(other, "city")).isEqualTo("Rome");
        var filter = new ConflictStore.Filter(null, "people", null, null, "open");
        var decided = engine.transactions.in(
                engine.workspace, jdbc -> new ConflictStore().decide(jdbc, filter, Pick.RIGHT, null, "Ada"));
        assertThat(decided).hasSize(1);

        run();

        assertThat(left.text(ada, "city")).isEqualTo("Rome");
        assertThat(right.text(other, "city")).isEqualTo("Rome");
        quiet();
        var settled = engine.transactions.in(
                engine.workspace,
                jdbc -> new ConflictStore()
                        .page(jdbc, new ConflictStore.Filter(null, "people", null, null, "settled"), null, 10));
        assertThat(settled).hasSize(1);
        assertThat(settled.getFirst().left()).isEqualTo(Value.text("Paris"));
    }

    @Test
    void asksBeforeTwoFilledSidesMeet() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "New York");
        right.insert("Ada", "Paris");
        right.insert("Linus", "Helsinki");

        var held = run();

        assertThat(held.status()).isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(held.held()).detail())
                .contains("1 rows match, 1 of them with different values")
                .contains("1 rows are only on the left, 1 only on the right");
        assertThat(left.ledger).isEmpty();
        assertThat(right.ledger).isEmpty();

        engine.transactions.in(engine.workspace, jdbc -> {
            new TwoWayStateStore().chose(jdbc, held, new Meeting(Differing.LEFT, Alone.CREATE, Alone.LEAVE));
            return null;
        });
        var shown = run();

        assertThat(shown.status()).as("its plan was not shown yet").isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(shown.held()).detail()).contains("the left value wins");
        assertThat(right.ledger).isEmpty();
        engine.approve(shown);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(shown).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("London");
        assertThat(right.named("Grace")).hasSize(1);
        assertThat(left.named("Linus")).isEmpty();
        quiet();
    }

    @Test
    void neverDeletesWithoutProofAndThenByPolicy() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());

        run();
        assertThat(right.named("Person 7")).as("after one listing").hasSize(1);
        run();
        assertThat(right.named("Person 7")).as("after two listings").isEmpty();
        quiet();
    }

    @Test
    void createsOneRowThoughTheAnswerWasLost() {
        people();
        left.insert("Ada", "London");
        right.writes.add(Fault.LOST_AFTER);

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void waitsForAWriteThatMayStillLand() {
        people();
        left.insert("Ada", "London");
        right.writes.add(Fault.LATE);

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.RUNNING);
        assertThat(run.nextAttemptAt()).isNotNull();
        engine.clock.pass(MemoryTables.SETTLES);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void keepsWhatStoodThereWhenSomebodyEditsOverAWriteWithoutAnAnswer() {
        people("first_match: { differing: left }");
        left.insert("Ada", "London");
        var other = right.insert("Ada", "Rome");
        right.writes.add(Fault.LOST_AFTER);
        var run = engine.start("people", false, false, false);
        right.afterWrite.add(() -> right.edit(other, "city", "Oslo"));
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        assertThat(engine.now(run).status()).as("waits").isEqualTo(Run.Status.RUNNING);
        engine.clock.pass(MemoryTables.SETTLES);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(everything(run))
                .as("what our write took away before it was edited over")
                .anyMatch(change -> Value.text("Rome").equals(change.before().get("city")));
        quiet();
    }

    @Test
    void countsAStaleCopyOfADeletedRowOnce() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());
        run();
        var before = right.rows();
        run();
        var deleted = right.bringBack(before);
        assertThat(deleted).hasSize(1);

        var run = run();

        assertThat(run.tally().right().skipped()).isEqualTo(1);
        assertThat(run.tally().right().unchanged()).isEqualTo(19);
        assertThat(run.tally().right().considered())
                .as("rows that the listing brought")
                .isEqualTo(20);
    }

    /// Also what was planned again and is not counted.
    private java.util.List<dev.tallystick.plan.Change> everything(Run run) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> java.util.Arrays.stream(dev.tallystick.history.Journal.Status.values())
                        .flatMap(status -> engine
                                .journal
                                .page(
                                        jdbc,
                                        new dev.tallystick.history.Journal.Filter(
                                                run.id(), null, null, null, status.word(), null),
                                        null,
                                        100)
                                .stream())
                        .map(dev.tallystick.history.Journal.Entry::change)
                        .toList());
    }

    @Test
    void createsOneRowThoughTheProcessDiedInTheMiddle() {
        for (var fault : new Fault[] {Fault.DIES_BEFORE, Fault.DIES_AFTER}) {
            fixture();
            people();
            left.insert("Ada", "London");
            right.writes.add(fault);
            var run = engine.start("people", false, false, false);
            try {
                engine.engine.work(engine.sync("people").id().value(), () -> false);
            } catch (MemoryTables.Death killed) {
                engine.leaseRunsOut();
            }
            engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
            engine.restart();
            engine.engine.work(engine.sync("people").id().value(), () -> false);

            assertThat(engine.now(run).status()).as("%s", fault).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(right.named("Ada")).as("%s", fault).hasSize(1);
            quiet();
        }
    }

    @Test
    void leavesARowAloneThatWasEditedBetweenTheLookAndTheWrite() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.beforeGuard.add(() -> right.edit(other, "city", "Rome"));

        var run = run();

        assertThat(right.text(other, "city")).isEqualTo("Rome");
        assertThat(run.tally().right().skipped()).isEqualTo(1);
        assertThat(run().tally().right().conflict()).isEqualTo(1);
    }

    @Test
    void givesATypedRowItsIdBeforeItsCounterpartIsCreated() {
        right.ownIds = true;
        people();
        right.type("Linus", "Helsinki");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(left.named("Linus")).hasSize(1);
        assertThat(right.ledger).hasSize(1).first().asString().startsWith("id ");
        quiet();
    }

    @Test
    void namesARowThatTheOtherSideRefuses() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "Nowhere");
        right.refuses = (field, value) -> value.equals("Nowhere") ? "'city' does not know \"Nowhere\"." : "";

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().right().failed()).isEqualTo(1);
        assertThat(run.tally().right().created()).isEqualTo(1);
        int asked = right.requests();
        var again = run();
        assertThat(again.tally().right().failed())
                .as("still failed, not sent again")
                .isEqualTo(1);
        assertThat(right.requests() - asked).as("one listing").isEqualTo(1);

        left.edit(left.named("Grace").getFirst(), "city", "Boston");
        assertThat(run().status()).isEqualTo(Run.Status.SUCCEEDED);
        sameOnBothSides();
    }

    @Test
    void holdsRowsWithOneKeyAndGoesOnWithTheOthers() {
        people("first_match: { differing: left }");
        left.insert("Ada", "London");
        left.insert("Ada", "Paris");
        left.insert("Grace", "Boston");
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().left().held()).isEqualTo(2);
        assertThat(right.named("Grace")).hasSize(1);
        assertThat(right.named("Ada")).hasSize(1);
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Rome");
    }

    @Test
    void holdsWhenAMappedFieldIsGoneAndBlanksNothing() {
        people();
        left.insert("Ada", "London");
        run();
        right.fields.remove("city");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(run.held()).reason()).isEqualTo("schema");
        assertThat(left.text(left.named("Ada").getFirst(), "city")).isEqualTo("London");
    }

    @Test
    void readsOnlyWhatChangedWhereATableCanTell() {
        left.incremental = true;
        right.incremental = true;
        people();
        var ada = left.insert("Ada", "London");
        left.insert("Grace", "New York");
        run();
        left.edit(ada, "city", "Paris");

        var run = run();

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Paris");
        assertThat(run.tally().left().considered()).isLessThanOrEqualTo(2);
        quiet();
    }

    @Test
    void takesAPairWhoseRowWasCutAndPastedForTheSame() {
        people("on_missing: { right: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        var cut = right.named("Person 3").getFirst();
        right.delete(cut);
        right.insert("Person 3", "Elsewhere");

        run();
        run();

        assertThat(left.named("Person 3")).hasSize(1);
        assertThat(left.text(left.named("Person 3").getFirst(), "city")).isEqualTo("Elsewhere");
        assertThat(right.named("Person 3")).hasSize(1);
        quiet();
    }

    private Run again(Run run) {
        engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        return engine.now(run);
    }

    @Test
    void doesNotLoseWhatAnAttemptSawThatDidNotComeToIt() {
        left.incremental = true;
        people();
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "Paris");
        left.insert("Grace", "New York");
        engine.clock.pass(Duration.ofMinutes(1));
        right.lists.add(Fault.UNAVAILABLE);
        var run = run();
        assertThat(run.status()).isEqualTo(Run.Status.RUNNING);

        assertThat(again(run).status()).isEqualTo(Run.Status.SUCCEEDED);

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Paris");
        assertThat(right.named("Grace")).hasSize(1);
    }

    @Test
    void keepsForLaterWhatItCannotAskForById() {
        left.incremental = true;
        left.asksById = false;
        people();
        left.insert("Ada", "London");
        run();
        left.insert("Grace", "New York");
        engine.clock.pass(Duration.ofMinutes(1));
        right.lists.add(Fault.UNAVAILABLE);
        again(run());

        run(true, false);

        assertThat(right.named("Grace")).hasSize(1);
    }

    @Test
    void aRowThatWasDeletedBeforeItMetAnotherIsInNobodysWay() {
        people();
        var ada = left.insert("Ada", "London");
        right.insert("Linus", "Helsinki");
        var held = run();
        left.delete(ada);
        left.insert("Ada", "Paris");
        engine.transactions.in(engine.workspace, jdbc -> {
            new TwoWayStateStore().chose(jdbc, held, new Meeting(Differing.LEFT, Alone.CREATE, Alone.CREATE));
            return null;
        });

        var shown = run();
        engine.approve(shown);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void remembersTheIdThatIsOnItsWayToATypedRow() {
        right.ownIds = true;
        people();
        right.type("Linus", "Helsinki");
        right.beforeWrite.add(() -> {
            engine.leaseRunsOut();
            engine.otherNode.work(engine.sync("people").id().value(), () -> false);
        });
        var run = engine.start("people", false, false, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(again(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        run();

        assertThat(left.named("Linus")).hasSize(1);
        assertThat(right.named("Linus")).hasSize(1);
        quiet();
    }

    @Test
    void aRowThatWasLeftAloneHasAgreedOnNothingWithTheOneItMeetsLater() {
        people("first_match: { differing: left, left_alone: leave, right_alone: leave }");
        left.insert("Ada", "London");
        right.insert("Linus", "Helsinki");
        run();
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(left.text(left.named("Ada").getFirst(), "city")).isEqualTo("London");
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Rome");
        assertThat(run.tally().left().conflict()).isEqualTo(1);
    }

    @Test
    void aDryRunWritesNothingAnywhere() {
        people();
        left.insert("Ada", "London");
        var run = engine.start("people", false, false, true);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        var done = engine.now(run);
        assertThat(done.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(done.planChanges()).isEqualTo(1);
        assertThat(right.rows()).isEqualTo(Map.of());
    }

    @Test
    void takesBackAnUpdateAndLeavesTheDifferenceUntilSomebodyEdits() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "Paris");
        var written = run();
        var other = right.named("Ada").getFirst();

        var undo = undo(written, UndoChoice.ACCEPT, null);

        assertThat(undo.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(undo.tally().right().updated()).isEqualTo(1);
        assertThat(right.text(other, "city")).isEqualTo("London");
        quiet();
        assertThat(left.text(ada, "city")).isEqualTo("Paris");
        left.edit(ada, "city", "Rome");
        run();
        assertThat(right.text(other, "city")).isEqualTo("Rome");
        quiet();
    }

    @Test
    void sendsATakenBackValueAcrossWhenAskedTo() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "Paris");
        var written = run();

        undo(written, UndoChoice.ACROSS, null);
        run();

        assertThat(left.text(ada, "city")).isEqualTo("London");
        quiet();
    }

    @Test
    void takesBackACreateAndMakesItAgainOnlyWhenTheOtherRowIsEdited() {
        people();
        var ada = left.insert("Ada", "London");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        var written = run();

        var undo = undo(written, UndoChoice.ACCEPT, ada);

        assertThat(undo.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).isEmpty();
        quiet();
        quiet();
        quiet();
        left.edit(ada, "city", "Paris");
        run();
        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void aStaleCopyOfARowThatWasTakenBackIsNoRestore() {
        people("on_missing: { left: { policy: propagate }, right: { policy: propagate } }");
        var ada = left.insert("Ada", "London");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        var written = run();
        var before = right.rows();
        undo(written, UndoChoice.ACCEPT, ada);
        var copy = right.bringBack(before);
        assertThat(copy).hasSize(1);

        assertThat(run().tally().right().skipped()).isEqualTo(1);
        copy.forEach(right::delete);
        run();
        run();
        run();

        assertThat(left.named("Ada"))
                .as("nobody has deleted it, and its counterpart was taken back")
                .hasSize(1);
        right.bringBack(before);
        run();
        left.edit(ada, "city", "Paris");
        run();
        assertThat(right.text(copy.getFirst(), "city"))
                .as("really brought back")
                .isEqualTo("Paris");
        assertThat(right.named("Ada")).hasSize(1);
    }

    @Test
    void restoresADeletedRowInItsOldPlace() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());
        run();
        var deleting = run();
        assertThat(right.named("Person 7")).isEmpty();

        undo(deleting, UndoChoice.ACROSS, null);
        assertThat(right.named("Person 7")).hasSize(1);
        run();

        assertThat(left.named("Person 7")).hasSize(1);
        sameOnBothSides();
        quiet();
    }

    @Test
    void leavesOutOfAnUndoWhatWasEditedSince() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "Paris");
        var written = run();
        var other = right.named("Ada").getFirst();
        right.edit(other, "city", "Oslo");

        var undo = undo(written, UndoChoice.ACCEPT, null);

        assertThat(undo.tally().right().skipped()).isEqualTo(1);
        assertThat(right.text(other, "city")).isEqualTo("Oslo");
    }

    @Test
    void deletesNoRowInWhichSomebodyHasFilledAnEmptyFieldSince() {
        people("on_missing: { left: { policy: propagate } }");
        var ada = left.insert(Map.of("name", Value.text("Ada")));
        var grace = left.insert(Map.of("name", Value.text("Grace")));
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        var written = run();
        right.edit(right.named("Ada").getFirst(), "city", "Oslo");

        var undo = undo(written, UndoChoice.ACCEPT, ada);

        assertThat(undo.tally().right().skipped()).isEqualTo(1);
        assertThat(right.named("Ada")).as("taken back").hasSize(1);

        left.delete(grace);
        run();
        right.beforeGuard.add(() -> right.edit(right.named("Grace").getFirst(), "city", "Rome"));
        run();
        assertThat(right.named("Grace")).as("deleted by the policy").hasSize(1);
    }

    @Test
    void holdsAnUndoThatWouldDeleteMostOfATable() {
        people();
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        var written = run();

        var undo = undo(written, UndoChoice.ACCEPT, null);

        assertThat(undo.status()).isEqualTo(Run.Status.HELD);
        assertThat(right.rows()).hasSize(20);
    }

    private Run undo(Run of, UndoChoice choice, @Nullable String row) {
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
