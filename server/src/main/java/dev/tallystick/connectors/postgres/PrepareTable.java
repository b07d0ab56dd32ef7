package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Standing;
import dev.tallystick.connectors.postgres.TableOptions.Reference;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a table, or looks whether one that is there can hold the fields of a sync. A table of other people's is never
/// changed, except by columns that are missing when that was asked for; otherwise what is missing is named, all of it
/// at once, with
/// the statement that would mend it.
final class PrepareTable {
    private static final Map<String, String> SYNC_COLUMNS = new LinkedHashMap<>();

    static {
        SYNC_COLUMNS.put(TableOptions.SYNCED_AT, "timestamptz");
        SYNC_COLUMNS.put(TableOptions.STATUS, "text CHECK (sync_status IN ('pending', 'syncing', 'synced', 'error'))");
        SYNC_COLUMNS.put(TableOptions.ERRORS, "text");
    }

    private static final Map<String, Object> AMENDED = Map.of("manage_columns", true);
    private static final Map<String, Object> UNTOUCHED = Map.of("sync_columns", false);

    private static final String REHEARSAL_COLUMN = "boolean DEFAULT true NOT NULL";

    private final TableName name;
    private final TableOptions options;
    private final Schema wanted;
    private final Connection connection;
    private final List<String> faults = new ArrayList<>();

    PrepareTable(TableName name, TableOptions options, Schema wanted, Connection connection) {
        this.name = name;
        this.options = options;
        this.wanted = wanted;
        this.connection = connection;
    }

    Layout prepare(boolean create) throws SQLException {
        refuseUnfitFields();
        if (create) {
            lock(connection, name);
            makeRecords(connection, name);
        }
        var found = TableShape.of(name, connection);
        if (found.isPresent()) {
            return adopted(found.get(), create);
        }
        refuseMissingSchema();
        if (!create) {
            return layout(wouldBe(), false, false);
        }
        make();
        return layout(TableShape.of(name, connection).orElseThrow(), true, true);
    }

    static Standing standing(TableShape shape) {
        var columns = shape.columns().values().stream()
                .filter(column -> !SYNC_COLUMNS.containsKey(column.name()))
                .map(column -> new Field(
                        column.name(),
                        column.name(),
                        column.fieldType().orElse(FieldType.TEXT),
                        column.computed() || column.fieldType().isEmpty(),
                        column.notNull() && !column.filled()))
                .toList();
        // A number that the database counts up itself is unique as well, and is no id of another system.
        var keys = shape.uniqueColumns().stream()
                .distinct()
                .flatMap(name -> Stream.ofNullable(shape.columns().get(name)))
                .filter(column -> column.fitForKey() && !column.computed())
                .sorted(Comparator.comparing(Column::filled))
                .map(Column::name)
                .toList();
        var lacks = SYNC_COLUMNS.keySet().stream()
                .filter(column -> !shape.columns().containsKey(column))
                .toList();
        return new Standing(true, columns, keys, TableOptions.USUAL_KEY, lacks, AMENDED, UNTOUCHED);
    }

    static Standing standingOfNew() {
        return new Standing(false, List.of(), List.of(), TableOptions.USUAL_KEY, List.of(), AMENDED, UNTOUCHED);
    }

