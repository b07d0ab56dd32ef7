package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Target.Batch;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.connector.Target.Result;
import dev.tallystick.connector.Target.Write;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes one batch inside one transaction. The order of the steps is the argument that it is right:
///
/// 1. The fence row is locked. A later epoch stops us here; an epoch that comes after waits until we have committed or
///    are gone. So a probe that follows a fence sees the whole truth.
/// 2. A marker of this batch means that it landed before: its results are the answer, nothing is done twice.
/// 3. The rows to update and delete are locked, then compared with what the plan was made from. Nobody can change them
///    between the comparison and the write. Rows to create are guarded by the unique key itself.
/// 4. Values that PostgreSQL would refuse are found by us, where the field can be named.
/// 5. One statement for each kind and set of columns. When a row breaks a rule of the table, the server undoes the
///    statement and does not say for which of its rows; so the rows are halved behind a savepoint until the bad one
///    stands alone. Rules that the server would check only at the commit are checked here.
/// 6. The marker is written with every result. The commit makes rows and proof durable together.
final class WriteBatch {

    /// A row may wait for another of the batch: for a value it gives up, or for itself to be there. Each round more
    /// must
    /// succeed at least one row.
    private static final int MAX_ROUNDS = 3;

    private static final int MAX_STORED_REASON_CHARS = 1_000;

    private final Layout layout;
    private final Batch batch;
    private final Connection connection;
    private final Map<Long, Result> results = new HashMap<>();
    private final List<Ready> waiting = new ArrayList<>();

    WriteBatch(Layout layout, Batch batch, Connection connection) {
        this.layout = layout;
        this.batch = batch;
        this.connection = connection;
    }

    /// A change that may be tried: its values as texts, and what stood there before.
    private record Ready(Write write, Map<String, @Nullable String> texts, Map<String, Value> before) {}

    List<Result> write() throws SQLException {
        Fences.pass(connection, layout.name(), batch.fence());
        var landed = Marker.read(connection, layout.name(), batch.id());
        if (landed.isPresent()) {
            return landed.get();
        }
        var ready = resolved(judged(firstOfEachKey()));
        writeInRounds(ready);
        markRefused();
        var inOrder = inOrder();
        Marker.write(connection, layout.name(), batch.id(), inOrder);
        return inOrder;
    }

    private List<Result> inOrder() {
        var inOrder = new ArrayList<Result>(batch.writes().size());
        for (var write : batch.writes()) {
            @Nullable Result result = results.get(write.id());
            if (result == null) {
                throw new IllegalStateException("Change " + write.id() + " of batch " + batch.id() + " has no result");
            }
            inOrder.add(result);
        }
        return inOrder;
    }

    /// A second change of one row was planned from a state that the first one ends.
    private List<Write> firstOfEachKey() {
        var keys = new HashSet<String>();
        var first = new ArrayList<Write>();
        for (var write : batch.writes()) {
            if (keys.add(write.key())) {
                first.add(write);
            } else {
                results.put(write.id(), new Result.Moved(write.id()));
            }
        }
        return first;
    }

    private List<Ready> judged(List<Write> writes) throws SQLException {
        var standing = lockedRows(writes);
        var ready = new ArrayList<Ready>();
        for (var write : writes) {
            var before = standing.get(write.key());
            if (write.kind() != Kind.CREATE && (before == null || moved(write, before))) {
                results.put(write.id(), new Result.Moved(write.id()));
                continue;
            }
            judge(write, before == null ? Map.of() : before, ready);
        }
        return ready;
    }

    private static boolean moved(Write write, Map<String, Value> standing) {
        return write.expected().entrySet().stream()
                .anyMatch(expected -> !Equality.EXACT.same(
                        expected.getValue(), standing.getOrDefault(expected.getKey(), Value.empty())));
    }

