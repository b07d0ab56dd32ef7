package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Guard;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Target.Kind;
import dev.tallystick.egress.JsonBodies;
import dev.tallystick.egress.Method;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a few rows of one kind in one call, and in more when Airtable refuses one of them: it takes all rows of
/// a call or none, and names the row that it minds only by what stands in it.
///
/// What is refused is never sent blindly again. The rows that its words may mean are taken out first, and the
/// others go through in one call; only among several suspects the batch is halved until the bad row stands alone.
/// Source: airtable.com/developers/web/api/create-records, update-multiple-records, delete-multiple-records; the
/// error types as users recorded them.
final class WriteRows {
    private final BaseInUse base;
    private final TableSchema table;
    private final Cells cells;
    private final WriteCell codec;
    private final Optional<Column> marker;
    private final Map<String, Result> results = new LinkedHashMap<>();
    private boolean landed;

    WriteRows(BaseInUse base, TableSchema table, Cells cells, boolean newOptions, Optional<Column> marker) {
        this.base = base;
        this.table = table;
        this.cells = cells;
        this.codec = new WriteCell(newOptions, cells.people());
        this.marker = marker;
    }

    /// @param typecast an option is to be made, which Airtable does only when it may convert values
    record Ready(Write write, Map<String, Value> before, ObjectNode fields, boolean typecast) {}

    /// Why a write cannot be, before anything is sent; empty when it can.
    Optional<String> fault(Write write) {
        try {
            var _ = fields(write);
            return Optional.empty();
        } catch (WriteCell.Unfit unfit) {
            return Optional.of(unfit.sentence());
        }
    }

    List<Result> write(List<Write> writes, Guard guard) {
        List<Ready> ready = new ArrayList<>();
        for (var write : writes) {
            prepared(write, guard).ifPresent(ready::add);
        }
        // What needs an option made goes alone, so that Airtable converts nothing in the others.
        try {
            send(ready.stream().filter(each -> !each.typecast()).toList());
            send(ready.stream().filter(Ready::typecast).toList());
        } catch (AmbiguousWriteException lost) {
            throw lost;
        } catch (ConnectorException trouble) {
            if (landed) {
                throw new AmbiguousWriteException(
                        "Some rows of a batch were written before this came, so what was done must be looked up. "
                                + trouble.getMessage(),
                        trouble);
            }
            throw trouble;
        }
        return writes.stream()
                .map(write -> Objects.requireNonNull(results.get(write.id()), "Each write has a result"))
                .toList();
    }

    private Optional<Ready> prepared(Write write, Guard guard) {
        var refused = guard.refused().get(write.id());
        if (refused != null) {
            results.put(write.id(), new Result.Refused(write.id(), refused));
            return Optional.empty();
        }
        Map<String, Value> before = Map.of();
        if (write.kind() != Kind.CREATE) {
            Row row = guard.rows().get(write.id());
            if (row == null || !Cells.same(row, write.expected())) {
                results.put(write.id(), new Result.Moved(write.id()));
                return Optional.empty();
            }
            before = write.kind() == Kind.DELETE
                    ? row.values()
                    : Cells.only(row, write.values().keySet());
        }
        try {
            var fields = fields(write);
            boolean typecast = write.values().entrySet().stream()
                    .anyMatch(each -> codec.needsNewOption(cells.column(each.getKey()), each.getValue()));
            return Optional.of(new Ready(write, before, fields, typecast));
        } catch (WriteCell.Unfit unfit) {
            results.put(write.id(), new Result.Refused(write.id(), unfit.sentence()));
            return Optional.empty();
        }
    }

    private ObjectNode fields(Write write) throws WriteCell.Unfit {
        var fields = JsonBodies.mapper().createObjectNode();
        for (var each : write.values().entrySet()) {
            if (!cells.has(each.getKey())) {
                throw new WriteCell.Unfit(each.getKey());
            }
            var column = cells.column(each.getKey());
            if (marker.filter(own -> own.id().equals(column.id())).isPresent()) {
                throw new WriteCell.Unfit(column, "is the marker field, which only Tallystick writes.");
            }
            var cell = codec.of(column, each.getValue());
            // A new row is empty without being told.
            if (write.kind() == Kind.UPDATE || !cell.isNull()) {
                fields.set(column.id(), cell);
            }
        }
        if (write.kind() == Kind.CREATE) {
            marker.ifPresent(column -> fields.put(column.id(), write.id()));
        }
        return fields;
    }

