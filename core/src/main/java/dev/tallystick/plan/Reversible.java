package dev.tallystick.plan;

import dev.tallystick.plan.Crossing.Crossed;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether values can come back: asked when a mapping is saved, so that nobody finds out from lost values.
///
/// Which types can stand for each other is not a list that somebody keeps: values that people really type are sent
/// across and back, and a pair of types that changes one of them is refused for two-way.
public final class Reversible {
    /// Typical and awkward values; blanks around a text do not count where the other side is no text.
    private static final List<Value> CORPUS = List.of(
            Value.text("Ann"),
            Value.text("007"),
            Value.text("1.10"),
            Value.text("yes"),
            Value.text("true"),
            Value.text("2026-11-20"),
            Value.text("2026-11-20T08:00:00+01:00"),
            Value.text("2026-11-20 08:00"),
            Value.text("a, b"),
            Value.decimal("7"),
            Value.decimal("-0.50"),
            Value.decimal("1"),
            new Value.Bool(true),
            new Value.Bool(false),
            new Value.Date(LocalDate.of(2026, 11, 20)),
            new Value.Timestamp(Instant.parse("2026-11-20T07:00:00.123Z")),
            new Value.LocalDateTime(LocalDate.of(2026, 11, 20).atTime(8, 0)),
            new Value.Choice("Ann"),
            new Value.Choice("a, b"),
            new Value.Choices(List.of("a")),
            new Value.Choices(List.of("b", "a")),
            new Value.Choices(List.of("a, b", "say \"hi\"")));

    private Reversible() {}

    /// Why this mapping cannot be used as it says, each as a sentence that says what to do.
    ///
    /// @param leftTimes the left side tells when a row was changed
    /// @param rightTimes the right side tells when a row was changed
    public static List<String> problems(Mapping mapping, Equality equality, boolean leftTimes, boolean rightTimes) {
        var problems = new ArrayList<String>();
        for (var field : mapping.fields()) {
            if (field.flow() == Flow.TO_RIGHT) {
                continue;
            }
            var problem = problem(field, equality);
            if (problem != null) {
                problems.add("'" + field.left() + "' cannot come back from '" + field.right() + "': " + problem);
            }
            if (field.flow() == Flow.BOTH && field.onConflict() == OnConflict.UNION && !joins(field)) {
                problems.add("'" + field.left() + "' and '" + field.right()
                        + "' cannot be joined on a conflict: neither holds several options or links. Choose another"
                        + " conflict policy.");
            }
            if (field.flow() == Flow.BOTH && field.onConflict() == OnConflict.NEWEST && !(leftTimes && rightTimes)) {
                problems.add("'" + field.left() + "' and '" + field.right() + "' cannot go by the newest change: the "
                        + (leftTimes ? "right" : "left")
                        + " side does not tell when a row was changed. Choose another conflict policy.");
            }
        }
        return List.copyOf(problems);
    }

    /// Sends real values across and back, and names those that come back as something else.
    public static List<String> samples(
            Mapping mapping, Equality equality, Collection<Row> lefts, Collection<Row> rights) {
        var lost = new LinkedHashSet<String>();
        var crossing = new Crossing(equality, Map.of(), Map.of());
        for (var field : mapping.fields()) {
            // Links cross by names, which samples do not have.
            if (field.flow() == Flow.TO_RIGHT
                    || field.type() == FieldType.LINKS
                    || field.leftType() == FieldType.LINKS) {
                continue;
            }
            lefts.forEach(row -> {
                if (!survives(crossing, field, Side.LEFT, row.value(field.left()))) {
                    lost.add(lost(field.left(), row.value(field.left()), field.right()));
                }
            });
            rights.forEach(row -> {
                if (!survives(crossing, field, Side.RIGHT, row.value(field.right()))) {
                    lost.add(lost(field.right(), row.value(field.right()), field.left()));
                }
            });
        }
        return List.copyOf(lost);
    }

    private static String lost(String from, Value value, String to) {
        return "'" + from + "' holds " + Conversion.shown(value) + ", which does not survive the way to '" + to
                + "' and back.";
    }

    private static @Nullable String problem(FieldMapping field, Equality equality) {
        if (field.leftType() == null) {
            return "the mapping does not say which type the left field has. Name its type.";
        }
        for (var transform : field.transforms()) {
            var problem = problem(transform);
            if (problem != null) {
                return problem;
            }
        }
        return typeProblem(field, field.leftType(), equality);
    }

    private static @Nullable String problem(Transform transform) {
        return switch (transform) {
            case Transform.Trim _ -> null;
            case Transform.LowerCase _ ->
                "nobody knows which letters were large before lower_case. Remove it, or let the field go to the right"
                        + " only.";
            case Transform.ParseTime _ ->
                "nobody knows how the time was written before parse_time. Let the field go to the right only.";
            case Transform.ValueMap(var values, var otherwise) -> {
                if (otherwise != null) {
                    yield "its value map has an otherwise, which stands for any value. Remove it, or let the field go to"
                            + " the right only.";
                }
                var seen = new HashSet<String>();
                var twice =
                        values.values().stream().filter(name -> !seen.add(name)).findFirst();
                yield twice.map(name -> "its value map gives \"" + name
                                + "\" for several values. Give each value a name of its own.")
                        .orElse(null);
            }
        };
    }

