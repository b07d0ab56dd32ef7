package dev.tallystick.plan;

import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes the value of one field across, either way. To what [Conversion] does this adds rows that are linked, which
/// cross
/// by their names, and several options in one text.
///
/// @param leftLinks what the rows are called that a left field links to, by field
/// @param rightLinks as `leftLinks`, on the right
record Crossing(Equality equality, Map<String, LinkNames> leftLinks, Map<String, LinkNames> rightLinks) {

    /// What became of a value that should cross.
    sealed interface Crossed {
        /// @param names of the links that were written as names, or read from names
        record Fits(Value value, Map<String, String> names) implements Crossed {}

        record Unfit(String reason) implements Crossed {}

        /// It would fit if a row were there that is not there yet.
        ///
        /// @param missing names that no linked row has
        record Waits(String reason, List<String> missing) implements Crossed {}
    }

    /// @param lefts the whole left row: a time may take its day from another field
    /// @param base for the names that links had when the two agreed
    Crossed toRight(FieldMapping field, Map<String, Value> lefts, @Nullable Base base) {
        var value = lefts.getOrDefault(field.left(), Value.empty());
        if (isLinks(field.leftType(), value)) {
            return linksAcross(field.left(), value, leftLinks, field.right(), field.type(), rightLinks);
        }
        if (field.type() == FieldType.LINKS) {
            return value instanceof Value.Links
                    ? linksAcross(field.left(), value, leftLinks, field.right(), field.type(), rightLinks)
                    : fromNames(field.left(), value, namesOf(field.right(), rightLinks), recorded(field, base));
        }
        if (value instanceof Value.Choices(var options)
                && field.type() == FieldType.TEXT
                && field.transforms().isEmpty()) {
            return fits(asText(options));
        }
        if (value instanceof Value.Text(var text)
                && field.type() == FieldType.CHOICES
                && field.transforms().isEmpty()) {
            return fits(asChoices(text));
        }
        return plain(Conversion.of(field, new Row("any", lefts), value));
    }

    Crossed toLeft(FieldMapping field, Value value, @Nullable Base base) {
        if (isLinks(field.type(), value)) {
            return field.leftType() == null
                    ? plain(Conversion.back(field, value))
                    : linksAcross(field.right(), value, rightLinks, field.left(), field.leftType(), leftLinks);
        }
        if (field.leftType() == FieldType.LINKS) {
            return fromNames(field.right(), value, namesOf(field.left(), leftLinks), recorded(field, base));
        }
        if (value instanceof Value.Choices(var options)
                && field.leftType() == FieldType.TEXT
                && field.transforms().isEmpty()) {
            return fits(asText(options));
        }
        if (value instanceof Value.Text(var text)
                && field.leftType() == FieldType.CHOICES
                && field.transforms().isEmpty()) {
            return fits(asChoices(text));
        }
        return plain(Conversion.back(field, value));
    }

    Crossed to(Side side, FieldMapping field, Map<String, Value> lefts, Value right, @Nullable Base base) {
        return side == Side.RIGHT ? toRight(field, lefts, base) : toLeft(field, right, base);
    }

    /// Whether both sides say the same of this field, looked at the ways that its values may go.
    boolean agree(FieldMapping field, Map<String, Value> lefts, Value right, @Nullable Base base) {
        return agreement(field, lefts, right, base) != null;
    }

    /// As [#agree], with the names by which links were recognised; null when they do not say the same.
    @Nullable
    Map<String, String> agreement(FieldMapping field, Map<String, Value> lefts, Value right, @Nullable Base base) {
        if (field.flow().reaches(Side.RIGHT)
                && toRight(field, lefts, base) instanceof Crossed.Fits(var value, var names)
                && equality.same(value, right)) {
            return names;
        }
        if (field.flow().reaches(Side.LEFT)
                && toLeft(field, right, base) instanceof Crossed.Fits(var value, var names)
                && equality.same(value, lefts.getOrDefault(field.left(), Value.empty()))) {
            return names;
        }
        return null;
    }

