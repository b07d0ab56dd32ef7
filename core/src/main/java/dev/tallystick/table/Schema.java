package dev.tallystick.table;

import java.util.List;
import java.util.Optional;

/// The fields of a table, in the table's own order.
public record Schema(List<Field> fields) {
    public Schema {
        fields = List.copyOf(fields);
    }

    /// The field with this id.
    public Optional<Field> field(String id) {
        return fields.stream().filter(field -> field.id().equals(id)).findFirst();
    }
}
