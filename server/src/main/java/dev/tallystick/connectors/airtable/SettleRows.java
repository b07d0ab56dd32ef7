package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.OpenTable.Batch;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds out what became of writes whose answer nobody has, by looking at the rows.
///
/// An update is there when its row holds what was sent, a delete when its row does not answer. A create is
/// recognised by the marker that we wrote into it, which is certain; without a marker field by the match key, by
/// the time it was made and by its values; without a key by time and values alone. When several rows could be
/// ours, a person must look.
final class SettleRows {
    private final ListRecords records;
    private final Cells cells;
    private final Alike alike;
    private final Optional<Column> marker;
    private final List<String> mapped;

    SettleRows(ListRecords records, Cells cells, Optional<Column> marker, List<String> mapped) {
        this.records = records;
        this.cells = cells;
        this.alike = new Alike(cells);
        this.marker = marker;
        this.mapped = mapped;
    }

    /// @param key id of the field that rows are matched by
    /// @param since no row of the batch was made before, by Airtable's clock
    List<Result> settle(Batch batch, @Nullable String key, Instant since) {
        var writes = batch.writes().stream().map(this::known).toList();
        var creates =
                writes.stream().filter(write -> write.kind() == Kind.CREATE).toList();
        var others =
                writes.stream().filter(write -> write.kind() != Kind.CREATE).toList();
        Map<String, Result> results = new LinkedHashMap<>();
        if (!others.isEmpty()) {
            changed(others, results);
        }
        if (!creates.isEmpty()) {
            if (marker.isPresent()) {
                byMarker(creates, marker.get(), results);
            } else {
                byValues(creates, key, since, results);
            }
        }
        return writes.stream()
                .map(write -> Objects.requireNonNull(results.get(write.id())))
                .toList();
    }

    /// A field that was deleted since tells nothing about its row any more.
    private Write known(Write write) {
        Map<String, Value> values = new LinkedHashMap<>(write.values());
        values.keySet().removeIf(field -> !cells.has(field));
        return new Write(write.id(), write.kind(), write.row(), write.place(), write.expected(), values);
    }

    // ---- updates and deletes

    private void changed(List<Write> writes, Map<String, Result> results) {
        var ids = writes.stream().map(SettleRows::row).distinct().toList();
        var rows = records
                .all(ListRecords.Query.fields(fields(writes))
                        .filter(Formula.rows(ids))
                        .posted())
                .stream()
                .collect(Collectors.toMap(AirtableRecord::id, record -> record));
        for (var write : writes) {
            var record = rows.get(row(write));
            results.put(
                    write.id(),
                    write.kind() == Kind.DELETE
                            ? record == null
                                    ? new Result.Written(write.id(), row(write), write.expected(), Map.of())
                                    : new Result.Absent(write.id())
                            : updated(write, record));
        }
    }

    private Result updated(Write write, @Nullable AirtableRecord record) {
        if (record == null) {
            return new Result.Absent(write.id());
        }
        var row = cells.row(record, write.values().keySet());
        return alike.all(row, write.values()) ? written(write, row) : new Result.Absent(write.id());
    }

    /// What the row holds now where that can be what we sent; where it differs somebody has edited it since, and
    /// that edit must be seen as one.
    private Result written(Write write, Row row) {
        Map<String, Value> after = new LinkedHashMap<>();
        write.values()
                .forEach((field, sent) ->
                        after.put(field, alike.one(field, row.value(field), sent) ? row.value(field) : sent));
        return new Result.Written(write.id(), row.id(), write.expected(), after);
    }

    private static String row(Write write) {
        return Objects.requireNonNull(write.row(), "An update or delete names its row");
    }

    private List<String> fields(List<Write> writes) {
        var fields = new ArrayList<>(mapped);
        writes.stream()
                .flatMap(write -> write.values().keySet().stream())
                .filter(field -> !fields.contains(field))
                .distinct()
                .forEach(fields::add);
        return fields;
    }

    // ---- creates

