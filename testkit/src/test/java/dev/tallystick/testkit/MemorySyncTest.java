package dev.tallystick.testkit;

import static dev.tallystick.testkit.RunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySyncTest {

    /// What the stations answer, run by run.
    private static MemorySync stations(String... answers) {
        var left = new ArrayDeque<>(List.of(answers));
        return MemorySync.of(new StationsJob())
                .with("base_url", "https://stations.example")
                .answeredBy(_ -> new JobHttp.Answer(200, Map.of(), left.removeFirst()));
    }

    private static String two(String heightOfGraz) {
        return "{\"stations\": [{\"id\": \"graz\", \"title\": \"Graz\", \"height\": \"" + heightOfGraz + "\"},"
                + " {\"id\": \"linz\", \"title\": \"Linz\", \"height\": \"266\"}]}";
    }

    @Test
    void goesOnFromRunToRun() {
        var sync = stations(
                        two("353.1"),
                        "{\"stations\": []}",
                        "{\"stations\": [{\"id\": \"graz\", \"title\": \"Graz\", \"height\": \"353.10\"},"
                                + "{\"id\": \"linz\", \"title\": \"Linz\", \"height\": \"267\"}]}",
                        "{\"stations\": [{\"id\": \"linz\", \"closed\": true}]}")
                .at("2026-11-26T06:00:00Z")
                .deleting();

        var first = sync.run();
        assertThat(first)
                .succeeded()
                .created("graz", "linz")
                .hasTally("2 created")
                .hasValue("graz", "height", "353.10")
                .madeCalls(1);
        assertThat(first.log()).containsExactly("Fetched 2 stations");
        assertThat(sync.checkpoint()).contains("2026-11-26T06:00:00Z");

        sync.clock().advance(Duration.ofHours(1));
        var second = sync.run();
        assertThat(second).succeeded().changedNothing().hasTally("no rows");
        assertThat(second.calls().getFirst().uri()).hasQuery("api_key=REDACTED&since=2026-11-26T06:00:00Z");

        assertThat(sync.run())
                .succeeded()
                .updated("linz")
                .hasTally("1 updated, 1 unchanged")
                .hasValue("linz", "height", 267);
        assertThat(sync.run()).succeeded().deleted("linz").hasTally("1 deleted").hasNoRow("linz");
    }

    @Test
    void aFailedRunWritesNothingAndKeepsTheCheckpoint() {
        var broken = new boolean[1];
        var sync = MemorySync.of(new StationsJob())
                .with("base_url", "https://stations.example")
                .answeredBy(_ -> new JobHttp.Answer(broken[0] ? 500 : 200, Map.of(), two("1")));
        sync.run();
        var checkpoint = sync.checkpoint();
        sync.clock().advance(Duration.ofDays(1));
        broken[0] = true;

        var failed = sync.run();

        assertThat(failed).failedWith("'stations' failed: IllegalStateException: The stations answered 500");
        assertThat(failed.table()).hasSize(2);
        assertThat(sync.checkpoint()).isEqualTo(checkpoint);
    }

    @Test
    void whatIsStoppedInItsMiddleIsFinishedByTheNextRun() {
        var sync = stations(two("1"), two("1"));
        assertThat(sync.runStoppedAfter(1)).isPartial().created("graz");
        assertThat(sync.checkpoint()).isEmpty();
        assertThat(sync.run()).succeeded().created("linz").hasTally("1 created, 1 unchanged");
    }

    @Test
    void aRowIsGoneWhenTwoCompleteListingsLackIt() {
        var one = "{\"stations\": [{\"id\": \"linz\", \"title\": \"Linz\", \"height\": \"266\"}]}";
        var sync = stations(two("1"), one, one, two("1")).deleting();
        sync.run();
        assertThat(sync.runInFull()).succeeded().hasTally("1 unchanged");
        assertThat(sync.runInFull()).succeeded().deleted("graz");
        assertThat(sync.runInFull()).succeeded().created("graz");
    }

    @Test
    void whatIsGoneStaysWhereTheSyncDoesNotDelete() {
        var sync = stations(two("1"), "{\"stations\": [{\"id\": \"linz\", \"closed\": true}]}");
        sync.run();
        assertThat(sync.run()).succeeded().changedNothing().hasValue("linz", "title", "Linz");
    }

    @Test
    void aRowThatDoesNotFitFailsAlone() {
        assertThat(stations(two("high")).run())
                .isPartial()
                .hasTally("1 created, 1 failed")
                .failedRow("graz", "height")
                .hasNoRow("graz");
    }

    // ---- jobs that behave badly

    @FunctionalInterface
    private interface Work {
        Outcome run(JobRun run) throws Exception;
    }

    private record Job(Deque<Work> works) implements SyncJob {
        @Override
        public String name() {
            return "odd";
        }

        @Override
        public Schema schema() {
            return new Schema(List.of(Field.of("name", FieldType.TEXT)));
        }

        @Override
        public Outcome run(JobRun run) throws Exception {
            return works.removeFirst().run(run);
        }
    }

    private static MemorySync odd(Work... works) {
        return MemorySync.of(new Job(new ArrayDeque<>(List.of(works))));
    }

    private static Row row(String key) {
        return new Row(key, Map.of("name", Value.text("of " + key)));
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless job does
    void tellsHowAJobEnded() {
        var sync = odd(
                _ -> null,
                _ -> new Outcome.GiveUp("The account was closed."),
                _ -> new Outcome.TryLater("The bank is closed.", null),
                run -> {
                    run.rows().put(row("a"));
                    return new Outcome.Incomplete("Page 2 is torn.");
                });
        assertThat(sync.run()).failedWith("'odd' ended without an outcome");
        assertThat(sync.run()).failedWith("The account was closed.");
        assertThat(sync.run()).failedWith("The bank is closed.");
        var incomplete = sync.run();
        assertThat(incomplete).isPartial().created("a");
        assertThat(incomplete.reason()).isEqualTo("Page 2 is torn.");
    }

    @Test
    void refusesWhatTheServerWouldRefuse() {
        var sync = odd(
                run -> {
                    run.rows().put(row("a"));
                    run.rows().put(row("a"));
                    run.rows().put(new Row("b", Map.of("nome", Value.text("B"))));
                    run.rows().unreadable("line 4", "It is torn off.");
                    return Outcome.everything();
                },
                run -> {
                    run.rows().remove("a");
                    return Outcome.everything();
                });
        assertThat(sync.run())
                .isPartial()
                .hasTally("1 created, 3 failed")
                .failedRow("a", "twice in one run")
                .failedRow("b", "the field 'nome', which the sync job's schema does not name")
                .failedRow("line 4", "torn off");
        assertThat(sync.run()).failedWith("does not say that it tells removals");
    }

    @Test
    void anUnexpectedCallEndsTheTestWhateverTheJobMakesOfIt() {
        var sync = odd(run -> {
            try {
                run.http().send(JobHttp.Call.get(java.net.URI.create("https://a.example/")));
            } catch (Throwable swallowed) {
                run.log("never mind");
            }
            return Outcome.everything();
        });
        assertThatThrownBy(sync::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("this test answers no calls");
    }

    @Test
    void refusesSettingsThatTheJobDoesNotHaveOrNeeds() {
        var sync = MemorySync.of(new StationsJob());
        assertThatThrownBy(() -> sync.with("base_urll", "x")).hasMessageContaining("did you mean 'base_url'?");
        assertThatThrownBy(sync::run).hasMessageContaining("needs the setting 'base_url'");
        sync.with("base_url", "ftp://a");
        assertThatThrownBy(sync::run).hasMessageContaining("refuses its settings: The 'base_url' is no address.");
    }

    @Test
    void itsClockGoesOnOnlyWhenTold() {
        var clock = VirtualClock.at("2026-11-26T06:00:00Z");
        clock.advance(Duration.ofMinutes(90));
        assertThat(clock.instant()).isEqualTo("2026-11-26T07:30:00Z");
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).hasMessageContaining("does not go back");
        assertThatThrownBy(() -> clock.withZone(java.time.ZoneId.of("Europe/Vienna")))
                .hasMessageContaining("UTC");
    }
}
