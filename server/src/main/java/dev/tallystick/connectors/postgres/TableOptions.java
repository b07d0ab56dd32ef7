package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Settings.Kind;
import dev.tallystick.connector.Settings.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a sync says of its table beside the name.
///
/// @param key the column that holds the external id
/// @param syncColumns keep `last_synced_at`, `sync_status` and `sync_errors` in each row
/// @param manageColumns add those, and columns of fields, where an adopted table lacks them
/// @param rehearsal the rows are invented, and the table must say so
/// @param utcTimestamps columns without a time zone hold UTC, as Rails writes them
/// @param createdColumn filled with the time of creation, for tables that demand one
/// @param updatedColumn filled with the time of each write
/// @param references by column: whose key the written value is
record TableOptions(
        String key,
        boolean syncColumns,
        boolean manageColumns,
        boolean rehearsal,
        boolean utcTimestamps,
        Optional<String> createdColumn,
        Optional<String> updatedColumn,
        Map<String, Reference> references) {

    static final String SYNCED_AT = "last_synced_at";
    static final String STATUS = "sync_status";
    static final String ERRORS = "sync_errors";
    static final String REHEARSAL = "rehearsal";
    static final String USUAL_KEY = "external_id";

    static final Settings SETTINGS = Settings.of(
            Setting.optional("key", Kind.TEXT, "The column that holds the external id; external_id when left out."),
            Setting.optional(
                    "sync_columns",
                    Kind.BOOLEAN,
                    "Keep last_synced_at, sync_status and sync_errors in each row; true when left out."),
            Setting.optional(
                    "manage_columns",
                    Kind.BOOLEAN,
                    "Add columns that an existing table lacks: those three, and the fields of the sync; false when left out."),
            Setting.optional(
                    "rehearsal",
                    Kind.BOOLEAN,
                    "The rows come from a rehearsal source; the table marks each of them. Set by Tallystick."),
            Setting.optional(
                    "utc_timestamps",
                    Kind.BOOLEAN,
                    "Columns of type timestamp hold UTC, as Rails writes them; false when left out."),
            Setting.optional(
                    "created_column", Kind.TEXT, "A column to fill with the current time when a row is created."),
            Setting.optional(
                    "updated_column", Kind.TEXT, "A column to fill with the current time whenever a row is written."),
            Setting.optional(
                    "references",
                    Kind.MAP,
                    "By column: {table, key, value}. The written value is the key of a row of that table, and its"
                            + " value column (usually id) is what is stored."));

    /// @param key the column that the written value is found in
    /// @param value the column whose content is stored
    record Reference(TableName table, String key, String value) {}

    static TableOptions of(SettingValues options, String usualSchema) {
        var key = options.optionalText("key").filter(text -> !text.isBlank()).orElse(USUAL_KEY);
        TableName.refuseUnfit(key);
        var references = new TreeMap<String, Reference>();
        if (options.all().get("references") instanceof Map<?, ?> map) {
            map.forEach((column, what) ->
                    references.put(String.valueOf(column), reference(String.valueOf(column), what, usualSchema)));
        }
        return new TableOptions(
                key,
                options.flag("sync_columns", true),
                options.flag("manage_columns", false),
                options.flag("rehearsal", false),
                options.flag("utc_timestamps", false),
                options.optionalText("created_column"),
                options.optionalText("updated_column"),
                Map.copyOf(references));
    }

    private static Reference reference(String column, Object what, String usualSchema) {
        if (what instanceof Map<?, ?> map && map.get("table") instanceof String table) {
            return new Reference(
                    TableName.of(table, usualSchema),
                    name(map.get("key"), "external_id"),
                    name(map.get("value"), "id"));
        }
        throw new ConnectorException(
                Problem.SETTINGS,
                "'references' must say for '" + column + "': { table: …, key: external_id, value: id }.");
    }

    private static String name(@Nullable Object given, String otherwise) {
        var name = given == null ? otherwise : given.toString();
        TableName.refuseUnfit(name);
        return name;
    }
}
