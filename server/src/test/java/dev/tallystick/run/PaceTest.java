package dev.tallystick.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Runs between Airtable and Sheets take little more time than their limits demand. The time is that of a clock which
/// does not wait, so the figures are the same on every machine.
class PaceTest {
    /// @param edits on each side before a run that is not the first
    static List<PacedEngine.Needed> measure(int rows, int edits, Consumer<Object> say) {
        var all = new ArrayList<PacedEngine.Needed>();
        try (var database = TestDatabase.open();
                var paced = new PacedEngine(database, rows)) {
            all.add(paced.run("first load", true));
            say.accept(all.getLast());
            all.add(paced.run("unchanged", true));
            say.accept(all.getLast());
            paced.edit(edits);
            all.add(paced.run("full", true));
            say.accept(all.getLast());
            paced.edit(edits);
            all.add(paced.run("incremental", false));
            say.accept(all.getLast());
        }
        return all;
    }

    @Test
    void aRunTakesHardlyLongerThanItsLimitsDemandAndAsksHardlyMore() {
        assertThat(measure(1_000, 50, _ -> {})).allSatisfy(needed -> {
            assertThat(needed.wall().toMillis())
                    .as("the time of %s", needed)
                    .isLessThan(needed.bound().toMillis() * 110 / 100);
            assertThat(needed.requests()).isLessThanOrEqualTo(needed.minimal() + 6);
            assertThat(needed.run().unguarded().longestMillis())
                    .as("the look, the write and what lies between, of %s", needed)
                    .isLessThan(1_500);
        });
    }
}
