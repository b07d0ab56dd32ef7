package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one right field gets its value.
///
/// @param left id of the left field
/// @param leftType of the left field, for values that come back; null where none do
/// @param right id of the right field
/// @param type of the right field; a left value is converted to it or the row does not fit
/// @param transforms in order, before the conversion; backwards, for values that come back
/// @param flow which way values go
/// @param onConflict what to do when both sides changed the field
/// @param drift what to do when somebody else changed the right value
/// @param required an empty value does not fit
public record FieldMapping(
        String left,
        @Nullable FieldType leftType,
        String right,
        FieldType type,
        List<Transform> transforms,
        Flow flow,
        OnConflict onConflict,
        Drift drift,
        boolean required) {
    public FieldMapping {
        transforms = List.copyOf(transforms);
    }

    public static FieldMapping of(String left, String right, FieldType type) {
        return oneWay(left, right, type, List.of(), Drift.OVERWRITE, false);
    }

    public static FieldMapping oneWay(
            String left, String right, FieldType type, List<Transform> transforms, Drift drift, boolean required) {
        return new FieldMapping(left, null, right, type, transforms, Flow.TO_RIGHT, OnConflict.MANUAL, drift, required);
    }

    /// A field whose values go both ways; both sides changed means a person decides.
    public static FieldMapping twoWay(String left, FieldType leftType, String right, FieldType type) {
        return new FieldMapping(
                left, leftType, right, type, List.of(), Flow.BOTH, OnConflict.MANUAL, Drift.OVERWRITE, false);
    }

    /// Changes when the right value could come out differently, or be refused differently, for the same left row.
    public String fingerprint() {
        var fingerprint = new Fingerprint(Equality.EXACT)
                .add(left)
                .add(right)
                .add(type.word())
                .add(leftType == null ? "" : leftType.word())
                .add(flow.name())
                .add(Boolean.toString(required));
        for (var transform : transforms) {
            switch (transform) {
                case Transform.Trim _ -> fingerprint.add("trim");
                case Transform.LowerCase _ -> fingerprint.add("lower-case");
                case Transform.ValueMap(var values, var otherwise) -> {
                    fingerprint.add("value-map" + values.size());
                    values.forEach((from, to) -> fingerprint.add(from).add(to));
                    optional(fingerprint, otherwise);
                }
                case Transform.ParseTime(var zone, var dateField) -> {
                    fingerprint.add("parse-time").add(zone.getId());
                    optional(fingerprint, dateField);
                }
            }
        }
        return fingerprint.hex();
    }

    private static void optional(Fingerprint fingerprint, @Nullable String text) {
        fingerprint.add(text == null ? "none" : "some").add(text == null ? "" : text);
    }

    /// What to do with a right value that left its base without us.
    public enum Drift {
        /// The left side is the master: write its value again. The value that stood there is in the journal.
        OVERWRITE,
        /// Leave what somebody else wrote until the left value changes.
        KEEP
    }
}
