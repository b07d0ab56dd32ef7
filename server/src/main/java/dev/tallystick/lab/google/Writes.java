package dev.tallystick.lab.google;

import dev.tallystick.lab.Fault;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Every call that wrote or tried to, in the order in which they were carried out: an oracle reads here what really
/// happened, whatever the caller was told.
public final class Writes {

    private static final int KEPT = 100_000;

    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private long count;

    /// @param number as in [dev.tallystick.lab.google.grid.Edit#call()]
    /// @param operation such as `values.append`
    /// @param status of the answer, whether or not it got through; 200 means that all of it was done
    /// @param fault that the call met; with `APPLIED_LATE` the time is that of the effect
    public record Write(
            long number,
            Instant at,
            String operation,
            String spreadsheetId,
            String range,
            String account,
            JsonNode body,
            int status,
            Optional<Fault.Kind> fault) {

        public boolean isApplied() {
            return status == 200;
        }
    }

    synchronized long next() {
        return ++count;
    }

    synchronized void add(Write write) {
        if (writes.size() == KEPT) {
            writes.removeFirst();
        }
        writes.add(write);
    }

    public synchronized List<Write> all() {
        return List.copyOf(writes);
    }

    public List<Write> of(String spreadsheetId) {
        return all().stream()
                .filter(each -> each.spreadsheetId().equals(spreadsheetId))
                .toList();
    }

    public synchronized void clear() {
        writes.clear();
    }
}
