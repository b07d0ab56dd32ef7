package dev.tallystick.run;

import static dev.tallystick.run.EngineFixture.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connector.Source;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Run;
import dev.tallystick.history.Run.Status;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What one run after another makes of two tables.
class RunSyncTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final EngineFixture engine = new EngineFixture(database);
    private final MemoryWorld.Left left = engine.left();
    private final MemoryWorld.Right right = engine.right();

    private void seven() {
        for (int i = 1; i <= 7; i++) {
            left.put("p" + i, "name", "Person " + i, "city", "Bonn");
        }
    }

    @Test
    void loadsATableAndWritesNothingTheSecondTime() {
        engine.people();
        seven();

        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(right.rows()).hasSize(7);
        assertThat(right.text("p7", "name")).isEqualTo("Person 7");
        var pairs = pairsAsText();

        var again = engine.run();

        assertThat(tally(again)).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 7));
        assertThat(right.ledger).hasSize(7);
        assertThat(pairsAsText()).isEqualTo(pairs);
    }

    /// With the place of each row in its table, which moves when a row is written, even with what it held.
    private String pairsAsText() {
        return engine.transactions.system(jdbc -> jdbc.sql(
                        "select coalesce(string_agg(ctid::text || pair::text, E'\\n' order by id), '') from pair where workspace_id = ?")
                .param(engine.workspace.value())
                .query(String.class)
                .single());
    }

    @Test
    void updatesTheFieldThatChangedAndNoOther() {
        engine.people();
        seven();
        engine.run();
        left.put("p3", "name", "Person 3", "city", "Köln");

        var run = engine.run();

        assertThat(tally(run)).isEqualTo(new Tally(0, 0, 0, 0, 0, 1, 0, 6));
        var write = right.sent.getLast().writes().getFirst();
        assertThat(write.values()).containsOnlyKeys("city");
        assertThat(right.text("p3", "city")).isEqualTo("Köln");
    }

    @Test
    void readsOnlyWhatChangedAndAllOfItWhenThatIsDue() {
        left.incremental = true;
        engine.people("full_listing: { every: 24h }");
        seven();
        engine.run();
        left.put("p3", "name", "Person 3", "city", "Köln");

        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 1, 0, 0));
        assertThat(left.cursors).containsExactly(null, "7");
        engine.clock.pass(Duration.ofHours(25));
        engine.run();
        assertThat(left.cursors).containsExactly(null, "7", null);
        assertThat(tally(engine.fullRun(0)).unchanged()).isEqualTo(7);
        assertThat(left.cursors.getLast()).isNull();
    }

    @Test
    void plansOnlyTheFieldAgainWhoseMappingChanged() {
        left.incremental = true;
        engine.people();
        left.put("p1", "name", "Ada", "city", "bonn");
        left.put("p2", "name", "Bob", "city", "ROMA");
        engine.run();
        engine.config("""
                people:
                  left: { connection: a, table: people }
                  right: { connection: b, table: people }
                  fields:
                    - { left: name, right: name, type: text, required: true }
                    - { left: city, right: city, type: text, transforms: [lower_case] }
                """);

        var run = engine.run();

        assertThat(tally(run)).isEqualTo(new Tally(0, 0, 0, 0, 0, 1, 0, 1));
        assertThat(right.sent.getLast().writes()).singleElement().satisfies(write -> {
            assertThat(write.key()).isEqualTo("p2");
            assertThat(write.values()).containsOnlyKeys("city");
        });
        assertThat(left.cursors.getLast()).isNull();
        engine.run();
        assertThat(left.cursors.getLast()).isEqualTo("2");
    }

    @Test
    void failsARowThatDoesNotFitAndNoOther() {
        left.incremental = true;
        engine.people();
        seven();
        left.put("p2", "city", "Bonn");

        var run = engine.run();

        assertThat(run.status()).isEqualTo(Status.PARTIAL);
        assertThat(tally(run)).isEqualTo(new Tally(1, 0, 0, 0, 6, 0, 0, 0));
        assertThat(engine.changes(run))
                .filteredOn(change -> change.status() == Journal.Status.FAILED)
                .singleElement()
                .satisfies(change -> assertThat(change.problem()).contains("'name' is empty"));
        // The cursor has moved on past it, and it is still told.
        assertThat(tally(engine.run(1))).isEqualTo(new Tally(1, 0, 0, 0, 0, 0, 0, 0));

        left.put("p2", "name", "Two", "city", "Bonn");
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 1, 0, 0, 0));
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void takesARowThatIsWhatItWasBeforeItFailedForSettled() {
        left.incremental = true;
        engine.people();
        seven();
        engine.run();
        left.put("p2", "city", "Bonn");
        assertThat(tally(engine.run()).failed()).isEqualTo(1);
        left.put("p2", "name", "Person 2", "city", "Bonn");
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 1));

        var run = engine.run();

        assertThat(run.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(tally(run).considered()).isZero();
    }

    @Test
    void triesARefusedRowAgainOnlyWhenSomethingChanged() {
        left.incremental = true;
        engine.people();
        seven();
        right.refuses = write -> write.key().equals("p4") ? "city: is too small." : null;
        var first = engine.run();
        assertThat(tally(first)).isEqualTo(new Tally(1, 0, 0, 0, 6, 0, 0, 0));
        assertThat(first.status()).isEqualTo(Status.PARTIAL);
        right.refuses = _ -> null;
        int sent = right.sent.size();

        assertThat(tally(engine.run(1)).failed()).isEqualTo(1);
        assertThat(tally(engine.fullRun(0)).failed()).isEqualTo(1);
        assertThat(right.sent).hasSize(sent);

        right.shape = "2";
        assertThat(tally(engine.run(1)).created()).isEqualTo(1);
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void triesARefusedRowAgainWhenForcedOrFixedUpstream() {
        engine.people();
        seven();
        right.refuses = write -> write.key().equals("p4") || write.key().equals("p5") ? "No." : null;
        engine.run();
        right.refuses = write -> write.key().equals("p5") ? "No." : null;
        left.put("p4", "name", "Four", "city", "Bonn");
        assertThat(tally(engine.run())).isEqualTo(new Tally(1, 0, 0, 0, 1, 0, 0, 5));
        right.refuses = _ -> null;

        assertThat(tally(engine.forcedRun())).isEqualTo(new Tally(0, 0, 0, 0, 1, 0, 0, 6));
    }

    @Test
    void countsRowsThatAreNoRowsEachOnce() {
        engine.people();
        seven();
        left.unreadable.add(new Source.Unreadable("page 1, row 9", "It is a number."));
        left.unreadable.add(new Source.Unreadable("page 1, row 10", "It is a number."));
        left.put("x".repeat(600), "name", "Long");
        left.put("y".repeat(600), "name", "Longer");
        left.put("z\0", "name", "Zero");

        assertThat(tally(engine.run())).isEqualTo(new Tally(5, 0, 0, 0, 7, 0, 0, 0));
    }

    @Test
    void countsDoubledIdsOnceAndTakesTheLaterOne() {
        engine.people();
        seven();
        left.comesAgain("p1", "name", "Later");
        left.comesAgain("p7", "name", "In the same page");
        left.comesAgain("p2", "name", "Person 2");
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 7, 0, 0, 0));
        assertThat(right.text("p1", "name")).isEqualTo("Later");
        assertThat(right.text("p7", "name")).isEqualTo("In the same page");

        // The first of the two is a change and the second is none, and the other way round.
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 7));
        left.comesOnce();
        left.comesAgain("p3", "name", "Changed");
        assertThat(tally(engine.run()).considered()).isEqualTo(7);
        assertThat(right.text("p3", "name")).isEqualTo("Changed");
        left.comesOnce();
        left.comesAgain("p3", "city", "No name");
        assertThat(tally(engine.run()).failed()).isEqualTo(1);
    }

    @Test
    void deletesNothingForOneListingAndArchivesForTwo() {
        engine.people("on_delete: archive", "archive_mark: { field: state, value: archived }");
        seven();
        for (int i = 8; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.remove("p1");

        var first = engine.run(1);

        assertThat(tally(first)).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 1, 11));
        assertThat(engine.changes(first))
                .singleElement()
                .satisfies(change -> assertThat(change.change().reason()).contains("only a second one"));
        var second = engine.run(1);
        assertThat(tally(second).deleted()).isEqualTo(1);
        assertThat(right.text("p1", "state")).isEqualTo("archived");
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 11));

        left.put("p1", "name", "Person 1", "city", "Bonn");
        assertThat(tally(engine.run()).updated()).isEqualTo(1);
        assertThat(right.text("p1", "state")).isEmpty();
    }

    @Test
    void deletesByPolicyAndKnowsAStaleCopyFromARowThatIsBack() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.remove("p1");
        engine.run(1);
        assertThat(tally(engine.run(1)).deleted()).isEqualTo(1);
        assertThat(right.ledger.getLast()).isEqualTo("delete p1");

        left.put("p1", "name", "Person 1");
        var stale = engine.run();
        assertThat(tally(stale)).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 1, 11));
        assertThat(engine.changes(stale).getFirst().change().reason()).contains("stale copy");
        left.remove("p1");
        engine.run();
        left.put("p1", "name", "Person 1");
        assertThat(tally(engine.run()).created()).isEqualTo(1);
    }

    @Test
    void ignoresADeletionAndClosesThePair() {
        engine.people();
        seven();
        engine.run();
        left.remove("p1");
        engine.run(1);

        assertThat(tally(engine.run(1)).skipped()).isEqualTo(1);
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 0, 6));
        assertThat(right.rows()).containsKey("p1");
    }

    @Test
    void provesNothingByAPartialListingOrByAnotherScope() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.remove("p1");
        engine.run(1);
        left.breaksOff = "The upstream sent no last page.";
        var partial = engine.run();
        assertThat(partial.status()).isEqualTo(Status.PARTIAL);
        assertThat(partial.problem().sentence()).contains("no last page");
        left.breaksOff = null;
        left.scope = "another view";
        assertThat(tally(engine.run(1)).skipped()).isEqualTo(1);
        left.scope = "all";
        assertThat(tally(engine.run(1)).skipped()).isEqualTo(1);
        assertThat(right.ledger).noneMatch(entry -> entry.startsWith("delete"));
        assertThat(tally(engine.run(1)).deleted()).isEqualTo(1);
    }

    @Test
    void forgetsASuspicionWhenARowIsSeenThatFailsForGood() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        right.refuses = write -> write.key().equals("p1") ? "No." : null;
        left.put("p1", "name", "Refused");
        engine.run();
        left.remove("p1");
        engine.run(1);
        left.put("p1", "name", "Refused");
        engine.run();
        left.remove("p1");

        assertThat(tally(engine.run(1))).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 1, 11));
        assertThat(right.rows()).containsKey("p1");
    }

    @Test
    void neverMovesTheCursorPastAPartialListing() {
        left.incremental = true;
        engine.people();
        seven();
        engine.run();
        left.put("p1", "name", "One");
        left.breaksOff = "It broke off.";
        engine.run();
        left.breaksOff = null;
        engine.run();

        assertThat(left.cursors).containsExactly(null, "7", "7");
    }

    @Test
    void takesTheUpstreamsWordForADeletion() {
        left.incremental = true;
        engine.people("on_delete: propagate", "deleted_when: deleted_at");
        for (int i = 1; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.put("p1", "name", "Person 1", "deleted_at", "2026-11-25");
        left.put("new", "name", "Never seen", "deleted_at", "2026-11-25");

        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 1, 0, 0, 1, 0));
        assertThat(right.rows()).doesNotContainKey("p1");
        assertThat(tally(engine.fullRun(0))).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 1, 12));
        left.put("p1", "name", "Back");
        assertThat(tally(engine.run()).created()).isEqualTo(1);
    }

    @Test
    void triesADeletionAgainThatTheTargetRefused() {
        left.incremental = true;
        engine.people("on_delete: propagate", "deleted_when: deleted_at");
        for (int i = 1; i <= 12; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        right.refuses = _ -> "Other rows name it.";
        left.put("p1", "name", "Person 1", "deleted_at", "2026-11-25");
        assertThat(tally(engine.run()).failed()).isEqualTo(1);
        assertThat(tally(engine.run(1)).failed()).isEqualTo(1);
        right.refuses = _ -> null;

        assertThat(tally(engine.run(1)).deleted()).isEqualTo(1);
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void forgetsARowThatFailedWhenTheUpstreamRemovesIt() {
        left.incremental = true;
        engine.people("deleted_when: deleted_at");
        left.put("p1", "name", "One");
        left.put("p2", "city", "No name");
        engine.run();
        left.put("p2", "city", "No name", "deleted_at", "2026-11-25");
        engine.run();

        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void writesDriftOverOrKeepsIt() {
        engine.config("""
                people:
                  left: { connection: a, table: people }
                  right: { connection: b, table: people }
                  fields:
                    - { left: name, right: name, type: text, drift: overwrite }
                    - { left: city, right: city, type: text, drift: keep }
                """);
        left.put("p1", "name", "Ada", "city", "Bonn");
        engine.run();
        right.put("p1", "name", "Somebody else");
        right.put("p1", "city", "Elsewhere");

        assertThat(tally(engine.run()).updated()).isEqualTo(1);
        assertThat(right.text("p1", "name")).isEqualTo("Ada");
        assertThat(right.text("p1", "city")).isEqualTo("Elsewhere");
        assertThat(tally(engine.run()).unchanged()).isEqualTo(1);
    }

    @Test
    void seesDriftOfARowThatNobodyLookedAt() {
        left.incremental = true;
        engine.people();
        left.put("p1", "name", "Ada", "city", "Bonn");
        engine.run();
        right.put("p1", "city", "Elsewhere");
        left.put("p1", "name", "Ada", "city", "Roma");

        var run = engine.run();

        assertThat(tally(run)).isEqualTo(new Tally(0, 0, 0, 0, 0, 1, 0, 0));
        assertThat(right.text("p1", "city")).isEqualTo("Roma");
        assertThat(engine.changes(run))
                .singleElement()
                .satisfies(change -> assertThat(change.change().before())
                        .containsEntry("city", dev.tallystick.table.Value.text("Elsewhere")));
    }

    @Test
    void givesUpARowThatOthersKeepChangingUntilTheNextRun() {
        left.incremental = true;
        engine.people();
        left.put("p1", "name", "Ada", "city", "Bonn");
        engine.run();
        var others = new java.util.concurrent.atomic.AtomicInteger();
        right.onWrite = () -> right.put("p1", "city", "Elsewhere " + others.incrementAndGet());
        left.put("p1", "name", "Ada", "city", "Roma");
        assertThat(tally(engine.run()).skipped()).isEqualTo(1);
        right.onWrite = () -> {};

        assertThat(tally(engine.run(1)).updated()).isEqualTo(1);
        assertThat(right.text("p1", "city")).isEqualTo("Roma");
    }

    @Test
    void createsARowAgainThatOthersDeletedOrLeavesItSo() {
        engine.people();
        seven();
        engine.run();
        right.remove("p1");
        assertThat(tally(engine.run()).created()).isEqualTo(1);

        engine.people("recreate: false");
        right.remove("p2");
        assertThat(tally(engine.run())).isEqualTo(new Tally(0, 0, 0, 0, 0, 0, 1, 6));
        left.put("p2", "name", "Changed", "city", "Bonn");
        assertThat(tally(engine.run()).created()).isEqualTo(1);
    }

    @Test
    void holdsAMassDeletionAndAppliesExactlyWhatWasApproved() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 10; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        for (int i = 1; i <= 5; i++) {
            left.remove("p" + i);
        }
        engine.run(5);
        int written = right.ledger.size();
        var held = engine.run(5);
        assertThat(held.status()).isEqualTo(Status.HELD);
        assertThat(held.held().reason()).isEqualTo("breaker");
        assertThat(tally(held).held()).isEqualTo(5);
        assertThat(right.ledger).hasSize(written);

        right.put("p5", "name", "Edited meanwhile");
        left.put("p6", "name", "Changed since");
        engine.approve(held);
        engine.work();

        var done = engine.addsUp(engine.now(held), "people", 5);
        assertThat(tally(done)).isEqualTo(new Tally(0, 0, 0, 4, 0, 0, 2, 4));
        assertThat(right.rows()).containsKeys("p5", "p6").doesNotContainKey("p1");
        assertThat(engine.changes(done))
                .filteredOn(change -> change.status() == Journal.Status.SKIPPED)
                .extracting(change -> change.change().key())
                .containsExactlyInAnyOrder("p5", "p6");
    }

    @Test
    void writesLaterWhatAnApprovedPlanLeftOutThoughTheCursorMovedOn() {
        left.incremental = true;
        engine.people();
        left.put("p1", "name", "One");
        left.put("p2", "name", "Two");
        right.put("p1", "name", "Somebody's");
        var held = engine.run();
        assertThat(held.status()).isEqualTo(Status.HELD);
        left.put("p2", "name", "Moved since");
        engine.approve(held);
        engine.work();
        assertThat(tally(engine.addsUp(engine.now(held), "people", 0))).isEqualTo(new Tally(0, 0, 0, 0, 0, 1, 1, 0));

        assertThat(tally(engine.run(1)).created()).isEqualTo(1);
        assertThat(right.text("p2", "name")).isEqualTo("Moved since");
    }

    @Test
    void writesNothingThatWasNotApprovedEvenWhenARowMovesUnderTheWrite() {
        engine.people();
        left.put("p1", "name", "One");
        right.put("p1", "name", "Somebody's");
        var held = engine.run();
        engine.approve(held);
        right.onWrite = () -> right.put("p1", "name", "Edited after the approval");
        engine.work();
        right.onWrite = () -> {};

        assertThat(tally(engine.now(held)).skipped()).isEqualTo(1);
        assertThat(right.text("p1", "name")).isEqualTo("Edited after the approval");
        assertThat(right.ledger).isEmpty();
    }

    @Test
    void asksAgainBeforeTheFirstMatchIsWrittenOverAndEndsTheOlderQuestion() {
        engine.people();
        left.put("p1", "name", "One");
        left.put("p2", "name", "Two");
        left.put("p3", "name", "Three");
        right.put("p1", "name", "One");
        right.put("p2", "name", "Somebody's");
        var held = engine.run();
        assertThat(held.status()).isEqualTo(Status.HELD);
        assertThat(held.held().reason()).isEqualTo("first_match");
        assertThat(held.held().detail()).contains("2 rows match by key, 1 of them", "1 rows would be created");
        assertThat(right.ledger).isEmpty();

        var next = engine.run();

        assertThat(next.status()).isEqualTo(Status.HELD);
        assertThat(next.held().detail()).isEqualTo(held.held().detail());
        assertThat(right.ledger).isEmpty();
        assertThat(engine.now(held).status()).isEqualTo(Status.CANCELLED);
        engine.approve(next);
        engine.work();
        assertThat(tally(engine.addsUp(engine.now(next), "people", 0))).isEqualTo(new Tally(0, 0, 0, 0, 1, 1, 0, 1));
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void doesNotTakeAnEmptyListingForAConfirmation() {
        engine.people();
        for (int i = 1; i <= 5; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        var confirmed = confirmedAt();
        engine.clock.pass(Duration.ofHours(1));
        for (int i = 1; i <= 5; i++) {
            left.remove("p" + i);
        }

        var held = engine.run(5);

        assertThat(held.status()).isEqualTo(Status.HELD);
        assertThat(held.held().reason()).isEqualTo("nothing_read");
        assertThat(held.held().detail())
                .startsWith("The listing was complete but had no row; 5 were there at the last one.")
                .contains("approve this run")
                .contains("look at the account");
        assertThat(confirmedAt()).isEqualTo(confirmed);

        engine.approve(held);
        engine.work();
        assertThat(engine.now(held).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(confirmedAt()).isEqualTo(confirmed.plus(Duration.ofHours(1)));

        for (int i = 1; i <= 5; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        assertThat(tally(engine.run()).unchanged()).isEqualTo(5);
        assertThat(right.ledger).hasSize(5);
    }

    @Test
    void mayReadNothingWhereNothingWas() {
        engine.people();
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);
    }

    private Instant confirmedAt() {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("select confirmed_at from sync_state where sync_id = ?")
                        .param(engine.sync("people").id().value())
                        .query((row, _) -> row.getTimestamp(1).toInstant())
                        .single());
    }

    @Test
    void clearsAHeldRunWhenALaterOneHasNoQuestion() {
        engine.people("on_delete: propagate");
        for (int i = 1; i <= 4; i++) {
            left.put("p" + i, "name", "Person " + i);
        }
        engine.run();
        left.remove("p1");
        left.remove("p2");
        left.remove("p3");
        engine.run(3);
        var held = engine.run(3);
        assertThat(held.status()).isEqualTo(Status.HELD);
        left.put("p1", "name", "Person 1");
        left.put("p2", "name", "Person 2");
        left.put("p3", "name", "Person 3");

        assertThat(engine.run().status()).isEqualTo(Status.SUCCEEDED);

        assertThat(engine.now(held).status()).isEqualTo(Status.CANCELLED);
        assertThat(engine.now(held).sentence()).contains("planned again");
    }

    @Test
    void createsTheRowsThatOthersNeedAndLetsTheirOwnSyncTakeThemOver() {
        engine.config("""
                visits:
                  left: { connection: a, table: visits }
                  right: { connection: b, table: visits }
                  fields: [{ left: person, right: person, type: text }]
                  needs: [{ sync: people, key: person, fields: [{ left: person_name, right: name, type: text }] }]
                people:
                  left: { connection: a, table: people }
                  right: { connection: b, table: people }
                  fields: [{ left: name, right: name, type: text }]
                """);
        var visits = engine.world.left("visits");
        visits.put("v1", "person", "p1", "person_name", "A.");
        visits.put("v2", "person", "p1", "person_name", "A.");
        var run = engine.start("visits", false, false, false);
        engine.engine.work(engine.sync("visits").id().value(), () -> false);

        assertThat(tally(engine.now(run)).created()).isEqualTo(2);
        assertThat(engine.now(run).related()).containsExactly(new Run.Related("people", 1));
        assertThat(right.rows().get("p1").placeholder()).isTrue();
        left.put("p1", "name", "Ada");
        var people = engine.start("people", false, false, false);
        engine.work();
        assertThat(engine.now(people).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(right.rows().get("p1").placeholder()).isFalse();
        assertThat(right.text("p1", "name")).isEqualTo("Ada");
    }

    @Test
    void writesNothingAnywhereInADryRunAndCountsWhatWouldBe() {
        engine.people("on_delete: propagate");
        seven();
        engine.run();
        left.remove("p1");
        left.put("p2", "name", "Changed");
        left.put("p3", "city", "No name");
        left.put("p9", "name", "New");
        left.comesAgain("p2", "name", "Changed once more");
        engine.run(1);
        left.put("p4", "name", "Changed");
        var before = database();
        var outside = right.rows();
        int prepared = right.prepared;

        var run = engine.start("people", false, false, true);
        engine.work();

        run = engine.now(run);
        assertThat(run.status()).isEqualTo(Status.PARTIAL);
        assertThat(tally(run)).isEqualTo(new Tally(1, 0, 0, 1, 0, 1, 0, 5));
        assertThat(run.sentence()).contains("Nothing has been written");
        assertThat(database()).isEqualTo(before);
        assertThat(right.rows()).isEqualTo(outside);
        assertThat(right.prepared).isEqualTo(prepared);
    }

    /// All that we keep, but for what a run says of itself.
    private java.util.Map<String, String> database() {
        var text = new java.util.TreeMap<String, String>();
        engine.sql(jdbc -> jdbc
                .sql(
                        "select table_name from information_schema.tables where table_schema = 'tallystick' and table_type = 'BASE TABLE'")
                .query(String.class)
                .list()
                .stream()
                .filter(name -> !java.util.Set.of(
                                "run", "run_follower", "attempt", "run_line", "change", "event", "lease")
                        .contains(name))
                .forEach(name -> {
                    try {
                        text.put(
                                name,
                                jdbc.sql("savepoint s").update()
                                        + jdbc.sql(
                                                        "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from \""
                                                                + name + "\" t")
                                                .query(String.class)
                                                .single());
                    } catch (org.springframework.dao.DataAccessException hidden) {
                        jdbc.sql("rollback to savepoint s").update();
                    }
                }));
        assertThat(text).containsKeys("pair", "sync_state", "batch", "sync", "connection");
        return text;
    }

    @Test
    void leavesRowsOutUnderTheirOwnNameAndWhatWasWrittenAsItIs() {
        engine.people("noun: therapists", "label: name", "skip: [{ as: FLAT, when: { field: type, equals: flat } }]");
        for (int i = 1; i <= 7; i++) {
            left.put("p" + i, "name", "Person " + i, "city", "Bonn", "type", i > 5 ? "FLAT " : "FULL");
        }

        var run = engine.run();

        assertThat(tally(run)).isEqualTo(new Tally(0, 0, 0, 0, 5, 0, 2, 0));
        assertThat(run.skips()).containsExactly(new Run.Skip("FLAT", 2));
        assertThat(run.sentence()).isEqualTo("5 created, 2 FLAT skipped.");
        assertThat(run.message()).isEqualTo("Processed 7 therapists: 5 created, 0 updated, 2 FLAT skipped.");
        assertThat(right.rows()).hasSize(5);

        left.put("p1", "name", "Changed", "city", "Bonn", "type", "FLAT");
        left.put("p6", "name", "Person 6", "city", "Bonn", "type", "FULL");
        var next = engine.run();

        assertThat(tally(next)).isEqualTo(new Tally(0, 0, 0, 0, 1, 0, 2, 4));
        assertThat(right.text("p1", "name")).as("left as it was").isEqualTo("Person 1");
        String reason = engine.transactions.system(
                jdbc -> jdbc.sql("select reason from change where run_id = ? and row_key = 'p1' and status = 'skipped'")
                        .param(next.id().value())
                        .query(String.class)
                        .single());
        assertThat(reason).contains("Skipped as FLAT: 'type' is \"flat\".").contains("stays as it is");

        left.put("p1", "name", "Changed", "city", "Bonn", "type", "FULL");
        engine.run();
        assertThat(right.text("p1", "name")).as("taken up again").isEqualTo("Changed");
    }

    @Test
    void neverTakesALineThatCannotBeReadForMissing() {
        engine.people("on_delete: propagate");
        seven();
        engine.run();
        left.remove("p3");
        left.unreadable.add(new Source.Unreadable("line 4", "Its key stands in 2 lines.", "p3"));

        for (int time = 0; time < 3; time++) {
            assertThat(engine.run().tally().right().deleted()).isZero();
        }
        assertThat(right.rows()).hasSize(7);

        left.unreadable.clear();
        engine.run(1);
        engine.run(1);
        assertThat(right.rows()).as("now it is gone, by two listings").hasSize(6);
    }
}
