package dev.tallystick.connectors.http.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template is made of, once read.
sealed interface Node {

    record Const(Object value) implements Node {}

    record Name(String name) implements Node {}

    /// `target.name`
    record Attribute(Node target, String name) implements Node {}

    /// `target[key]`
    record Item(Node target, Node key) implements Node {}

    /// `target[from:to:step]`
    record Slice(
            Node target,
            @Nullable Node from,
            @Nullable Node to,
            @Nullable Node step) implements Node {}

    record Call(Node target, Arguments arguments) implements Node {}

    record Filter(Node target, String name, Arguments arguments) implements Node {}

    record Test(Node target, String name, Arguments arguments, boolean negated) implements Node {}

    record Not(Node operand) implements Node {}

    record And(Node left, Node right) implements Node {}

    record Or(Node left, Node right) implements Node {}

    record Compare(Node first, List<Comparison> comparisons) implements Node {}

    record Binary(String operator, Node left, Node right) implements Node {}

    record Sign(boolean negative, Node operand) implements Node {}

    record Concat(List<Node> parts) implements Node {}

    record Choice(Node condition, Node then, @Nullable Node otherwise) implements Node {}

    record ListOf(List<Node> items) implements Node {}

    record TupleOf(List<Node> items) implements Node {}

    record DictOf(List<Entry> entries) implements Node {}

    record Entry(Node key, Node value) {}

    record Comparison(String operator, Node right) {}

    record Arguments(List<Node> byPlace, Map<String, Node> byName) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
