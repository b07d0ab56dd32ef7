package dev.tallystick.connectors.http.value;

import java.util.List;

/// A Python tuple: a list that prints with round brackets and cannot be changed.
public record Tuple(List<Object> items) {
    public Tuple {
        items = List.copyOf(items);
    }
}