    // ---- the calls

    private void send(List<Ready> group) {
        if (group.isEmpty()) {
            return;
        }
        var call = call(group);
        JsonNode body;
        try {
            body = base.client().send(call).body();
        } catch (RejectedException rejected) {
            divide(group, rejected);
            return;
        }
        landed = true;
        take(group, body, call);
    }

    private Call call(List<Ready> group) {
        var path = Client.path(base.id(), table.id());
        var subject = "the table '" + table.name() + "'";
        if (group.getFirst().write().kind() == Kind.DELETE) {
            var ids = group.stream()
                    .map(each -> "records%5B%5D=" + Client.encoded(row(each)))
                    .toList();
            return Call.write(Method.DELETE, base.id(), path, String.join("&", ids), null, subject);
        }
        boolean creates = group.getFirst().write().kind() == Kind.CREATE;
        var body = JsonBodies.mapper().createObjectNode();
        body.put("typecast", group.stream().anyMatch(Ready::typecast)).put("returnFieldsByFieldId", true);
        if (creates) {
            marker.ifPresent(column ->
                    body.putObject("performUpsert").putArray("fieldsToMergeOn").add(column.id()));
        }
        var records = body.putArray("records");
        for (var each : group) {
            var record = records.addObject();
            if (!creates) {
                record.put("id", row(each));
            }
            record.set("fields", each.fields());
        }
        return Call.write(creates && marker.isEmpty() ? Method.POST : Method.PATCH, base.id(), path, "", body, subject);
    }

    private static String row(Ready ready) {
        return Objects.requireNonNull(ready.write().row(), "An update or delete names its row");
    }

    /// An answer that does not tell what became of each row is as good as none.
    private void take(List<Ready> group, JsonNode body, Call call) {
        List<AirtableRecord> records;
        try {
            records = AirtableRecord.all(body, call);
        } catch (ConnectorException unreadable) {
            throw unclear(unreadable);
        }
        if (group.getFirst().write().kind() == Kind.CREATE) {
            if (records.size() != group.size()) {
                throw unclear(null);
            }
            new MatchCreated(cells, marker)
                    .of(group, records)
                    .forEach((ready, record) -> results.put(ready.write().id(), written(ready, record)));
            return;
        }
        for (var ready : group) {
            var record = records.stream()
                    .filter(each -> each.id().equals(row(ready)))
                    .findFirst()
                    .orElseThrow(() -> unclear(null));
            results.put(ready.write().id(), written(ready, record));
        }
    }

    private AmbiguousWriteException unclear(@org.jspecify.annotations.Nullable ConnectorException cause) {
        return new AmbiguousWriteException(
                "Airtable's answer to a write to the table '" + table.name()
                        + "' does not say what became of each row, so it must be looked up.",
                cause);
    }

    private Result written(Ready ready, AirtableRecord record) {
        var write = ready.write();
        if (write.kind() == Kind.DELETE) {
            return new Result.Written(write.id(), record.id(), ready.before(), Map.of());
        }
        var row = cells.row(record, write.values().keySet());
        return new Result.Written(
                write.id(),
                record.id(),
                ready.before(),
                Cells.only(row, write.values().keySet()));
    }

    // ---- a refusal

    private void divide(List<Ready> group, RejectedException rejected) {
        var verdict = rejected.tooLarge() ? Verdict.unknown(group) : new Blame(cells).of(group, rejected.body());
        verdict.settled().forEach(result -> results.put(result.writeId(), result));
        var suspects = verdict.suspects();
        if (suspects.size() == 1) {
            var write = suspects.getFirst().write();
            results.put(write.id(), new Result.Refused(write.id(), String.valueOf(rejected.getMessage())));
        } else {
            int half = suspects.size() / 2;
            send(suspects.subList(0, half));
            send(suspects.subList(half, suspects.size()));
        }
        send(group.stream()
                .filter(each -> !suspects.contains(each)
                        && !results.containsKey(each.write().id()))
                .toList());
    }

    /// @param settled what can be said at once
    /// @param suspects among whom the bad row is, if it is not settled
    record Verdict(List<Result> settled, List<Ready> suspects) {
        static Verdict unknown(List<Ready> group) {
            return new Verdict(List.of(), group);
        }
    }
}
