package dev.tallystick.connectors.airtable;

import dev.tallystick.connectors.airtable.WriteRows.Ready;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells which of the rows in an answer came of which write. Usually they stand in the order of the request, but
/// nothing promises it: by the marker where there is one, else by their values, and by order only among those that
/// their values cannot tell apart.
final class MatchCreated {
    private final Cells cells;
    private final Alike alike;
    private final Optional<Column> marker;

    MatchCreated(Cells cells, Optional<Column> marker) {
        this.cells = cells;
        this.alike = new Alike(cells);
        this.marker = marker;
    }

    /// @param records as many as writes
    Map<Ready, AirtableRecord> of(List<Ready> group, List<AirtableRecord> records) {
        var matched = new LinkedHashMap<Ready, AirtableRecord>();
        var left = new ArrayList<>(records);
        var open = new ArrayList<>(group);
        if (marker.isPresent()) {
            String field = marker.get().id();
            take(
                    open,
                    left,
                    matched,
                    (ready, record) ->
                            record.cell(field).asString("").equals(ready.write().id()));
        }
        inOrder(group, records, open, left, matched);
        take(open, left, matched, (ready, record) -> equal(ready, record));
        while (!open.isEmpty()) {
            nearest(open, left, matched);
        }
        return matched;
    }

    private interface Test {
        boolean holds(Ready ready, AirtableRecord record);
    }

    private static void take(
            List<Ready> open, List<AirtableRecord> left, Map<Ready, AirtableRecord> matched, Test test) {
        for (var ready : List.copyOf(open)) {
            left.stream()
                    .filter(record -> test.holds(ready, record))
                    .findFirst()
                    .ifPresent(record -> {
                        matched.put(ready, record);
                        open.remove(ready);
                        left.remove(record);
                    });
        }
    }

    /// First those that stand in their place and hold what was sent: twins keep their order.
    private void inOrder(
            List<Ready> group,
            List<AirtableRecord> records,
            List<Ready> open,
            List<AirtableRecord> left,
            Map<Ready, AirtableRecord> matched) {
        for (int i = 0; i < group.size(); i++) {
            var ready = group.get(i);
            var record = records.get(i);
            if (open.contains(ready) && left.contains(record) && equal(ready, record)) {
                matched.put(ready, record);
                open.remove(ready);
                left.remove(record);
            }
        }
    }

    private boolean equal(Ready ready, AirtableRecord record) {
        var sent = ready.write().values();
        return alike.all(cells.row(record, sent.keySet()), sent);
    }

    /// Airtable made something else of a value: the write and the row that agree in most fields belong together.
    private void nearest(List<Ready> open, List<AirtableRecord> left, Map<Ready, AirtableRecord> matched) {
        Ready write = open.getFirst();
        AirtableRecord row = left.getFirst();
        long most = -1;
        for (var ready : open) {
            for (var record : left) {
                var sent = ready.write().values();
                long agree = alike.count(cells.row(record, sent.keySet()), sent);
                if (agree > most) {
                    most = agree;
                    write = ready;
                    row = record;
                }
            }
        }
        matched.put(write, row);
        open.remove(write);
        left.remove(row);
    }
}
