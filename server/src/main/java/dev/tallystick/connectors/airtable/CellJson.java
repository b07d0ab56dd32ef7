package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.JsonBodies;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// JSON in the one spelling that a `Value.Json` has: keys sorted, no blanks, numbers as written.
final class CellJson {
    private CellJson() {}

    static String canonical(JsonNode node) {
        return canonical(node, List.of());
    }

    /// @param without keys that are left out, at any depth
    static String canonical(JsonNode node, List<String> without) {
        var text = new StringBuilder();
        write(node, without, text);
        return text.toString();
    }

    private static void write(JsonNode node, List<String> without, StringBuilder text) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
            sorted.keySet().removeAll(without);
            text.append('{');
            sorted.forEach((name, value) -> {
                comma(text, '{');
                text.append(quoted(name)).append(':');
                write(value, without, text);
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(each -> {
                comma(text, '[');
                write(each, without, text);
            });
            text.append(']');
        } else if (node.isNumber()) {
            text.append(node.decimalValue().toPlainString());
        } else if (node.isMissingNode()) {
            text.append("null");
        } else {
            text.append(node);
        }
    }

    private static void comma(StringBuilder text, char begin) {
        if (text.charAt(text.length() - 1) != begin) {
            text.append(',');
        }
    }

    private static String quoted(String name) {
        return JsonBodies.mapper().writeValueAsString(name);
    }
}
