package dev.tallystick.plan;

import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Policies.Mark;
import org.jspecify.annotations.Nullable;

/// What a person decided for a sync whose sides both have rows of their own.
///
/// @param rows which way new rows go; a field's own flow says which way its values go
/// @param leftMissing what happens to the right row when its left row is gone
/// @param rightMissing what happens to the left row when its right row is gone
/// @param recreate one-way only: whether a target row that others deleted is created again
/// @param strict one field that does not fit keeps the whole row from being written; else only that field waits
/// @param meeting the choice for the first match of two filled sides; null once that is behind us
public record PairPolicies(
        Flow rows,
        OnMissing leftMissing,
        OnMissing rightMissing,
        boolean recreate,
        boolean strict,
        @Nullable Meeting meeting) {
    public static final PairPolicies DEFAULT =
            new PairPolicies(Flow.BOTH, OnMissing.IGNORE, OnMissing.IGNORE, true, false, null);

    /// @param mark how the survivor is marked, a field of the survivor's table; needed for [DeletePolicy#ARCHIVE]
    public record OnMissing(DeletePolicy policy, @Nullable Mark mark) {
        public static final OnMissing IGNORE = new OnMissing(DeletePolicy.IGNORE, null);
        public static final OnMissing PROPAGATE = new OnMissing(DeletePolicy.PROPAGATE, null);

        public OnMissing {
            if (policy == DeletePolicy.ARCHIVE && mark == null) {
                throw new IllegalArgumentException(
                        "The delete policy archive needs a field and a value to mark rows with");
            }
        }
    }

    /// @param differing what becomes of fields that are filled on both sides and say different things
    /// @param leftAlone what becomes of rows that only the left side has
    /// @param rightAlone what becomes of rows that only the right side has
    public record Meeting(Differing differing, Alone leftAlone, Alone rightAlone) {
        /// What a report shows before anybody has chosen.
        public static final Meeting ASKED = new Meeting(Differing.INBOX, Alone.CREATE, Alone.CREATE);
    }

    public enum Differing {
        LEFT,
        RIGHT,
        /// Each becomes a conflict.
        INBOX
    }

    public enum Alone {
        /// Its counterpart is created.
        CREATE,
        /// It stays alone until somebody edits it.
        LEAVE
    }
}
