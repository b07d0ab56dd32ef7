package dev.tallystick.table;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row as a connector saw it.
///
/// @param id the external id: what the owning system calls this row
/// @param values by field id; a field that is not here is empty
/// @param changedAt when it was last changed, by the owning system's own clock; null where that is not told
public record Row(
        String id, Map<String, Value> values, @Nullable Instant changedAt) {
    public Row {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A row needs an id; a row without one is an Unreadable");
        }
        values = Map.copyOf(values);
    }

    public Row(String id, Map<String, Value> values) {
        this(id, values, null);
    }

    /// The value of a field, an empty one when the row has none.
    public Value value(String field) {
        return values.getOrDefault(field, Value.empty());
    }
}
