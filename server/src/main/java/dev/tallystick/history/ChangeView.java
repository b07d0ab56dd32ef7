package dev.tallystick.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Names.LinkedRows;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Side;
import dev.tallystick.table.Value;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A change as the API gives it.
///
/// @param tableName what people called the table; as `table` where the sync names it so
public record ChangeView(
        long id,
        long run,
        @Words(of = Side.class) String side,
        String table,
        String tableName,
        String row,
        @Words(of = Change.Kind.class) String kind,
        @Words(of = Journal.Status.class, also = "held") String status,
        String reason,
        @Nullable String problem,
        List<FieldView> fields,
        Instant at) {

    static ChangeView of(Entry entry, boolean held, Names names, LinkedRows linked) {
        var change = entry.change();
        return new ChangeView(
                entry.id(),
                entry.run(),
                change.side().word(),
                change.table(),
                names.table(change.side(), change.table()),
                change.key(),
                change.kind().word(),
                held && entry.status() == Journal.Status.PLANNED
                        ? "held"
                        : entry.status().word(),
                names.in(change.reason()),
                names.inOrNull(entry.problem()),
                fields(entry, names, linked),
                entry.at());
    }

    private static List<FieldView> fields(Entry entry, Names names, LinkedRows linked) {
        var side = entry.change().side();
        var before = entry.change().before();
        var after = entry.change().after();
        var ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        var fields = new ArrayList<FieldView>();
        for (var id : ids) {
            var was = before.getOrDefault(id, Value.empty());
            var is = after.getOrDefault(id, Value.empty());
            fields.add(new FieldView(
                    id,
                    names.field(side, id),
                    ValueJson.simple(was),
                    ValueJson.simple(is),
                    linked.in(side, List.of(was, is))));
        }
        return fields;
    }

    /// Before and after as JSON: text, numbers, truth values, lists; null for an empty field.
    ///
    /// @param field its id, which stays; `fieldName` is what people called it when the run planned
    /// @param links what the rows were called whose ids stand in before and after; left out where none do
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record FieldView(
            String field,
            String fieldName,
            JsonNode before,
            JsonNode after,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, String> links) {}
}
