package dev.tallystick.lab.google.grid;

import java.util.List;

/// A column apart from its cells.
///
/// @param metadata ids of what is tied to this column
public record Lane(boolean hidden, List<Integer> metadata) {

    static final Lane PLAIN = new Lane(false, List.of());

    Lane hidden(boolean other) {
        return new Lane(other, metadata);
    }

    Lane metadata(List<Integer> other) {
        return new Lane(hidden, List.copyOf(other));
    }
}
