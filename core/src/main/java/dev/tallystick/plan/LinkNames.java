package dev.tallystick.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the rows of a linked table are called, both ways. Two rows may have one name; which is meant is then never
/// guessed.
public final class LinkNames {
    public static final LinkNames NONE = new LinkNames(Map.of());

    private final SortedMap<String, String> names;
    private final Map<String, List<String>> ids = new HashMap<>();

    /// @param names row id -> name
    public LinkNames(Map<String, String> names) {
        this.names = new TreeMap<>(names);
        this.names.forEach(
                (id, name) -> ids.computeIfAbsent(name, _ -> new ArrayList<>()).add(id));
    }

    public Optional<String> name(String id) {
        return Optional.ofNullable(names.get(id));
    }

    /// Every row of that name, in the order of their ids.
    public List<String> ids(String name) {
        return List.copyOf(ids.getOrDefault(name, List.of()));
    }

    /// Row id -> name, for the fingerprint of what a plan was made from.
    public SortedMap<String, String> all() {
        return new TreeMap<>(names);
    }
}
