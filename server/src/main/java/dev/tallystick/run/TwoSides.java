package dev.tallystick.run;

import dev.tallystick.connection.Connections;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Shape;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Names;
import dev.tallystick.history.Run;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.LinkNames;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Side;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.TwoSided;
import dev.tallystick.sync.TwoSided.PairedField;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Both tables of a sync whose sides have rows of their own, opened for one attempt, and what the sync's fields are in
/// them.
final class TwoSides implements AutoCloseable {
    private final Sync sync;
    private final TwoSided said;
    private final Map<String, OpenConnection> connections = new ConcurrentHashMap<>();
    private final Connections connectors;
    private final BooleanSupplier stopping;
    private final WatchTime time;
    private final List<OpenTable> opened = new CopyOnWriteArrayList<>();

    private final Opened left;
    private final Opened right;
    private final Mapping mapping;
    private final Equality equality;
    private final Map<Side, Map<String, LinkedTable>> linked = new EnumMap<>(Side.class);

    /// @param uses ids of the fields that the sync reads or writes
    /// @param links what the rows are called that a link field points at, by field
    record Opened(Side side, OpenTable table, Shape shape, Set<String> uses, Map<String, LinkNames> links) {
        OpenTable.Traits traits() {
            return shape.traits();
        }
    }

    /// A table in which rows are made that a cell of a link field names.
    ///
    /// @param nameField the field by whose value its rows are called
    record LinkedTable(String name, OpenTable table, Shape shape, String nameField) {}

    /// @param make false for a dry run: nothing is made in either table
    TwoSides(
            Sync sync,
            Connections connectors,
            @Nullable String rememberedLeft,
            @Nullable String rememberedRight,
            boolean make,
            BooleanSupplier stopping,
            WatchTime time,
            Together together) {
        this.sync = sync;
        this.said = Objects.requireNonNull(sync.twoSided());
        this.connectors = connectors;
        this.stopping = stopping;
        this.time = time;
        try {
            var leftOpened = new AtomicReference<@Nullable OpenTable>();
            var rightOpened = new AtomicReference<@Nullable OpenTable>();
            time.aside(() -> (oneConnection() ? Together.IN_TURN : together)
                    .run(
                            () -> time.in(
                                    Part.OPEN, Side.LEFT, () -> leftOpened.set(open(sync.left(), rememberedLeft))),
                            () -> time.in(
                                    Part.OPEN,
                                    Side.RIGHT,
                                    () -> rightOpened.set(open(sync.right(), rememberedRight)))));
            var leftTable = Objects.requireNonNull(leftOpened.get());
            var rightTable = Objects.requireNonNull(rightOpened.get());
            Shape leftShape;
            Shape rightShape;
            if (leftTable.typed() || !rightTable.typed()) {
                leftShape = leftTable.prepare(wishes(Side.LEFT, null), rememberedLeft, make);
                rightShape = rightTable.prepare(wishes(Side.RIGHT, leftShape), rememberedRight, make);
            } else {
                rightShape = rightTable.prepare(wishes(Side.RIGHT, null), rememberedRight, make);
                leftShape = leftTable.prepare(wishes(Side.LEFT, rightShape), rememberedLeft, make);
            }
            this.equality = new Equality(
                    leftShape.traits().blankIsEmpty() || rightShape.traits().blankIsEmpty(),
                    leftShape.traits().falseIsEmpty() || rightShape.traits().falseIsEmpty());
            this.mapping = new Mapping(said.fields().stream()
                    .map(field -> resolved(field, leftShape, rightShape))
                    .flatMap(Optional::stream)
                    .toList());
            this.left = opened(Side.LEFT, leftTable, leftShape);
            this.right = opened(Side.RIGHT, rightTable, rightShape);
            said.fields().stream().filter(PairedField::makeMissing).forEach(this::openLinked);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    Opened left() {
        return left;
    }

    Opened right() {
        return right;
    }

    Opened of(Side side) {
        return side == Side.LEFT ? left : right;
    }

    /// Does something on each side, on both at once where they are different systems. Two tables of one connection
    /// share what it knows, which is made for one caller at a time.
    void onEach(Together together, Consumer<Opened> work) {
        time.aside(() ->
                (oneConnection() ? Together.IN_TURN : together).run(() -> work.accept(left), () -> work.accept(right)));
    }

    private boolean oneConnection() {
        return sync.left().connection().equals(sync.right().connection());
    }

    /// By link field, the tables of this side in which missing rows are made.
    Map<String, LinkedTable> linked(Side side) {
        return linked.getOrDefault(side, Map.of());
    }

    Optional<LinkedTable> linked(Side side, String table) {
        return linked(side).values().stream()
                .filter(each -> each.name().equals(table))
                .findFirst();
    }

    private void openLinked(PairedField field) {
        var leftField = left.shape().found().get(field.left());
        var rightField = right.shape().found().get(field.right());
        var any = false;
        for (var mapped : mapping.fields()) {
            if (!mapped.left().equals(leftField) || !mapped.right().equals(rightField)) {
                continue;
            }
            if (mapped.leftType() == FieldType.LINKS && mapped.flow().reaches(Side.LEFT)) {
                openLinked(left, mapped.left(), field.left());
                any = true;
            }
            if (mapped.type() == FieldType.LINKS && mapped.flow().reaches(Side.RIGHT)) {
                openLinked(right, mapped.right(), field.right());
                any = true;
            }
        }
        if (!any && leftField != null && rightField != null) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "'create_missing_links' stands at '" + field.left() + "' and '" + field.right()
                            + "', but no names are written into a field of links there. Take it out.");
        }
    }

