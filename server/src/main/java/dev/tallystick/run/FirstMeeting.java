package dev.tallystick.run;

import dev.tallystick.plan.Side;
import java.util.Map;

/// The report of the first match of two filled sides, which a person reads before anything is written.
///
/// @param matched rows that found their counterpart by the match key
/// @param differing of those, rows with fields that say different things
/// @param alone rows of each side without a counterpart
/// @param ambiguous rows whose counterpart could be more than one
record FirstMeeting(long matched, long differing, Map<Side, Long> alone, long ambiguous) {

    String report() {
        return "Both tables are filled. " + matched + " rows match, " + differing + " of them with different values; "
                + alone.getOrDefault(Side.LEFT, 0L) + " rows are only on the left, "
                + alone.getOrDefault(Side.RIGHT, 0L) + " only on the right; " + ambiguous
                + " are ambiguous. Choose what becomes of different values (left, right, or a conflict for each) and of"
                + " rows that stand alone (create or leave), then approve the plan.";
    }
}