    /// Why a cell that nobody touched shows names that are no longer right; null when it shows the right ones.
    @Nullable
    String renamed(FieldMapping field, Side links, Base base) {
        var then = recorded(field, base);
        var now = links == Side.LEFT ? namesOf(field.left(), leftLinks) : namesOf(field.right(), rightLinks);
        var sentences = new ArrayList<String>();
        then.forEach((id, name) -> now.name(id)
                .filter(today -> !today.equals(name))
                .ifPresent(today -> sentences.add("\"" + name + "\" is called \"" + today + "\" now.")));
        return sentences.isEmpty() ? null : String.join(" ", sentences);
    }

    /// The side whose links stand as names on the other side; null when this is no such field.
    static @Nullable Side linkedSide(FieldMapping field) {
        var left = field.leftType() == FieldType.LINKS;
        var right = field.type() == FieldType.LINKS;
        if (left == right) {
            return null;
        }
        return left ? Side.LEFT : Side.RIGHT;
    }

    /// How [Base#names] holds names.
    static Value record(Map<String, String> names) {
        var words = new ArrayList<String>();
        new TreeMap<>(names).forEach((id, name) -> words.addAll(List.of(id, name)));
        return Value.text(NameList.write(words));
    }

    /// What the linked rows were called when the two agreed, by id.
    Map<String, String> recorded(FieldMapping field, @Nullable Base base) {
        var side = linkedSide(field);
        if (base == null || side == null) {
            return Map.of();
        }
        var kept = side == Side.LEFT ? base.left(Base.names(field.left())) : base.right(Base.names(field.right()));
        if (kept instanceof Value.Text(var text)) {
            var words = NameList.read(text);
            var names = new TreeMap<String, String>();
            for (var i = 0; i + 1 < words.size(); i += 2) {
                names.put(words.get(i), words.get(i + 1));
            }
            return names;
        }
        return side == Side.LEFT
                ? matched(base.left(field.left()), base.right(field.right()), namesOf(field.left(), leftLinks))
                : matched(base.right(field.right()), base.left(field.left()), namesOf(field.right(), rightLinks));
    }

    /// For a base that holds no names: a row that is still called what stands there is meant by it, and one row and one
    /// name that are left over belong together. With more left over nothing is certain.
    private static Map<String, String> matched(Value links, Value names, LinkNames today) {
        if (!(links instanceof Value.Links(var ids))) {
            return Map.of();
        }
        var found = new TreeMap<String, String>();
        var words = new ArrayList<>(words(names));
        var others = new ArrayList<String>();
        for (var id : ids) {
            var name = today.name(id);
            if (name.isPresent() && words.remove(name.get())) {
                found.put(id, name.get());
            } else {
                others.add(id);
            }
        }
        if (others.size() == 1 && words.size() == 1) {
            found.put(others.getFirst(), words.getFirst());
        }
        return found;
    }

    /// From links to names, and on to the links of those names where the other side has links too.
    private Crossed linksAcross(
            String from,
            Value value,
            Map<String, LinkNames> fromLinks,
            String to,
            FieldType type,
            Map<String, LinkNames> toLinks) {
        var ids = value instanceof Value.Links(var rowIds) ? rowIds : List.<String>of();
        if (!value.isEmpty() && !(value instanceof Value.Links)) {
            return new Crossed.Unfit("'" + from + "' is " + Conversion.shown(value) + ", which is no link");
        }
        var names = new TreeMap<String, String>();
        for (var id : ids) {
            var name = namesOf(from, fromLinks).name(id);
            if (name.isEmpty()) {
                return new Crossed.Waits(
                        "'" + from + "' links to row " + id + ", whose name is not known yet", List.of());
            }
            names.put(id, name.get());
        }
        var sorted = names.values().stream().sorted().toList();
        return switch (type) {
            case LINKS -> byName(from, sorted, namesOf(to, toLinks), Map.of());
            case CHOICES -> new Crossed.Fits(sorted.isEmpty() ? Value.empty() : new Value.Choices(sorted), names);
            case CHOICE ->
                sorted.size() > 1
                        ? new Crossed.Unfit("'" + from + "' links to " + sorted.size() + " rows, and " + to
                                + " holds one option; link one row")
                        : new Crossed.Fits(
                                sorted.isEmpty() ? Value.empty() : new Value.Choice(sorted.getFirst()), names);
            case TEXT -> new Crossed.Fits(asText(sorted), names);
            case DECIMAL, BOOLEAN, DATE, INSTANT, LOCAL_DATE_TIME, ATTACHMENTS, JSON ->
                new Crossed.Unfit(
                        "'" + from + "' holds links, and " + to + " is " + type.word() + "; map it to a field of text");
        };
    }

