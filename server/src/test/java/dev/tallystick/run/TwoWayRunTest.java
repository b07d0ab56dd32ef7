package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.Run;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.run.MemoryTables.Fault;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Runs between two tables whose rows have ids of their own, on a real database.
class TwoWayRunTest extends TwoWayRuns {
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
}