    /// Two workers that prepare at once would both make the table, and one of them fail.
    static void lock(Connection connection, TableName name) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "tallystick prepares " + name.schema());
            statement.execute();
        }
    }

    /// Our own two tables beside the rows: who may write, and what became of each batch. Only made when missing, so
    /// that a role without the right to make tables can use what an admin made for it.
    static void makeRecords(Connection connection, TableName name) throws SQLException {
        makeRecord(
                connection,
                name,
                TableName.FENCE,
                "CREATE TABLE IF NOT EXISTS %s (owner text PRIMARY KEY, epoch bigint NOT NULL)"
                        .formatted(name.fence()));
        makeRecord(
                connection,
                name,
                TableName.BATCH,
                "CREATE TABLE IF NOT EXISTS %s (id text PRIMARY KEY, outcome jsonb NOT NULL, written_at timestamptz NOT NULL DEFAULT now())"
                        .formatted(name.batch()));
    }

    private static void makeRecord(Connection connection, TableName name, String table, String sql)
            throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM pg_class c JOIN pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?")) {
            statement.setString(1, name.schema());
            statement.setString(2, table);
            if (statement.executeQuery().next()) {
                return;
            }
        }
        ddl(connection, name, sql);
    }

    private static void ddl(Connection connection, TableName name, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            var state = Trouble.state(e);
            if (state.equals("3F000")) {
                throw noSchema(name);
            }
            if (state.equals("42501")) {
                throw new ConnectorException(
                        Problem.PERMISSION,
                        "The role of this connection may not make tables in the schema '" + name.schema()
                                + "'. Run as its owner: GRANT USAGE, CREATE ON SCHEMA "
                                + TableName.quoted(name.schema()) + " TO the role; or make the table there first.");
            }
            throw e;
        }
    }

    private static ConnectorException noSchema(TableName name) {
        return new ConnectorException(
                Problem.SETTINGS,
                "The schema '" + name.schema() + "' does not exist. Run: CREATE SCHEMA "
                        + TableName.quoted(name.schema()) + ";");
    }

    private void refuseMissingSchema() throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
            statement.setString(1, name.schema());
            if (!statement.executeQuery().next()) {
                throw noSchema(name);
            }
        }
    }

    private void refuseUnfitFields() {
        var ours = new HashSet<String>();
        if (options.syncColumns()) {
            ours.addAll(SYNC_COLUMNS.keySet());
        }
        if (options.rehearsal()) {
            ours.add(TableOptions.REHEARSAL);
        }
        for (var field : wanted.fields()) {
            TableName.refuseUnfit(field.id());
            if (ours.contains(field.id())) {
                faults.add("The field '" + field.id() + "' has the name of a column that Tallystick keeps itself;"
                        + " map it to another name, or set sync_columns: false.");
            }
        }
        options.references().keySet().stream()
                .filter(column -> wanted.field(column).isEmpty())
                .forEach(column -> faults.add("'references' names '" + column + "', which is no field of this sync."));
        refuseFaults();
    }

    private void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The table " + name + " cannot be used yet. " + String.join(" ", faults));
        }
    }

    private void make() throws SQLException {
        var columns = new ArrayList<String>();
        columns.add(TableName.quoted(options.key()) + " text PRIMARY KEY");
        for (var field : wanted.fields()) {
            if (!field.id().equals(options.key())) {
                columns.add(TableName.quoted(field.id()) + " " + madeType(field));
            }
        }
        if (options.syncColumns()) {
            SYNC_COLUMNS.forEach((column, type) -> columns.add(column + " " + type));
        }
        if (options.rehearsal()) {
            columns.add(TableOptions.REHEARSAL + " " + REHEARSAL_COLUMN);
        }
        for (var column : timeColumns()) {
            columns.add(TableName.quoted(column) + " timestamptz");
        }
        ddl(connection, name, "CREATE TABLE " + name.quoted() + " (" + String.join(", ", columns) + ")");
    }

    private Set<String> timeColumns() {
        var columns = new LinkedHashSet<String>();
        options.createdColumn().ifPresent(columns::add);
        options.updatedColumn().ifPresent(columns::add);
        return columns;
    }

    private String madeType(Field field) throws SQLException {
        var link = link(field.id());
        refuseFaults();
        return link == null
                ? Column.made(field.id(), field.type()).type()
                : link.value().type();
    }

    /// What [#make] would make, for a dry run.
    private TableShape wouldBe() throws SQLException {
        var columns = new LinkedHashMap<String, Column>();
        columns.put(options.key(), Column.made(options.key(), FieldType.TEXT));
        for (var field : wanted.fields()) {
            var link = link(field.id());
            var made = Column.made(field.id(), field.type());
            columns.putIfAbsent(field.id(), link == null ? made : link.value().copied(field.id()));
        }
        refuseFaults();
        return new TableShape('r', columns, Map.of(), List.of(options.key()), List.of(), "not there: " + columns);
    }

    private Layout adopted(TableShape shape, boolean create) throws SQLException {
        if (!shape.writable()) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "'" + name + "' is a view or a foreign table; name a table that holds its own rows.");
        }
        if (!shape.missingRights().isEmpty()) {
            var rights = String.join(", ", shape.missingRights());
            throw new ConnectorException(
                    Problem.PERMISSION,
                    "The role of this connection may not use the table " + name + ". Run as its owner: GRANT " + rights
                            + " ON " + name.quoted() + " TO the role.");
        }
        checkKey(shape);
        for (var field : wanted.fields()) {
            checkField(field, shape);
        }
        for (var column : timeColumns()) {
            checkTimeColumn(column, shape);
        }
        checkRehearsal(shape);
        var lacking = checkSyncColumns(shape);
        checkOtherColumns(shape);
        refuseFaults();
        var toAdd = new LinkedHashMap<String, String>();
        for (var field : missingFields(shape)) {
            toAdd.put(field.id(), madeType(field));
        }
        lacking.forEach(column -> toAdd.put(column, SYNC_COLUMNS.getOrDefault(column, "text")));
        if (toAdd.isEmpty()) {
            return layout(shape, true, false);
        }
        if (!create) {
            // The rows are there, and are updated, not created, once the columns are.
            return layout(withMissing(shape), true, false, toAdd.keySet());
        }
        ddl(connection, name, alter(toAdd));
        return layout(TableShape.of(name, connection).orElseThrow(), true, false);
    }

    private List<Field> missingFields(TableShape shape) {
        return wanted.fields().stream()
                .filter(field -> !shape.columns().containsKey(field.id()))
                .toList();
    }

    /// What it will be once its missing columns are added, for a dry run.
    private TableShape withMissing(TableShape shape) throws SQLException {
        var columns = new LinkedHashMap<>(shape.columns());
        for (var field : missingFields(shape)) {
            var link = link(field.id());
            columns.put(
                    field.id(),
                    link == null
                            ? Column.made(field.id(), field.type())
                            : link.value().copied(field.id()));
        }
        refuseFaults();
        return new TableShape(
                shape.kind(),
                columns,
                shape.constraints(),
                shape.uniqueColumns(),
                shape.missingRights(),
                shape.description());
    }

    private void checkKey(TableShape shape) {
        var key = shape.columns().get(options.key());
        if (key == null) {
            faults.add(
                    "It has no column '" + options.key() + "' for the keys of rows. Run: ALTER TABLE " + name.quoted()
                            + " ADD COLUMN " + TableName.quoted(options.key())
                            + " text UNIQUE; or name the column that holds them as 'key'.");
            return;
        }
        if (!key.fitForKey() || key.computed()) {
            faults.add("Its column '" + options.key() + "' is of type " + key.type()
                    + ", and keys need text, varchar, uuid, integer or bigint that Tallystick may fill.");
        }
        checkUnique(name, options.key(), shape);
    }

    private void checkUnique(TableName table, String column, TableShape shape) {
        if (!shape.uniqueColumns().contains(column)) {
            faults.add("The column '" + column + "' of " + table
                    + " is not unique by itself, so two rows could have one" + " key. Run: CREATE UNIQUE INDEX ON "
                    + table.quoted() + " (" + TableName.quoted(column) + ");");
        }
    }

    private void checkField(Field field, TableShape shape) throws SQLException {
        if (field.id().equals(options.key())) {
            return;
        }
        var column = shape.columns().get(field.id());
        var made = Column.made(field.id(), field.type());
        if (column == null) {
            if (!options.manageColumns()) {
                faults.add("It has no column '" + field.id() + "'. Run: ALTER TABLE " + name.quoted() + " ADD COLUMN "
                        + made.quoted() + " " + made.type() + "; or set manage_columns: true to have it added.");
            }
            return;
        }
        if (column.computed()) {
            faults.add("Its column '" + field.id() + "' is filled by the database alone; take it out of the mapping.");
        }
        if (options.references().containsKey(field.id())) {
            link(field.id());
            return;
        }
        if (!column.holds(field.type(), options.utcTimestamps())) {
            faults.add("Its column '" + field.id() + "' is of type " + column.type() + ", and the field is of type "
                    + field.type().word() + ", which needs " + made.type() + "." + hint(field, column));
        }
    }

    private static String hint(Field field, Column column) {
        return field.type() == FieldType.INSTANT && column.kind() == Column.Kind.TIMESTAMP
                ? " Where it holds UTC, set utc_timestamps: true."
                : "";
    }

    private void checkTimeColumn(String name, TableShape shape) {
        var column = shape.columns().get(name);
        if (column == null || !holdsTime(column)) {
            faults.add("It has no column '" + name + "' that holds a time.");
        }
    }

    private static boolean holdsTime(Column column) {
        return column.kind() == Column.Kind.TIMESTAMPTZ || column.kind() == Column.Kind.TIMESTAMP;
    }

    /// Invented rows never stand beside real ones.
    private void checkRehearsal(TableShape shape) {
        var column = shape.columns().get(TableOptions.REHEARSAL);
        boolean marked = column != null && column.kind() == Column.Kind.BOOLEAN && column.notNull() && column.filled();
        if (options.rehearsal() && !marked) {
            faults.add("The rows come from a rehearsal source, and the table has no column 'rehearsal' that marks them;"
                    + " a rehearsal needs a table of its own.");
        }
        if (!options.rehearsal()
                && marked
                && wanted.field(TableOptions.REHEARSAL).isEmpty()) {
            faults.add("It holds the rows of a rehearsal, and this sync is a live one; name another table.");
        }
    }

    /// @return the columns to add
    private List<String> checkSyncColumns(TableShape shape) {
        if (!options.syncColumns()) {
            return List.of();
        }
        var missing = SYNC_COLUMNS.keySet().stream()
                .filter(column -> !shape.columns().containsKey(column))
                .toList();
        if (!missing.isEmpty() && !options.manageColumns()) {
            faults.add("It lacks the columns in which Tallystick says how each row stands. Run: " + alter(missing)
                    + "; or set manage_columns: true to have them added, or sync_columns: false to do without.");
        }
        for (var column : SYNC_COLUMNS.keySet()) {
            var found = shape.columns().get(column);
            boolean time = column.equals(TableOptions.SYNCED_AT);
            if (found != null && !(time ? holdsTime(found) : found.kind() == Column.Kind.TEXT)) {
                faults.add("Its column '" + column + "' is of type " + found.type() + " and must be "
                        + (time ? "timestamptz" : "text") + "; or set sync_columns: false.");
            }
        }
        return missing;
    }

    private String alter(List<String> columns) {
        var types = new LinkedHashMap<String, String>();
        columns.forEach(column -> types.put(column, SYNC_COLUMNS.getOrDefault(column, "text")));
        return alter(types);
    }

    private String alter(Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(column -> "ADD COLUMN "
                        + (SYNC_COLUMNS.containsKey(column.getKey())
                                ? column.getKey()
                                : TableName.quoted(column.getKey()))
                        + " " + column.getValue())
                .collect(Collectors.joining(", ", "ALTER TABLE " + name.quoted() + " ", ""));
    }

    private void checkOtherColumns(TableShape shape) {
        var filled = new HashSet<>(timeColumns());
        filled.add(options.key());
        wanted.fields().forEach(field -> filled.add(field.id()));
        for (var column : shape.columns().values()) {
            if (column.notNull() && !column.filled() && !column.computed() && !filled.contains(column.name())) {
                faults.add("Its column '" + column.name() + "' must be filled and has no default: map it, give it a"
                        + " default, or name it as created_column or updated_column where it is the time of that.");
            }
        }
    }

    private Layout layout(TableShape shape, boolean exists, boolean created) throws SQLException {
        return layout(shape, exists, created, Set.of());
    }

    private Layout layout(TableShape shape, boolean exists, boolean created, Set<String> unmade) throws SQLException {
        var fields = new LinkedHashMap<String, FieldColumn>();
        for (var field : wanted.fields()) {
            var column = Optional.ofNullable(shape.columns().get(field.id())).orElseThrow();
            fields.put(
                    field.id(),
                    new FieldColumn(
                            field,
                            column,
                            link(field.id()),
                            field.id().equals(options.key()),
                            options.utcTimestamps()));
        }
        refuseFaults();
        var key = Optional.ofNullable(shape.columns().get(options.key())).orElseThrow();
        return new Layout(name, options, shape, key, fields, exists, created, Set.copyOf(unmade));
    }

    private FieldColumn.@Nullable Link link(String field) throws SQLException {
        @Nullable Reference reference = options.references().get(field);
        if (reference == null) {
            return null;
        }
        var there = TableShape.of(reference.table(), connection);
        var key = there.map(shape -> shape.columns().get(reference.key()));
        var value = there.map(shape -> shape.columns().get(reference.value()));
        if (there.isEmpty() || key.isEmpty() || value.isEmpty()) {
            faults.add("'references' of '" + field + "' names the columns '" + reference.key() + "' and '"
                    + reference.value() + "' of " + reference.table() + ", which are not both there.");
            return null;
        }
        checkUnique(reference.table(), reference.key(), there.get());
        return new FieldColumn.Link(reference.table(), key.get(), value.get());
    }
}
