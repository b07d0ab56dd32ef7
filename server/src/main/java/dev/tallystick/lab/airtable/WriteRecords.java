package dev.tallystick.lab.airtable;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Creates, updates and deletes, at most ten records a call, and all or none of them: everything is checked before
/// anything is done.
/// Source: airtable.com/developers/web/api/create-records, update-multiple-records, delete-multiple-records.
final class WriteRecords {

    static final int MOST = 10;

    private final Table table;
    private final Token token;
    private final Writes writes;
    private final boolean late;
    private final boolean halfway;

    WriteRecords(Table table, Token token, Writes writes, Call call) {
        this.table = table;
        this.token = token;
        this.writes = writes;
        this.late = call.meets(Fault.Kind.APPLIED_LATE);
        this.halfway = call.meets(Fault.Kind.PARTIAL_BATCH);
    }

    /// One record with its checked cells.
    ///
    /// @param record its id
    /// @param given what was sent, by field id
    /// @param cells what will be kept
    record Change(
            Writes.Kind kind, String record, Map<String, @Nullable Object> given, Map<Field, @Nullable Object> cells) {}

    Map<String, Object> create(Map<String, @Nullable Object> body) {
        boolean many = body.get("records") instanceof List<?>;
        if (!many && !(body.get("fields") instanceof Map<?, ?>)) {
            throw new Rejected(
                    422, "INVALID_REQUEST_MISSING_FIELDS", "Could not find field \"fields\" in the request body");
        }
        List<?> records = many ? Json.list(body, "records") : List.of(body);
        if (records.isEmpty()) {
            throw Rejected.badRecords();
        }
        if (records.size() > MOST) {
            throw Rejected.invalid(
                    "A maximum of 10 records can be created per request but you have provided " + records.size() + ".");
        }
        var drafts = new Drafts(owner());
        List<Change> changes = new ArrayList<>();
        for (Object each : records) {
            changes.add(created(cells(each), body, drafts));
        }
        return answer(body, many, apply(changes, drafts));
    }

    /// Of many, by their ids or by a key.
    ///
    /// @param clearing whether a field that is left out is emptied, as PUT does
    Map<String, Object> update(Map<String, @Nullable Object> body, boolean clearing) {
        List<?> records = Json.list(body, "records");
        if (records.isEmpty() || records.size() > MOST) {
            throw Rejected.badRecords();
        }
        var drafts = new Drafts(owner());
        var upsert = body.get("performUpsert") instanceof Map<?, ?> wish ? new Upsert(table, wish) : null;
        List<Change> changes = new ArrayList<>();
        for (Object each : records) {
            Map<String, @Nullable Object> cells = cells(each);
            String id = each instanceof Map<?, ?> map && map.get("id") instanceof String given ? given : "";
            if (id.isEmpty() && upsert == null) {
                throw Rejected.badRecords();
            }
            if (id.isEmpty() && upsert != null) {
                Change created = created(cells, body, drafts);
                id = upsert.matched(created).orElse("");
                if (id.isEmpty()) {
                    changes.add(created);
                    continue;
                }
            }
            changes.add(updated(id, cells, body, drafts, clearing));
        }
        if (changes.stream().map(Change::record).distinct().count() < changes.size()) {
            throw new Rejected(
                    422, "INVALID_RECORDS", "You cannot update the same record multiple times in a single request.");
        }
        Map<String, Object> answer = answer(body, true, apply(changes, drafts));
        if (upsert != null) {
            answer.put("createdRecords", ids(changes, Writes.Kind.CREATE));
            answer.put("updatedRecords", ids(changes, Writes.Kind.UPDATE));
        }
        return answer;
    }

    Map<String, Object> updateOne(String record, Map<String, @Nullable Object> body, boolean clearing) {
        if (!table.rows.containsKey(record)) {
            throw table.deleted.contains(record) ? Rejected.notFound() : Rejected.noAccess();
        }
        var drafts = new Drafts(owner());
        return answer(body, false, apply(List.of(updated(record, cells(body), body, drafts, clearing)), drafts));
    }

