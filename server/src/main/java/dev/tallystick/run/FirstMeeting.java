package dev.tallystick.run;

import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.Side;
import java.util.Map;

/// The report of the first match of two filled sides, which a person reads before anything is written.
///
/// @param matched rows that found their counterpart by the match key
/// @param differing of those, rows with fields that say different things
/// @param alone rows of each side without a counterpart
/// @param ambiguous rows whose counterpart could be more than one
record FirstMeeting(long matched, long differing, Map<Side, Long> alone, long ambiguous) {

    /// @param with what the plan was made with
    String report(Meeting with) {
        return "Both tables are filled. " + matched + " rows match, " + differing + " of them with different values; "
                + alone.getOrDefault(Side.LEFT, 0L) + " rows are only on the left, "
                + alone.getOrDefault(Side.RIGHT, 0L) + " only on the right; " + ambiguous
                + " are ambiguous. " + (with.equals(Meeting.ASKED) ? ASK : chosen(with));
    }

    private static final String ASK =
            "The plan makes each difference a conflict and creates every row that stands alone. Choose what becomes of"
                    + " different values (left, right, or a conflict for each) and of rows that stand alone (create or"
                    + " leave), or approve the plan as it is.";

    private static String chosen(Meeting with) {
        var differing = switch (with.differing()) {
            case LEFT -> "the left value wins";
            case RIGHT -> "the right value wins";
            case INBOX -> "each difference becomes a conflict";
        };
        return "By the choice that was made, " + differing + ", rows that only the left side has are "
                + word(with.leftAlone()) + ", and rows that only the right side has are " + word(with.rightAlone())
                + ". Look at the plan and approve it, or choose again.";
    }

    private static String word(Alone alone) {
        return switch (alone) {
            case CREATE -> "created across";
            case LEAVE -> "left alone";
        };
    }
}
