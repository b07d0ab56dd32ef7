package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.history.Run;
import dev.tallystick.table.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/// No row is created whose key is there already, wherever it stands.
class MatchKeysTest extends TwoWayRuns {
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
}
