package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.run.MemoryTables.Fault;
import dev.tallystick.run.MemoryTables.MemoryTable;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Cells of links beside cells of names, and the rows of linked tables that are made for a name.
class LinkedRowsTest extends TwoWayRuns {
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

    /// Works on the run that a run has booked for the links to the rows that it made.
    private Run followUp() {
        var next = engine.transactions
                .in(
                        engine.workspace,
                        jdbc -> engine.runs.open(jdbc, engine.sync("people").id()))
                .getFirst();
        workOn(next);
        return engine.now(next);
    }

    /// Leaves the making of a linked row uncertain: somebody made one of that name in the same moment, or two.
    private Entry uncertain(MemoryTable firms, Fault fault) {
        left.insert("Ada", "London");
        run();
        right.edit(right.named("Ada").getFirst(), "firm", "New & Co");
        firms.writes.add(fault);
        firms.beforeWrite.add(() -> {
            for (int i = 0; i < (fault == Fault.LOST_BEFORE ? 2 : 1); i++) {
                firms.insert(Map.of("name", Value.text("New & Co")));
            }
        });
        var run = run();
        assertThat(firms.named("New & Co")).hasSize(2);
        var filter = new ChangeSearch.Filter(run.id(), null, null, null, "uncertain", null);
        var found = engine.transactions.in(engine.workspace, jdbc -> ChangeSearch.page(jdbc, filter, null, 10));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private SettleUncertain.Outcome settle(Entry entry, boolean landed) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> new SettleUncertain()
                        .settle(jdbc, entry, new SettleUncertain.Word(landed, null, "Ada"), engine.clock.instant()));
    }

    @Test
    void linksToTheLinkedRowOfWhichAPersonSaysThatItArrived() {
        var firms = firms(", create_missing_links: true");
        var entry = uncertain(firms, Fault.LOST_AFTER);
        run();
        assertThat(firms.named("New & Co")).as("nobody makes a third").hasSize(2);
        assertThat(firmOf("Ada")).as("and nobody guesses").isEmpty();

        firms.delete(firms.named("New & Co").getFirst());
        var settled = settle(entry, true);

        assertThat(settled)
                .isInstanceOfSatisfying(
                        SettleUncertain.Outcome.Settled.class,
                        word -> assertThat(word.change().status()).isEqualTo(Journal.Status.DONE));
        run();
        assertThat(firmOf("Ada")).isEqualTo(firms.named("New & Co").getFirst());
        assertThat(firms.ledger).as("made once").hasSize(1);
        quiet();
        assertThat(settle(entryNow(entry), true)).isInstanceOf(SettleUncertain.Outcome.Refused.class);
    }

    @Test
    void makesTheLinkedRowOfWhichAPersonSaysThatItNeverArrived() {
        var firms = firms(", create_missing_links: true");
        var entry = uncertain(firms, Fault.LOST_BEFORE);
        List.copyOf(firms.named("New & Co")).forEach(firms::delete);
        run();
        assertThat(firms.named("New & Co"))
                .as("not before somebody has said so")
                .isEmpty();

        settle(entry, false);
        run();
        followUp();

        assertThat(firms.named("New & Co")).hasSize(1);
        assertThat(firmOf("Ada")).isEqualTo(firms.named("New & Co").getFirst());
        quiet();
    }

    private Entry entryNow(Entry entry) {
        return engine.transactions.in(
                engine.workspace, jdbc -> engine.journal.find(jdbc, entry.id()).orElseThrow());
    }

    @Test
    void saysOfALinkedRowThatItStaysWhenItsRunIsTakenBack() {
        var firms = firms(", create_missing_links: true");
        left.insert("Ada", "London");
        run();
        right.edit(right.named("Ada").getFirst(), "firm", "New & Co");
        var made = run();
        var linked = followUp();
        var firm = firms.named("New & Co").getFirst();
        assertThat(firmOf("Ada")).isEqualTo(firm);
        var grace = left.insert(Map.of("name", Value.text("Grace"), "firm", linkTo(firm)));
        run();

        var link = undo(linked, UndoChoice.ACCEPT, null);
        var row = undo(made, UndoChoice.ACCEPT, null);

        assertThat(link.tally().left().updated()).isEqualTo(1);
        assertThat(firmOf("Ada")).isEmpty();
        assertThat(row.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(row.planChanges()).isZero();
        assertThat(engine.changes(row)).singleElement().satisfies(left -> {
            assertThat(left.status()).isEqualTo(Journal.Status.SKIPPED);
            assertThat(left.change().table()).isEqualTo("firms");
            assertThat(left.change().reason())
                    .contains("\"New & Co\" of firms", "stays", "would lose their links", "Delete it in firms");
        });
        assertThat(firms.named("New & Co")).containsExactly(firm);
        assertThat(left.rows().get(grace)).containsEntry("firm", linkTo(firm));
        quiet();

        firms.delete(firm);
        left.put(grace, "firm", Value.empty());
        run();
        run();
        assertThat(firms.named("New & Co"))
                .as("what a person removed is not made again")
                .isEmpty();
    }
}
