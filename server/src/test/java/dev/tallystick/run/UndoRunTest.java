package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.table.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a run wrote is taken back, as a run of its own.
class UndoRunTest extends TwoWayRuns {
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

    /// Another node takes over while a write of the first one is on its way: it waits for it.
    @Test
    void restoresARowOnceThoughAnotherNodeTakesOver() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());
        run();
        var deleting = run();
        right.beforeWrite.add(() -> {
            engine.leaseRunsOut();
            engine.otherNode.work(engine.sync("people").id().value(), () -> false);
        });

        var undo = undo(deleting, UndoChoice.ACROSS, null);
        for (int i = 0; i < 3; i++) {
            engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
            engine.otherNode.work(engine.sync("people").id().value(), () -> false);
        }

        assertThat(engine.now(undo).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Person 7")).hasSize(1);
        assertThat(right.ledger.stream().filter(entry -> entry.startsWith("create")))
                .hasSize(21);
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
}
