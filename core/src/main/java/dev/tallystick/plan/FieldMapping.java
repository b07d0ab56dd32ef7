package dev.tallystick.plan;

import dev.tallystick.table.FieldType;
import java.util.List;

/// How one right field gets its value.
///
/// @param left id of the left field
/// @param right id of the right field
/// @param type of the right field; a left value is converted to it or the row does not fit
/// @param transforms in order, before the conversion
/// @param drift what to do when somebody else changed the right value
/// @param required an empty value does not fit
public record FieldMapping(
        String left, String right, FieldType type, List<Transform> transforms, Drift drift, boolean required) {
    public FieldMapping {
        transforms = List.copyOf(transforms);
    }

    public static FieldMapping of(String left, String right, FieldType type) {
        return new FieldMapping(left, right, type, List.of(), Drift.OVERWRITE, false);
    }

    /// What to do with a right value that left its base without us.
    public enum Drift {
        /// The left side is the master: write its value again. The value that stood there is in the journal.
        OVERWRITE,
        /// Leave what somebody else wrote until the left value changes.
        KEEP
    }
}
