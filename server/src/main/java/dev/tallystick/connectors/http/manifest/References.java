package dev.tallystick.connectors.http.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Puts in place of each reference (`$ref: "#/…"`, or a bare `"#/…"`) what it points to in the document.
///
/// What stands beside a `$ref` wins over what it brings. A key that holds a `/` wins over the path that it spells.
final class References {
    private static final String REFERENCE = "$ref";
    /// Overrides of the configuration are people's values, not parts of the document.
    private static final String VERBATIM = "config_overrides";
    /// A small document can point at itself so often that it fills the memory.
    private static final int MOST_NODES = 3_000_000;
    private static final int DEEPEST = 300;

    private final Map<String, Object> root;
    private final Deque<String> open = new ArrayDeque<>();
    private int nodes;
    private int depth;

    private References(Map<String, Object> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // a document's root is a map with text keys
    static Map<String, Object> resolve(Map<String, Object> root) {
        return (Map<String, Object>) new References(root).resolved(root);
    }

    private Object resolved(Object node) {
        if (++nodes > MOST_NODES) {
            throw new ManifestException("The manifest grows too large when its references are followed.");
        }
        if (++depth > DEEPEST) {
            throw new ManifestException("The manifest is nested too deeply.");
        }
        try {
            return switch (node) {
                case Map<?, ?> map -> map(map);
                case List<?> items -> {
                    List<Object> all = new ArrayList<>(items.size());
                    for (var item : items) {
                        all.add(resolved(item));
                    }
                    yield all;
                }
                case String text -> text.startsWith("#/") ? follow(text) : text;
                default -> node;
            };
        } finally {
            depth--;
        }
    }

    private Object map(Map<?, ?> map) {
        Map<String, Object> beside = new LinkedHashMap<>();
        Object reference = map.get(REFERENCE);
        boolean refers = reference instanceof String path && path.startsWith("#/");
        map.forEach((key, value) -> {
            var name = String.valueOf(key);
            if (!(refers && name.equals(REFERENCE))) {
                beside.put(name, name.equals(VERBATIM) ? value : resolved(value));
            }
        });
        if (!refers) {
            return beside;
        }
        var target = follow(String.valueOf(reference));
        if (!(target instanceof Map<?, ?> base)) {
            return target;
        }
        Map<String, Object> merged = new LinkedHashMap<>();
        base.forEach((key, value) -> merged.put(String.valueOf(key), value));
        merged.putAll(beside);
        return merged;
    }

    private Object follow(String reference) {
        if (open.contains(reference)) {
            throw new ManifestException("The manifest has a circular reference: " + reference + ".");
        }
        open.push(reference);
        try {
            return resolved(lookUp(root, reference.substring(2))
                    .orElseThrow(() ->
                            new ManifestException("The manifest refers to " + reference + ", which is not there.")));
        } finally {
            open.pop();
        }
    }

    private static Optional<Object> lookUp(Object node, String path) {
        var current = node;
        var rest = path;
        while (true) {
            var whole = child(current, rest);
            if (whole.isPresent()) {
                return whole;
            }
            int slash = rest.indexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            var next = child(current, rest.substring(0, slash));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get();
            rest = rest.substring(slash + 1);
        }
    }

    private static Optional<Object> child(Object node, String key) {
        if (node instanceof Map<?, ?> map) {
            return map.containsKey(key) ? Optional.of(Objects.requireNonNull(map.get(key))) : Optional.empty();
        }
        if (node instanceof List<?> items && key.matches("\\d{1,9}")) {
            int place = Integer.parseInt(key);
            return place < items.size() ? Optional.of(Objects.requireNonNull(items.get(place))) : Optional.empty();
        }
        return Optional.empty();
    }
}
