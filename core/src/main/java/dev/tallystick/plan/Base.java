package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.util.Map;

/// Both sides' values when they last agreed: `left` holds the left fields the mapping reads, `right` the right
/// fields it writes, as the right side holds them.
public record Base(Map<String, Value> left, Map<String, Value> right) {
    public Base {
        left = Map.copyOf(left);
        right = Map.copyOf(right);
    }

    Value left(String field) {
        return left.getOrDefault(field, Value.empty());
    }

    Value right(String field) {
        return right.getOrDefault(field, Value.empty());
    }
}
