package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.job.JobProperties;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.trigger.StartRun;
import dev.tallystick.trigger.StartRun.Started.Accepted;
import dev.tallystick.trigger.StartRun.Wish;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.PersonId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Triggers, and the queue between them and the work.
class QueueTest {
    private static final int ROUNDS = 60;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final EngineFixture engine = new EngineFixture(database);
    private final MemoryWorld.Left left = engine.left();
    private JobQueue queue;
    private StartRun start;

    @BeforeEach
    void open() {
        // What other tests left in the queue would be worked on in this one's world.
        engine.sql(jdbc -> jdbc.sql("delete from job_sync").update());
        queue = new JobQueue(
                engine.engine,
                database.system(),
                engine.transactions,
                Clock.systemUTC(),
                "here",
                new JobProperties(1, Duration.ofMillis(200), Duration.ofSeconds(5), 4, Duration.ofSeconds(5)));
        start = new StartRun(
                engine.transactions,
                engine.syncs,
                queue,
                new AuditTrail(engine.transactions, new AuditKey(new byte[32]), engine.clock),
                engine.clock);
        engine.people();
        left.put("p1", "name", "One");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private static Wish wish(long person, boolean full, boolean forced, boolean dry) {
        return new Wish(Run.Trigger.MANUAL, full, forced, dry, new Actor(new PersonId(person), "Ada"));
    }

    private Accepted started(Wish wish) {
        return (Accepted) start.start(engine.sync("people"), wish);
    }

    private Run run(Accepted accepted) {
        return engine.transactions.in(
                engine.workspace, jdbc -> engine.runs.find(jdbc, accepted.run()).orElseThrow());
    }

    @Test
    void takesWhoComesBeforeTheReadingAlongAndBooksOneMoreRunForWhoComesLater() throws Exception {
        var first = started(wish(1, false, false, false));
        var attached = started(wish(2, true, false, false));
        assertThat(first.attached()).isFalse();
        assertThat(attached.attached()).isTrue();
        assertThat(attached.run()).isEqualTo(first.run());
        assertThat(run(first).fullListing()).isTrue();

        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        left.beforeEachPage = () -> {
            reading.countDown();
            awaitLatch(goOn);
        };
        queue.start();
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        var sameClick = started(wish(1, false, false, false));
        assertThat(sameClick.attached()).isTrue();
        assertThat(sameClick.run()).isEqualTo(first.run());
        var later = started(wish(2, false, false, false));
        assertThat(later.followUp()).as("%s of %s", later, run(first)).isTrue();
        assertThat(later.sentence()).contains("follows it");
        assertThat(started(wish(3, false, false, false)).run()).isEqualTo(later.run());
        engine.clock.pass(Duration.ofSeconds(11));
        assertThat(started(wish(1, false, false, false)).run()).isEqualTo(later.run());
        goOn.countDown();

        await().atMost(Duration.ofSeconds(10)).until(() -> run(later).status() == Status.SUCCEEDED);
        assertThat(run(first).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(run(later).followUpOf()).isEqualTo(first.run().value());
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesAPausedSyncButNotToForceOrToADryRun() {
        engine.transactions.in(
                engine.workspace,
                jdbc -> engine.syncs.pause(jdbc, engine.sync("people").id(), "Stocktaking.", engine.clock.instant()));

        assertThat(start.start(engine.sync("people"), wish(1, false, false, false)))
                .isInstanceOfSatisfying(
                        StartRun.Started.Paused.class,
                        paused -> assertThat(paused.sentence()).contains("Stocktaking."));
        var dry = started(wish(1, false, false, true));
        assertThat(run(dry).dryRun()).isTrue();
        var forced = started(wish(1, false, true, false));
        assertThat(forced.attached()).isFalse();
        assertThat(run(forced).forced()).isTrue();
        assertThat(run(forced).fullListing()).isTrue();
    }

    @Test
    void attachesToARunThatWaitsForItsNextAttemptAndForceBringsItForward() {
        left.faults.next(new dev.tallystick.connector.ConnectorException(
                dev.tallystick.connector.Problem.UNAVAILABLE, "Down.", null));
        var first = started(wish(1, false, false, false));
        engine.work();
        assertThat(run(first).nextAttemptAt()).isAfter(engine.clock.instant());
        assertThat(started(wish(2, false, false, false)).run()).isEqualTo(first.run());
        assertThat(run(first).nextAttemptAt()).isAfter(engine.clock.instant());

        assertThat(started(wish(2, false, true, false)).run()).isEqualTo(first.run());
        engine.work();

        assertThat(run(first).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void attachesNobodyToAnApprovedRun() {
        engine.right().put("p1", "name", "Somebody's");
        var held = started(wish(1, false, false, false));
        engine.work();
        assertThat(run(held).status()).isEqualTo(Status.HELD);
        engine.approve(run(held));

        assertThat(started(wish(2, false, false, false)).run()).isNotEqualTo(held.run());
    }

    /// The trigger comes while the run is just ending: before its last commit, between that and the queue's own, or
    /// after both.
    @Test
    void losesNoTriggerThatComesWhileARunIsEnding() throws Exception {
        queue.start();
        var wished = new ArrayList<Accepted>();
        for (int round = 0; round < ROUNDS; round++) {
            var meet = new CyclicBarrier(2);
            left.beforeEachPage = () -> {
                left.beforeEachPage = () -> {};
                meet(meet);
            };
            wished.add(started(wish(1 + round, false, false, false)));
            meet(meet);
            // From here the run needs some ten milliseconds to its end; each round hits another moment of it.
            long until = System.nanoTime() + Duration.ofMillis(round % 30).toNanos();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            wished.add(started(wish(1_000 + round, false, false, false)));
            var both = List.copyOf(wished.subList(wished.size() - 2, wished.size()));
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> both.stream().allMatch(one -> run(one).status().ended()));
        }
        assertThat(wished).allMatch(one -> run(one).status() == Status.SUCCEEDED);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void standsManyTriggersAtOnce() throws Exception {
        queue.start();
        var troubles = new CopyOnWriteArrayList<Throwable>();
        var last = new CopyOnWriteArrayList<Accepted>();
        var threads = new ArrayList<Thread>();
        var person = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; round < 25; round++) {
                    try {
                        last.add(started(wish(person.incrementAndGet(), false, false, false)));
                    } catch (Throwable trouble) {
                        troubles.add(trouble);
                    }
                }
            }));
        }
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }

