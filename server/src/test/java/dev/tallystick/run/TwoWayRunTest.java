package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.run.MemoryTables.Fault;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Runs between two tables whose rows have ids of their own, on a real database.
class TwoWayRunTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private EngineFixture engine;
    private MemoryTables tables;
    private MemoryTable left;
    private MemoryTable right;

    @BeforeEach
    void fixture() {
        var clock = new dev.tallystick.workspace.SettableClock();
        tables = new MemoryTables(clock);
        engine = new EngineFixture(database, clock, tables);
        left = tables.table("left");
        right = tables.table("right");
    }

    private void people(String... settings) {
        var lines = new StringBuilder();
        for (var setting : settings) {
            lines.append("  ").append(setting).append('\n');
        }
        engine.config(java.nio.file.Path.of("."), """
                version: 1
                connections:
                  a: { connector: tables, title: Airtable, settings: {} }
                  b: { connector: tables, title: Sheets, settings: {} }
                syncs:
                  people:
                    left: { connection: a, table: left }
                    right: { connection: b, table: right }
                    direction: both
                    match: { left: name, right: name }
                    fields:
                      - { left: name, right: name }
                      - { left: city, right: city }
                """ + lines.toString().indent(2));
    }

    private Run run() {
        return run(false, false);
    }

    private Run run(boolean full, boolean forced) {
        var run = engine.start("people", full, forced, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        return replayed(engine.now(run));
    }

    /// Planned again from what was kept of it, the plan of a run has the hash that the run carries.
    private Run replayed(Run run) {
        if (run.planHash() != null && !run.approved()) {
            var again = engine.transactions.in(
                    engine.workspace,
                    jdbc -> PlannedWith.replay(
                            engine.runs.plannedWith(jdbc, run.id()).orElseThrow(),
                            engine.journal.known(jdbc, run.id())));
            assertThat(again).as("the plan made again").isEqualTo(run.planHash());
        }
        return run;
    }

    /// People of the left table belong to firms, a table of its own; the right table shows the firms by name.
    private MemoryTable firms(String... settings) {
        var firms = tables.table("firms");
        left.fields.put("firm", FieldType.LINKS);
        left.links.put("firm", firms);
        right.fields.put("firm", FieldType.TEXT);
        people("  - { left: firm, right: firm" + String.join("", settings) + " }");
        return firms;
    }

    private static Value linkTo(String id) {
        return new Value.Links(List.of(id));
    }

    private String firmOf(String person) {
        return left.rows().get(left.named(person).getFirst()).getOrDefault("firm", Value.empty())
                        instanceof Value.Links(var ids)
                ? String.join(" ", ids)
                : "";
    }

    private void sameOnBothSides() {
        assertThat(left.rows().values())
                .containsExactlyInAnyOrderElementsOf(right.rows().values());
    }

    private void quiet() {
        int writes = left.ledger.size() + right.ledger.size();
        var run = run();
        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(left.ledger.size() + right.ledger.size()).as("writes").isEqualTo(writes);
        assertThat(run.planChanges()).isZero();
    }

    @Test
    void fillsAnEmptySideAndIsQuietAfterwards() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "New York");

        var run = run();

        assertThat(run.sentence()).isEqualTo("Airtable -> Sheets: 2 added; Sheets -> Airtable: nothing.");
        sameOnBothSides();
        quiet();
    }

    @Test
    void carriesEditsOfBothSidesAcross() {
        people();
        var ada = left.insert("Ada", "London");
        left.insert("Grace", "New York");
        run();
        left.edit(ada, "city", "Paris");
        right.edit(right.named("Grace").getFirst(), "city", "Boston");
        right.insert("Linus", "Helsinki");

        var run = run();

        assertThat(run.sentence()).isEqualTo("Airtable -> Sheets: 1 updated; Sheets -> Airtable: 1 added, 1 updated.");
        assertThat(run.tally().left().considered()).isEqualTo(3);
        assertThat(run.tally().right().considered()).isEqualTo(3);
        sameOnBothSides();
        quiet();
    }

    @Test
    void knowsTheKeyOfARowThatItMadeItself() {
        people();
        left.insert("Ada", "London");
        run();
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(run.tally().right().held()).as("a second Ada").isEqualTo(1);
        assertThat(left.named("Ada")).hasSize(1);
    }

    @Test
    void leavesARowThatCannotBeReadAsItWas() {
        people("on_missing: { left: { policy: propagate } }");
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "");
        left.illegible.add(ada);

        for (int i = 0; i < 3; i++) {
            assertThat(run().tally().left().failed()).isEqualTo(1);
        }

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("London");
    }

    @Test
    void mergesFieldsOfOneRow() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.edit(other, "name", "Ada L.");

        run();

        assertThat(left.rows().get(ada)).isEqualTo(right.rows().get(other));
        assertThat(left.text(ada, "name")).isEqualTo("Ada L.");
        assertThat(left.text(ada, "city")).isEqualTo("Paris");
        quiet();
    }

    @Test
    void freezesAFieldThatBothSidesChangedUntilAPersonDecides() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.edit(other, "city", "Rome");

        var run = run();

        assertThat(run.tally().left().conflict()).isEqualTo(1);
        assertThat(left.text(ada, "city")).isEqualTo("Paris");
        assertThat(right.text(other, "city")).isEqualTo("Rome");
        var filter = new ConflictStore.Filter(null, "people", null, null, "open");
        var decided = engine.transactions.in(
                engine.workspace, jdbc -> new ConflictStore().decide(jdbc, filter, Pick.RIGHT, null, "Ada"));
        assertThat(decided).hasSize(1);

        run();

        assertThat(left.text(ada, "city")).isEqualTo("Rome");
        assertThat(right.text(other, "city")).isEqualTo("Rome");
        quiet();
        var settled = engine.transactions.in(
                engine.workspace,
                jdbc -> new ConflictStore()
                        .page(jdbc, new ConflictStore.Filter(null, "people", null, null, "settled"), null, 10));
        assertThat(settled).hasSize(1);
        assertThat(settled.getFirst().left()).isEqualTo(Value.text("Paris"));
    }

    @Test
    void asksBeforeTwoFilledSidesMeet() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "New York");
        right.insert("Ada", "Paris");
        right.insert("Linus", "Helsinki");

        var held = run();

        assertThat(held.status()).isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(held.held()).detail())
                .contains("1 rows match, 1 of them with different values")
                .contains("1 rows are only on the left, 1 only on the right");
        assertThat(left.ledger).isEmpty();
        assertThat(right.ledger).isEmpty();

        engine.transactions.in(engine.workspace, jdbc -> {
            new TwoWayStateStore().chose(jdbc, held, new Meeting(Differing.LEFT, Alone.CREATE, Alone.LEAVE));
            return null;
        });
        var shown = run();

        assertThat(shown.status()).as("its plan was not shown yet").isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(shown.held()).detail()).contains("the left value wins");
        assertThat(right.ledger).isEmpty();
        engine.approve(shown);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(shown).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("London");
        assertThat(right.named("Grace")).hasSize(1);
        assertThat(left.named("Linus")).isEmpty();
        quiet();
    }

    @Test
    void neverDeletesWithoutProofAndThenByPolicy() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());

        run();
        assertThat(right.named("Person 7")).as("after one listing").hasSize(1);
        run();
        assertThat(right.named("Person 7")).as("after two listings").isEmpty();
        quiet();
    }

    @Test
    void createsOneRowThoughTheAnswerWasLost() {
        people();
        left.insert("Ada", "London");
        right.writes.add(Fault.LOST_AFTER);

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void waitsForAWriteThatMayStillLand() {
        people();
        left.insert("Ada", "London");
        right.writes.add(Fault.LATE);

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.RUNNING);
        assertThat(run.nextAttemptAt()).isNotNull();
        engine.clock.pass(MemoryTables.SETTLES);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void keepsWhatStoodThereWhenSomebodyEditsOverAWriteWithoutAnAnswer() {
        people("first_match: { differing: left }");
        left.insert("Ada", "London");
        var other = right.insert("Ada", "Rome");
        right.writes.add(Fault.LOST_AFTER);
        var run = engine.start("people", false, false, false);
        right.afterWrite.add(() -> right.edit(other, "city", "Oslo"));
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        assertThat(engine.now(run).status()).as("waits").isEqualTo(Run.Status.RUNNING);
        engine.clock.pass(MemoryTables.SETTLES);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(engine.now(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(everything(run))
                .as("what our write took away before it was edited over")
                .anyMatch(change -> Value.text("Rome").equals(change.before().get("city")));
        quiet();
    }

    @Test
    void countsAStaleCopyOfADeletedRowOnce() {
        people("on_missing: { left: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        left.delete(left.named("Person 7").getFirst());
        run();
        var before = right.rows();
        run();
        var deleted = right.bringBack(before);
        assertThat(deleted).hasSize(1);

        var run = run();

        assertThat(run.tally().right().skipped()).isEqualTo(1);
        assertThat(run.tally().right().unchanged()).isEqualTo(19);
        assertThat(run.tally().right().considered())
                .as("rows that the listing brought")
                .isEqualTo(20);
    }

    /// Also what was planned again and is not counted.
    private java.util.List<dev.tallystick.plan.Change> everything(Run run) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> java.util.Arrays.stream(dev.tallystick.history.Journal.Status.values())
                        .flatMap(status -> ChangeSearch.page(
                                jdbc,
                                new ChangeSearch.Filter(run.id(), null, null, null, status.word(), null),
                                null,
                                100)
                                .stream())
                        .map(dev.tallystick.history.Journal.Entry::change)
                        .toList());
    }

    @Test
    void createsOneRowThoughTheProcessDiedInTheMiddle() {
        for (var fault : new Fault[] {Fault.DIES_BEFORE, Fault.DIES_AFTER}) {
            fixture();
            people();
            left.insert("Ada", "London");
            right.writes.add(fault);
            var run = engine.start("people", false, false, false);
            try {
                engine.engine.work(engine.sync("people").id().value(), () -> false);
            } catch (MemoryTables.Death killed) {
                engine.leaseRunsOut();
            }
            engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
            engine.restart();
            engine.engine.work(engine.sync("people").id().value(), () -> false);

            assertThat(engine.now(run).status()).as("%s", fault).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(right.named("Ada")).as("%s", fault).hasSize(1);
            quiet();
        }
    }

    @Test
    void leavesARowAloneThatWasEditedBetweenTheLookAndTheWrite() {
        people();
        var ada = left.insert("Ada", "London");
        run();
        var other = right.named("Ada").getFirst();
        left.edit(ada, "city", "Paris");
        right.beforeGuard.add(() -> right.edit(other, "city", "Rome"));

        var run = run();

        assertThat(right.text(other, "city")).isEqualTo("Rome");
        assertThat(run.tally().right().skipped()).isEqualTo(1);
        assertThat(run().tally().right().conflict()).isEqualTo(1);
    }

    @Test
    void givesATypedRowItsIdBeforeItsCounterpartIsCreated() {
        right.ownIds = true;
        people();
        right.type("Linus", "Helsinki");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(left.named("Linus")).hasSize(1);
        assertThat(right.ledger).hasSize(1).first().asString().startsWith("id ");
        quiet();
    }

    @Test
    void namesARowThatTheOtherSideRefuses() {
        people();
        left.insert("Ada", "London");
        left.insert("Grace", "Nowhere");
        right.refuses = (field, value) -> value.equals("Nowhere") ? "'city' does not know \"Nowhere\"." : "";

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().right().failed()).isEqualTo(1);
        assertThat(run.tally().right().created()).isEqualTo(1);
        int asked = right.requests();
        var again = run();
        assertThat(again.tally().right().failed())
                .as("still failed, not sent again")
                .isEqualTo(1);
        assertThat(right.requests() - asked).as("one listing").isEqualTo(1);

        left.edit(left.named("Grace").getFirst(), "city", "Boston");
        assertThat(run().status()).isEqualTo(Run.Status.SUCCEEDED);
        sameOnBothSides();
    }

    @Test
    void holdsRowsWithOneKeyAndGoesOnWithTheOthers() {
        people("first_match: { differing: left }");
        left.insert("Ada", "London");
        left.insert("Ada", "Paris");
        left.insert("Grace", "Boston");
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().left().held()).isEqualTo(2);
        assertThat(right.named("Grace")).hasSize(1);
        assertThat(right.named("Ada")).hasSize(1);
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Rome");
    }

    @Test
    void showsLinkedRowsByNameAndReadsNamesAsLinks() {
        var firms = firms();
        var acme = firms.insert("Acme", "");
        var bond = firms.insert("Bond, James", "");
        var ada = left.insert(Map.of("name", Value.text("Ada"), "firm", linkTo(acme)));
        run();
        var other = right.named("Ada").getFirst();
        assertThat(right.text(other, "firm")).isEqualTo("Acme");

        right.edit(other, "firm", "Acme, \"Bond, James\"");
        run();
        assertThat(firmOf("Ada")).isEqualTo(acme + " " + bond);
        quiet();

        left.put(ada, "firm", linkTo(bond));
        run();
        assertThat(right.text(other, "firm")).isEqualTo("\"Bond, James\"");
        quiet();

        firms.edit(bond, "name", "Bond");
        var renamed = run();
        assertThat(right.text(other, "firm")).as("a rename refreshes the cell").isEqualTo("Bond");
        assertThat(renamed.tally().left().updated()).as("and is no edit").isZero();
        quiet();
    }

    @Test
    void waitsForANameThatNobodyHasAndGuessesNone() {
        var firms = firms();
        var acme = firms.insert("Acme", "");
        left.insert(Map.of("name", Value.text("Ada"), "firm", linkTo(acme)));
        left.insert(Map.of("name", Value.text("Grace"), "firm", linkTo(acme)));
        run();
        firms.insert("Twins", "");
        firms.insert("Twins", "");
        right.edit(right.named("Ada").getFirst(), "firm", "Nobody");
        right.edit(right.named("Grace").getFirst(), "firm", "Twins");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().left().skipped()).as("Ada waits").isEqualTo(1);
        assertThat(run.tally().left().failed()).as("Grace's firm could be two").isEqualTo(1);
        assertThat(heldBecause(run))
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("2 rows are called that: firms2, firms3"));
        assertThat(right.text(right.named("Ada").getFirst(), "firm")).isEqualTo("Nobody");
        assertThat(firms.rows()).as("made by nobody").hasSize(3);

        var nobody = firms.insert("Nobody", "");
        firms.edit("firms3", "name", "Others");
        assertThat(run().status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(firmOf("Ada")).isEqualTo(nobody);
        assertThat(firmOf("Grace")).isEqualTo("firms2");
        quiet();
    }

    private void workOn(Run run) {
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        assertThat(replayed(engine.now(run)).endedAt()).isNotNull();
    }

    @Test
    void makesTheRowsThatCellsNameOnceAndLinksToThemInTheRunThatFollows() {
        var firms = firms(", create_missing_links: true");
        var acme = firms.insert("Acme", "");
        left.insert(Map.of("name", Value.text("Ada"), "firm", linkTo(acme)));
        left.insert(Map.of("name", Value.text("Grace"), "firm", linkTo(acme)));
        run();
        right.edit(right.named("Ada").getFirst(), "firm", "Acme, New & Co");
        right.edit(right.named("Grace").getFirst(), "firm", "New & Co");
        right.insert(Map.of("name", Value.text("Linus"), "city", Value.text("Oslo"), "firm", Value.text("Other")));

        var shown = engine.start("people", false, false, true);
        workOn(shown);
        assertThat(firms.rows()).as("a dry run makes nothing").hasSize(1);
        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(run.planHash())
                .as("what was shown")
                .isEqualTo(engine.now(shown).planHash());
        assertThat(firms.named("New & Co")).hasSize(1);
        assertThat(firms.named("Other")).hasSize(1);
        assertThat(run.related()).containsExactly(new Run.Related("firms", 2));
        assertThat(left.named("Linus")).hasSize(1);
        assertThat(firmOf("Grace")).as("the id was not known to the plan").isEqualTo(acme);
        var made = engine.transactions.in(
                engine.workspace,
                jdbc -> ChangeSearch.page(
                        jdbc, new ChangeSearch.Filter(run.id(), null, "New & Co", null, null, null), null, 10));
        assertThat(made).singleElement().satisfies(entry -> {
            assertThat(entry.change().table()).isEqualTo("firms");
            assertThat(entry.change().reason()).contains("no row of firms is called that");
            assertThat(entry.row()).isEqualTo(firms.named("New & Co").getFirst());
        });

        var follows = engine.transactions.in(
                engine.workspace,
                jdbc -> engine.runs.open(jdbc, engine.sync("people").id()));
        assertThat(follows)
                .singleElement()
                .satisfies(
                        next -> assertThat(next.followUpOf()).isEqualTo(run.id().value()));
        workOn(follows.getFirst());
        assertThat(firmOf("Ada")).isEqualTo(acme + " " + firms.named("New & Co").getFirst());
        assertThat(firmOf("Grace")).isEqualTo(firms.named("New & Co").getFirst());
        assertThat(firmOf("Linus")).isEqualTo(firms.named("Other").getFirst());
        assertThat(firms.ledger).hasSize(2);
        quiet();
    }

    @Test
    void makesNoLinkedRowAgainThatAPersonRemovedOrRenamed() {
        var firms = firms(", create_missing_links: true");
        left.insert("Ada", "London");
        run();
        right.edit(right.named("Ada").getFirst(), "firm", "New & Co");
        run();
        run();
        assertThat(firmOf("Ada")).isEqualTo(firms.named("New & Co").getFirst());
        firms.delete(firms.named("New & Co").getFirst());
        left.insert("Grace", "Oslo");
        run();
        right.edit(right.named("Grace").getFirst(), "firm", "New & Co");

        run();
        run();

        assertThat(firms.named("New & Co")).isEmpty();
    }

    @Test
    void makesALinkedRowOnceThoughTheProcessDiedOrTheAnswerWasLost() {
        for (var fault :
                List.of(Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.LOST_AFTER, Fault.LOST_BEFORE, Fault.LATE)) {
            fixture();
            var firms = firms(", create_missing_links: true");
            left.insert("Ada", "London");
            run();
            right.edit(right.named("Ada").getFirst(), "firm", "New & Co");
            firms.writes.add(fault);
            var run = engine.start("people", false, false, false);
            try {
                engine.engine.work(engine.sync("people").id().value(), () -> false);
            } catch (MemoryTables.Death killed) {
                engine.leaseRunsOut();
                engine.restart();
            }
            for (int i = 0; i < 4; i++) {
                engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
                engine.engine.work(engine.sync("people").id().value(), () -> false);
            }

            assertThat(engine.now(run).status()).as("%s", fault).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(firms.named("New & Co")).as("%s", fault).hasSize(1);
            assertThat(firmOf("Ada"))
                    .as("%s", fault)
                    .isEqualTo(firms.named("New & Co").getFirst());
            assertThat(madeFirms()).as("%s, in the journal", fault).isEqualTo(firms.named("New & Co"));
            quiet();
        }
    }

    /// The rows of linked tables that the journal says were made.
    private List<String> madeFirms() {
        var filter = new ChangeSearch.Filter(null, "people", "New & Co", null, "done", null);
        return engine.transactions.in(engine.workspace, jdbc -> ChangeSearch.page(jdbc, filter, null, 10)).stream()
                .map(dev.tallystick.history.Journal.Entry::row)
                .toList();
    }

    @Test
    void makesNoLinkedRowThatSomebodyMadeMeanwhile() {
        var firms = firms(", create_missing_links: true");
        left.insert("Ada", "London");
        run();
        right.edit(right.named("Ada").getFirst(), "firm", "New & Co");
        // The names are read before the rows are.
        left.shows = _ -> {
            if (firms.named("New & Co").isEmpty()) {
                firms.insert("New & Co", "");
            }
            return true;
        };

        run();
        workOn(engine.transactions
                .in(
                        engine.workspace,
                        jdbc -> engine.runs.open(jdbc, engine.sync("people").id()))
                .getFirst());

        assertThat(firms.named("New & Co")).hasSize(1);
        assertThat(firms.ledger).isEmpty();
        assertThat(firmOf("Ada")).isEqualTo(firms.named("New & Co").getFirst());
        quiet();
    }

    @Test
    void namesALinkedRowThatItsTableRefuses() {
        var firms = firms(", create_missing_links: true");
        left.insert("Ada", "London");
        run();
        firms.refuses = (_, value) -> value.equals("New & Co") ? "Names are kept by the office." : "";
        right.edit(right.named("Ada").getFirst(), "firm", "New & Co");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().left().failed()).isEqualTo(1);
        assertThat(heldBecause(run)).anyMatch(reason -> reason.contains("could not be made in firms"));
    }

    private List<String> heldBecause(Run run) {
        return engine.transactions.in(engine.workspace, jdbc -> ChangeSearch.failures(jdbc, run.id(), 10)).stream()
                .map(failures -> failures.rows() + " " + failures.why())
                .toList();
    }

    /// The sync of the right table shows only people of some cities.
    private void shown(String... cities) {
        right.showsAll = false;
        right.shows = row -> List.of(cities)
                .contains(row.getOrDefault("city", Value.empty()) instanceof Value.Text(var city) ? city : "");
    }

    @Test
    void createsNoRowWhoseKeyIsHiddenByTheFilterOfTheOtherSide() {
        people("first_match: { differing: left }");
        right.insert("Ada", "Hidden");
        right.insert("Linus", "Helsinki");
        right.insert("Twin", "Hidden");
        right.insert("Twin", "Elsewhere");
        shown("Helsinki", "London", "New York", "Boston");
        left.insert("Ada", "London");
        left.insert("Grace", "New York");
        left.insert("Twin", "Boston");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.tally().left().held()).isEqualTo(2);
        assertThat(right.named("Ada")).hasSize(1);
        assertThat(right.named("Twin")).hasSize(2);
        assertThat(right.named("Grace")).hasSize(1);
        assertThat(left.named("Linus")).hasSize(1);
        assertThat(right.looked)
                .as("one call for all keys that would be created, and for no other")
                .containsExactly(List.of(Value.text("Ada"), Value.text("Grace"), Value.text("Twin")));
        assertThat(left.looked).as("the left listing has shown everything").isEmpty();
        assertThat(heldBecause(run))
                .hasSize(2)
                .anyMatch(reason -> reason.startsWith("1 The right table has a row with this key outside the filter"))
                .anyMatch(reason -> reason.startsWith("1 The right table has 2 rows with this key"));

        right.edit(right.named("Ada").getFirst(), "city", "London");
        right.delete(right.named("Twin").getFirst());
        right.delete(right.named("Twin").getFirst());

        assertThat(run().status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        assertThat(right.named("Twin")).hasSize(1);
        quiet();
    }

    @Test
    void looksForNoKeyAgainThatCannotBeCreated() {
        people();
        shown("London");
        left.insert("Ada", "London");
        run();
        right.looked.clear();

        quiet();
        left.edit(left.named("Ada").getFirst(), "city", "London ");
        run();

        assertThat(right.looked).isEmpty();
    }

    @Test
    void createsNoRowWhoseKeyTheListOfChangesHasNotBrought() {
        people();
        right.incremental = true;
        left.insert("Grace", "New York");
        run();
        right.insert("Eve", "Oslo");
        run();
        run();
        // A computed name: it changes without the row's own time of change.
        right.editUnnoticed(right.named("Eve").getFirst(), "name", "Ada");
        left.insert("Ada", "Oslo");
        left.insert("Linus", "Helsinki");

        var run = run();

        assertThat(right.named("Ada")).hasSize(1);
        assertThat(right.named("Linus")).hasSize(1);
        assertThat(run.tally().left().held()).isEqualTo(1);
        assertThat(heldBecause(run))
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("More than one row has this key"));
        assertThat(right.looked).endsWith(List.of(Value.text("Ada"), Value.text("Linus")));
    }

    @Test
    void matchesARowThatOnlyTheLookForItsKeyHasBrought() {
        people();
        right.incremental = true;
        left.insert("Grace", "New York");
        run();
        run();
        right.insertUnnoticed("Ada", "Oslo");
        left.insert("Ada", "Oslo");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(right.named("Ada")).hasSize(1);
        assertThat(left.named("Ada")).hasSize(1);
        sameOnBothSides();
        left.edit(left.named("Ada").getFirst(), "city", "Bergen");
        run();
        sameOnBothSides();
        quiet();
    }

    @Test
    void createsAgainNoRowWhoseKeyIsHiddenByNow() {
        people("on_missing: { right: { policy: propagate } }");
        shown("London", "Paris");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "London");
        }
        run();
        right.delete(right.named("Person 7").getFirst());
        run();
        right.insert("Person 7", "Hidden");
        left.edit(left.named("Person 7").getFirst(), "city", "Paris");

        var run = run();

        assertThat(run.tally().left().held()).as("the edit wins, but not twice").isEqualTo(1);
        assertThat(right.named("Person 7")).hasSize(1);
    }

    @Test
    void holdsWhenAMappedFieldIsGoneAndBlanksNothing() {
        people();
        left.insert("Ada", "London");
        run();
        right.fields.remove("city");

        var run = run();

        assertThat(run.status()).isEqualTo(Run.Status.HELD);
        assertThat(Objects.requireNonNull(run.held()).reason()).isEqualTo("schema");
        assertThat(left.text(left.named("Ada").getFirst(), "city")).isEqualTo("London");
    }

    @Test
    void readsOnlyWhatChangedWhereATableCanTell() {
        left.incremental = true;
        right.incremental = true;
        people();
        var ada = left.insert("Ada", "London");
        left.insert("Grace", "New York");
        run();
        left.edit(ada, "city", "Paris");

        var run = run();

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Paris");
        assertThat(run.tally().left().considered()).isLessThanOrEqualTo(2);
        quiet();
    }

    @Test
    void takesAPairWhoseRowWasCutAndPastedForTheSame() {
        people("on_missing: { right: { policy: propagate } }");
        for (int i = 0; i < 20; i++) {
            left.insert("Person " + i, "City");
        }
        run();
        var cut = right.named("Person 3").getFirst();
        right.delete(cut);
        right.insert("Person 3", "Elsewhere");

        run();
        run();

        assertThat(left.named("Person 3")).hasSize(1);
        assertThat(left.text(left.named("Person 3").getFirst(), "city")).isEqualTo("Elsewhere");
        assertThat(right.named("Person 3")).hasSize(1);
        quiet();
    }

    private Run again(Run run) {
        engine.clock.pass(MemoryTables.SETTLES.plusSeconds(1));
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        return engine.now(run);
    }

    @Test
    void doesNotLoseWhatAnAttemptSawThatDidNotComeToIt() {
        left.incremental = true;
        people();
        var ada = left.insert("Ada", "London");
        run();
        left.edit(ada, "city", "Paris");
        left.insert("Grace", "New York");
        engine.clock.pass(Duration.ofMinutes(1));
        right.lists.add(Fault.UNAVAILABLE);
        var run = run();
        assertThat(run.status()).isEqualTo(Run.Status.RUNNING);

        assertThat(again(run).status()).isEqualTo(Run.Status.SUCCEEDED);

        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Paris");
        assertThat(right.named("Grace")).hasSize(1);
    }

    @Test
    void keepsForLaterWhatItCannotAskForById() {
        left.incremental = true;
        left.asksById = false;
        people();
        left.insert("Ada", "London");
        run();
        left.insert("Grace", "New York");
        engine.clock.pass(Duration.ofMinutes(1));
        right.lists.add(Fault.UNAVAILABLE);
        again(run());

        run(true, false);

        assertThat(right.named("Grace")).hasSize(1);
    }

    @Test
    void aRowThatWasDeletedBeforeItMetAnotherIsInNobodysWay() {
        people();
        var ada = left.insert("Ada", "London");
        right.insert("Linus", "Helsinki");
        var held = run();
        left.delete(ada);
        left.insert("Ada", "Paris");
        engine.transactions.in(engine.workspace, jdbc -> {
            new TwoWayStateStore().chose(jdbc, held, new Meeting(Differing.LEFT, Alone.CREATE, Alone.CREATE));
            return null;
        });

        var shown = run();
        engine.approve(shown);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(right.named("Ada")).hasSize(1);
        quiet();
    }

    @Test
    void remembersTheIdThatIsOnItsWayToATypedRow() {
        right.ownIds = true;
        people();
        right.type("Linus", "Helsinki");
        right.beforeWrite.add(() -> {
            engine.leaseRunsOut();
            engine.otherNode.work(engine.sync("people").id().value(), () -> false);
        });
        var run = engine.start("people", false, false, false);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        assertThat(again(run).status()).isEqualTo(Run.Status.SUCCEEDED);
        run();

        assertThat(left.named("Linus")).hasSize(1);
        assertThat(right.named("Linus")).hasSize(1);
        quiet();
    }

    @Test
    void aRowThatWasLeftAloneHasAgreedOnNothingWithTheOneItMeetsLater() {
        people("first_match: { differing: left, left_alone: leave, right_alone: leave }");
        left.insert("Ada", "London");
        right.insert("Linus", "Helsinki");
        run();
        right.insert("Ada", "Rome");

        var run = run();

        assertThat(left.text(left.named("Ada").getFirst(), "city")).isEqualTo("London");
        assertThat(right.text(right.named("Ada").getFirst(), "city")).isEqualTo("Rome");
        assertThat(run.tally().left().conflict()).isEqualTo(1);
    }

    @Test
    void aDryRunWritesNothingAnywhere() {
        people();
        left.insert("Ada", "London");
        var run = engine.start("people", false, false, true);
        engine.engine.work(engine.sync("people").id().value(), () -> false);

        var done = engine.now(run);
        assertThat(done.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(done.planChanges()).isEqualTo(1);
        assertThat(right.rows()).isEqualTo(Map.of());
    }

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

    private Run undo(Run of, UndoChoice choice, @Nullable String row) {
        var run = engine.transactions.in(engine.workspace, jdbc -> {
            var id = engine.runs.create(
                    jdbc,
                    engine.sync("people"),
                    Run.Trigger.UNDO,
                    false,
                    false,
                    false,
                    7L,
                    "Ada",
                    null,
                    engine.clock.instant());
            engine.runs.undoes(jdbc, id, new RunStore.Undo(of.id(), choice, row));
            return engine.runs.find(jdbc, id).orElseThrow();
        });
        engine.engine.work(engine.sync("people").id().value(), () -> false);
        engine.clock.pass(Duration.ofMinutes(1));
        return engine.now(run);
    }
}
