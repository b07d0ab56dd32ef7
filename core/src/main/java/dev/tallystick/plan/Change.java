package dev.tallystick.plan;

import dev.tallystick.table.Value;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One write that a plan wants: which row, from what to what, and why.
///
/// @param before by field, for the fields in `after`; empty for a create
/// @param after by field; for a delete the row as it was is in `before` and this is empty
/// @param reason a sentence a support person can read out
public record Change(
        Kind kind,
        Side side,
        String table,
        String key,
        SortedMap<String, Value> before,
        SortedMap<String, Value> after,
        String reason) {
    public Change {
        before = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }

    static Change create(Side side, String table, String key, Map<String, Value> after, String reason) {
        return new Change(Kind.CREATE, side, table, key, new TreeMap<>(), new TreeMap<>(after), reason);
    }

    static Change update(
            Side side, String table, String key, Map<String, Value> before, Map<String, Value> after, String reason) {
        return new Change(Kind.UPDATE, side, table, key, new TreeMap<>(before), new TreeMap<>(after), reason);
    }

    static Change delete(Side side, String table, String key, Map<String, Value> before, String reason) {
        return new Change(Kind.DELETE, side, table, key, new TreeMap<>(before), new TreeMap<>(), reason);
    }

    static Change create(String table, String key, Map<String, Value> after, String reason) {
        return create(Side.RIGHT, table, key, after, reason);
    }

    static Change update(String table, String key, Map<String, Value> before, Map<String, Value> after, String reason) {
        return update(Side.RIGHT, table, key, before, after, reason);
    }

    static Change delete(String table, String key, Map<String, Value> before, String reason) {
        return delete(Side.RIGHT, table, key, before, reason);
    }

    /// Whether this field goes from a value to empty.
    public boolean blanks(String field) {
        return kind == Kind.UPDATE
                && after.containsKey(field)
                && after.get(field) instanceof Value.Empty
                && !before.getOrDefault(field, Value.empty()).isEmpty();
    }

    public enum Kind {
        CREATE,
        UPDATE,
        DELETE;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