        assertThat(troubles).isEmpty();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> last.stream().allMatch(one -> run(one).status().ended()));
    }

    @Test
    void cancelsWhatWaitsForASyncThatIsRemoved() {
        var waiting = started(wish(1, false, false, false));
        var id = engine.sync("people").id();
        engine.config("""
                others:
                  left: { connection: a, table: others }
                  right: { connection: b, table: others }
                  fields: [{ left: name, right: name, type: text }]
                """);
        queue.reconsider(id.value());

        assertThat(run(waiting).status()).isEqualTo(Status.CANCELLED);
        assertThat(run(waiting).sentence()).contains("was removed");
    }

    @Test
    void stopsTheRunOfASyncThatIsRemovedWhileItRuns() {
        var running = started(wish(1, false, false, false));
        var id = engine.sync("people").id();
        left.beforeEachPage = () -> {
            left.beforeEachPage = () -> {};
            engine.config("""
                    others:
                      left: { connection: a, table: others }
                      right: { connection: b, table: others }
                      fields: [{ left: name, right: name, type: text }]
                    """);
            queue.reconsider(id.value());
            await().atMost(Duration.ofSeconds(5)).until(() -> run(running).cancelRequested());
        };
        engine.work();

        assertThat(run(running).cancelRequested()).isTrue();
    }

    @Test
    void beginsWithWhatIsMoreUrgent() {
        var names = List.of("low", "high", "middle");
        var yaml = new StringBuilder();
        for (var name : names) {
            yaml.append("""
                    %s:
                      left: { connection: a, table: %s }
                      right: { connection: b, table: %s }
                      fields: [{ left: name, right: name, type: text }]
                      priority: %d
                    """.formatted(name, name, name, name.equals("high") ? 90 : name.equals("middle") ? 50 : 10));
        }
        engine.config(yaml.toString());
        var order = new CopyOnWriteArrayList<String>();
        for (var name : names) {
            engine.world.left(name).beforeEachPage = () -> order.add(name);
            start.start(engine.sync(name), wish(1, false, false, false));
        }
        queue.start();

        await().atMost(Duration.ofSeconds(10)).until(() -> order.size() == 3);
        assertThat(order).containsExactly("high", "middle", "low");
    }
}
