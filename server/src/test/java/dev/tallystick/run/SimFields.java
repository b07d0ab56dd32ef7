package dev.tallystick.run;

import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.Side;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fields that some seeds have beside the three of text, drawn from a number of their own, so that a seed without
/// them stays as it was: links to rows of a table of their own, a field behind transforms, one of several options.
///
/// @param links the side whose cells link; the other one names the rows
/// @param makes whether rows are made that a cell names
/// @param trims whether blanks around a value do not count
/// @param written whether the right side writes its options into one text
record SimFields(
        Set<Kind> kinds,
        Side links,
        boolean makes,
        boolean trims,
        boolean written,
        OnConflict linksOnConflict,
        OnConflict mappedOnConflict) {
    static final SimFields NONE =
            new SimFields(Set.of(), Side.LEFT, false, false, false, OnConflict.MANUAL, OnConflict.MANUAL);

    private static final int MAPPED_VALUES = 60;
    private static final Map<String, String> ACROSS = new TreeMap<>();
    private static final Map<String, String> BACK = new TreeMap<>();

    static {
        for (int i = 1; i <= MAPPED_VALUES; i++) {
            ACROSS.put("v" + i, "w" + i);
            BACK.put("w" + i, "v" + i);
        }
    }

    enum Kind {
        LINKS("firm", "company"),
        MAPPED("state", "stage"),
        /// On a conflict joined: what either side added, without what either removed.
        TAGS("tags", "labels");

        private final String left;
        private final String right;

        Kind(String left, String right) {
            this.left = left;
            this.right = right;
        }

        String field(Side side) {
            return side == Side.LEFT ? left : right;
        }

        boolean names(String field) {
            return left.equals(field) || right.equals(field);
        }
    }

    static SimFields draw(long seed, Flow direction) {
        var random = new SplittableRandom(seed * 6151 + 41);
        var kinds = EnumSet.noneOf(Kind.class);
        for (var kind : Kind.values()) {
            if (random.nextInt(5) < 2) {
                kinds.add(kind);
            }
        }
        var links = random.nextInt(3) > 0 ? Side.LEFT : Side.RIGHT;
        return new SimFields(
                kinds,
                links,
                // Where no names are written into links, nothing can be made for them.
                random.nextBoolean() && direction.reaches(links),
                random.nextBoolean(),
                random.nextBoolean(),
                policy(random),
                policy(random));
    }

    private static OnConflict policy(SplittableRandom random) {
        var all = List.of(OnConflict.MANUAL, OnConflict.MANUAL, OnConflict.LEFT, OnConflict.RIGHT, OnConflict.NEWEST);
        return all.get(random.nextInt(all.size()));
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    OnConflict onConflict(Kind kind) {
        return switch (kind) {
            case LINKS -> linksOnConflict;
            case MAPPED -> mappedOnConflict;
            case TAGS -> OnConflict.UNION;
        };
    }

    /// What this side has, by name.
    Map<String, FieldType> types(Side side) {
        var types = new LinkedHashMap<String, FieldType>();
        kinds.forEach(kind -> types.put(kind.field(side), type(kind, side)));
        return types;
    }

    private FieldType type(Kind kind, Side side) {
        return switch (kind) {
            case LINKS -> side == links ? FieldType.LINKS : FieldType.TEXT;
            case MAPPED -> FieldType.TEXT;
            case TAGS -> side == Side.RIGHT && written ? FieldType.TEXT : FieldType.CHOICES;
        };
    }

    /// Which of them this field is; null for one of the three that every seed has.
    @Nullable
    Kind kind(String field) {
        return kinds.stream().filter(kind -> kind.names(field)).findFirst().orElse(null);
    }

    /// Their lines in the file of a person who sets this up.
    String yaml(String drift) {
        return kinds.stream()
                .map(kind -> "      - { left: %s, right: %s, on_conflict: %s, drift: %s%s }\n"
                        .formatted(
                                kind.field(Side.LEFT),
                                kind.field(Side.RIGHT),
                                onConflict(kind).name().toLowerCase(java.util.Locale.ROOT),
                                drift,
                                more(kind)))
                .collect(Collectors.joining());
    }

    private String more(Kind kind) {
        return switch (kind) {
            case LINKS -> makes ? ", create_missing_links: true" : "";
            case MAPPED ->
                ", transforms: [%s{ value_map: { values: { %s } } }]"
                        .formatted(
                                trims ? "trim, " : "",
                                ACROSS.entrySet().stream()
                                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                                        .collect(Collectors.joining(", ")));
            case TAGS -> "";
        };
    }

    // ---- what stands in a cell: a text, {several options} or [rows that are linked]

    static Value value(String cell) {
        if (cell.startsWith("[")) {
            return new Value.Links(inside(cell));
        }
        return cell.startsWith("{") ? new Value.Choices(inside(cell)) : Value.text(cell);
    }

    private static List<String> inside(String cell) {
        return List.of(cell.substring(1, cell.length() - 1).split(" "));
    }

    static String cell(@Nullable Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Choices(var options) -> cell(FieldType.CHOICES, options);
            case Value.Links(var ids) -> cell(FieldType.LINKS, ids);
            case null, default -> "";
        };
    }

    static String cell(FieldType type, java.util.Collection<String> items) {
        if (items.isEmpty()) {
            return "";
        }
        return switch (type) {
            case LINKS -> "[" + String.join(" ", new TreeSet<>(items)) + "]";
            case CHOICES -> "{" + String.join(" ", new TreeSet<>(items)) + "}";
            default -> String.join(", ", items.stream().sorted().toList());
        };
    }

    /// The options, rows or names of a cell, in its order; a name may stand in it twice.
    static List<String> items(String cell) {
        if (cell.isEmpty()) {
            return List.of();
        }
        return cell.startsWith("[") || cell.startsWith("{") ? inside(cell) : List.of(cell.split(", *"));
    }

    /// What a value is called on the other side; null where nothing is said of it.
    @Nullable
    String across(Side from, String cell) {
        if (cell.isEmpty()) {
            return cell;
        }
        return (from == Side.LEFT ? ACROSS : BACK).get(from == Side.LEFT && trims ? cell.strip() : cell);
    }
}
