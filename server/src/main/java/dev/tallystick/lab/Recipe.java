package dev.tallystick.lab;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How the rows of a table come into being: each from its index alone, so that a million of them cost no memory and
/// every start brings the same ones.
public interface Recipe {

    long size();

    /// The id in its text form.
    String id(long index);

    /// Backwards, for ids that this recipe has given.
    OptionalLong index(String id);

    /// Never decreases with the index.
    Instant updatedAt(long index);

    /// A fresh map in the order of its fields; values are strings, numbers, booleans, null, lists and maps.
    Map<String, @Nullable Object> row(long index);
}
