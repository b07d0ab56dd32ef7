package dev.tallystick.connectors.http.manifest;

import dev.tallystick.connectors.http.value.None;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mapping of the manifest that stands for something to do, read field by field.
public record Component(Map<String, Object> fields) {

    /// Its type, or an empty text when it has none.
    public String type() {
        return text("type").orElse("");
    }

    /// A field that is there and not null.
    public Optional<Object> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> value != None.NONE);
    }

    public Optional<String> text(String name) {
        return field(name).filter(String.class::isInstance).map(String.class::cast);
    }

    /// @throws ManifestException when it is not there
    public Object required(String name) {
        return field(name)
                .orElseThrow(() -> new ManifestException("A " + type() + " of the manifest has no '" + name + "'."));
    }

    public boolean flag(String name, boolean otherwise) {
        return field(name)
                .map(value -> value instanceof Boolean truth ? truth : otherwise)
                .orElse(otherwise);
    }

    public Optional<Component> child(String name) {
        return field(name).filter(Map.class::isInstance).map(Component::of);
    }

    public Component requiredChild(String name) {
        return child(name)
                .orElseThrow(() -> new ManifestException("A " + type() + " of the manifest has no '" + name + "'."));
    }

    /// The components of a list; a single one counts as a list of one.
    public List<Component> children(String name) {
        List<Component> children = new ArrayList<>();
        list(name).forEach(item -> {
            if (item instanceof Map<?, ?>) {
                children.add(of(item));
            }
        });
        return children;
    }

    /// The items of a list; a single value counts as a list of one.
    public List<Object> list(String name) {
        return field(name)
                .map(value -> value instanceof List<?> items ? List.<Object>copyOf(items) : List.of(value))
                .orElse(List.of());
    }

    public Map<String, Object> parameters() {
        return child("$parameters").map(Component::fields).orElse(Map.of());
    }

    @SuppressWarnings("unchecked") // every map of a loaded manifest has text keys
    public static Component of(Object map) {
        return new Component((Map<String, Object>) map);
    }
}
