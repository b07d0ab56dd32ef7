package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.history.Anatomy;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunLine;
import dev.tallystick.history.RunLineStore;
import dev.tallystick.plan.Side;
import dev.tallystick.storage.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is kept of an attempt's time and of its lines, on a real database.
class AnatomyTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final EngineFixture engine = new EngineFixture(database);
    private final MemoryWorld.Left left = engine.left();

    private List<Anatomy> anatomies(Run run) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> engine.runs.attempts(jdbc, run.id()).stream()
                        .map(dev.tallystick.history.RunStore.Attempt::anatomy)
                        .toList());
    }

    private List<RunLine> lines(Run run) {
        return engine.transactions.in(engine.workspace, jdbc -> new RunLineStore().all(jdbc, run.id()));
    }

    private static List<String> parts(Anatomy anatomy) {
        return anatomy.lanes().stream()
                .map(lane -> lane.part().word()
                        + (lane.side() == null ? "" : " " + lane.side().word()))
                .toList();
    }

    @Test
    void hasALaneForEachPartOfAnAttempt() {
        engine.people();
        left.put("p1", "name", "One");
        left.put("p2", "city", "No name");
        var run = engine.run();

        var anatomy = anatomies(run).getFirst();
        assertThat(parts(anatomy))
                .containsExactlyInAnyOrder(
                        "open", "settle", "plan", "read left", "read right", "failed", "write right");
        assertThat(anatomy.lanes()).noneMatch(Anatomy.Lane::open);
        assertThat(anatomy.lanes().stream()
                        .filter(lane -> lane.part() == Part.FAILED)
                        .findFirst()
                        .orElseThrow()
                        .times())
                .isEqualTo(1);
        assertThat(lines(run))
                .extracting(RunLine::text)
                .containsExactly("Attempt 1 begins on here.", "1 change is planned.");
    }

    @Test
    void keepsThePastOfEachAttempt() {
        engine.people("retry: { wait: 1s }");
        left.put("p1", "name", "One");
        left.faults.next(new ConnectorException(Problem.UNAVAILABLE, "The upstream is down.", null));
        var run = engine.start("people", false, false, false);
        engine.work();
        engine.clock.pass(Duration.ofMinutes(5));
        engine.work();

        var anatomies = anatomies(run);
        assertThat(parts(anatomies.get(0))).contains("read left").doesNotContain("write right");
        assertThat(parts(anatomies.get(1))).contains("read left", "write right");
        assertThat(lines(run)).extracting(RunLine::number).containsExactly(1L, 2L, 3L);
        assertThat(lines(run)).extracting(RunLine::attempt).containsExactly(1, 2, 2);
    }

    @Test
    void isSeenWhileTheAttemptGoesOn() {
        engine.people();
        left.put("p1", "name", "One");
        var go = new CountDownLatch(1);
        left.beforeEachPage = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        var run = engine.start("people", false, false, false);
        var worker = Thread.ofVirtual().start(engine::work);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> anatomies(run).stream()
                            .flatMap(anatomy -> anatomy.lanes().stream())
                            .anyMatch(lane -> lane.part() == Part.READ && lane.side() == Side.LEFT && lane.open()));
            await().atMost(Duration.ofSeconds(30)).until(() -> !lines(run).isEmpty());
        } finally {
            go.countDown();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !worker.isAlive());
    }

    @Test
    void keepsTheFirstAndTheLastLinesOfARunThatSaysALot() {
        engine.people();
        var run = engine.run();
        var store = new RunLineStore();
        engine.transactions.in(engine.workspace, jdbc -> {
            for (int at = 0; at < 4_000; at += 250) {
                store.add(jdbc, run, said(at, 250), 0, List.of());
            }
            return null;
        });
        var kept = lines(run);
        assertThat(kept)
                .extracting(RunLine::number)
                .isSorted()
                .startsWith(1L, 2L)
                .endsWith(4_002L);
        assertThat(kept.size()).isBetween(2_000, 2_300);
        assertThat(kept.get(499).number()).isEqualTo(500);
        assertThat(kept.getLast().text()).isEqualTo("line 3999");
    }

    private static List<RunLine> said(int from, int count) {
        var lines = new ArrayList<RunLine>();
        for (int i = from; i < from + count; i++) {
            lines.add(new RunLine(0, 1, java.time.Instant.EPOCH, "info", "line " + i));
        }
        return lines;
    }

    @Test
    void countsTheLinesThatCameTooFast() {
        var lines = new RunLines(1);
        for (int i = 0; i < 2_100; i++) {
            lines.add(RunLine.Level.INFO, java.time.Instant.EPOCH, "line " + i);
        }
        var news = lines.take();
        assertThat(news.first()).hasSize(500);
        assertThat(news.dropped()).isEqualTo(100);
        assertThat(news.last()).hasSize(1_500).extracting(RunLine::text).endsWith("line 2099");
        assertThat(lines.take().none()).isTrue();
    }

    @Test
    void goesWithItsRun() {
        engine.people();
        var run = engine.run();
        assertThat(lines(run)).isNotEmpty();
        engine.sql(jdbc -> {
            jdbc.sql("delete from change where run_id = ?")
                    .param(run.id().value())
                    .update();
            jdbc.sql("delete from batch where run_id = ?")
                    .param(run.id().value())
                    .update();
            jdbc.sql("delete from run where id = ?").param(run.id().value()).update();
        });
        assertThat(lines(run)).isEmpty();
        assertThatThrownBy(() -> engine.now(run)).isInstanceOf(java.util.NoSuchElementException.class);
    }
}
