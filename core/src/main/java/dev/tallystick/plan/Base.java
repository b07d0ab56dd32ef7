package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.util.Map;

/// Both sides' values when they last agreed: `left` holds the left fields the mapping reads, `right` the right
/// fields it writes, as the right side holds them.
///
/// Beside a field of links whose names stand in a field of the other side, a base also holds what each linked row was
/// called at that time, under [#names]. Without it nobody could tell a renamed row from a system that spells names in
/// its own way.
public record Base(Map<String, Value> left, Map<String, Value> right) {
    public Base {
        left = Map.copyOf(left);
        right = Map.copyOf(right);
    }

    static final Base NONE = new Base(Map.of(), Map.of());

    /// Where the names of a field of links are kept, as text: `id, name, id, name`.
    static String names(String field) {
        return field + "#names";
    }

    /// Whether the two have ever agreed on this field. The base of a row that was left alone knows one side only:
    /// with the row that it meets later it has agreed on nothing.
    boolean holds(FieldMapping field) {
        return left.containsKey(field.left()) && right.containsKey(field.right());
    }

    Value left(String field) {
        return left.getOrDefault(field, Value.empty());
    }

    Value right(String field) {
        return right.getOrDefault(field, Value.empty());
    }
}
