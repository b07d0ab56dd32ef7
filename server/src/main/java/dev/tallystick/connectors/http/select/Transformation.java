package dev.tallystick.connectors.http.select;

import dev.tallystick.connectors.http.manifest.Component;
import dev.tallystick.connectors.http.manifest.ManifestException;
import dev.tallystick.connectors.http.template.Expression;
import dev.tallystick.connectors.http.template.Expressions;
import dev.tallystick.connectors.http.value.Dpath;
import dev.tallystick.connectors.http.value.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Changes a record in place.
public interface Transformation {

    /// @param variables the slice, as templates see it
    void apply(Map<String, Object> record, Map<String, Object> variables);

    static Transformation of(Component component, Expressions expressions) {
        return switch (component.type()) {
            case "AddFields" -> new AddFields(component, expressions);
            case "RemoveFields" -> new RemoveFields(component, expressions);
            case "KeysToLower" -> (record, _) -> renameTop(record, name -> name.toLowerCase(Locale.ROOT));
            case "KeysToSnakeCase" -> (record, _) -> rename(record, SnakeCase::of);
            case "KeysReplace" -> {
                var old = expressions.of(component.required("old"), component.parameters());
                var fresh = expressions.of(component.required("new"), component.parameters());
                yield (record, variables) -> {
                    var seen = with(variables, "record", record);
                    var from = old.text(seen);
                    var to = fresh.text(seen);
                    rename(record, name -> name.replace(from, to));
                };
            }
            case "FlattenFields" -> {
                boolean lists = component.flag("flatten_lists", true);
                yield (record, _) -> flatten(record, lists);
            }
            case "DpathFlattenFields" -> new DpathFlatten(component, expressions);
            default -> throw new ManifestException("A " + component.type() + " is not supported.");
        };
    }

    private static Map<String, Object> with(Map<String, Object> variables, String name, Object value) {
        Map<String, Object> more = new HashMap<>(variables);
        more.put(name, value);
        return more;
    }

    private static void renameTop(Map<String, Object> record, UnaryOperator<String> name) {
        var before = new LinkedHashMap<>(record);
        record.clear();
        before.forEach((key, value) -> record.put(name.apply(key), value));
    }

    private static void rename(Map<String, Object> record, UnaryOperator<String> name) {
        renameTop(record, name);
        record.replaceAll((_, value) -> renamed(value, name));
    }

