package dev.tallystick.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Side;
import dev.tallystick.table.Value;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A change as the API gives it.
public record ChangeView(
        long id,
        long run,
        @Words(of = Side.class) String side,
        String table,
        String row,
        @Words(of = Change.Kind.class) String kind,
        @Words(of = Journal.Status.class, also = "held") String status,
        String reason,
        @Nullable String problem,
        List<FieldView> fields,
        Instant at) {

    public static ChangeView of(Entry entry, boolean held) {
        var change = entry.change();
        return new ChangeView(
                entry.id(),
                entry.run(),
                change.side().word(),
                change.table(),
                change.key(),
                change.kind().word(),
                held && entry.status() == Journal.Status.PLANNED
                        ? "held"
                        : entry.status().word(),
                change.reason(),
                entry.problem(),
                fields(entry),
                entry.at());
    }

    private static List<FieldView> fields(Entry entry) {
        var before = entry.change().before();
        var after = entry.change().after();
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var fields = new ArrayList<FieldView>();
        for (var name : names) {
            fields.add(new FieldView(
                    name,
                    ValueJson.simple(before.getOrDefault(name, Value.empty())),
                    ValueJson.simple(after.getOrDefault(name, Value.empty()))));
        }
        return fields;
    }

    /// Before and after as JSON: text, numbers, truth values, lists; null for an empty field.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record FieldView(String field, JsonNode before, JsonNode after) {}
}
