package dev.tallystick.history;

import dev.tallystick.plan.Side;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// What people called the fields and tables of a run when it planned, for systems that know a field by an id. What is
/// planned and kept goes by ids, since names change; what people read goes by these.
///
/// @param left the left fields whose name is not their id, by id; `right` the same
/// @param leftTable what people call the left table, where the sync names it otherwise; `rightTable` the same
public record Names(
        Map<String, String> left,
        Map<String, String> right,
        @Nullable String leftTable,
        @Nullable String rightTable) {
    public static final Names NONE = new Names(Map.of(), Map.of(), null, null);

    /// An id of so many characters is no word of ours, so it is a field also where nothing quotes it.
    private static final int NO_WORD = 12;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Names {
        left = Map.copyOf(left);
        right = Map.copyOf(right);
    }

    /// What people call this field; its id where nobody calls it otherwise.
    public String field(Side side, String id) {
        return of(side).getOrDefault(id, id);
    }

    /// What people call the table that the sync names so.
    String table(Side side, String said) {
        var called = side == Side.LEFT ? leftTable : rightTable;
        return called == null ? said : called;
    }

    /// Those of one side whose name is not their id.
    SortedMap<String, String> fields(Side side) {
        return new TreeMap<>(of(side));
    }

    private Map<String, String> of(Side side) {
        return side == Side.LEFT ? left : right;
    }

    /// The sentence with names where it says ids: the planner and the systems know nothing else.
    String in(String sentence) {
        var told = sentence;
        for (var names : List.of(left, right)) {
            for (var name : names.entrySet()) {
                told = replaced(told, name.getKey(), name.getValue());
            }
        }
        return told;
    }

    private static String replaced(String sentence, String id, String name) {
        if (!sentence.contains(id)) {
            return sentence;
        }
        var quoted = sentence.replace("'" + id + "'", "'" + name + "'").replace('"' + id + '"', '"' + name + '"');
        return id.length() < NO_WORD
                ? quoted
                : Pattern.compile("(?<![\\p{Alnum}])" + Pattern.quote(id) + "(?![\\p{Alnum}])")
                        .matcher(quoted)
                        .replaceAll(Matcher.quoteReplacement("'" + name + "'"));
    }

    @Nullable
    String inOrNull(@Nullable String sentence) {
        return sentence == null ? null : in(sentence);
    }

    String write() {
        var json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(left).forEach(json.putObject("left")::put);
        new TreeMap<>(right).forEach(json.putObject("right")::put);
        json.put("left_table", leftTable).put("right_table", rightTable);
        return json.toString();
    }

    static Names read(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        var json = JSON.readTree(text);
        return new Names(
                texts(json.path("left")),
                texts(json.path("right")),
                table(json, "left_table"),
                table(json, "right_table"));
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new HashMap<String, String>();
        object.properties()
                .forEach(one -> texts.put(one.getKey(), one.getValue().stringValue()));
        return texts;
    }

    private static @Nullable String table(JsonNode json, String name) {
        var table = json.path(name);
        return table.isString() ? table.stringValue() : null;
    }

    /// What the rows are called that link values name, as the plan of their run knew them.
    ///
    /// @param bySide row id -> name, of those that were asked for
    record LinkedRows(Map<Side, Map<String, String>> bySide) {
        static final LinkedRows NONE = new LinkedRows(Map.of());

        LinkedRows {
            bySide = Map.copyOf(bySide);
        }

        /// The names of the rows that these values link to; null where they link to none that has a name.
        @Nullable
        Map<String, String> in(Side side, Collection<Value> values) {
            var known = bySide.getOrDefault(side, Map.of());
            var names = new TreeMap<String, String>();
            for (var id : linked(values)) {
                var name = known.get(id);
                if (name != null) {
                    names.put(id, name);
                }
            }
            return names.isEmpty() ? null : names;
        }

        static List<String> linked(Collection<Value> values) {
            var ids = new ArrayList<String>();
            for (var value : values) {
                if (value instanceof Value.Links(List<String> rows)) {
                    ids.addAll(rows);
                }
            }
            return ids;
        }

        static LinkedRows of(List<LinkedRow> rows) {
            var bySide = new EnumMap<Side, Map<String, String>>(Side.class);
            rows.forEach(row ->
                    bySide.computeIfAbsent(row.side(), _ -> new HashMap<>()).put(row.id(), row.name()));
            return new LinkedRows(bySide);
        }
    }

    record LinkedRow(Side side, String id, String name) {}
}
