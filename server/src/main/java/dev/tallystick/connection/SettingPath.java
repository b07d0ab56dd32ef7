package dev.tallystick.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Names a value inside settings as a JSON Pointer does: `/config/api_key`.
public record SettingPath(String text) {
    public static final SettingPath ROOT = new SettingPath("");

    /// What a connector calls an address that it knows by itself, unless another one is given.
    public static final String USUAL_ADDRESS = "base_url";

    /// What people call an address in settings. While all of a connection's are empty, its lab may stand in.
    private static final Set<String> ADDRESSES = Set.of(USUAL_ADDRESS, "url", "host", "address");

    private static final List<String> SECRET_WORDS = List.of(
            "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key", "credential");

    public SettingPath key(String key) {
        return new SettingPath(text + "/" + key.replace("~", "~0").replace("/", "~1"));
    }

    public SettingPath item(int index) {
        return key(Integer.toString(index));
    }

    /// The last step.
    public String name() {
        return unescape(text.substring(text.lastIndexOf('/') + 1));
    }

    /// Whether a setting of this name is an address.
    public boolean namesAddress() {
        return ADDRESSES.contains(name());
    }

    /// Whether a setting of this name is kept sealed even when its connector does not say so: the parts of a free-form
    /// setting belong to a manifest, and nobody can list their names beforehand.
    public boolean namesSecret() {
        var name = name().toLowerCase(Locale.ROOT).replace('-', '_');
        return SECRET_WORDS.stream().anyMatch(name::contains) || name.equals("authorization") || name.equals("key");
    }

    /// Whether this is one of `pointers`, or lies inside one.
    public boolean within(Set<String> pointers) {
        return pointers.stream().anyMatch(pointer -> text.equals(pointer) || text.startsWith(pointer + "/"));
    }

    /// The tree with `value` at this path; maps on the way are made where they are missing.
    public Map<String, Object> put(Map<String, Object> tree, Object value) {
        return asMap(put(tree, steps(), value));
    }

    private static Object put(Object tree, List<String> steps, Object value) {
        if (steps.isEmpty()) {
            return value;
        }
        var rest = steps.subList(1, steps.size());
        if (tree instanceof List<?> list) {
            var index = Integer.parseInt(steps.getFirst());
            var copy = new ArrayList<Object>(list);
            while (copy.size() <= index) {
                copy.add(Map.of());
            }
            copy.set(index, put(copy.get(index), rest, value));
            return copy;
        }
        var copy = new LinkedHashMap<>(asMap(tree));
        copy.put(steps.getFirst(), put(copy.getOrDefault(steps.getFirst(), Map.of()), rest, value));
        return copy;
    }

    private List<String> steps() {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.substring(1).split("/", -1))
                        .map(SettingPath::unescape)
                        .toList();
    }

    private static String unescape(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }

    private static Map<String, Object> asMap(Object tree) {
        var map = new LinkedHashMap<String, Object>();
        if (tree instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> map.put(String.valueOf(key), (Object) value));
        }
        return map;
    }
}
