package dev.tallystick.testkit;

import dev.tallystick.plan.Change;
import dev.tallystick.plan.Tally;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.table.Row;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one run of a job came to.
///
/// @param reason why it did not succeed, as a sentence; empty when it did
/// @param tally of the side that is written
/// @param changes in the order of their keys
/// @param failures why each row failed, by its key, or by where it stands when it has none
/// @param calls that the job made, in its order
/// @param log the lines that the job wrote
/// @param table the rows that were written so far, by key
public record MemoryRun(
        Status status,
        String reason,
        Tally tally,
        List<Change> changes,
        SortedMap<String, String> failures,
        List<JobHttp.Call> calls,
        List<String> log,
        SortedMap<String, Row> table) {
    public MemoryRun {
        changes = List.copyOf(changes);
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
        calls = List.copyOf(calls);
        log = List.copyOf(log);
        table = Collections.unmodifiableSortedMap(new TreeMap<>(table));
    }

    /// As the server has them.
    public enum Status {
        SUCCEEDED,
        /// It ended before the end, or a row failed.
        PARTIAL,
        /// Nothing was written.
        FAILED
    }

    /// `succeeded: 2 created, 1 unchanged`
    @Override
    public String toString() {
        var word = status.name().toLowerCase(java.util.Locale.ROOT);
        return word + ": " + tally.sentence() + (reason.isEmpty() ? "" : ". " + reason)
                + (failures.isEmpty() ? "" : " " + failures);
    }
}
