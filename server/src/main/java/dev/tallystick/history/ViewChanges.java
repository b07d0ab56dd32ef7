package dev.tallystick.history;

import dev.tallystick.history.ConflictStore.Conflict;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Names.LinkedRows;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shows changes and conflicts with what people called their fields, tables and linked rows in the run they are of.
public final class ViewChanges {
    private final NameStore names = new NameStore();

    public ChangeView change(JdbcClient jdbc, Entry entry) {
        return changes(jdbc, List.of(entry), false).getFirst();
    }

    /// @param held the run waits for approval, and so does what it planned
    List<ChangeView> changes(JdbcClient jdbc, List<Entry> entries, boolean held) {
        var named = names.of(jdbc, entries.stream().map(Entry::run).toList());
        var linked = linked(jdbc, entries);
        return entries.stream()
                .map(entry -> ChangeView.of(
                        entry,
                        held,
                        named.getOrDefault(entry.run(), Names.NONE),
                        linked.getOrDefault(entry.run(), LinkedRows.NONE)))
                .toList();
    }

    private Map<Long, LinkedRows> linked(JdbcClient jdbc, List<Entry> entries) {
        var values = new HashMap<Long, List<Value>>();
        for (var entry : entries) {
            var of = values.computeIfAbsent(entry.run(), _ -> new ArrayList<>());
            of.addAll(entry.change().before().values());
            of.addAll(entry.change().after().values());
        }
        var linked = new HashMap<Long, LinkedRows>();
        values.forEach((run, of) -> linked.put(run, names.linked(jdbc, run, of)));
        return linked;
    }

    public ConflictView conflict(JdbcClient jdbc, Conflict conflict) {
        return conflicts(jdbc, List.of(conflict)).getFirst();
    }

    List<ConflictView> conflicts(JdbcClient jdbc, List<Conflict> conflicts) {
        var named = names.of(jdbc, conflicts.stream().map(Conflict::run).toList());
        return conflicts.stream()
                .map(conflict -> ConflictView.of(
                        conflict,
                        named.getOrDefault(conflict.run(), Names.NONE),
                        names.linked(
                                jdbc,
                                conflict.run(),
                                List.of(conflict.left(), conflict.right(), conflict.leftBase(), conflict.rightBase()))))
                .toList();
    }
}
