package dev.tallystick.connector;

import dev.tallystick.table.Field;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;

/// The beginning of a table one can read, for somebody who sets up a sync: enough to propose fields, types and a key.
///
/// @param rows values by field id of the first rows; none where looking would cost more than it tells
/// @param identity the fields by which the system itself tells rows apart; none where it has ids of its own
/// @param needsKey whether a sync must say as `key` which fields tell rows apart
/// @param options what else a sync has to say of this table to read it one way
public record Glimpse(
        List<Field> fields,
        List<Map<String, Value>> rows,
        List<String> identity,
        boolean needsKey,
        Map<String, Object> options) {
    public Glimpse {
        fields = List.copyOf(fields);
        rows = rows.stream().map(Map::copyOf).toList();
        identity = List.copyOf(identity);
        options = Map.copyOf(options);
    }

    /// Of a table whose rows have ids, without looking at any of them.
    public static Glimpse of(List<Field> fields) {
        return new Glimpse(fields, List.of(), List.of(), false, Map.of());
    }
}
