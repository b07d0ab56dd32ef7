package dev.tallystick.run;

import static dev.tallystick.run.EngineFixture.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.ReachDatabase;
import dev.tallystick.storage.RestoreBackup;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.WriteBackup;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tallystick goes back to yesterday, and both sides do not.
class RestoredTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private final EngineFixture engine = new EngineFixture(database);
    private final MemoryWorld.Left left = engine.left();
    private final MemoryWorld.Right right = engine.right();

    private void backedUpWithSevenRows() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 7; i++) {
            left.put("p" + i, "name", "Person " + i, "city", "Bonn");
        }
        engine.run();
        try (var reach = reach()) {
            new WriteBackup(reach, Clock.systemUTC()).to(folder.resolve("backup"));
        }
    }

    private void restored() {
        try (var reach = reach()) {
            new RestoreBackup(reach, Clock.systemUTC()).from(folder.resolve("backup"), true, _ -> {});
        }
        engine.restart();
    }

    private ReachDatabase reach() {
        return ReachDatabase.of(Optional.of(database.url()), folder);
    }

    @Test
    void holdsTheFirstRunAndCreatesNothingTwiceWhenItIsApproved() {
        backedUpWithSevenRows();
        left.put("p8", "name", "Person 8", "city", "Köln");
        left.put("p1", "name", "Person 1", "city", "Ulm");
        assertThat(tally(engine.run()).created()).isEqualTo(1);
        int written = right.ledger.size();

        restored();
        var first = engine.run();

        assertThat(first.status()).isEqualTo(Status.HELD);
        assertThat(Objects.requireNonNull(first.held()).reason()).isEqualTo("restored");
        assertThat(first.held().detail()).startsWith("Restored database: Tallystick has gone back to its backup of ");
        assertThat(right.ledger).hasSize(written);

        var second = engine.run();
        assertThat(second.status()).as("nobody has approved it yet").isEqualTo(Status.HELD);
        engine.approve(second);
        engine.work();

        assertThat(engine.now(second).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(right.rows()).hasSize(8);
        assertThat(right.ledger)
                .as("no row was created or deleted again")
                .noneMatch(entry -> entry.startsWith("delete"));
        assertThat(right.ledger.stream().filter(entry -> entry.startsWith("create")))
                .hasSize(8);
        assertThat(engine.run().status())
                .as("the next one is nobody's business")
                .isEqualTo(Status.SUCCEEDED);
    }

    /// The target has heard of the epochs of the time that is forgotten.
    @Test
    void isNoZombieForTheTarget() {
        backedUpWithSevenRows();
        for (int i = 1; i <= 3; i++) {
            left.put("p1", "name", "Person 1", "city", "Town " + i);
            engine.run();
        }
        left.put("p2", "name", "Person 2", "city", "Aachen");

        restored();
        var held = engine.run();
        engine.approve(held);
        engine.work();

        assertThat(engine.now(held).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(right.text("p2", "city")).isEqualTo("Aachen");
    }

    @Test
    void shutsOutAWorkerThatStillWorksOnThePast() {
        backedUpWithSevenRows();
        left.put("p8", "name", "Person 8", "city", "Köln");
        var run = engine.start("people", false, false, false);
        right.onWrite = () -> {
            right.onWrite = () -> {};
            restored();
        };

        engine.work();

        assertThat(engine.outcomes(run))
                .as("what is known of a run of the forgotten time")
                .isEmpty();
        assertThat(right.rows()).as("what it had sent already").hasSize(8);
        var after = engine.start("people", false, false, false);
        engine.work();
        held(engine.now(after));
    }

    @Test
    void holdsAlsoAPlanWithoutAChangeAndSaysSo() {
        backedUpWithSevenRows();

        restored();
        var held = held(engine.run());

        assertThat(Objects.requireNonNull(held.held()).detail()).contains("would make 0 changes");
        engine.approve(held);
        engine.work();
        assertThat(tally(engine.now(held))).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 7));
    }

    private static Run held(Run run) {
        assertThat(run.status()).isEqualTo(Status.HELD);
        return run;
    }
}