    Map<String, Object> delete(List<String> records) {
        if (records.isEmpty() || records.size() > MOST) {
            throw Rejected.badRecords();
        }
        for (String record : records) {
            if (!table.rows.containsKey(record)) {
                throw Rejected.noSuchRow(record);
            }
        }
        List<Change> changes = records.stream()
                .distinct()
                .map(record -> new Change(Writes.Kind.DELETE, record, Map.of(), Map.of()))
                .toList();
        apply(changes, new Drafts(owner()));
        return new LinkedHashMap<>(
                Map.of("records", records.stream().map(WriteRecords::gone).toList()));
    }

    Map<String, Object> deleteOne(String record) {
        if (!table.rows.containsKey(record)) {
            throw table.deleted.contains(record) ? Rejected.notFound() : Rejected.noAccess();
        }
        delete(List.of(record));
        return gone(record);
    }

    private static Map<String, Object> gone(String record) {
        Map<String, Object> gone = new LinkedHashMap<>();
        gone.put("id", record);
        gone.put("deleted", true);
        return gone;
    }

    private static Map<String, @Nullable Object> cells(@Nullable Object record) {
        if (record instanceof Map<?, ?> map && map.get("fields") instanceof Map<?, ?> fields) {
            return Json.strings(fields);
        }
        throw Rejected.badRecords();
    }

    private Change created(Map<String, @Nullable Object> cells, Map<String, @Nullable Object> body, Drafts drafts) {
        return checked(Writes.Kind.CREATE, table.base.ids.next("rec"), cells, body, drafts);
    }

    private Change updated(
            String record,
            Map<String, @Nullable Object> cells,
            Map<String, @Nullable Object> body,
            Drafts drafts,
            boolean clearing) {
        if (!table.rows.containsKey(record)) {
            throw Rejected.noSuchRow(record);
        }
        Change change = checked(Writes.Kind.UPDATE, record, cells, body, drafts);
        if (clearing) {
            table.fields.values().stream()
                    .filter(field -> !field.type().computed() && !change.cells().containsKey(field))
                    .forEach(field -> change.cells().put(field, null));
        }
        return change;
    }

    private Change checked(
            Writes.Kind kind,
            String record,
            Map<String, @Nullable Object> cells,
            Map<String, @Nullable Object> body,
            Drafts drafts) {
        var check = new CheckCell(table, Boolean.TRUE.equals(body.get("typecast")), drafts);
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        Map<Field, @Nullable Object> kept = new LinkedHashMap<>();
        cells.forEach((name, value) -> {
            Field field = table.find(name).orElseThrow(() -> Rejected.unknownField(name));
            given.put(field.id(), value);
            kept.put(field, check.of(field, value));
        });
        return new Change(kind, record, given, kept);
    }

    private List<Row> apply(List<Change> changes, Drafts drafts) {
        drafts.make();
        List<Row> rows = new ArrayList<>();
        int until = halfway ? changes.size() / 2 : changes.size();
        for (Change change : changes.subList(0, until)) {
            if (change.kind() == Writes.Kind.DELETE) {
                table.remove(change.record(), owner());
            } else {
                Row row = table.rows.get(change.record());
                if (row == null) {
                    row = table.add(change.record(), owner());
                }
                Row kept = row;
                change.cells().forEach((field, value) -> table.set(kept, table.field(field.id()), value, owner()));
                rows.add(kept);
            }
            writes.add(new Writes.Write(
                    table.base.now(),
                    token.owner().email(),
                    table.base.id(),
                    table.id(),
                    change.kind(),
                    change.record(),
                    change.given(),
                    late));
        }
        if (halfway) {
            throw Rejected.retriable();
        }
        return rows;
    }

    private Map<String, Object> answer(Map<String, @Nullable Object> body, boolean many, List<Row> rows) {
        var show = new ShowRecord(table);
        boolean byId = Boolean.TRUE.equals(body.get("returnFieldsByFieldId"));
        List<Map<String, Object>> records =
                rows.stream().map(row -> show.of(row, byId)).toList();
        if (!table.base.habits.answersKeepOrder()) {
            records = records.reversed();
        }
        return many ? new LinkedHashMap<>(Map.of("records", records)) : records.getFirst();
    }

    private static List<String> ids(List<Change> changes, Writes.Kind kind) {
        return changes.stream()
                .filter(each -> each.kind() == kind)
                .map(Change::record)
                .toList();
    }

    private String owner() {
        return token.owner().id();
    }
}
