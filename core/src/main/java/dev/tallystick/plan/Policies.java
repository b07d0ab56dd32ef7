package dev.tallystick.plan;

import dev.tallystick.table.Value;
import org.jspecify.annotations.Nullable;

/// What a person decided about rows that go missing.
///
/// @param leftDeletes what happens to the right row when its left row is gone
/// @param archive how a survivor is marked; needed for [DeletePolicy#ARCHIVE]
/// @param recreate whether a right row that others deleted is created again
public record Policies(DeletePolicy leftDeletes, @Nullable Mark archive, boolean recreate) {
    public static final Policies DEFAULT = new Policies(DeletePolicy.IGNORE, null, true);

    public Policies {
        if (leftDeletes == DeletePolicy.ARCHIVE && archive == null) {
            throw new IllegalArgumentException("The delete policy archive needs a field and a value to mark rows with");
        }
    }

    public enum DeletePolicy {
        /// The survivor stays as it is, and the pair closes for good.
        IGNORE,
        /// The survivor is marked; the pair stays, and a returning row takes the mark off.
        ARCHIVE,
        /// The survivor is deleted too.
        PROPAGATE
    }

    /// @param field of the right table, not one that the mapping writes
    public record Mark(String field, Value value) {}
}