    private Crossed fromNames(String from, Value value, LinkNames today, Map<String, String> then) {
        return switch (value) {
            case Value.Empty _, Value.Text _, Value.Choice _, Value.Choices _ ->
                byName(from, words(value), today, then);
            default -> byName(from, List.of(Conversion.plainText(value)), today, then);
        };
    }

    /// Read first by the names that links had when the two agreed, then by today's.
    private static Crossed byName(String from, List<String> words, LinkNames today, Map<String, String> then) {
        var names = new TreeMap<String, String>();
        var ids = new ArrayList<String>();
        var missing = new ArrayList<String>();
        for (var word : new TreeSet<>(words)) {
            var meant = then.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(word))
                    .map(Map.Entry::getKey)
                    .toList();
            var times = words.stream().filter(word::equals).count();
            var candidates = meant.isEmpty() ? today.ids(word) : meant;
            if (candidates.isEmpty()) {
                missing.add(word);
                continue;
            }
            // Two rows of one name, named twice, are both meant.
            if (candidates.size() > 1 && candidates.size() != times) {
                return new Crossed.Unfit("'" + from + "' says " + Conversion.shown(Value.text(word)) + ", and "
                        + candidates.size() + " rows are called that: " + String.join(", ", candidates)
                        + "; give them different names");
            }
            candidates.forEach(id -> names.put(id, word));
        }
        if (!missing.isEmpty()) {
            return new Crossed.Waits(
                    "'" + from + "' waits for "
                            + missing.stream()
                                    .map(word -> "a row called " + Conversion.shown(Value.text(word)))
                                    .collect(Collectors.joining(" and ")),
                    missing);
        }
        for (var word : words) {
            names.forEach((id, name) -> {
                if (name.equals(word) && !ids.contains(id)) {
                    ids.add(id);
                }
            });
        }
        return new Crossed.Fits(ids.isEmpty() ? Value.empty() : new Value.Links(ids), names);
    }

    private static List<String> words(Value value) {
        return switch (value) {
            case Value.Text(var text) -> NameList.read(text);
            case Value.Choice(var option) -> List.of(option);
            case Value.Choices(var options) -> options;
            default -> List.of();
        };
    }

    private static Value asText(Collection<String> names) {
        return names.isEmpty()
                ? Value.empty()
                : Value.text(NameList.write(names.stream().sorted().toList()));
    }

    private static Value asChoices(String text) {
        var options = NameList.read(text);
        return options.isEmpty() ? Value.empty() : new Value.Choices(options);
    }

    private static boolean isLinks(@Nullable FieldType type, Value value) {
        return type == FieldType.LINKS || (type == null && value instanceof Value.Links);
    }

    private static LinkNames namesOf(String field, Map<String, LinkNames> links) {
        return links.getOrDefault(field, LinkNames.NONE);
    }

    private static Crossed fits(Value value) {
        return new Crossed.Fits(value, Map.of());
    }

    private static Crossed plain(Conversion conversion) {
        return switch (conversion) {
            case Conversion.Fits(Value value) -> fits(value);
            case Conversion.DoesNotFit(String reason) -> new Crossed.Unfit(reason);
        };
    }
}
