package dev.tallystick.run;

import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.Side;
import dev.tallystick.sync.Sync;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Rows of other tables that the rows of this run name, and that are created when absent: an appointment brings the
/// client
/// it belongs to. Such a row waits for its own source, and is marked so.
final class NeededRows {
    private final Sides sides;
    private final Sync sync;
    private final Map<Sync.Need, Map<String, Row>> asked = new HashMap<>();
    private final Map<Sync.Need, Set<String>> known = new HashMap<>();

    NeededRows(Sides sides, Sync sync) {
        this.sides = sides;
        this.sync = sync;
    }

    /// This row will be written, so what it names must be there.
    void of(Row row) {
        for (var need : sync.needs()) {
            var key = text(row.value(need.key()));
            if (!key.isEmpty()
                    && !known.computeIfAbsent(need, _ -> new HashSet<>()).contains(key)) {
                asked.computeIfAbsent(need, _ -> new HashMap<>()).putIfAbsent(key, row);
            }
        }
    }

    /// Plans the creation of those asked for since the last call that are not there.
    void addTo(List<Draft> drafts) {
        asked.forEach((need, rows) -> {
            var right = sides.needed(need);
            var there = right.target().fetch(rows.keySet());
            rows.forEach((key, row) -> {
                known.computeIfAbsent(need, _ -> new HashSet<>()).add(key);
                if (!there.containsKey(key)) {
                    drafts.add(create(need, right, key, row));
                }
            });
        });
        asked.clear();
    }

    private Draft create(Sync.Need need, Sides.Right right, String key, Row row) {
        // What does not fit is left out: the row's own source will say it properly.
        var values = new TreeMap<String, Value>();
        new Mapping(need.fields()).apply(row).values().forEach((field, value) -> {
            if (!value.isEmpty()) {
                values.put(field, value);
            }
        });
        var change = new Change(
                Change.Kind.CREATE,
                Side.RIGHT,
                right.table(),
                key,
                new TreeMap<>(),
                values,
                "Needed by row " + row.id() + " of " + sync.name() + "; its own values come with " + need.sync() + ".");
        return new Draft(Step.NEEDED, change, Status.PLANNED, null, false, true, null);
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Decimal(var number) -> number.toPlainString();
            default -> "";
        };
    }
}