    private void judge(Write write, Map<String, Value> standing, List<Ready> ready) {
        var keyFault = layout.keyFault(write.key());
        if (keyFault != null) {
            refuse(write, "The key " + keyFault);
            return;
        }
        var texts = new LinkedHashMap<String, @Nullable String>();
        for (var entry : write.kind() == Kind.DELETE
                ? Map.<String, Value>of().entrySet()
                : write.values().entrySet()) {
            var field = layout.field(entry.getKey());
            if (field.key()) {
                if (!isKey(entry.getValue(), write.key())) {
                    refuse(write, "'" + field.id() + "' is the key of the row and cannot become another one.");
                    return;
                }
                continue;
            }
            switch (field.text(entry.getValue())) {
                case ValueText.Fits(var text) -> texts.put(field.id(), text);
                case ValueText.DoesNotFit(var reason) -> {
                    refuse(write, reason);
                    return;
                }
            }
        }
        var before = new HashMap<String, Value>();
        if (write.kind() != Kind.CREATE) {
            var fields = write.kind() == Kind.DELETE
                    ? write.expected().keySet()
                    : write.values().keySet();
            fields.forEach(field -> before.put(field, standing.getOrDefault(field, Value.empty())));
        }
        ready.add(new Ready(write, texts, before));
    }

    private static boolean isKey(Value value, String key) {
        return switch (value) {
            case Value.Text(var text) -> text.equals(key);
            case Value.Choice(var text) -> text.equals(key);
            case Value.Decimal(BigDecimal number) -> number.toPlainString().equals(key);
            default -> false;
        };
    }

    private void refuse(Write write, String reason) {
        results.put(write.id(), new Result.Refused(write.id(), reason));
    }

    private Map<String, Map<String, Value>> lockedRows(List<Write> writes) throws SQLException {
        var keys = new TreeSet<String>();
        var fields = new LinkedHashSet<FieldColumn>();
        boolean deletes = false;
        for (var write : writes) {
            if (write.kind() == Kind.CREATE) {
                continue;
            }
            deletes |= write.kind() == Kind.DELETE;
            if (layout.keyFault(write.key()) == null) {
                keys.add(write.key());
            }
            write.expected().keySet().forEach(field -> fields.add(layout.field(field)));
            write.values().keySet().forEach(field -> fields.add(layout.field(field)));
        }
        if (keys.isEmpty()) {
            return Map.of();
        }
        // Without deletes the weaker lock will do; it lets others insert rows that refer to ours.
        var sql = "SELECT " + reads(fields) + " FROM " + layout.name().quoted() + " AS t WHERE " + layout.keyAmong("t")
                + " ORDER BY t." + layout.key().quoted() + (deletes ? " FOR UPDATE OF t" : " FOR NO KEY UPDATE OF t");
        try (var statement = connection.prepareStatement(sql)) {
            setTexts(statement, 1, keys);
            return valuesByKey(statement.executeQuery(), fields);
        }
    }

    private String reads(Collection<FieldColumn> fields) {
        var reads = new StringBuilder(layout.keyRead("t"));
        fields.forEach(field -> reads.append(", ").append(field.read("t")));
        return reads.toString();
    }

    private static Map<String, Map<String, Value>> valuesByKey(ResultSet rows, Collection<FieldColumn> fields)
            throws SQLException {
        var byKey = new HashMap<String, Map<String, Value>>();
        while (rows.next()) {
            var values = new HashMap<String, Value>();
            int at = 2;
            for (var field : fields) {
                values.put(field.id(), field.value(rows.getString(at++)));
            }
            byKey.put(rows.getString(1), values);
        }
        return byKey;
    }

    private void setTexts(PreparedStatement statement, int at, Collection<? extends @Nullable String> texts)
            throws SQLException {
        statement.setArray(at, connection.createArrayOf("text", texts.toArray()));
    }

    /// Puts what is stored of a referred row in the place of its key.
    private List<Ready> resolved(List<Ready> ready) throws SQLException {
        var resolved = ready;
        for (var field : layout.fields().values()) {
            var link = field.link();
            if (link != null) {
                resolved = resolved(resolved, field, link);
            }
        }
        return resolved;
    }

