package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.workspace.PersonId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Scheduled runs: in whose name they run, who gets none, and the summary of a round.
class RoundTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final EngineFixture engine = new EngineFixture(database);
    private SummariseRounds rounds;

    @BeforeEach
    void threeSyncs() {
        rounds = new SummariseRounds(engine.transactions, engine.clock);
        rounds.summaries();
        var sync = """
                NAME:
                  left: { connection: LEFT, table: NAME }
                  right: { connection: b, table: NAME }
                  fields:
                    - { left: name, right: name, type: text }
                  schedule: { cron: "*/5 * * * *" }
                """;
        engine.config(
                java.nio.file.Path.of("."),
                """
                version: 1
                connections:
                  a: { connector: memory, settings: {} }
                  b: { connector: memory, settings: {} }
                  lost: { connector: memory, settings: {} }
                syncs:
                """
                        + (sync.replace("NAME", "people").replace("LEFT", "a")
                                        + sync.replace("NAME", "orders").replace("LEFT", "a")
                                        + sync.replace("NAME", "stock").replace("LEFT", "lost"))
                                .indent(2));
        engine.sql(jdbc -> jdbc.sql("update connection set removed_at = now() where name = 'lost'")
                .update());
    }

    private void work(String... syncs) {
        for (var sync : syncs) {
            engine.engine.work(engine.sync(sync).id().value(), () -> false);
        }
    }

    private List<Run> runs(String sync) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> engine.runs.list(
                        jdbc, dev.tallystick.history.RunFilter.of(sync, null), new PersonId(1), null, 10));
    }

    @Test
    void sumsUpARoundOnceItsLastRunHasEnded() {
        engine.clock.pass(Duration.ofMinutes(6));

        work("people", "stock");
        assertThat(rounds.summaries()).as("one is still due").isEmpty();
        work("orders");
        var summaries = rounds.summaries();

        assertThat(summaries).hasSize(1);
        assertThat(summaries.getFirst())
                .contains(
                        "Round of 2026-11-25 08:05 UTC: summary",
                        "  Total processed: 3",
                        "  Successful: 2",
                        "  Failed: 0",
                        "  Skipped: 1")
                .anySatisfy(line -> assertThat(line).contains("people - succeeded"))
                .anySatisfy(
                        line -> assertThat(line).contains("stock - skipped: There is no connection 'lost' any more"));
        assertThat(runs("stock")).as("no run that could only fail").isEmpty();
        assertThat(rounds.summaries()).as("said once").isEmpty();

        engine.clock.pass(Duration.ofMinutes(5));
        work("people", "orders", "stock");
        assertThat(rounds.summaries()).as("the next round").hasSize(1);
    }

    private long owner(String name, String role) {
        var id = new long[1];
        engine.sql(jdbc -> {
            id[0] = jdbc.sql("insert into person (name, email, created_at) values (?, ?, now()) returning id")
                    .params(name, name + engine.workspace.value() + "@example.org")
                    .query(Long.class)
                    .single();
            jdbc.sql("insert into membership (workspace_id, person_id, role, created_at) values (?, ?, ?, now())")
                    .params(engine.workspace.value(), id[0], role)
                    .update();
            jdbc.sql("update sync set owner_id = ? where workspace_id = ? and name = 'people'")
                    .params(id[0], engine.workspace.value())
                    .update();
        });
        return id[0];
    }

    @Test
    void runsInTheNameOfTheSyncsOwner() {
        var ada = owner("Ada", "operator");
        engine.clock.pass(Duration.ofMinutes(6));

        work("people");

        assertThat(runs("people").getFirst().actorId()).isEqualTo(ada);
        assertThat(runs("people").getFirst().actor()).isEqualTo("Ada");
        assertThat(runs("people").getFirst().trigger()).isEqualTo(Run.Trigger.SCHEDULE);
    }

    @Test
    void runsInTheNameOfTheFirstAdminWhereNobodySaidWhose() {
        var grace = owner("Grace", "admin");
        engine.sql(jdbc -> jdbc.sql("update sync set owner_id = null where workspace_id = ?")
                .param(engine.workspace.value())
                .update());
        engine.clock.pass(Duration.ofMinutes(6));

        work("orders");

        assertThat(runs("orders").getFirst().actorId()).isEqualTo(grace);
        assertThat(runs("orders").getFirst().actor()).isEqualTo("Grace");
    }

    @Test
    void pausesTheSyncOfAnOwnerWhoMayNotRunItAnyMore() {
        owner("Grace", "viewer");
        engine.clock.pass(Duration.ofMinutes(6));

        work("people", "orders", "stock");

        assertThat(runs("people")).isEmpty();
        assertThat(engine.sync("people").paused()).isTrue();
        assertThat(engine.sync("people").pausedReason())
                .isEqualTo("Its owner Grace may not run syncs any more. Give it another owner, then resume it.");
        assertThat(rounds.summaries().getFirst())
                .anySatisfy(line -> assertThat(line).contains("people - skipped: Its owner Grace"));
    }

    @Test
    void pausesTheSyncOfADisabledOwner() {
        var linus = owner("Linus", "admin");
        engine.sql(jdbc -> jdbc.sql("update person set disabled_at = now() where id = ?")
                .param(linus)
                .update());
        engine.clock.pass(Duration.ofMinutes(6));

        work("people");

        assertThat(runs("people")).isEmpty();
        assertThat(engine.sync("people").pausedReason()).startsWith("Its owner Linus is disabled.");
    }
}
