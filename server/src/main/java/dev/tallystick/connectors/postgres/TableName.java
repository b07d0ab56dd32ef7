package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// A table's name in full. Names are always quoted, so they mean what people wrote, capitals included.
record TableName(String schema, String table) {
    static final String FENCE = "tallystick_fence";
    static final String BATCH = "tallystick_batch";

    /// PostgreSQL cuts longer names without a word, and two of them could become one.
    private static final int MAX_NAME_BYTES = 63;

    private static final Set<String> NOT_FOR_DATA = Set.of("tallystick", "pg_catalog", "information_schema");

    TableName {
        refuseUnfit(schema);
        refuseUnfit(table);
        if (NOT_FOR_DATA.contains(schema) || schema.startsWith("pg_")) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The schema '" + schema + "' is not for rows of a sync. Name another one.");
        }
        if (table.equals(FENCE) || table.equals(BATCH)) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The table '" + table + "' is Tallystick's own record. Name another one.");
        }
    }

    static TableName of(String name, String usualSchema) {
        int dot = name.indexOf('.');
        return dot < 0
                ? new TableName(usualSchema, name)
                : new TableName(name.substring(0, dot), name.substring(dot + 1));
    }

    String quoted() {
        return quoted(schema) + "." + quoted(table);
    }

    String fence() {
        return quoted(schema) + "." + FENCE;
    }

    String batch() {
        return quoted(schema) + "." + BATCH;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static void refuseUnfit(String name) {
        if (name.isEmpty()
                || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "'" + name.replace('\0', '?') + "' is no name for a table or a column: it must have"
                            + " 1 to 63 bytes.");
        }
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
