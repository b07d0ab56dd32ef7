package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.value.Dpath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What several parts put into one request. A name that two parts set is a mistake in the manifest.
public final class Options {
    private final Map<Place, Map<String, Object>> values = new LinkedHashMap<>();
    private @Nullable String bodyText;

    public Map<String, Object> at(Place place) {
        return values.computeIfAbsent(place, _ -> new LinkedHashMap<>());
    }

    public void put(Place place, String name, Object value) {
        at(place).put(name, value);
    }

    void put(List<String> path, Object value) {
        Dpath.put(at(Place.BODY_JSON), path, value);
    }

    void bodyText(String text) {
        bodyText = text;
    }

    Optional<String> bodyText() {
        return Optional.ofNullable(bodyText);
    }

    /// Takes another part's values in; where both have a name, the other wins. Used where a cursor and a router meet.
    public void override(Options other) {
        other.values.forEach((place, map) -> at(place).putAll(map));
    }

    /// Takes another part's values in.
    ///
    /// @throws ManifestException when both have a name
    public void add(Options other) {
        other.values.forEach((place, map) -> {
            if (place == Place.BODY_JSON) {
                merge(at(place), map);
                return;
            }
            map.forEach((name, value) -> {
                if (at(place).putIfAbsent(name, value) != null) {
                    throw twice(name);
                }
            });
        });
        if (other.bodyText != null) {
            bodyText = other.bodyText;
        }
    }

    @SuppressWarnings("unchecked") // bodies are maps with text keys
    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((name, value) -> {
            Object there = into.get(name);
            if (there instanceof Map<?, ?> one && value instanceof Map<?, ?> other) {
                Map<String, Object> both = new LinkedHashMap<>((Map<String, Object>) one);
                merge(both, (Map<String, Object>) other);
                into.put(name, both);
            } else if (there == null) {
                into.put(name, value);
            } else if (!there.equals(value)) {
                throw twice(name);
            }
        });
    }

    private static ManifestException twice(String name) {
        return new ManifestException("Two parts of the manifest set '" + name + "' of the same request.");
    }
}
