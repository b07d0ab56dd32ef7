package dev.tallystick.connectors.http.manifest;

import dev.tallystick.connectors.http.value.Truth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hands types and `$parameters` down the document. A parameter is also the value of a field of its name, in every
/// component below that leaves this field out.
final class Parameters {
    private static final String PARAMETERS = "$parameters";

    private Parameters() {}

    static Map<String, Object> propagate(Map<String, Object> root) {
        return component("", root, Map.of(), false);
    }

    private static Map<String, Object> component(
            String place, Map<?, ?> given, Map<String, Object> inherited, boolean parentWins) {
        Map<String, Object> fields = new LinkedHashMap<>();
        given.forEach((key, value) -> fields.put(String.valueOf(key), value));
        if (!fields.containsKey("type")) {
            DefaultTypes.of(place, fields.containsKey("class_name")).ifPresent(type -> fields.put("type", type));
        }
        if (!fields.containsKey("type") || isJsonSchema(fields)) {
            return withComponentsInside(fields, inherited, parentWins);
        }
        var type = String.valueOf(fields.get("type"));
        boolean parentsWinBelow = type.equals("DynamicDeclarativeStream")
                ? !Boolean.FALSE.equals(fields.getOrDefault("use_parent_parameters", true))
                : parentWins;
        var current = merged(inherited, fields.remove(PARAMETERS), parentWins);
        current.forEach((name, value) -> {
            if (!Truth.of(fields.get(name))) {
                fields.put(name, value);
            }
        });
        for (var name : List.copyOf(fields.keySet())) {
            Map<String, Object> below = new LinkedHashMap<>(current);
            below.remove(name);
            fields.computeIfPresent(name, (_, value) -> child(type + "." + name, value, below, parentsWinBelow));
        }
        if (!current.isEmpty()) {
            fields.put(PARAMETERS, current);
        }
        return fields;
    }

    private static Object child(String place, Object value, Map<String, Object> inherited, boolean parentWins) {
        if (value instanceof Map<?, ?> map) {
            return component(place, map, inherited, parentWins);
        }
        if (value instanceof List<?> items) {
            List<Object> all = new ArrayList<>(items.size());
            items.forEach(item ->
                    all.add(item instanceof Map<?, ?> map ? component(place, map, inherited, parentWins) : item));
            return all;
        }
        return value;
    }

    /// A plain map, such as request parameters, is left as it is but for the components that it may hold.
    private static Map<String, Object> withComponentsInside(
            Map<String, Object> fields, Map<String, Object> inherited, boolean parentWins) {
        if (isJsonSchema(fields)) {
            return fields;
        }
        for (var entry : fields.entrySet()) {
            if (entry.getValue() instanceof Map<?, ?> inner && Truth.of(inner.get("type"))) {
                entry.setValue(component("." + entry.getKey(), inner, inherited, parentWins));
            }
        }
        return fields;
    }

    private static Map<String, Object> merged(
            Map<String, Object> inherited, @org.jspecify.annotations.Nullable Object own, boolean parentWins) {
        Map<String, Object> mine = new LinkedHashMap<>();
        if (own instanceof Map<?, ?> map) {
            map.forEach((key, value) -> mine.put(String.valueOf(key), value));
        }
        Map<String, Object> all = new LinkedHashMap<>(parentWins ? mine : inherited);
        all.putAll(parentWins ? inherited : mine);
        return all;
    }

    private static boolean isJsonSchema(Map<String, Object> fields) {
        Object type = fields.get("type");
        return "object".equals(type)
                || (type instanceof List<?> types
                        && types.size() == 2
                        && types.contains("object")
                        && types.contains("null"));
    }
}
