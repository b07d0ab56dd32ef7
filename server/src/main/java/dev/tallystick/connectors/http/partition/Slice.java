package dev.tallystick.connectors.http.partition;

import dev.tallystick.connectors.http.template.Attributed;
import dev.tallystick.connectors.http.value.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one pass of a stream works on.
///
/// @param partition where it is: values of a list, keys of a parent
/// @param window from when to when
/// @param extra values carried along that are not part of its identity
public record Slice(Map<String, Object> partition, Map<String, Object> window, Map<String, Object> extra) {

    public static final Slice WHOLE = new Slice(Map.of(), Map.of(), Map.of());

    public static Slice of(Map<String, Object> partition, Map<String, Object> extra) {
        return new Slice(partition, Map.of(), extra);
    }

    public Slice within(Map<String, Object> other) {
        return new Slice(partition, other, extra);
    }

    /// A slice of both; on equal names this one wins.
    Slice crossed(Slice inner) {
        Map<String, Object> both = new LinkedHashMap<>(inner.partition);
        both.putAll(partition);
        Map<String, Object> carried = new LinkedHashMap<>(inner.extra);
        carried.putAll(extra);
        return of(both, carried);
    }

    /// Two partitions are one when their keys are.
    public String key() {
        return JsonValues.canonical(partition);
    }

    /// As templates see it: one map of both, with its parts as attributes.
    public Map<String, Object> view() {
        return new View(this);
    }

    private static final class View extends LinkedHashMap<String, Object> implements Attributed {
        private static final long serialVersionUID = 1;
        private final transient Slice slice;

        View(Slice slice) {
            this.slice = slice;
            putAll(slice.partition);
            putAll(slice.window);
        }

        @Override
        public Map<String, Object> attributes() {
            return Map.of("partition", slice.partition, "cursor_slice", slice.window, "extra_fields", slice.extra);
        }
    }
}
