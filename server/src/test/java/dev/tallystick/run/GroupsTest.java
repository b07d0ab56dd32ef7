package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.job.JobProperties;
import dev.tallystick.job.JobQueue;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.trigger.RunGroups;
import dev.tallystick.trigger.StartRun;
import dev.tallystick.workspace.Actor;
import dev.tallystick.workspace.AuditKey;
import dev.tallystick.workspace.AuditTrail;
import dev.tallystick.workspace.PersonId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Groups of syncs, one after the other. Every look is taken by a node that has just come up and knows nothing but what
/// is in the database, as after a crash.
class GroupsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Actor ADA = new Actor(new PersonId(1), "Ada");

    private final EngineFixture engine = new EngineFixture(database);
    private JobQueue queue;

    @BeforeEach
    void open() {
        queue = new JobQueue(
                engine.engine,
                database.system(),
                engine.transactions,
                Clock.systemUTC(),
                "here",
                new JobProperties(1, Duration.ofMillis(200), Duration.ofSeconds(5), 4, Duration.ofSeconds(5)));
        engine.world.left("one").put("a", "name", "A");
        engine.world.left("two").put("b", "name", "B");
        engine.world.left("three").put("c", "name", "C");
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private RunGroups freshNode() {
        var trail = new AuditTrail(engine.transactions, new AuditKey(new byte[32]), engine.clock);
        var start = new StartRun(engine.transactions, engine.syncs, queue, trail, engine.clock);
        return new RunGroups(engine.transactions, engine.syncs, start, queue, trail, engine.clock);
    }

    private void config(boolean stop, String more) {
        var yaml = new StringBuilder("""
                version: 1
                connections:
                  a: { connector: memory, settings: {} }
                  b: { connector: memory, settings: {} }
                groups:
                  all-three: { syncs: [one, two, three], stop_on_failure: %s }
                syncs:
                """.formatted(stop));
        for (var sync : List.of("one", "two", "three")) {
            yaml.append("""
                      %s:
                        left: { connection: a, table: %s }
                        right: { connection: b, table: %s }
                        fields: [{ left: name, right: name, type: text, required: true }]
                    """.formatted(sync, sync, sync));
            yaml.append(sync.equals("two") ? more : "");
        }
        engine.config(Path.of("."), yaml.toString());
    }

    private long press() {
        return freshNode().press(engine.workspace, "all-three", ADA);
    }

    private void work(String sync) {
        engine.engine.work(engine.sync(sync).id().value(), () -> false);
    }

    private void look() {
        freshNode().run();
    }

    /// `one 17`, `two -`, `three: why`
    private List<String> steps(long groupRun) {
        return engine.transactions.system(
                jdbc -> jdbc.sql("""
                        select sync || case when left_out is not null then ': ' || left_out
                            when run_id is null then ' -'
                            else ' ' || (select status from run where run.id = run_id) end
                        from group_run_step where group_run_id = ? order by place
                        """).param(groupRun).query(String.class).list());
    }

    private String status(long groupRun) {
        return engine.transactions.system(jdbc -> jdbc.sql("select status from group_run where id = ?")
                .param(groupRun)
                .query(String.class)
                .single());
    }

    @Test
    void goesOnWhereItStoodWithNothingButTheDatabase() {
        config(false, "");
        long run = press();
        assertThat(steps(run)).containsExactly("one pending", "two -", "three -");
        look();
        assertThat(steps(run)).as("one is still at work").containsExactly("one pending", "two -", "three -");
        assertThat(press()).as("a second press attaches").isEqualTo(run);

        work("one");
        look();
        look();
        assertThat(steps(run)).containsExactly("one succeeded", "two pending", "three -");
        work("two");
        look();
        work("three");
        assertThat(status(run)).isEqualTo("running");
        look();
        assertThat(steps(run)).containsExactly("one succeeded", "two succeeded", "three succeeded");
        assertThat(status(run)).isEqualTo("succeeded");
        assertThat(press()).as("the next press is another run").isNotEqualTo(run);
    }

    @Test
    void tellsThePagesWhenItBeginsAndWhenItEndsAndNotInBetween() {
        config(false, "");
        long before = newestEvent();
        press();
        assertThat(syncEventsAfter(before)).containsExactly("one");

        for (var sync : List.of("one", "two", "three")) {
            work(sync);
            long worked = newestEvent();
            look();
            assertThat(syncEventsAfter(worked)).isEqualTo(sync.equals("three") ? List.of("one") : List.of());
        }
    }

    private long newestEvent() {
        return engine.transactions.system(jdbc -> jdbc.sql("select coalesce(max(id), 0) from event")
                .query(Long.class)
                .single());
    }

    private List<String> syncEventsAfter(long id) {
        return engine.transactions.system(
                jdbc -> jdbc.sql("""
                        select sync.name from event join sync on sync.id = event.subject
                        where event.kind = 'sync' and event.id > ? order by event.id
                        """).param(id).query(String.class).list());
    }

    @Test
    void isPartialWhenOneIsAndGoesOnAllTheSame() {
        config(false, "    paused: true\n");
        engine.world.left("one").put("z", "other", "no name");
        long run = press();
        work("one");
        look();
        assertThat(steps(run))
                .containsExactly(
                        "one partial",
                        "two: two is paused. Resume it, or use force to run it once all the same.",
                        "three pending");
        work("three");
        look();
        assertThat(status(run)).isEqualTo("partial");
    }

    @Test
    void stopsBehindAFailureWhereItIsToldTo() {
        config(true, "    paused: true\n");
        long run = press();
        work("one");
        look();
        assertThat(steps(run).getLast()).isEqualTo("three: Not started, because one before it failed.");
        assertThat(status(run)).isEqualTo("partial");
    }
}
