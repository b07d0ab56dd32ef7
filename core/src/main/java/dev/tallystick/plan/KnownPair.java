package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is known of one pair, or of a row that has no counterpart yet, when it is planned.
///
/// @param leftId null while there never was a left row
/// @param rightId null while there never was a right row
/// @param base null while the two have never agreed; a field that is not in it has never agreed
/// @param decided what a person said about conflicts of this pair, by right field
public record KnownPair(
        @Nullable String leftId,
        @Nullable String rightId,
        Sighting left,
        Sighting right,
        @Nullable Base base,
        Standing standing,
        Map<String, Decided> decided) {
    public KnownPair {
        decided = Map.copyOf(decided);
    }

    /// A person's word on one conflict. It holds only as long as both sides still say what the person saw.
    ///
    /// @param left the left value that the person saw
    /// @param right the right value that the person saw
    /// @param value what the right side shall say; the left side says the same through the mapping
    public record Decided(
            Value left, Value right, Pick pick, @Nullable Value value) {}

    public enum Pick {
        LEFT,
        RIGHT,
        OTHER
    }
}
