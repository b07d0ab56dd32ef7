package dev.tallystick.sync;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A free-form part of the file as plain maps, lists, texts, numbers and booleans, and back.
///
/// Only `true`, `false` and plain decimal numbers are more than text: YAML 1.1 would also make a boolean of `no`, a
/// number of `08:30`, and lose the zeros of `007`.
final class PlainTree {
    /// An alias of an alias of an alias can make a tree of billions out of a few lines.
    private static final int MOST_NODES = 10_000;

    private final Findings findings;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;
    private boolean endless;

    PlainTree(Findings findings) {
        this.findings = findings;
    }

    Object of(Node node) {
        if (endless) {
            return "";
        }
        if (++nodes > MOST_NODES || !open.add(node)) {
            endless = true;
            findings.problem(node, "This part contains itself, or grows beyond 10,000 values.");
            return "";
        }
        try {
            return switch (node) {
                case ScalarNode scalar -> scalar(scalar);
                case SequenceNode sequence -> list(sequence);
                case MappingNode mapping -> map(mapping);
                default -> "";
            };
        } finally {
            open.remove(node);
        }
    }

    /// Whether the last tree cannot be walked.
    boolean endless() {
        return endless;
    }

    private Object list(SequenceNode sequence) {
        var list = new ArrayList<Object>();
        for (var item : sequence.getValue()) {
            list.add(of(item));
        }
        return list;
    }

    private Map<String, Object> map(MappingNode mapping) {
        var map = new LinkedHashMap<String, Object>();
        for (var entry : mapping.getValue()) {
            var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (map.containsKey(key)) {
                findings.problem(entry.getKeyNode(), "The key '" + key + "' stands here twice.");
            }
            if (!entry.getValueNode().getTag().equals(Tag.NULL)) {
                map.put(key, of(entry.getValueNode()));
            }
        }
        return map;
    }

    static Object scalar(ScalarNode scalar) {
        var text = scalar.getValue();
        if (!scalar.isPlain()) {
            return text;
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("-?(0|[1-9]\\d{0,17})")) {
            return Long.valueOf(text);
        }
        return text.matches("-?(0|[1-9]\\d{0,17})\\.\\d{1,18}") ? new BigDecimal(text) : text;
    }

    /// The tree as nodes without a place in a file.
    static Node node(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var entries = map.entrySet().stream()
                        .map(entry -> new NodeTuple(node(String.valueOf(entry.getKey())), node(entry.getValue())))
                        .toList();
                yield new MappingNode(
                        Tag.MAP, true, entries, null, null, org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
            }
            case List<?> list ->
                new SequenceNode(
                        Tag.SEQ,
                        true,
                        list.stream().map(PlainTree::node).toList(),
                        null,
                        null,
                        org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
            case String text -> scalar(text, org.yaml.snakeyaml.DumperOptions.ScalarStyle.DOUBLE_QUOTED);
            default -> scalar(tree.toString(), org.yaml.snakeyaml.DumperOptions.ScalarStyle.PLAIN);
        };
    }

    private static Node scalar(String text, org.yaml.snakeyaml.DumperOptions.ScalarStyle style) {
        return new ScalarNode(Tag.STR, text, null, null, style);
    }
}
