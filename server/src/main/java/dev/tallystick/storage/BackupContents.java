package dev.tallystick.storage;

import java.time.Instant;
import java.util.List;

/// What a backup says of itself, before its rows.
///
/// @param format of the file; a reader refuses a newer one
/// @param schema the version of the schema that the rows belong to
/// @param postgres the major version of the PostgreSQL that they came from; they fit into any that Tallystick supports
/// @param at the moment whose state it holds
/// @param masterKey the fingerprint of the key that seals the secrets in it, which is not in it; empty before the first
/// start has made one
public record BackupContents(
        int format, String schema, int postgres, Instant at, String masterKey, List<BackupTable> tables) {
    static final int FORMAT = 1;

    public BackupContents {
        tables = List.copyOf(tables);
    }

    /// @param columns all but those that PostgreSQL computes
    public record BackupTable(String name, List<String> columns) {
        public BackupTable {
            columns = List.copyOf(columns);
        }
    }
}
