package dev.tallystick.lab.google.grid;

import java.time.Instant;
import java.util.List;

/// One edit as it went into a spreadsheet's history, by a person or by a call.
///
/// @param sequence among the edits of all spreadsheets
/// @param version of the spreadsheet afterwards
/// @param by an e-mail address
/// @param call the number of the API call in the lab's ledger of writes, or 0 for a person
/// @param what such as `values.append` or `typed`
public record Edit(long sequence, long version, Instant at, String by, String what, long call, List<Change> changes) {
    public Edit {
        changes = List.copyOf(changes);
    }
}