    private static @Nullable String typeProblem(FieldMapping field, FieldType left, Equality equality) {
        var right = field.type();
        if (left == FieldType.LINKS || right == FieldType.LINKS) {
            var other = left == FieldType.LINKS ? right : left;
            if (!field.transforms().isEmpty()) {
                return "links cross by name, and a transform would change the names. Remove the transforms.";
            }
            return switch (other) {
                case TEXT, CHOICE, CHOICES, LINKS -> null;
                case DECIMAL, BOOLEAN, DATE, INSTANT, LOCAL_DATE_TIME, ATTACHMENTS, JSON ->
                    "links cross by name, and " + other.word() + " holds no name. Map them to text.";
            };
        }
        if (left == FieldType.ATTACHMENTS || right == FieldType.ATTACHMENTS) {
            return "files cannot be written back. Let the field go to the right only.";
        }
        if (left == FieldType.JSON || right == FieldType.JSON) {
            return left == right
                    ? null
                    : left.word() + " and " + right.word()
                            + " cannot stand for each other. Let the field go to the right only.";
        }
        if (field.transforms().stream().anyMatch(Transform.ValueMap.class::isInstance)) {
            // Its own values are the only ones there are.
            return null;
        }
        var crossing = new Crossing(equality, Map.of(), Map.of());
        return Stream.of(Side.values())
                .flatMap(side -> CORPUS.stream()
                        .filter(value -> typeOf(value) == (side == Side.LEFT ? left : right))
                        .filter(value -> fits(crossing, field, side, value))
                        .filter(value -> !survives(crossing, field, side, value)))
                .findFirst()
                .map(value ->
                        "a value like " + Conversion.shown(value) + " would come back as another one, since one is "
                                + left.word() + " and the other " + right.word()
                                + ". Give both the same type, or let the field go to the right only.")
                .orElseGet(() -> anyFits(crossing, field, left)
                        ? null
                        : left.word() + " and " + right.word()
                                + " cannot stand for each other. Let the field go to the right only.");
    }

    private static boolean joins(FieldMapping field) {
        return Stream.of(field.type(), field.leftType())
                .anyMatch(type -> type == FieldType.CHOICES || type == FieldType.LINKS);
    }

    private static boolean anyFits(Crossing crossing, FieldMapping field, FieldType left) {
        return Stream.of(Side.values())
                .allMatch(side -> CORPUS.stream()
                        .filter(value -> typeOf(value) == (side == Side.LEFT ? left : field.type()))
                        .anyMatch(value -> fits(crossing, field, side, value)));
    }

    private static boolean fits(Crossing crossing, FieldMapping field, Side side, Value value) {
        return crossing.to(side.other(), field, Map.of(field.left(), value), value, null) instanceof Crossed.Fits;
    }

    /// Whether the value comes back as what it was, as far as the two sides can tell.
    private static boolean survives(Crossing crossing, FieldMapping field, Side side, Value value) {
        if (!(crossing.to(side.other(), field, Map.of(field.left(), value), value, null)
                instanceof Crossed.Fits(var there, var _))) {
            // It fails loudly, which loses nothing.
            return true;
        }
        if (!(crossing.to(side, field, Map.of(field.left(), there), there, null)
                instanceof Crossed.Fits(var back, var _))) {
            return false;
        }
        return crossing.equality().same(bare(field, value), bare(field, back)) || sameList(value, there, back);
    }

    /// `b,a` in a text that stands for options says the same as `a, b`.
    private static boolean sameList(Value value, Value there, Value back) {
        return there instanceof Value.Choices
                && value instanceof Value.Text(var one)
                && back instanceof Value.Text(var other)
                && new HashSet<>(NameList.read(one)).equals(new HashSet<>(NameList.read(other)));
    }

    private static Value bare(FieldMapping field, Value value) {
        var blanksCount = field.type() == FieldType.TEXT
                && field.leftType() == FieldType.TEXT
                && field.transforms().isEmpty();
        return value instanceof Value.Text(var text) && !blanksCount
                ? text.isBlank() ? Value.empty() : Value.text(text.strip())
                : value;
    }

    private static @Nullable FieldType typeOf(Value value) {
        return switch (value) {
            case Value.Empty _ -> null;
            case Value.Text _ -> FieldType.TEXT;
            case Value.Decimal _ -> FieldType.DECIMAL;
            case Value.Bool _ -> FieldType.BOOLEAN;
            case Value.Date _ -> FieldType.DATE;
            case Value.Timestamp _ -> FieldType.INSTANT;
            case Value.LocalDateTime _ -> FieldType.LOCAL_DATE_TIME;
            case Value.Choice _ -> FieldType.CHOICE;
            case Value.Choices _ -> FieldType.CHOICES;
            case Value.Links _ -> FieldType.LINKS;
            case Value.Attachments _ -> FieldType.ATTACHMENTS;
            case Value.Json _ -> FieldType.JSON;
        };
    }
}
