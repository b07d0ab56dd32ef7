package dev.tallystick.web;

import java.util.List;
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
}
