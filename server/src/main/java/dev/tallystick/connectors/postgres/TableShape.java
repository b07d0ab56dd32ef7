package dev.tallystick.connectors.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table as the database describes it: its columns, and what its constraints are about.
///
/// @param kind PostgreSQL's letter: r and p are tables that rows can be written to
/// @param constraints the columns of each constraint and unique index, by its name
/// @param uniqueColumns columns that alone make a row unique, at once and in the whole table
/// @param rights what of SELECT, INSERT and UPDATE the connection lacks
/// @param description everything about the shape and its rules as text, to tell one shape from another
record TableShape(
        char kind,
        Map<String, Column> columns,
        Map<String, List<String>> constraints,
        List<String> uniqueColumns,
        List<String> missingRights,
        String description) {

    private static final String TABLE = """
            SELECT c.oid, c.relkind,
                   has_any_column_privilege(c.oid, 'SELECT') AS may_select,
                   has_any_column_privilege(c.oid, 'INSERT') AS may_insert,
                   has_any_column_privilege(c.oid, 'UPDATE') AS may_update
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
            """;

    private static final String COLUMNS = """
            SELECT a.attname, a.attidentity <> '' AS identity,
                   a.attidentity = 'a' OR a.attgenerated <> '' AS computed,
                   format_type(a.atttypid, a.atttypmod) AS type_text,
                   CASE WHEN n.nspname = 'pg_catalog' THEN b.typname ELSE '' END AS builtin,
                   b.typtype = 'e' AS enumeration,
                   quote_ident(n.nspname) || '.' || quote_ident(b.typname) AS base_name,
                   CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier,
                   a.attnotnull OR t.typnotnull AS not_null,
                   a.atthasdef OR t.typdefault IS NOT NULL AS has_default,
                   pg_get_expr(d.adbin, d.adrelid) AS default_text,
                   coalesce(l.collisdeterministic, true) AS deterministic,
                   (SELECT string_agg(e.enumlabel::text, chr(31) ORDER BY e.enumsortorder)
                    FROM pg_enum e WHERE e.enumtypid = b.oid) AS labels
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            JOIN pg_namespace n ON n.oid = b.typnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private static final String RULES = """
            SELECT o.conname::text AS name, pg_get_constraintdef(o.oid) AS rule,
                   (SELECT string_agg(a.attname::text, chr(31) ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = o.conrelid AND a.attnum = ANY (o.conkey)) AS columns,
                   false AS lone_unique
            FROM pg_constraint o WHERE o.conrelid = ?
            UNION ALL
            SELECT c.relname::text, pg_get_indexdef(i.indexrelid),
                   (SELECT string_agg(a.attname::text, chr(31) ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)),
                   i.indnkeyatts = 1 AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                   AND i.indnatts = 1
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ? AND i.indisunique
            UNION ALL
            SELECT g.tgname::text, pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text, NULL, false
            FROM pg_trigger g WHERE g.tgrelid = ? AND NOT g.tgisinternal
            ORDER BY 1, 2
            """;

    /// The fields a constraint is about, as the beginning of a sentence; empty when they are not known.
    String fieldsOf(String constraint) {
        return constraints.getOrDefault(constraint, List.of()).stream()
                .map(field -> "'" + field + "'")
                .collect(Collectors.joining(" and "));
    }

    /// Whether something of the table's own may keep a row from being written without an error.
    boolean hasTriggers() {
        return description.contains("CREATE TRIGGER");
    }

    boolean writable() {
        return kind == 'r' || kind == 'p';
    }

    /// Empty when there is no such table.
    static Optional<TableShape> of(TableName name, Connection connection) throws SQLException {
        long oid;
        char kind;
        var missing = new ArrayList<String>();
        try (var statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                oid = rows.getLong("oid");
                kind = rows.getString("relkind").charAt(0);
                for (var right : List.of("select", "insert", "update")) {
                    if (!rows.getBoolean("may_" + right)) {
                        missing.add(right.toUpperCase(Locale.ROOT));
                    }
                }
            }
        }
        var description = new StringBuilder().append(kind).append('\n');
        var columns = columns(oid, connection, description);
        var constraints = new HashMap<String, List<String>>();
        var unique = new ArrayList<String>();
        try (var statement = connection.prepareStatement(RULES)) {
            statement.setLong(1, oid);
            statement.setLong(2, oid);
            statement.setLong(3, oid);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var fields = parts(rows.getString("columns"));
                    description.append(rows.getString("rule")).append('\n');
                    constraints.merge(rows.getString("name"), fields, (one, other) -> one.isEmpty() ? other : one);
                    if (rows.getBoolean("lone_unique")) {
                        unique.addAll(fields);
                    }
                }
            }
        }
        return Optional.of(new TableShape(kind, columns, constraints, unique, missing, description.toString()));
    }

    private static Map<String, Column> columns(long oid, Connection connection, StringBuilder description)
            throws SQLException {
        var columns = new LinkedHashMap<String, Column>();
        try (var statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, oid);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var column = column(rows);
                    columns.put(column.name(), column);
                    description
                            .append(column)
                            .append(rows.getString("default_text"))
                            .append('\n');
                }
            }
        }
        return columns;
    }

    private static Column column(ResultSet rows) throws SQLException {
        boolean enumeration = rows.getBoolean("enumeration");
        var kind = enumeration
                ? Column.Kind.ENUM
                : rows.getBoolean("deterministic") ? kind(rows.getString("builtin")) : Column.Kind.OTHER;
        int modifier = rows.getInt("modifier");
        int limit = -1;
        int precision = -1;
        int scale = 0;
        if (modifier >= 0) {
            switch (kind) {
                case TEXT, TEXT_ARRAY -> limit = modifier - 4;
                case TIMESTAMP, TIMESTAMPTZ -> limit = modifier;
                case NUMERIC -> {
                    precision = ((modifier - 4) >> 16) & 0xffff;
                    scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024; // eleven bits with a sign, since version 15
                }
                default -> {}
            }
        }
        return new Column(
                rows.getString("attname"),
                kind,
                rows.getString("type_text"),
                cast(kind, rows.getString("base_name")),
                limit,
                precision,
                scale,
                rows.getBoolean("not_null"),
                rows.getBoolean("has_default") || rows.getBoolean("identity"),
                rows.getBoolean("computed"),
                parts(rows.getString("labels")));
    }

    private static Column.Kind kind(String builtin) {
        return switch (builtin) {
            case "text", "varchar" -> Column.Kind.TEXT;
            case "uuid" -> Column.Kind.UUID;
            case "int2" -> Column.Kind.SMALLINT;
            case "int4" -> Column.Kind.INTEGER;
            case "int8" -> Column.Kind.BIGINT;
            case "numeric" -> Column.Kind.NUMERIC;
            case "float4" -> Column.Kind.REAL;
            case "float8" -> Column.Kind.DOUBLE;
            case "bool" -> Column.Kind.BOOLEAN;
            case "date" -> Column.Kind.DATE;
            case "timestamptz" -> Column.Kind.TIMESTAMPTZ;
            case "timestamp" -> Column.Kind.TIMESTAMP;
            case "json" -> Column.Kind.JSON;
            case "jsonb" -> Column.Kind.JSONB;
            case "_text", "_varchar" -> Column.Kind.TEXT_ARRAY;
            default -> Column.Kind.OTHER;
        };
    }

    private static String cast(Column.Kind kind, String baseName) {
        return switch (kind) {
            case TEXT -> "text";
            case TEXT_ARRAY -> "text[]";
            default -> baseName;
        };
    }

    private static List<String> parts(@Nullable String joined) {
        return joined == null ? List.of() : List.of(joined.split("\u001f", -1));
    }
}