    private List<Ready> resolved(List<Ready> ready, FieldColumn field, FieldColumn.Link link) throws SQLException {
        var keys = new TreeSet<String>();
        for (var row : ready) {
            @Nullable String key = row.texts().get(field.id());
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            return ready;
        }
        var stored = new HashMap<String, String>();
        try (var statement = connection.prepareStatement(
                "SELECT r.%1$s::text, r.%2$s::text FROM %3$s r WHERE r.%1$s::text = ANY (?) AND r.%2$s IS NOT NULL"
                        .formatted(
                                link.key().quoted(),
                                link.value().quoted(),
                                link.table().quoted()))) {
            setTexts(statement, 1, keys);
            var rows = statement.executeQuery();
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getString(2));
            }
        }
        var resolved = new ArrayList<Ready>();
        for (var row : ready) {
            @Nullable String key = row.texts().get(field.id());
            if (key == null) {
                resolved.add(row);
            } else if (stored.containsKey(key)) {
                row.texts().put(field.id(), stored.get(key));
                resolved.add(row);
            } else {
                refuse(
                        row.write(),
                        "'" + field.id() + "' names the row '" + key + "', which is not in " + link.table() + ".");
            }
        }
        return resolved;
    }

    private void writeInRounds(List<Ready> ready) throws SQLException {
        var left = ready;
        for (int round = 0; round < MAX_ROUNDS && !left.isEmpty(); round++) {
            waiting.clear();
            attempt(left);
            if (waiting.size() == left.size()) {
                return;
            }
            left = List.copyOf(waiting);
        }
    }

    /// All of these rows, or half of them and then the other half.
    private void attempt(List<Ready> rows) throws SQLException {
        var savepoint = connection.setSavepoint();
        try {
            var written = apply(rows);
            execute("SET CONSTRAINTS ALL IMMEDIATE");
            connection.releaseSavepoint(savepoint);
            results.putAll(written);
            return;
        } catch (SQLException e) {
            if (!Trouble.blamesRow(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            if (rows.size() == 1) {
                var row = rows.getFirst();
                refuse(
                        row.write(),
                        Trouble.reason(e, layout.shape(), row.write().kind() == Kind.DELETE));
                if (Trouble.otherRowInTheWay(e)) {
                    waiting.add(row);
                }
                return;
            }
        }
        int half = rows.size() / 2;
        attempt(rows.subList(0, half));
        attempt(rows.subList(half, rows.size()));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Deletes first and creates last: what a row gives up, another may take.
    private Map<Long, Result> apply(List<Ready> rows) throws SQLException {
        var written = new HashMap<Long, Result>();
        delete(ofKind(rows, Kind.DELETE), written);
        for (var group : grouped(ofKind(rows, Kind.UPDATE), row -> row.texts().keySet())) {
            update(group, written);
        }
        for (var group : grouped(ofKind(rows, Kind.CREATE), this::filledColumns)) {
            create(group, written);
        }
        return written;
    }

    private static List<Ready> ofKind(List<Ready> rows, Kind kind) {
        return rows.stream().filter(row -> row.write().kind() == kind).toList();
    }

    private record Group(boolean placeholder, Set<String> columns) {}

    private static Collection<List<Ready>> grouped(List<Ready> rows, Function<Ready, Set<String>> columns) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> new Group(row.write().placeholder(), columns.apply(row)),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /// Rows may share an INSERT when they leave the same columns to their defaults; elsewhere, not named and null are
    /// one.
    private Set<String> filledColumns(Ready row) {
        return row.texts().keySet().stream()
                .filter(field -> layout.field(field).column().filled())
                .collect(Collectors.toSet());
    }

    private List<FieldColumn> columnsOf(List<Ready> rows) {
        var named = new LinkedHashSet<String>();
        rows.forEach(row -> named.addAll(row.texts().keySet()));
        return named.stream().map(layout::field).toList();
    }

    private void delete(List<Ready> rows, Map<Long, Result> written) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        var sql = "DELETE FROM " + layout.name().quoted() + " AS t WHERE " + layout.keyAmong("t") + " RETURNING "
                + layout.keyRead("t");
        try (var statement = connection.prepareStatement(sql)) {
            setTexts(statement, 1, keysOf(rows));
            var deleted = valuesByKey(statement.executeQuery(), List.of()).keySet();
            for (var row : rows) {
                written.put(
                        row.write().id(),
                        deleted.contains(row.write().key())
                                ? new Result.Written(row.write().id(), row.before(), Map.of())
                                : swallowed(row));
            }
        }
    }

    private static List<String> keysOf(List<Ready> rows) {
        return rows.stream().map(row -> row.write().key()).toList();
    }

    private static Result swallowed(Ready row) {
        return new Result.Refused(row.write().id(), "A trigger of the table left the row out.");
    }

    private void update(List<Ready> rows, Map<Long, Result> written) throws SQLException {
        var columns = columnsOf(rows);
        var sets = new ArrayList<String>();
        for (int at = 0; at < columns.size(); at++) {
            sets.add(columns.get(at).column().quoted() + " = " + sent(columns.get(at), at));
        }
        ownColumns(rows.getFirst().write().placeholder(), false)
                .forEach((column, sql) -> sets.add(TableName.quoted(column) + " = " + sql));
        if (sets.isEmpty()) {
            rows.forEach(row -> written.put(row.write().id(), outcome(row, Map.of())));
            return;
        }
        var sql = "UPDATE " + layout.name().quoted() + " AS t SET " + String.join(", ", sets) + " FROM "
                + sentRows(columns.size()) + " WHERE t." + layout.key().quoted() + " = " + sentKey() + " RETURNING "
                + reads(columns);
        try (var statement = connection.prepareStatement(sql)) {
            send(statement, rows, columns);
            var after = valuesByKey(statement.executeQuery(), columns);
            for (var row : rows) {
                @Nullable Map<String, Value> values = after.get(row.write().key());
                written.put(row.write().id(), values == null ? swallowed(row) : outcome(row, values));
            }
        }
    }

    private void create(List<Ready> rows, Map<Long, Result> written) throws SQLException {
        var columns = columnsOf(rows);
        var own = ownColumns(rows.getFirst().write().placeholder(), true);
        var names = new ArrayList<String>(List.of(layout.key().quoted()));
        var values = new ArrayList<String>(List.of(sentKey()));
        for (int at = 0; at < columns.size(); at++) {
            names.add(columns.get(at).column().quoted());
            values.add(sent(columns.get(at), at));
        }
        own.forEach((column, sql) -> {
            names.add(TableName.quoted(column));
            values.add(sql);
        });
        var sql = "INSERT INTO " + layout.name().quoted() + " AS t (" + String.join(", ", names) + ") SELECT "
                + String.join(", ", values) + " FROM " + sentRows(columns.size()) + " ON CONFLICT ("
                + layout.key().quoted() + ") DO NOTHING RETURNING " + reads(columns);
        try (var statement = connection.prepareStatement(sql)) {
            send(statement, rows, columns);
            var after = valuesByKey(statement.executeQuery(), columns);
            var left = rows.stream()
                    .filter(row -> !after.containsKey(row.write().key()))
                    .toList();
            var standing = left.isEmpty() || !layout.shape().hasTriggers() ? Set.<String>of() : standing(keysOf(left));
            for (var row : rows) {
                @Nullable Map<String, Value> now = after.get(row.write().key());
                if (now != null) {
                    written.put(row.write().id(), outcome(row, now));
                } else if (layout.shape().hasTriggers()
                        && !standing.contains(row.write().key())) {
                    written.put(row.write().id(), swallowed(row));
                } else {
                    written.put(row.write().id(), new Result.Moved(row.write().id()));
                }
            }
        }
    }

    private Set<String> standing(List<String> keys) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT " + layout.keyRead("t") + " FROM "
                + layout.name().quoted() + " AS t WHERE " + layout.keyAmong("t"))) {
            setTexts(statement, 1, keys);
            return valuesByKey(statement.executeQuery(), List.of()).keySet();
        }
    }

    private static Result outcome(Ready row, Map<String, Value> after) {
        var write = row.write();
        var named = new HashMap<String, Value>();
        write.values().forEach((field, sent) -> named.put(field, after.getOrDefault(field, sent)));
        return new Result.Written(write.id(), row.before(), named);
    }

    /// The columns that say how the row stands, each with what it becomes.
    private Map<String, String> ownColumns(boolean placeholder, boolean create) {
        var columns = new LinkedHashMap<String, String>();
        var options = layout.options();
        if (options.syncColumns()) {
            columns.put(TableOptions.SYNCED_AT, placeholder ? "NULL" : now(TableOptions.SYNCED_AT));
            columns.put(TableOptions.STATUS, placeholder ? "'pending'" : "'synced'");
            columns.put(TableOptions.ERRORS, "NULL");
        }
        if (create) {
            options.createdColumn().ifPresent(column -> columns.put(column, now(column)));
        }
        options.updatedColumn().ifPresent(column -> columns.put(column, now(column)));
        return columns;
    }

    private String now(String column) {
        @Nullable Column found = layout.shape().columns().get(column);
        return found != null && found.kind() == Column.Kind.TIMESTAMP ? "(now() AT TIME ZONE 'UTC')" : "now()";
    }

    private String sentKey() {
        return "v.k::" + layout.key().cast();
    }

    private static String sent(FieldColumn field, int at) {
        return "v.c" + at + "::" + field.column().cast();
    }

    /// Rows travel as one array of texts for each column.
    private static String sentRows(int columns) {
        return IntStream.range(0, columns)
                        .mapToObj(at -> ", ?::text[]")
                        .collect(Collectors.joining("", "unnest(?::text[]", ")"))
                + IntStream.range(0, columns)
                        .mapToObj(at -> ", c" + at)
                        .collect(Collectors.joining("", " AS v(k", ")"));
    }

    private void send(PreparedStatement statement, List<Ready> rows, List<FieldColumn> columns) throws SQLException {
        setTexts(statement, 1, keysOf(rows));
        int at = 2;
        for (var column : columns) {
            var texts = new ArrayList<@Nullable String>(rows.size());
            rows.forEach(row -> texts.add(row.texts().get(column.id())));
            setTexts(statement, at++, texts);
        }
    }

    /// A row that stands but was refused its new values says so itself.
    private void markRefused() throws SQLException {
        if (!layout.options().syncColumns()) {
            return;
        }
        @Nullable Column errors = layout.shape().columns().get(TableOptions.ERRORS);
        int room = errors == null || errors.limit() < 0 ? MAX_STORED_REASON_CHARS : errors.limit();
        var keys = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        for (var write : batch.writes()) {
            if (write.kind() == Kind.UPDATE
                    && results.get(write.id()) instanceof Result.Refused(long _, String reason)) {
                keys.add(write.key());
                reasons.add(
                        reason.codePointCount(0, reason.length()) > room
                                ? reason.substring(0, reason.offsetByCodePoints(0, room))
                                : reason);
            }
        }
        if (keys.isEmpty()) {
            return;
        }
        var savepoint = connection.setSavepoint();
        try (var statement =
                connection.prepareStatement("UPDATE " + layout.name().quoted() + " AS t SET "
                        + TableOptions.STATUS + " = 'error', " + TableOptions.ERRORS + " = v.c0 FROM " + sentRows(1)
                        + " WHERE t." + layout.key().quoted() + " = " + sentKey())) {
            setTexts(statement, 1, keys);
            setTexts(statement, 2, reasons);
            statement.execute();
            execute("SET CONSTRAINTS ALL IMMEDIATE");
        } catch (SQLException e) {
            if (!Trouble.blamesRow(e)) {
                throw e;
            }
            // The table's own rules forbid even the note; the result says it all the same.
            connection.rollback(savepoint);
        }
    }
}
