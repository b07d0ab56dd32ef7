package dev.tallystick.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What differs between two definitions of a sync, one line for each thing that a person would name: a field that is
/// bound now, a transform that is gone. Where something stands in a list does not matter unless that is all that
/// differs.
final class CompareDefinitions {
    /// @param where the keys that lead there: `fields, city, type`
    /// @param before as YAML; null where there was nothing
    /// @param after as YAML; null where there is nothing
    record Difference(
            String where, @Nullable String before, @Nullable String after) {}

    private final List<Difference> found = new ArrayList<>();

    private CompareDefinitions() {}

    static List<Difference> between(Map<String, Object> before, Map<String, Object> after) {
        var compare = new CompareDefinitions();
        compare.maps("", before, after);
        return compare.found;
    }

    private void values(String where, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            maps(where, old, now);
        } else if (before instanceof List<?> old && after instanceof List<?> now && named(old) && named(now)) {
            lists(where, old, now);
        } else {
            found.add(new Difference(where, text(before), text(after)));
        }
    }

    private void maps(String where, Map<?, ?> before, Map<?, ?> after) {
        var keys = new LinkedHashSet<Object>(before.keySet());
        keys.addAll(after.keySet());
        for (var key : keys) {
            values(under(where, String.valueOf(key)), before.get(key), after.get(key));
        }
    }

    private void lists(String where, List<?> before, List<?> after) {
        var old = byName(before);
        var now = byName(after);
        var names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        int earlier = found.size();
        names.forEach(name -> values(under(where, name), old.get(name), now.get(name)));
        if (found.size() == earlier) {
            found.add(new Difference(
                    where + ", in this order", String.join(", ", old.keySet()), String.join(", ", now.keySet())));
        }
    }

    private static String under(String where, String key) {
        return where.isEmpty() ? key : where + ", " + key;
    }

    /// Whether each entry can be told from the others by the fields that it binds.
    private static boolean named(List<?> list) {
        return byName(list).size() == list.size();
    }

    private static Map<String, Object> byName(List<?> list) {
        var byName = new LinkedHashMap<String, Object>();
        for (var entry : list) {
            if (entry instanceof Map<?, ?> map) {
                var left = map.get("left");
                var right = map.get("right");
                if (right != null) {
                    byName.put(left == null || left.equals(right) ? String.valueOf(right) : left + " → " + right, map);
                }
            }
        }
        return byName;
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> {
                var tree = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> tree.put(String.valueOf(key), item));
                yield lines(YamlText.of(tree));
            }
            case List<?> list -> lines(YamlText.of(Map.of("all", list))).replaceFirst("^all:\\s*", "");
            default -> String.valueOf(value);
        };
    }

    /// Without the empty lines that part the sections of a file.
    private static String lines(String yaml) {
        return yaml.strip().replaceAll("\n\n+", "\n");
    }
}
