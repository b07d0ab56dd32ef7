package dev.tallystick.run;

import static dev.tallystick.run.EngineFixture.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.DatabaseRoad;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.SettableClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A run goes on over failures, crashes, takeovers and stops, and writes each row once.
class AttemptsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final EngineFixture engine = new EngineFixture(database);
    private final MemoryWorld.Left left = engine.left();
    private final MemoryWorld.Right right = engine.right();

    private void seven() {
        for (int i = 1; i <= 7; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
    }

    private static ConnectorException down(Duration retryAfter) {
        return new ConnectorException(Problem.UNAVAILABLE, "The upstream is down.", retryAfter, null);
    }

    /// Dies like a process does: nothing of ours runs afterwards.
    private static final class Killed extends Error {}

    private void dies() {
        assertThatThrownBy(engine::work).isInstanceOf(Killed.class);
        engine.leaseRunsOut();
        engine.restart();
    }

    @Test
    void triesAgainAsOneRunAndWaitsAsLongAsItWasAsked() {
        engine.people("retry: { backoff: exponential, wait: 60s }");
        seven();
        left.faults.next(down(Duration.ofMinutes(10)));
        left.faults.pass();
        left.faults.next(down(null));
        var run = engine.start("people", false, false, false);
        engine.work();
        assertThat(engine.now(run).status()).isEqualTo(Status.RUNNING);
        assertThat(engine.now(run).sentence()).isEqualTo("Waiting for another attempt.");
        assertThat(engine.now(run).nextAttemptAt())
                .isBetween(
                        engine.clock.instant().plusSeconds(600),
                        engine.clock.instant().plusSeconds(602));
        engine.clock.pass(Duration.ofSeconds(599));
        engine.work();
        assertThat(engine.outcomes(run)).containsExactly("failed");
        engine.clock.pass(Duration.ofSeconds(3));
        engine.work();
        assertThat(engine.outcomes(run)).containsExactly("failed", "failed");
        assertThat(right.ledger).isEmpty();
        engine.clock.pass(Duration.ofMinutes(3));
        engine.work();

        assertThat(engine.outcomes(run)).containsExactly("failed", "failed", "finished");
        var done = engine.addsUp(engine.now(run), "people", 0);
        assertThat(done.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(done.problem()).isNull();
        assertThat(tally(done).created()).isEqualTo(7);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void waitsPolynomiallyLongerAndGivesUpAfterTheFifthAttempt() {
        engine.people("attempts: 5", "retry: { backoff: polynomial }");
        seven();
        var run = engine.start("people", false, false, false);
        for (int failed = 1; failed < 5; failed++) {
            left.faults.next(down(null));
            engine.work();
            double power = Math.pow(failed, 4);
            assertThat(engine.now(run).nextAttemptAt())
                    .as("after " + failed)
                    .isBetween(
                            engine.clock.instant().plusMillis((long) (power * 1000) + 2000),
                            engine.clock.instant().plusMillis((long) (power * 1150) + 2000));
            engine.clock.pass(Duration.ofMillis((long) (power * 1150) + 2000));
        }
        left.faults.next(down(null));
        engine.work();

        assertThat(engine.now(run).status()).isEqualTo(Status.FAILED);
        assertThat(engine.now(run).nextAttemptAt()).isNull();
        assertThat(engine.outcomes(run)).containsExactly("failed", "failed", "failed", "failed", "failed");
        assertThat(runs()).isEqualTo(1);
    }

    private long runs() {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("select count(*) from run").query(Long.class).single());
    }

    @Test
    void failsWithASentenceWhenAllAttemptsFailedAndKeepsTheCursor() {
        left.incremental = true;
        engine.people("attempts: 2", "retry: { wait: 1s }");
        seven();
        engine.run();
        left.put("p1", "name", "Changed");
        left.faults.next(down(null));
        left.faults.next(down(null));
        var run = engine.start("people", false, false, false);
        engine.work();
        engine.clock.pass(Duration.ofMinutes(5));
        engine.work();

        var failed = engine.now(run);
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.sentence()).isEqualTo("The upstream is down. Nothing is lost.");
        assertThat(engine.outcomes(run)).containsExactly("failed", "failed");
        assertThat(tally(engine.run()).updated()).isEqualTo(1);
        assertThat(left.cursors).containsExactly(null, "7", "7", "7");
    }

    @Test
    void failsAtOnceWhereTryingAgainCannotHelp() {
        engine.people();
        left.faults.next(new ConnectorException(Problem.SIGN_IN, "The key was refused.", null));
        var run = engine.start("people", false, false, false);
        engine.work();

        assertThat(engine.now(run).status()).isEqualTo(Status.FAILED);
        assertThat(engine.now(run).sentence())
                .isEqualTo("The key was refused. Nothing is lost; run again once the credential is accepted.");
        left.faults.next(new IllegalStateException("a bug"));
        var bug = engine.start("people", false, false, false);
        engine.work();
        assertThat(engine.now(bug).problem().code()).isEqualTo("internal");
        assertThat(engine.now(bug).sentence()).doesNotContain("a bug");
    }

    @Test
    void settlesALostAnswerByAskingWithoutASecondWrite() {
        engine.people();
        seven();
        right.afterWrite.next(new AmbiguousWriteException("The connection was cut.", null));

        var run = engine.run();

        assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(run).created()).isEqualTo(7);
        assertThat(new HashSet<>(right.ledger)).hasSize(right.ledger.size()).hasSize(7);
        assertThat(engine.outcomes(run)).containsExactly("finished");
    }

    @Test
    void sendsAWriteAgainThatCertainlyDidNotArrive() {
        engine.people("attempts: 1");
        seven();
        right.beforeWrite.pass();
        right.beforeWrite.next(new AmbiguousWriteException("The connection was cut.", null));

        var run = engine.run();

        assertThat(run.status()).isEqualTo(Status.FAILED);
        // It is known that they did not arrive, so none of them is held.
        assertThat(tally(run)).isEqualTo(new Tally(0, 0, 0, 0, 3, 0, 4, 0));
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 4, 0, 0, 3));
        assertThat(right.ledger).hasSize(7);
    }

    @Test
    void goesOnAfterACrashBehindTheWrite() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        right.afterWrite.pass();
        right.afterWrite.next(new Killed());
        dies();
        assertThat(right.ledger).hasSize(6);
        engine.work();

        var done = engine.addsUp(engine.now(run), "people", 0);
        assertThat(done.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(done)).isEqualTo(new Tally(0, 0, 0, 0, 7, 0, 0, 0));
        assertThat(right.ledger).hasSize(7).doesNotHaveDuplicates();
        assertThat(engine.outcomes(run)).containsExactly("died", "finished");
    }

    @Test
    void goesOnAfterACrashBeforeTheWrite() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        right.beforeWrite.pass();
        right.beforeWrite.next(new Killed());
        dies();
        assertThat(right.ledger).hasSize(3);
        engine.work();

        assertThat(tally(engine.addsUp(engine.now(run), "people", 0))).isEqualTo(new Tally(0, 0, 0, 0, 7, 0, 0, 0));
        assertThat(right.ledger).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void countsADeletionAndADoubledRowOnceAcrossACrash() {
        left.incremental = true;
        engine.people("on_delete: propagate", "deleted_when: deleted_at");
        for (int i = 1; i <= 20; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.put("p1", "name", "Person 1", "deleted_at", "now");
        left.put("p2", "name", "Two");
        left.put("p3", "name", "Three");
        left.comesAgain("p2", "name", "Two");
        var run = engine.start("people", false, false, false);
        right.afterWrite.pass();
        right.afterWrite.next(new Killed());
        dies();
        engine.work();

        assertThat(tally(engine.addsUp(engine.now(run), "people", 0))).isEqualTo(new Tally(0, 0, 0, 1, 0, 2, 0, 0));
    }

    @Test
    void tellsAnEarlierRunWhatBecameOfItsLastBatch() {
        engine.people("attempts: 1");
        seven();
        var lost = engine.start("people", false, false, false);
        right.afterWrite.next(new AmbiguousWriteException("The connection was cut.", null));
        // The probe behind it finds the target fenced by nobody, but dead.
        right.afterWrite.pass();
        right.probeFaults.next(down(null));
        engine.work();
        assertThat(engine.now(lost).status()).isEqualTo(Status.FAILED);
        assertThat(tally(engine.now(lost)).held()).isEqualTo(3);

        var next = engine.start("people", false, false, false);
        engine.work();

        assertThat(tally(engine.now(lost))).isEqualTo(new Tally(0, 0, 0, 0, 3, 0, 4, 0));
        assertThat(tally(engine.now(next))).isEqualTo(new Tally(0, 0, 0, 0, 4, 0, 0, 3));
        assertThat(right.ledger).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void commitsNothingOnceAnotherWorkerHasTakenOver() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        var key = engine.sync("people").id().value();
        var tookOver = new AtomicBoolean();
        right.onWrite = () -> {
            if (tookOver.compareAndSet(false, true)) {
                engine.leaseRunsOut();
                engine.otherNode.work(key, () -> false);
            }
        };

        engine.work();

        var done = engine.addsUp(engine.now(run), "people", 0);
        assertThat(done.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(done)).isEqualTo(new Tally(0, 0, 0, 0, 7, 0, 0, 0));
        assertThat(right.ledger).hasSize(7).doesNotHaveDuplicates();
        assertThat(engine.outcomes(run)).containsExactly("died", "finished");
        assertThat(engine.changes(done)).allMatch(change -> change.status() == Journal.Status.DONE);
    }

    @Test
    void losesItsCommitsWhenItIsTakenOverWhileReading() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        var key = engine.sync("people").id().value();
        var tookOver = new AtomicBoolean();
        left.beforeEachPage = () -> {
            if (tookOver.compareAndSet(false, true)) {
                engine.leaseRunsOut();
                engine.otherNode.work(key, () -> false);
            }
        };
        engine.work();

        assertThat(tally(engine.addsUp(engine.now(run), "people", 0)).created()).isEqualTo(7);
        assertThat(engine.changes(run)).hasSize(7);
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void saysSoWhenTheTargetKnowsALaterHolderThanWeDo() {
        engine.people();
        seven();
        engine.run();
        right.hearsOfALaterHolder();
        left.put("p1", "name", "Changed");
        var run = engine.start("people", false, false, false);
        engine.work();

        assertThat(engine.now(run).status()).isEqualTo(Status.FAILED);
        assertThat(engine.now(run).problem().code()).isEqualTo("fenced");
        assertThat(right.text("p1", "name")).isEqualTo("Person 1");
    }

    @Test
    void stopsPromptlyWhenCancelled() throws Exception {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        var reading = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        left.beforeEachPage = () -> {
            reading.countDown();
            // Like a source that would go on for ever, but asks whether it should.
            try {
                assertThat(end.await(1, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        var worker = Thread.ofVirtual().start(engine::work);
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        engine.transactions.in(engine.workspace, jdbc -> {
            engine.runs.requestCancel(jdbc, run, engine.clock.instant());
            return null;
        });

        assertThat(worker.join(Duration.ofSeconds(10))).isTrue();
        assertThat(engine.now(run).status()).isEqualTo(Status.CANCELLED);
        assertThat(engine.outcomes(run)).containsExactly("cancelled");
        assertThat(right.ledger).isEmpty();
        left.beforeEachPage = () -> {};
        assertThat(tally(engine.run()).created()).isEqualTo(7);
    }

    @Test
    void beginsNothingThatWasCancelledWhileItWaited() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        engine.transactions.in(engine.workspace, jdbc -> {
            engine.runs.end(jdbc, run, Status.CANCELLED, null, null, engine.clock.instant());
            return null;
        });
        engine.work();
        assertThat(engine.now(run).status()).isEqualTo(Status.CANCELLED);
        assertThat(engine.outcomes(run)).isEmpty();
        // A person who is faster than the beginning of the work: it must not come back to life.
        boolean begun =
                engine.transactions.in(engine.workspace, jdbc -> engine.runs.begin(jdbc, run, engine.clock.instant()));
        assertThat(begun).isFalse();
        assertThat(engine.now(run).status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void handsARunBackWhenTheProcessEndsAndAnotherWorkerGoesOn() {
        engine.people("attempts: 1");
        seven();
        var run = engine.start("people", false, false, false);
        var stopping = new AtomicBoolean();
        right.onWrite = () -> stopping.set(true);
        engine.engine.work(engine.sync("people").id().value(), stopping::get);
        assertThat(engine.now(run).status()).isEqualTo(Status.RUNNING);
        assertThat(right.ledger).hasSize(3);
        right.onWrite = () -> {};

        engine.otherNode.work(engine.sync("people").id().value(), () -> false);

        var done = engine.addsUp(engine.now(run), "people", 0);
        assertThat(done.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(done)).isEqualTo(new Tally(0, 0, 0, 0, 7, 0, 0, 0));
        assertThat(engine.outcomes(run)).containsExactly("released", "finished");
    }

    @Test
    void takesAJobOutThatKilledThreeWorkers() {
        engine.people();
        seven();
        var run = engine.start("people", false, false, false);
        for (int i = 0; i < 3; i++) {
            left.faults.next(new Killed());
            dies();
        }
        engine.work();

        Run quarantined = engine.now(run);
        assertThat(quarantined.status()).isEqualTo(Status.FAILED);
        assertThat(Objects.requireNonNull(quarantined.problem()).code()).isEqualTo("quarantined");
        assertThat(engine.outcomes(run)).containsExactly("died", "died", "died", "failed");
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void takesNobodyForDeadWhoOnlyCouldNotReachTheDatabase() {
        try (var road = new DatabaseRoad(database)) {
            var cutOff = new EngineFixture(database, road.transactions(), new SettableClock());
            cutOff.people();
            cutOff.left().put("p1", "name", "Ada");
            var run = cutOff.start("people", false, false, false);
            // More often than a worker may die before its run is put aside.
            for (int i = 0; i < 4; i++) {
                cutOff.left().beforeEachPage = road::cut;
                cutOff.work();
                cutOff.left().beforeEachPage = () -> {};
                assertThat(cutOff.outcomes(run)).endsWith("null");
                road.mend();
                cutOff.leaseRunsOut();
                cutOff.restart();
            }
            cutOff.work();

            assertThat(cutOff.now(run).status()).isEqualTo(Status.SUCCEEDED);
            await().untilAsserted(() -> assertThat(cutOff.outcomes(run))
                    .containsExactly("released", "released", "released", "released", "finished"));
        }
    }

    @Test
    void takesItsWordBackWhenTheOneItTookForDeadComesBack() {
        try (var road = new DatabaseRoad(database)) {
            var way = road.transactions();
            var cutOff = new EngineFixture(database, way, new SettableClock());
            cutOff.people();
            cutOff.left().put("p1", "name", "Ada");
            var run = cutOff.start("people", false, false, false);
            cutOff.left().beforeEachPage = road::cut;
            cutOff.work();
            cutOff.left().beforeEachPage = () -> {};
            cutOff.leaseRunsOut();
            cutOff.otherNode.work(cutOff.sync("people").id().value(), () -> false);
            assertThat(cutOff.outcomes(run)).containsExactly("died", "finished");

            road.mend();
            way.system(jdbc -> jdbc.sql("select 1").query(Integer.class).single());

            await().untilAsserted(() -> assertThat(cutOff.outcomes(run)).containsExactly("released", "finished"));
        }
    }

    @Test
    void takesAlongWhoAttachedUntilTheReadingBegan() {
        left.incremental = true;
        engine.people();
        seven();
        engine.run();
        var run = engine.start("people", false, false, false);
        // Somebody wants a full listing while the worker has the run in hand and has not begun to read.
        right.onPrepare = () -> engine.transactions.in(engine.workspace, jdbc -> {
            engine.runs.widen(jdbc, run, true, false, engine.clock.instant());
            return null;
        });
        engine.work();

        assertThat(left.cursors).containsExactly(null, null);
    }
}