    private void byMarker(List<Write> writes, Column column, Map<String, Result> results) {
        var fields = fields(writes);
        if (!fields.contains(column.id())) {
            fields.add(column.id());
        }
        var formula = Formula.or(writes.stream()
                .map(write -> Formula.is(column.id(), write.id()))
                .toList());
        var found = records.all(ListRecords.Query.fields(fields).filter(formula).posted()).stream()
                .collect(
                        Collectors.groupingBy(record -> record.cell(column.id()).asString("")));
        for (var write : writes) {
            var hits = found.getOrDefault(write.id(), List.of());
            results.put(
                    write.id(),
                    switch (hits.size()) {
                        case 0 -> new Result.Absent(write.id());
                        case 1 ->
                            written(
                                    write,
                                    cells.row(hits.getFirst(), write.values().keySet()));
                        default ->
                            new Result.Uncertain(
                                    write.id(),
                                    "The rows " + ids(hits) + " bear the same mark in the field " + column
                                            + ", as after a copy. Keep the one that is meant and empty the mark in the"
                                            + " others.");
                    });
        }
    }

    private void byValues(List<Write> writes, @Nullable String key, Instant since, Map<String, Result> results) {
        var found = new ArrayList<>(
                records
                        .all(ListRecords.Query.fields(fields(writes))
                                .filter(Formula.madeAfter(since))
                                .posted())
                        .stream()
                        .filter(record -> record.created()
                                .map(created -> !created.isBefore(since))
                                .orElse(true))
                        .toList());
        var twins = writes.stream()
                .collect(Collectors.groupingBy(
                        write -> sameSense(write.values()), LinkedHashMap::new, Collectors.toList()));
        for (var alikeWrites : twins.values()) {
            var sample = alikeWrites.getFirst();
            if (sample.values().isEmpty() && !found.isEmpty()) {
                alikeWrites.forEach(write -> results.put(
                        write.id(),
                        new Result.Uncertain(
                                write.id(),
                                "None of the fields that were to be created is left in the table, so nothing tells"
                                        + " whether one of the rows " + ids(found) + " is ours.")));
                continue;
            }
            var hits = found.stream()
                    .filter(record ->
                            alike.all(cells.row(record, sample.values().keySet()), sample.values()))
                    .toList();
            found.removeAll(hits);
            settle(alikeWrites, hits, key, results);
        }
        if (key != null) {
            beware(writes, key, found, results);
        }
    }

    private static Map<String, Value> sameSense(Map<String, Value> values) {
        return values.entrySet().stream()
                .filter(each -> !Cells.EQUALITY.normal(each.getValue()).isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Cells.EQUALITY.normal(each.getValue())));
    }

    /// Writes that hold the same are not told apart, and need not be: any of the rows will do for any of them.
    private void settle(
            List<Write> writes, List<AirtableRecord> hits, @Nullable String key, Map<String, Result> results) {
        if (hits.size() > writes.size()) {
            writes.forEach(write -> results.put(
                    write.id(),
                    new Result.Uncertain(
                            write.id(),
                            "The rows " + ids(hits) + " all hold what was to be created"
                                    + (key == null ? "" : " under the same " + cells.column(key))
                                    + ", and were made at about that time. Keep the one that is meant; a marker field"
                                    + " for this table would tell them apart.")));
            return;
        }
        for (int i = 0; i < writes.size(); i++) {
            var write = writes.get(i);
            results.put(
                    write.id(),
                    i < hits.size()
                            ? written(
                                    write, cells.row(hits.get(i), write.values().keySet()))
                            : new Result.Absent(write.id()));
        }
    }

    /// A row with our key, made at about our time, that holds something else in other fields: ours and edited
    /// since, or somebody else's. To create another one beside it would be wrong in both cases.
    private void beware(List<Write> writes, String key, List<AirtableRecord> rest, Map<String, Result> results) {
        for (var write : writes) {
            var wanted = write.values().getOrDefault(key, Value.empty());
            if (!(results.get(write.id()) instanceof Result.Absent) || wanted.isEmpty()) {
                continue;
            }
            var near = rest.stream()
                    .filter(record ->
                            alike.one(key, cells.row(record, List.of(key)).value(key), wanted))
                    .toList();
            if (!near.isEmpty()) {
                results.put(
                        write.id(),
                        new Result.Uncertain(
                                write.id(),
                                "The row " + ids(near) + " has the same " + cells.column(key)
                                        + " and was made at about that time, but holds other values: it may be ours and"
                                        + " edited since. Say whether it is."));
            }
        }
    }

    private static String ids(List<AirtableRecord> records) {
        return records.stream().map(AirtableRecord::id).collect(Collectors.joining(", "));
    }
}
