package dev.tallystick.lab.google;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A `fields` parameter: `a,b(c,d/e),f.g`, with `*` for everything.
public final class FieldMask {

    private final Map<String, FieldMask> parts = new LinkedHashMap<>();

    /// Everything.
    public static final FieldMask ALL = new FieldMask();

    private FieldMask() {}

    /// @throws GoogleError where the brackets do not match
    public static FieldMask parse(String text) {
        var mask = new FieldMask();
        int end = mask.read(text, 0);
        if (end < text.length()) {
            throw broken(text);
        }
        return mask.parts.containsKey("*") ? ALL : mask;
    }

    private static GoogleError broken(String path) {
        return GoogleError.invalidField(
                "Request contains an invalid argument.",
                "fields",
                "Error expanding 'fields' parameter. Cannot find matching fields for path '" + path + "'.");
    }

    private int read(String text, int from) {
        int at = from;
        while (at < text.length()) {
            FieldMask place = this;
            int start = at;
            while (true) {
                while (at < text.length() && "/.,()".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                String name = text.substring(start, at).strip();
                if (name.isEmpty()) {
                    throw broken(text);
                }
                place = place.parts.computeIfAbsent(name, _ -> new FieldMask());
                if (at == text.length() || "/.".indexOf(text.charAt(at)) < 0) {
                    break;
                }
                at++;
                start = at;
            }
            if (at < text.length() && text.charAt(at) == '(') {
                at = place.read(text, at + 1);
                if (at >= text.length() || text.charAt(at) != ')') {
                    throw broken(text);
                }
                at++;
            }
            if (at == text.length() || text.charAt(at) == ')') {
                return at;
            }
            at++; // the comma
        }
        return at;
    }

    /// Whether something below this path is wanted by name.
    public boolean names(String... path) {
        FieldMask place = this;
        for (String name : path) {
            if (place.isAll() && place != this) {
                return true;
            }
            FieldMask next = place.parts.get(name);
            if (next == null) {
                return false;
            }
            place = next;
        }
        return true;
    }

    private boolean isAll() {
        return parts.isEmpty() || parts.containsKey("*");
    }

    /// @throws GoogleError where a name is none of these
    public void check(Set<String> known) {
        for (String name : parts.keySet()) {
            if (!known.contains(name)) {
                throw broken(name);
            }
        }
    }

    public JsonNode of(JsonNode whole) {
        if (isAll()) {
            return whole;
        }
        if (whole instanceof ArrayNode array) {
            ArrayNode some = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> some.add(of(each)));
            return some;
        }
        if (!(whole instanceof ObjectNode)) {
            return whole;
        }
        ObjectNode some = JsonNodeFactory.instance.objectNode();
        whole.properties().forEach(field -> {
            FieldMask below = parts.get(field.getKey());
            if (below != null) {
                some.set(field.getKey(), below.of(field.getValue()));
            }
        });
        return some;
    }
}
