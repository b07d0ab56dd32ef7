package dev.tallystick.sync;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Transform;
import dev.tallystick.table.FieldType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person said of a sync whose sides both have rows of their own. Fields stand as they were written: the tables
/// themselves say, at the beginning of a run, which ids and types they have.
///
/// @param direction which way rows and values go
/// @param match the fields by which rows that have no counterpart yet find each other; null creates every row anew
/// @param fields in the order of the file
/// @param leftMissing what happens to the right row when its left row is gone
/// @param rightMissing what happens to the left row when its right row is gone
/// @param recreate one-way only: whether a target row that others deleted is created again
/// @param strict a row with one field that does not fit is not written at all
/// @param meeting the choice for the first match, made before it; null asks when it comes to that
public record TwoSided(
        Flow direction,
        @Nullable Match match,
        List<PairedField> fields,
        OnMissing leftMissing,
        OnMissing rightMissing,
        boolean recreate,
        boolean strict,
        @Nullable Meeting meeting) {
    public TwoSided {
        fields = List.copyOf(fields);
    }

    /// @param left a left field of the mapping, @param right the right field of the same entry
    public record Match(String left, String right) {}

    /// @param left id or name
    /// @param leftType null takes the table's own
    /// @param right id or name
    /// @param rightType null takes the table's own
    /// @param flow null follows the direction, as far as both fields can be written
    /// @param makeMissing a name that no linked row has makes that row
    public record PairedField(
            String left,
            @Nullable FieldType leftType,
            String right,
            @Nullable FieldType rightType,
            List<Transform> transforms,
            @Nullable Flow flow,
            OnConflict onConflict,
            Drift drift,
            boolean required,
            boolean makeMissing) {
        public PairedField {
            transforms = List.copyOf(transforms);
        }
    }
}
