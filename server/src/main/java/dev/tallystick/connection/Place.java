package dev.tallystick.connection;

import dev.tallystick.storage.WorkspaceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where in the database a secret is kept. It is sealed together with its place, so a sealed value that is copied
/// into another row, column or workspace cannot be opened there.
public record Place(WorkspaceId workspace, String table, long row, String column) {
    private static final byte VERSION = 1;

    /// Each part with its length before it: no two places give the same bytes.
    byte[] associatedData() {
        byte[] tableName = table.getBytes(StandardCharsets.UTF_8);
        byte[] columnName = column.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(
                        1 + 2 * (Integer.BYTES + Long.BYTES) + 2 * Integer.BYTES + tableName.length + columnName.length)
                .put(VERSION)
                .putInt(Long.BYTES)
                .putLong(workspace.value())
                .putInt(tableName.length)
                .put(tableName)
                .putInt(Long.BYTES)
                .putLong(row)
                .putInt(columnName.length)
                .put(columnName)
                .array();
    }
}