    private void openLinked(Opened side, String field, String called) {
        var there = side.table()
                .linked(field)
                .orElseThrow(() -> new ConnectorException(
                        Problem.SETTINGS,
                        "No rows can be made in the table that '" + called
                                + "' links to. Take 'create_missing_links' out of that field."));
        opened.add(there.table());
        var shape = there.table().prepare(List.of(new Wish(there.nameField(), null, true)), null, false);
        var name = Optional.ofNullable(shape.found().get(there.nameField()));
        if (name.flatMap(shape.schema()::field)
                .filter(found -> !found.readOnly() && found.type() == FieldType.TEXT)
                .isEmpty()) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "Rows of '" + there.name() + "' are not called by a text that can be written, so none can be made"
                            + " from a name. Take 'create_missing_links' out of '" + called + "'.");
        }
        linked.computeIfAbsent(side.side(), _ -> new HashMap<>())
                .put(field, new LinkedTable(there.name(), there.table(), shape, name.orElseThrow()));
    }

    String table(Side side) {
        return side == Side.LEFT
                ? sync.left().table().name()
                : sync.right().table().name();
    }

    /// What people call the two systems.
    Run.Titles titles(JdbcClient jdbc) {
        return new Run.Titles(
                titleOf(jdbc, sync.left().connection()),
                titleOf(jdbc, sync.right().connection()));
    }

    private static String titleOf(JdbcClient jdbc, String connection) {
        return jdbc.sql("select title from connection where name = ? and removed_at is null")
                .param(connection)
                .query(String.class)
                .optional()
                .orElse(connection);
    }

    /// What people call fields and tables that the systems know by ids, as it is now.
    Names names() {
        return new Names(
                fieldNames(left.shape()),
                fieldNames(right.shape()),
                left.table().called().orElse(null),
                right.table().called().orElse(null));
    }

    private static Map<String, String> fieldNames(Shape shape) {
        var names = new HashMap<String, String>();
        for (var field : shape.schema().fields()) {
            if (!field.id().equals(field.name())) {
                names.put(field.id(), field.name());
            }
        }
        return names;
    }

    Mapping mapping() {
        return mapping;
    }

    Equality equality() {
        return equality;
    }

    TwoSided said() {
        return said;
    }

    /// Fields that were not found, as one text for people; empty when all are there.
    Optional<String> missing() {
        var sentences = new ArrayList<String>();
        left.shape().missing().forEach(missing -> sentences.add(missing.sentence()));
        right.shape().missing().forEach(missing -> sentences.add(missing.sentence()));
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }

    /// The mapped field by which rows find each other.
    Optional<FieldMapping> matchKey() {
        var match = said.match();
        if (match == null) {
            return Optional.empty();
        }
        return mapping.fields().stream()
                .filter(field -> field.left().equals(left.shape().found().get(match.left()))
                        && field.right().equals(right.shape().found().get(match.right())))
                .findFirst();
    }

    private OpenTable open(Sync.Side side, @Nullable String remembered) {
        var table = connections
                .computeIfAbsent(side.connection(), name -> connectors.open(sync.workspace(), name, stopping, time))
                .table(side.table());
        opened.add(table);
        table.ahead(remembered);
        return table;
    }

    /// @param other the other side's shape, whose types count where the file names none; null takes the table's own
    private List<Wish> wishes(Side side, @Nullable Shape other) {
        var wishes = new ArrayList<Wish>();
        for (var field : said.fields()) {
            var ours = side == Side.LEFT ? field.left() : field.right();
            var theirs = side == Side.LEFT ? field.right() : field.left();
            var type = side == Side.LEFT ? field.leftType() : field.rightType();
            var flow = field.flow() == null ? said.direction() : field.flow();
            wishes.add(new Wish(ours, type != null ? type : typeOf(theirs, other), flow.reaches(side)));
        }
        var mark = mark(side);
        if (mark != null) {
            wishes.add(new Wish(mark, null, true));
        }
        return wishes;
    }

    private static @Nullable FieldType typeOf(String field, @Nullable Shape shape) {
        return shape == null
                ? null
                : Optional.ofNullable(shape.found().get(field))
                        .flatMap(shape.schema()::field)
                        .map(found -> found.type().asPlain())
                        .orElse(null);
    }

    private @Nullable String mark(Side side) {
        OnMissing missing = side == Side.RIGHT ? said.leftMissing() : said.rightMissing();
        return missing.mark() == null ? null : missing.mark().field();
    }

    private Optional<FieldMapping> resolved(PairedField field, Shape leftShape, Shape rightShape) {
        var leftField = found(field.left(), leftShape);
        var rightField = found(field.right(), rightShape);
        if (leftField.isEmpty() || rightField.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FieldMapping(
                leftField.get().id(),
                field.leftType() != null ? field.leftType() : leftField.get().type(),
                rightField.get().id(),
                field.rightType() != null ? field.rightType() : rightField.get().type(),
                field.transforms(),
                flow(field, leftField.get().readOnly(), rightField.get().readOnly()),
                field.onConflict(),
                field.drift(),
                field.required()));
    }

    private static Optional<dev.tallystick.table.Field> found(String wish, Shape shape) {
        return Optional.ofNullable(shape.found().get(wish)).flatMap(shape.schema()::field);
    }

    /// A field that its system computes is only read, also when nobody said so.
    private Flow flow(PairedField field, boolean leftReadOnly, boolean rightReadOnly) {
        var wanted = field.flow() == null ? said.direction() : field.flow();
        var possible = wanted;
        if (leftReadOnly && wanted != Flow.TO_RIGHT) {
            possible = wanted == Flow.BOTH && field.flow() == null ? Flow.TO_RIGHT : refused(field.left());
        }
        if (rightReadOnly && possible != Flow.TO_LEFT) {
            possible = possible == Flow.BOTH && field.flow() == null ? Flow.TO_LEFT : refused(field.right());
        }
        return possible;
    }

    private static Flow refused(String field) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "'" + field + "' is computed by its system and cannot be written. Let its values flow the other way"
                        + " only, or take it out of the sync.");
    }

    private Opened opened(Side side, OpenTable table, Shape shape) {
        var uses = new LinkedHashSet<String>();
        var links = new HashMap<String, LinkNames>();
        for (var field : mapping.fields()) {
            if (side == Side.LEFT) {
                uses.addAll(Mapping.inputs(field));
            } else {
                uses.add(field.right());
            }
            var id = side == Side.LEFT ? field.left() : field.right();
            var type = side == Side.LEFT ? field.leftType() : field.type();
            if (type == FieldType.LINKS) {
                links.put(id, new LinkNames(table.names(id)));
            }
        }
        var mark = mark(side);
        if (mark != null && shape.found().containsKey(mark)) {
            uses.add(Objects.requireNonNull(shape.found().get(mark)));
        }
        return new Opened(side, table, shape, uses, links);
    }

    @Override
    public void close() {
        opened.forEach(OpenTable::close);
        connections.values().forEach(OpenConnection::close);
    }
}
