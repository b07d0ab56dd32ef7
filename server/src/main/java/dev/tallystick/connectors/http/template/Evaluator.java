package dev.tallystick.connectors.http.template;

import dev.tallystick.connectors.http.template.Macros.Macro;
import dev.tallystick.connectors.http.template.Macros.Namespace;
import dev.tallystick.connectors.http.template.Node.Arguments;
import dev.tallystick.connectors.http.template.Operations.BoundMethod;
import dev.tallystick.connectors.http.value.None;
import dev.tallystick.connectors.http.value.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders one template once. It walks the tree of nodes, counting its steps; all it can reach is what it was given.
final class Evaluator {
    private final Macros macros;
    private final Map<String, Object> context;
    private final Deque<Map<String, Object>> scopes = new ArrayDeque<>();
    private final Budget budget = new Budget();
    private final StringBuilder out = new StringBuilder();
    private StringBuilder target = out;

    Evaluator(Macros macros, Map<String, Object> context) {
        this.macros = macros;
        this.context = context;
        scopes.push(new HashMap<>());
    }

    String render(List<Statement> statements) {
        run(statements);
        return out.toString();
    }

    private void run(List<Statement> statements) {
        for (var statement : statements) {
            budget.step();
            switch (statement) {
                case Statement.Text(String text) -> append(text);
                case Statement.Print(Node value) -> append(PythonText.of(value(value)));
                case Statement.If(var branches, var otherwise) -> choose(branches, otherwise);
                case Statement.For loop -> loop(loop);
                case Statement.Assign(var names, var field, var node) -> assign(names, field, value(node));
                case Statement.Capture(var name, var body) -> {
                    var before = target;
                    target = new StringBuilder();
                    try {
                        run(body);
                        set(name, target.toString());
                    } finally {
                        target = before;
                    }
                }
            }
        }
    }

    private void append(String text) {
        target.append(text);
        Operations.checkLength(target.length());
    }

    private void choose(List<Statement.Branch> branches, List<Statement> otherwise) {
        for (var branch : branches) {
            if (Operations.truth(value(branch.condition()))) {
                run(branch.body());
                return;
            }
        }
        run(otherwise);
    }

