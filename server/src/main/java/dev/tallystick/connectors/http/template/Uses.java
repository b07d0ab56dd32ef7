package dev.tallystick.connectors.http.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the filters and tests of a template that are not offered here, before it runs.
final class Uses {
    private final List<String> found;

    Uses(List<String> found) {
        this.found = found;
    }

    void statements(List<Statement> statements) {
        for (var statement : statements) {
            switch (statement) {
                case Statement.Text _ -> {
                    // Text uses nothing.
                }
                case Statement.Print(Node value) -> node(value);
                case Statement.If(var branches, var otherwise) -> {
                    for (var branch : branches) {
                        node(branch.condition());
                        statements(branch.body());
                    }
                    statements(otherwise);
                }
                case Statement.For loop -> {
                    node(loop.items());
                    node(loop.condition());
                    statements(loop.body());
                    statements(loop.otherwise());
                }
                case Statement.Assign(var _, var _, Node value) -> node(value);
                case Statement.Capture(var _, var body) -> statements(body);
            }
        }
    }

    private void node(@Nullable Node node) {
        switch (node) {
            case null -> {
                // Nothing there.
            }
            case Node.Const _, Node.Name _ -> {
                // They use nothing.
            }
            case Node.Attribute(Node target, String _) -> node(target);
            case Node.Item(Node target, Node key) -> all(target, key);
            case Node.Slice(Node target, var from, var to, var step) -> {
                node(target);
                node(from);
                node(to);
                node(step);
            }
            case Node.Call(Node target, var arguments) -> {
                node(target);
                arguments(arguments);
            }
            case Node.Filter(Node target, String name, var arguments) -> {
                if (!Filters.NAMES.contains(name)) {
                    found.add("the filter '" + name + "'");
                }
                node(target);
                arguments(arguments);
            }
            case Node.Test(Node target, String name, var arguments, boolean _) -> {
                if (!Filters.TESTS.contains(name)) {
                    found.add("the test '" + name + "'");
                }
                node(target);
                arguments(arguments);
            }
            case Node.Not(Node operand) -> node(operand);
            case Node.And(Node left, Node right) -> all(left, right);
            case Node.Or(Node left, Node right) -> all(left, right);
            case Node.Compare(Node first, var comparisons) -> {
                node(first);
                comparisons.forEach(comparison -> node(comparison.right()));
            }
            case Node.Binary(String _, Node left, Node right) -> all(left, right);
            case Node.Sign(boolean _, Node operand) -> node(operand);
            case Node.Concat(var parts) -> parts.forEach(this::node);
            case Node.Choice(Node condition, Node then, var otherwise) -> {
                all(condition, then);
                node(otherwise);
            }
            case Node.ListOf(var items) -> items.forEach(this::node);
            case Node.TupleOf(var items) -> items.forEach(this::node);
            case Node.DictOf(var entries) -> entries.forEach(entry -> all(entry.key(), entry.value()));
        }
    }

    private void all(Node one, Node other) {
        node(one);
        node(other);
    }

    private void arguments(Node.Arguments arguments) {
        arguments.byPlace().forEach(this::node);
        arguments.byName().values().forEach(this::node);
    }
}
