package dev.tallystick.syncjob;

import dev.tallystick.table.Row;

/// Takes rows by their key. Blocks while those before are still being worked on, so memory does not grow.
public interface RowWriter {

    /// This row is there, with these values. A key counts once in a run: handed on again it is named as failed.
    void put(Row row);

    /// The upstream itself says that this row is no more; what becomes of it on the other side is for the sync's
    /// `on_delete` to say. Only for a job that says [SyncJob#tellsRemovals].
    void remove(String key);

    /// Something stands where a row should be: counted as failed, with this reason.
    ///
    /// @param where how a person finds it: `page 3, row 17`
    /// @param reason a sentence
    void unreadable(String where, String reason);
}