    private void loop(Statement.For loop) {
        List<Object> items = new ArrayList<>();
        for (var item : Operations.items(value(loop.items()))) {
            budget.step();
            if (loop.condition() == null || passes(loop, item)) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise());
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            Map<String, Object> scope = new HashMap<>();
            scope.put("loop", place(i, items.size()));
            scopes.push(scope);
            try {
                unpack(loop.names(), items.get(i));
                run(loop.body());
            } finally {
                scopes.pop();
            }
        }
    }

    private boolean passes(Statement.For loop, Object item) {
        scopes.push(new HashMap<>());
        try {
            unpack(loop.names(), item);
            var condition = loop.condition();
            return condition == null || Operations.truth(value(condition));
        } finally {
            scopes.pop();
        }
    }

    private static Map<String, Object> place(int index, int size) {
        return Map.of(
                "index",
                index + 1L,
                "index0",
                (long) index,
                "revindex",
                (long) size - index,
                "revindex0",
                size - index - 1L,
                "first",
                index == 0,
                "last",
                index == size - 1,
                "length",
                (long) size);
    }

    private void unpack(List<String> names, Object value) {
        if (names.size() == 1) {
            set(names.getFirst(), value);
            return;
        }
        var parts = Operations.items(value);
        if (parts.size() != names.size()) {
            throw TemplateException.value("there are not as many values as names");
        }
        for (int i = 0; i < parts.size(); i++) {
            set(names.get(i), parts.get(i));
        }
    }

    private void assign(List<String> names, @Nullable String field, Object value) {
        if (field == null) {
            unpack(names, value);
            return;
        }
        if (!(name(names.getFirst()) instanceof Namespace(var fields))) {
            throw TemplateException.value("only fields of a namespace can be set");
        }
        fields.put(field, value);
    }

    private void set(String name, Object value) {
        scopes.getFirst().put(name, value);
    }

    // Expressions

    private Object value(Node node) {
        budget.step();
        return switch (node) {
            case Node.Const(Object value) -> value;
            case Node.Name(String name) -> name(name);
            case Node.Attribute(Node target, String name) -> attribute(value(target), name);
            case Node.Item(Node target, Node key) -> item(value(target), value(key));
            case Node.Slice slice -> slice(slice);
            case Node.Call(Node target, Arguments arguments) -> call(value(target), arguments);
            case Node.Filter(Node target, String name, Arguments arguments) ->
                Filters.apply(name, value(target), byPlace(arguments), byName(arguments));
            case Node.Test(Node target, String name, Arguments arguments, boolean negated) ->
                Filters.test(name, value(target), byPlace(arguments)) != negated;
            case Node.Not(Node operand) -> !Operations.truth(value(operand));
            case Node.And(Node left, Node right) -> {
                var first = value(left);
                yield Operations.truth(first) ? value(right) : first;
            }
            case Node.Or(Node left, Node right) -> {
                var first = value(left);
                yield Operations.truth(first) ? first : value(right);
            }
            case Node.Compare(Node first, var comparisons) -> compare(first, comparisons);
            case Node.Binary(String operator, Node left, Node right) ->
                Operations.binary(operator, value(left), value(right));
            case Node.Sign(boolean negative, Node operand) -> Operations.signed(negative, value(operand));
            case Node.Concat(List<Node> parts) -> {
                var text = new StringBuilder();
                for (var part : parts) {
                    text.append(PythonText.of(value(part)));
                    Operations.checkLength(text.length());
                }
                yield text.toString();
            }
            case Node.Choice(Node condition, Node then, var otherwise) ->
                Operations.truth(value(condition))
                        ? value(then)
                        : otherwise == null
                                ? new Undefined("the condition was false and there is no else")
                                : value(otherwise);
            case Node.ListOf(List<Node> items) -> values(items);
            case Node.TupleOf(List<Node> items) -> new Tuple(values(items));
            case Node.DictOf(var entries) -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (var entry : entries) {
                    map.put(Operations.key(value(entry.key())), value(entry.value()));
                }
                yield map;
            }
        };
    }

    private List<Object> values(List<Node> nodes) {
        List<Object> values = new ArrayList<>();
        for (var node : nodes) {
            values.add(value(node));
        }
        return values;
    }

    private Object name(String name) {
        for (var scope : scopes) {
            Object value = scope.get(name);
            if (value != null) {
                return value;
            }
        }
        Object value = context.get(name);
        if (value != null) {
            return value;
        }
        return Macros.NAMES.contains(name) ? new Macro(name) : new Undefined("'" + name + "' is undefined");
    }

    /// `value.name`: what its type offers comes first, then its keys.
    private static Object attribute(Object value, String name) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (value instanceof Namespace(var fields)) {
            Object found = fields.get(name);
            return found == null ? missing(value, name) : found;
        }
        return Methods.attribute(value, name)
                .orElseGet(() -> value instanceof Map<?, ?> map && map.containsKey(name)
                        ? found(map, name)
                        : missing(value, name));
    }

    private static Object found(Map<?, ?> map, Object key) {
        Object found = map.get(key);
        return found == null ? None.NONE : found;
    }

    /// `value[key]`: its keys come first, then what its type offers.
    static Object item(Object value, Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (value instanceof Map<?, ?> map) {
            if (!(key instanceof List<?>) && !(key instanceof Map<?, ?>) && !(key instanceof Undefined)) {
                var found = map.get(Operations.key(key));
                if (found != null) {
                    return found;
                }
            }
        } else if (Numbers.isWhole(key) || key instanceof Boolean) {
            var at = Numbers.integer(key);
            if (value instanceof String || value instanceof List<?> || value instanceof Tuple) {
                var items = Operations.items(value);
                long place = at.bitLength() > 31 ? items.size() : at.longValue();
                place = place < 0 ? place + items.size() : place;
                return place >= 0 && place < items.size() ? items.get((int) place) : missing(value, key);
            }
        }
        if (key instanceof String name) {
            return Methods.attribute(value, name).orElseGet(() -> missing(value, name));
        }
        return missing(value, key);
    }

    private static Undefined missing(Object value, Object key) {
        var owner = value == None.NONE ? "None" : PythonText.type(value) + " object";
        return new Undefined(
                key instanceof String name
                        ? "'" + owner + "' has no attribute '" + name + "'"
                        : owner + " has no element " + PythonText.type(key));
    }

    private Object slice(Node.Slice slice) {
        var target = value(slice.target());
        if (target instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (!(target instanceof String) && !(target instanceof List<?>) && !(target instanceof Tuple)) {
            throw TemplateException.type("a " + PythonText.type(target) + " cannot be cut");
        }
        var items = Operations.items(target);
        int step = bound(slice.step(), 1);
        if (step == 0) {
            throw TemplateException.value("a slice cannot step by zero");
        }
        int size = items.size();
        int from = clamp(bound(slice.from(), step > 0 ? 0 : size - 1), size, step, slice.from() == null);
        int to = slice.to() == null ? (step > 0 ? size : -1) : clamp(bound(slice.to(), size), size, step, false);
        List<Object> part = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            part.add(items.get((int) i));
        }
        if (target instanceof String) {
            var text = new StringBuilder();
            part.forEach(text::append);
            return text.toString();
        }
        return target instanceof Tuple ? new Tuple(part) : part;
    }

    private int bound(@Nullable Node node, int otherwise) {
        if (node == null) {
            return otherwise;
        }
        var value = value(node);
        if (value == None.NONE) {
            return otherwise;
        }
        if (value instanceof Undefined || !(Numbers.isWhole(value) || value instanceof Boolean)) {
            throw TemplateException.type("the bounds of a slice must be whole numbers");
        }
        return (int) Math.max(
                -1_000_000_000, Math.min(1_000_000_000, Numbers.integer(value).longValue()));
    }

    private static int clamp(int bound, int size, int step, boolean given) {
        if (given) {
            return bound;
        }
        int place = bound < 0 ? bound + size : bound;
        return step > 0 ? Math.max(0, Math.min(place, size)) : Math.max(-1, Math.min(place, size - 1));
    }

    private Object call(Object target, Arguments arguments) {
        return switch (target) {
            case BoundMethod method -> Methods.call(method, byPlace(arguments), byName(arguments));
            case Macro(String name) -> macros.call(name, byPlace(arguments), byName(arguments));
            case Undefined undefined -> throw undefined.used();
            default -> throw TemplateException.type("a " + PythonText.type(target) + " cannot be called");
        };
    }

    private List<Object> byPlace(Arguments arguments) {
        return values(arguments.byPlace());
    }

    private Map<String, Object> byName(Arguments arguments) {
        if (arguments.byName().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> named = new LinkedHashMap<>();
        arguments.byName().forEach((name, node) -> named.put(name, value(node)));
        return named;
    }

    private Object compare(Node first, List<Node.Comparison> comparisons) {
        var left = value(first);
        for (var comparison : comparisons) {
            var right = value(comparison.right());
            boolean holds = switch (comparison.operator()) {
                case "==" -> Operations.same(left, right);
                case "!=" -> !Operations.same(left, right);
                case "<" -> Operations.compare(left, right, "<") < 0;
                case "<=" -> Operations.compare(left, right, "<=") <= 0;
                case ">" -> Operations.compare(left, right, ">") > 0;
                case ">=" -> Operations.compare(left, right, ">=") >= 0;
                case "in" -> Operations.contains(right, left);
                default -> !Operations.contains(right, left);
            };
            if (!holds) {
                return false;
            }
            left = right;
        }
        return true;
    }
}
