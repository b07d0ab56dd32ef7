package dev.tallystick.syncjob;

import dev.tallystick.table.Row;

/// Takes rows by their key. Blocks while those before are still being worked on, so memory does not grow.
public interface RowWriter {

    /// This row is there, with these values. A key counts once in a run: handed on again it is named as failed.
    void put(Row row);

    /// Something stands where a row should be: counted as failed, with this reason.
    ///
    /// @param where how a person finds it: `page 3, row 17`
    /// @param reason a sentence
    void unreadable(String where, String reason);
}
