package dev.tallystick.table;

import java.util.Map;

/// One row as a connector saw it.
///
/// @param id the external id: what the owning system calls this row
/// @param values by field id; a field that is not here is empty
public record Row(String id, Map<String, Value> values) {
    public Row {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A row needs an id; a row without one is an Unreadable");
        }
        values = Map.copyOf(values);
    }

    /// The value of a field, an empty one when the row has none.
    public Value value(String field) {
        return values.getOrDefault(field, Value.empty());
    }
}
