package dev.tallystick.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list, and where the next part begins.
///
/// @param next what to give as `cursor` for the next part; null at the end
public record Page<T>(List<T> items, @Nullable String next) {
    /// The largest part that one answer holds; more asked for gives this many.
    public static final int LARGEST = 200;

    public Page {
        items = List.copyOf(items);
    }

    /// @param found up to one more than `size`, which tells that there is a next part
    public static <F, T> Page<T> of(List<F> found, int size, Function<F, String> cursor, Function<F, T> view) {
        List<F> part = found.stream().limit(size).toList();
        return new Page<>(part.stream().map(view).toList(), found.size() > size ? cursor.apply(part.getLast()) : null);
    }
}