    @SuppressWarnings("unchecked") // records are maps with text keys
    private static Object renamed(Object value, UnaryOperator<String> name) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<>((Map<String, Object>) map);
                rename(copy, name);
                yield copy;
            }
            case List<?> items ->
                items.stream()
                        .map(item -> renamed(item, name))
                        .collect(Collectors.toCollection(ArrayList<Object>::new));
            default -> value;
        };
    }

    private static void flatten(Map<String, Object> record, boolean lists) {
        Map<String, Object> flat = new LinkedHashMap<>();
        record.forEach((key, value) -> flatten(key, key, value, flat, lists));
        record.clear();
        record.putAll(flat);
    }

    private static void flatten(String path, String name, Object value, Map<String, Object> flat, boolean lists) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(path + "." + key, String.valueOf(key), inner, flat, lists));
        } else if (lists && value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                flatten(path + "." + i, name + "." + i, items.get(i), flat, lists);
            }
        } else {
            flat.put(flat.containsKey(name) ? path : name, value);
        }
    }

    /// Computes fields, each seeing those added before it.
    final class AddFields implements Transformation {
        private record Added(List<Expression> path, Expression value, Optional<String> type) {}

        private final List<Added> fields;
        private final Optional<Expression> condition;

        AddFields(Component component, Expressions expressions) {
            this.fields = component.children("fields").stream()
                    .map(field -> new Added(
                            field.list("path").stream()
                                    .map(part -> expressions.of(part, field.parameters()))
                                    .toList(),
                            expressions.of(field.required("value"), field.parameters()),
                            field.text("value_type")))
                    .toList();
            this.condition = component
                    .field("condition")
                    .filter(source -> !source.equals(""))
                    .map(source -> expressions.of(source, component.parameters()));
        }

        @Override
        public void apply(Map<String, Object> record, Map<String, Object> variables) {
            var seen = with(variables, "record", record);
            for (var field : fields) {
                var value = plain(field.value().value(seen, wanted(field.type())));
                var path = field.path().stream().map(Expression::text).toList();
                seen.put("value", value);
                seen.put("path", new ArrayList<Object>(path));
                if (condition.isEmpty() || condition.get().truth(seen)) {
                    Dpath.put(record, path, value);
                }
            }
        }

        private static Predicate<Object> wanted(Optional<String> type) {
            return switch (type.orElse("")) {
                case "string" -> String.class::isInstance;
                case "number" -> value -> value instanceof Double || value instanceof BigDecimal;
                case "integer" -> value -> value instanceof Long || value instanceof java.math.BigInteger;
                case "boolean" -> Boolean.class::isInstance;
                default -> value -> true;
            };
        }

        private static Object plain(Object value) {
            return switch (value) {
                case Tuple(List<Object> items) -> new ArrayList<>(items);
                case Double number when Double.isFinite(number) -> new BigDecimal(number.toString());
                case Map<?, ?> map -> {
                    Map<String, Object> copy = new LinkedHashMap<>();
                    map.forEach((key, each) ->
                            copy.put(dev.tallystick.connectors.http.template.PythonText.of(key), plain(each)));
                    yield copy;
                }
                case List<?> items ->
                    items.stream().map(AddFields::plain).collect(Collectors.toCollection(ArrayList<Object>::new));
                default -> value;
            };
        }
    }

    /// Takes fields out: by pointer, or, with a condition, every leaf for which it holds, wherever it stands.
    final class RemoveFields implements Transformation {
        private final List<List<String>> pointers;
        private final Optional<Expression> condition;

        RemoveFields(Component component, Expressions expressions) {
            this.pointers = component.list("field_pointers").stream()
                    .map(pointer -> pointer instanceof List<?> parts
                            ? parts.stream().map(String::valueOf).toList()
                            : List.of(String.valueOf(pointer)))
                    .filter(pointer -> !pointer.isEmpty())
                    .toList();
            this.condition = component
                    .field("condition")
                    .filter(source -> !source.equals(""))
                    .map(source -> expressions.of(source, component.parameters()));
        }

        @Override
        public void apply(Map<String, Object> record, Map<String, Object> variables) {
            if (condition.isPresent()) {
                removeLeaves(record, condition.get());
            } else {
                pointers.forEach(pointer -> Dpath.remove(record, pointer));
            }
        }

        private static void removeLeaves(Object value, Expression condition) {
            if (value instanceof Map<?, ?> map) {
                map.values().removeIf(child -> isLeaf(child) && condition.truth(Map.of("property", child)));
                map.values().forEach(child -> removeLeaves(child, condition));
            } else if (value instanceof List<?> items) {
                items.forEach(item -> removeLeaves(item, condition));
            }
        }

        private static boolean isLeaf(Object value) {
            return !(value instanceof Map<?, ?> map && !map.isEmpty())
                    && !(value instanceof List<?> items && !items.isEmpty());
        }
    }

    /// Merges a map inside the record into the record.
    final class DpathFlatten implements Transformation {
        private final List<Expression> path;
        private final boolean deletes;
        private final boolean replaces;
        private final Optional<Expression> prefix;
        private final Optional<Expression> suffix;

        DpathFlatten(Component component, Expressions expressions) {
            this.path = component.list("field_path").stream()
                    .map(part -> expressions.of(part, component.parameters()))
                    .toList();
            this.deletes = component.flag("delete_origin_value", false);
            this.replaces = component.flag("replace_record", false);
            var keys = component.child("key_transformation");
            this.prefix = keys.flatMap(child -> child.field("prefix"))
                    .map(source -> expressions.of(source, component.parameters()));
            this.suffix = keys.flatMap(child -> child.field("suffix"))
                    .map(source -> expressions.of(source, component.parameters()));
        }

        @Override
        public void apply(Map<String, Object> record, Map<String, Object> variables) {
            var segments = path.stream().map(Expression::text).toList();
            var found = Dpath.isPattern(segments)
                    ? Dpath.values(record, segments)
                    : Dpath.get(record, segments).stream().toList();
            for (var each : found) {
                if (each instanceof Map<?, ?> map) {
                    merge(record, map, segments);
                }
            }
        }

        private void merge(Map<String, Object> record, Map<?, ?> map, List<String> segments) {
            Map<String, Object> fresh = new LinkedHashMap<>();
            map.forEach((key, value) -> fresh.put(
                    prefix.map(Expression::text).orElse("")
                            + key
                            + suffix.map(Expression::text).orElse(""),
                    value));
            if (replaces) {
                record.clear();
                record.putAll(fresh);
                return;
            }
            var kept = new java.util.HashSet<>(record.keySet());
            if (deletes && segments.size() == 1) {
                kept.remove(segments.getFirst());
            }
            if (kept.stream().anyMatch(fresh::containsKey)) {
                return;
            }
            if (deletes) {
                Dpath.remove(record, segments);
            }
            record.putAll(fresh);
        }
    }

    /// `someKey2` becomes `some_key_2`.
    final class SnakeCase {
        private static final Pattern TOKEN = Pattern.compile("[A-Z]+[a-z]*|[a-z]+|\\d+|[^A-Za-z\\d]+");

        private SnakeCase() {}

        static String of(String name) {
            var ascii = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD)
                    .replaceAll("\\p{M}+", "");
            List<String> words = new ArrayList<>();
            var match = TOKEN.matcher(ascii);
            while (match.find()) {
                var word = match.group();
                if (Character.isLetterOrDigit(word.charAt(0))) {
                    words.add(word.toLowerCase(Locale.ROOT));
                }
            }
            var snake = String.join("_", words);
            return !snake.isEmpty() && Character.isDigit(snake.charAt(0)) ? "_" + snake : snake;
        }
    }
}
