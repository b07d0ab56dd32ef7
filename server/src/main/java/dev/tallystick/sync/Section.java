package dev.tallystick.sync;

import dev.tallystick.connector.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One mapping of the file, read key by key. It remembers which keys were asked for, so that [#end] can name every
/// other one as unknown. A problem never stops the reading: the value is left out and the next one is read.
final class Section {
    private final Findings findings;
    private final String what;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    /// @param what for sentences: `sync 'clients'`
    Section(Findings findings, String what, Node node) {
        this.findings = findings;
        this.what = what;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            findings.problem(node, upper(what) + " must be a list of 'key: value', not " + shown(node) + ".");
            return;
        }
        for (var entry : mapping.getValue()) {
            var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (keys.putIfAbsent(key, entry.getKeyNode()) != null) {
                findings.problem(entry.getKeyNode(), "The key '" + key + "' stands twice in " + what + ".");
                continue;
            }
            values.put(key, entry.getValueNode());
        }
    }

    Node node() {
        return node;
    }

    String what() {
        return what;
    }

    /// The names in it, for a section whose keys are names that people chose.
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    Node keyNode(String key) {
        return keys.getOrDefault(key, node);
    }

    /// Where a sentence about this key points to: its value, or the whole section when it is missing.
    Node at(String key) {
        return values.getOrDefault(key, node);
    }

    /// The value; null when the key is missing or empty.
    @Nullable
    Node value(String key) {
        known.add(key);
        var value = values.get(key);
        return value == null || value.getTag().equals(Tag.NULL) ? null : value;
    }

    @Nullable
    String text(String key) {
        var value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        wrong(key, value, "a text");
        return null;
    }

    /// Empty, and named as a problem, when it is missing.
    String requiredText(String key) {
        var value = value(key);
        if (value == null) {
            missing(key);
            return "";
        }
        var text = text(key);
        if (text != null && text.isBlank()) {
            missing(key);
        }
        return text == null ? "" : text;
    }

    boolean flag(String key, boolean otherwise) {
        var text = text(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            wrong(key, at(key), "true or false");
        }
        return text.equals("true");
    }

    int number(String key, int otherwise, int least, int most) {
        var text = text(key);
        if (text == null) {
            return otherwise;
        }
        var number = text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : Integer.MIN_VALUE;
        if (number < least || number > most) {
            wrong(key, at(key), "a whole number from " + least + " to " + most);
            return otherwise;
        }
        return number;
    }

    @Nullable
    Duration duration(String key) {
        var text = text(key);
        if (text == null) {
            return null;
        }
        var duration = DurationText.parse(text);
        if (duration.isEmpty()) {
            wrong(key, at(key), "a duration such as 30s, 5m, 2h or 1d");
        }
        return duration.orElse(null);
    }

    /// One of a few words.
    <T> T choice(String key, T otherwise, Map<String, T> words) {
        var text = text(key);
        if (text == null) {
            return otherwise;
        }
        var chosen = words.get(text);
        if (chosen == null) {
            findings.problem(
                    at(key),
                    "'" + key + "' of " + what + " cannot be '" + text + "'" + NearestName.hint(text, words.keySet()));
            return otherwise;
        }
        return chosen;
    }

    Optional<Section> section(String key) {
        return section(key, "'" + key + "' of " + what);
    }

    Optional<Section> section(String key, String what) {
        return Optional.ofNullable(value(key)).map(value -> new Section(findings, what, value));
    }

    Optional<Section> requiredSection(String key) {
        var section = section(key);
        if (section.isEmpty()) {
            missing(key);
        }
        return section;
    }

    List<Node> list(String key) {
        var value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrong(key, value, "a list");
        return List.of();
    }

    void missing(String key) {
        findings.problem(node, upper(what) + " needs '" + key + "'.");
    }

    /// Names every key that nobody asked for.
    void end() {
        keys.forEach((key, at) -> {
            if (!known.contains(key)) {
                findings.problem(at, upper(what) + " knows no '" + key + "'" + NearestName.hint(key, known));
            }
        });
    }

    private void wrong(String key, Node value, String must) {
        findings.problem(value, "'" + key + "' of " + what + " must be " + must + ", not " + shown(value) + ".");
    }

    static String shown(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "empty";
            case ScalarNode scalar -> "'" + cut(scalar.getValue()) + "'";
            case SequenceNode _ -> "a list";
            default -> "a list of 'key: value'";
        };
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
    }

    static String upper(String what) {
        return what.isEmpty() ? what : Character.toUpperCase(what.charAt(0)) + what.substring(1);
    }
}
