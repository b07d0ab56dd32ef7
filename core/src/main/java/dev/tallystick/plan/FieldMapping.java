package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /// Changes when the right value could come out differently, or be refused differently, for the same left row.
    public String fingerprint() {
        var fingerprint = new Fingerprint(Equality.EXACT)
                .add(left)
                .add(right)
                .add(type.word())
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
