package dev.tallystick.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tallystick.history.Run.Status;
import dev.tallystick.history.SyncFacts;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.sync.SyncId;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/// From what happens to a sync to what its people are told, on a real database and a real wire.
class AlertsTest {
    private static final int RACES = 10;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private AlertFixture world;
    private AlertFixture.Node node;

    @BeforeEach
    void open() {
        world = new AlertFixture(database);
        node = world.new Node();
    }

    @AfterEach
    void close() {
        node.close();
        // The next test's nodes look at every workspace.
        world.transactions.system(jdbc -> {
            jdbc.sql("delete from sync_fact").update();
            jdbc.sql("update sync set removed_at = now()").update();
            jdbc.sql("delete from alert_channel").update();
            return jdbc.sql("delete from alert").update();
        });
        world.close();
    }

    private void lookFor(Duration time) {
        var until = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(until)) {
            node.look();
            world.clock.pass(Duration.ofSeconds(20));
        }
        node.look();
    }

    @Test
    void manyThatFailTogetherAreOneMessageAndOneMoreWhenTheyAreWell() {
        world.channel("ops");
        var one = world.sync("one", AlertFixture.definition());
        var two = world.sync("two", AlertFixture.definition());
        world.fails(one);
        node.look();
        world.clock.pass(Duration.ofSeconds(10));
        world.fails(two);
        lookFor(Duration.ofMinutes(1));

        assertThat(world.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.subject()).isEqualTo("2 alerts"));

        world.fails(one);
        world.fails(two);
        lookFor(Duration.ofMinutes(5));
        assertThat(world.messages()).hasSize(1);

        world.succeeds(one, 10);
        world.succeeds(two, 10);
        lookFor(Duration.ofMinutes(5));
        assertThat(world.messages()).as("the hour is not over").hasSize(1);
        world.clock.pass(Duration.ofHours(1));
        world.succeeds(one, 10);
        world.succeeds(two, 10);
        lookFor(Duration.ofMinutes(1));
        assertThat(world.messages()).hasSize(2);
        assertThat(world.messages().getFirst().subject()).isEqualTo("2 well again");
        assertThat(world.all()).allMatch(kept -> kept.alert().settled());
    }

    @Test
    void aFactAndItsRunAreWrittenTogetherOrNotAtAll() {
        var sync = world.sync("one", AlertFixture.definition());
        var run = world.begin(sync);
        assertThatThrownBy(() -> world.transactions.in(world.workspace, jdbc -> {
                    world.runs.end(jdbc, run, Status.FAILED, null, null, world.clock.instant());
                    throw new IllegalStateException("crash before the commit");
                }))
                .isInstanceOf(IllegalStateException.class);
        node.look();
        assertThat(world.all()).isEmpty();

        world.end(run, Status.FAILED, null, 0);
        // A node that takes the fact and dies before its commit leaves it where it was.
        assertThatThrownBy(() -> world.transactions.system(jdbc -> {
                    assertThat(SyncFacts.take(jdbc, new SyncId(sync))).hasSize(1);
                    throw new IllegalStateException("crash before the commit");
                }))
                .isInstanceOf(IllegalStateException.class);
        node.look();
        assertThat(world.all())
                .singleElement()
                .satisfies(kept -> assertThat(kept.alert().cause()).isEqualTo(Cause.FAILED));
    }

    @Test
    void aDryRunAlarmsNobody() {
        var sync = world.sync("one", AlertFixture.definition());
        var run = world.begin(sync);
        world.transactions.in(
                world.workspace,
                jdbc -> jdbc.sql("update run set dry_run = true where id = ?")
                        .param(run.id().value())
                        .update());
        var dry = world.transactions.in(
                world.workspace, jdbc -> world.runs.find(jdbc, run.id()).orElseThrow());
        world.end(dry, Status.FAILED, null, 0);
        node.look();
        assertThat(world.all()).isEmpty();
    }

    @Test
    void aSyncIsLateWhenItsPromiseIsBrokenAndWellWhenItIsKept() {
        var sync = world.sync("one", AlertFixture.definition());
        world.succeeds(sync, 100);
        node.look();
        world.clock.pass(Duration.ofMinutes(14));
        node.look();
        assertThat(world.all()).isEmpty();
        world.clock.pass(Duration.ofMinutes(2));
        node.look();
        node.look();
        assertThat(world.all()).singleElement().satisfies(kept -> {
            assertThat(kept.alert().cause()).isEqualTo(Cause.LATE);
            assertThat(kept.alert().times()).isEqualTo(1);
            assertThat(kept.alert().sentence()).contains("2026-11-25 08:00 UTC", "15 minutes");
        });
        world.succeeds(sync, 100);
        node.look();
        assertThat(world.all().getFirst().alert().open()).isFalse();
    }

    @Test
    void aSyncThatReadsFarLessIsTold() {
        var sync = world.sync("one", AlertFixture.definition());
        for (int i = 0; i < 5; i++) {
            world.succeeds(sync, 100);
        }
        world.succeeds(sync, 3);
        node.look();
        assertThat(world.all())
                .singleElement()
                .satisfies(kept -> assertThat(kept.alert().cause()).isEqualTo(Cause.FAR_LESS));
        world.succeeds(sync, 3);
        node.look();
        assertThat(world.all())
                .singleElement()
                .satisfies(kept -> assertThat(kept.alert().times()).isEqualTo(2));
    }

    @Test
    void aHeldRunIsToldOnceAndIsOverWhenItIsCancelled() {
        var sync = world.sync("one", AlertFixture.definition());
        var first = world.held(sync);
        node.look();
        var second = world.held(sync);
        world.end(first, Status.CANCELLED, null, 0);
        node.look();
        assertThat(world.all()).singleElement().satisfies(kept -> {
            assertThat(kept.alert().cause()).isEqualTo(Cause.HELD);
            assertThat(kept.alert().open()).isTrue();
        });
        world.end(second, Status.CANCELLED, null, 0);
        node.look();
        assertThat(world.all().getFirst().alert().open()).isFalse();
    }

    @Test
    void ofTwoNodesOneTellsIt() throws Exception {
        world.channel("ops");
        try (var other = world.new Node();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int race = 1; race <= RACES; race++) {
                var sync = world.sync("s" + race, AlertFixture.definition());
                world.fails(sync);
                world.fails(sync);
                var together = new CyclicBarrier(2);
                for (var each : new AlertFixture.Node[] {node, other}) {
                    var _ = threads.submit(() -> {
                        together.await();
                        each.look();
                        return true;
                    });
                }
                int expected = race;
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> world.all().stream()
                                .anyMatch(kept -> kept.syncName().equals("s" + expected)));
                lookFor(Duration.ofSeconds(40));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> world.messages().size() == expected);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(world.all()).hasSize(RACES).allMatch(kept -> kept.alert().times() == 2);
        assertThat(world.messages()).hasSize(RACES);
    }

    @Test
    void aMessageWhoseSenderDiesIsSentAgainUnderTheSameId() {
        world.channel("ops");
        world.fails(world.sync("one", AlertFixture.definition()));
        lookFor(Duration.ofSeconds(40));
        // The sender claims it, sends it, and dies before it can note that.
        var claimed = world.transactions.system(jdbc -> world.outbox.claim(jdbc, world.clock.instant(), 10));
        assertThat(claimed).hasSize(1);
        var sender = world.new Node();
        sender.send.test(
                world.transactions.in(
                        world.workspace,
                        jdbc -> world.channels.find(jdbc, "ops").orElseThrow()),
                world.transactions.in(
                        world.workspace,
                        jdbc -> world.channels.credentials(
                                jdbc, world.workspace, claimed.getFirst().channel())),
                claimed.getFirst().message());
        sender.close();

        node.send.run();
        assertThat(world.receiver.got).as("it is claimed").hasSize(1);
        world.clock.pass(Outbox.CLAIM.plusSeconds(1));
        node.send.run();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> world.messages().getFirst().sentAt() != null);
        node.send.run();
        assertThat(world.receiver.got).hasSize(2);
        assertThat(world.receiver.got.get(1).id())
                .isEqualTo(claimed.getFirst().id().toString());
        assertThat(world.messages()).hasSize(1);
    }

    @Test
    void aReceiverThatFailsIsTriedAgainAndHoldsUpNobodyElse() {
        world.receiver.status = 500;
        world.channel("ops");
        world.fails(world.sync("one", AlertFixture.definition()));
        lookFor(Duration.ofSeconds(40));
        node.send.run();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> world.messages().getFirst().problem() != null);
        assertThat(world.messages()).singleElement().satisfies(message -> {
            assertThat(message.problem()).isEqualTo("The webhook answered 500 instead of 200.");
            assertThat(message.nextAt()).isEqualTo(world.clock.instant().plusSeconds(30));
        });

        // Another channel, while the first one's message waits.
        world.receiver.status = 200;
        world.channel("other");
        world.fails(world.sync("two", AlertFixture.definition()));
        lookFor(Duration.ofSeconds(20));
        node.send.run();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> world.messages().stream()
                        .anyMatch(message -> message.channel().equals("other") && message.sentAt() != null));

        world.clock.pass(Duration.ofMinutes(1));
        for (int i = 0; i < 2; i++) {
            node.send.run();
            int done = i + 2;
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> world.messages().stream()
                                    .filter(message -> message.sentAt() != null)
                                    .count()
                            == done);
        }
        var subjects = world.receiver.got.stream()
                .map(got -> JsonMapper.builder()
                        .build()
                        .readTree(got.body())
                        .get("alerts")
                        .get(0)
                        .get("sync")
                        .stringValue())
                .toList();
        assertThat(subjects).as("those of one channel in their order").containsExactly("one", "two", "one", "two");
    }

    @Test
    void aSilencedSyncIsNotToldAndTheOthersAre() {
        world.channel("ops");
        var loud = world.sync("loud", AlertFixture.definition());
        var quiet = world.sync("quiet", AlertFixture.definition());
        world.transactions.in(
                world.workspace,
                jdbc -> jdbc.sql("insert into alert_silence (workspace_id, sync_id, until, by) values (?, ?, ?, 'Ada')")
                        .params(
                                world.workspace.value(),
                                quiet,
                                AlertStore.at(world.clock.instant().plus(Duration.ofMinutes(10))))
                        .update());
        world.fails(loud);
        world.fails(quiet);
        lookFor(Duration.ofMinutes(1));
        assertThat(world.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.subject()).isEqualTo("loud: failed"));
        lookFor(Duration.ofMinutes(10));
        assertThat(world.messages()).hasSize(2);
        assertThat(world.messages().getFirst().subject()).isEqualTo("quiet: failed");
    }

    @Test
    void anEndedRunIsAddedToItsDayOnce() {
        var sync = world.sync("one", AlertFixture.definition());
        var run = world.begin(sync);
        world.clock.pass(Duration.ofSeconds(3));
        world.end(run, Status.SUCCEEDED, null, 40);
        world.end(run, Status.FAILED, null, 40);
        world.fails(sync);
        var day = world.transactions.in(
                world.workspace,
                jdbc -> jdbc.sql("""
                        select succeeded || '/' || failed || ' ' || millis || ' ' || rows_read || ' ' || created as day
                        from sync_day where sync_id = ? and day = '2026-11-25'
                        """).param(sync).query(String.class).single());
        assertThat(day).isEqualTo("1/1 3000 40 4");
    }
}
