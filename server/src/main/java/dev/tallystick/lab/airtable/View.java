package dev.tallystick.lab.airtable;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way to look at a table.
///
/// @param filter a formula, or null for every record
/// @param hidden ids of fields that a person does not see here; the API returns them nevertheless
public record View(String id, String name, @Nullable String filter, List<Sort> order, List<String> hidden) {

    /// @param field its id or name
    public record Sort(String field, boolean descending) {}
}
