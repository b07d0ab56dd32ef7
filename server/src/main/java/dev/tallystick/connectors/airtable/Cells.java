package dev.tallystick.connectors.airtable;

import dev.tallystick.connector.Source.Unreadable;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The rows of one table as values, by the fields that a sync uses.
final class Cells {

    /// Airtable holds neither an empty text nor an unticked box beside an empty cell.
    static final Equality EQUALITY = new Equality(true, true);

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final @Nullable Column changed;
    private final Map<String, String> people = new HashMap<>();

    /// @param changed the field with the time of a row's last change; null without one that tells
    Cells(TableSchema table, Map<String, Column> found, @Nullable Column changed) {
        table.columns().forEach(column -> columns.put(column.id(), column));
        found.values().forEach(column -> columns.put(column.id(), column));
        this.changed = changed;
    }

    Column column(String id) {
        return Objects.requireNonNull(columns.get(id), () -> "The table has no field " + id);
    }

    boolean has(String id) {
        return columns.containsKey(id);
    }

    List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /// Ids of people by what they are read as.
    Map<String, String> people() {
        return people;
    }

    /// @param fields what to read of it; empty fields are left out
    Row row(AirtableRecord record, Iterable<String> fields, List<Unreadable> remarks) {
        var values = values(record, fields, remarks);
        return new Row(record.id(), values, changedAt(record).orElse(null));
    }

    Row row(AirtableRecord record, Iterable<String> fields) {
        return row(record, fields, new ArrayList<>());
    }

    private Map<String, Value> values(AirtableRecord record, Iterable<String> fields, List<Unreadable> remarks) {
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> said = new ArrayList<>();
        for (var field : fields) {
            var column = column(field);
            var read = ReadCell.of(column, record.cell(field));
            meet(column, record.cell(field));
            if (read.remark() != null) {
                said.add("the field " + column + " " + read.remark());
            } else if (!read.value().isEmpty()) {
                values.put(field, read.value());
            }
        }
        if (!said.isEmpty()) {
            // Named with its id, the row rests: an error cell must never empty the other side.
            remarks.add(new Unreadable(
                    "row " + record.id(),
                    "It is left as it was: " + String.join("; ", said) + ". Mend it in Airtable.",
                    record.id()));
        }
        return values;
    }

    private void meet(Column column, JsonNode cell) {
        if (column.kind() == CellKind.PERSON) {
            meet(cell);
        } else if (column.kind() == CellKind.PEOPLE) {
            cell.forEach(this::meet);
        }
    }

    private void meet(JsonNode person) {
        var id = person.path("id").asString("");
        if (!id.isEmpty()) {
            people.put(ReadCell.person(person), id);
        }
    }

    Optional<Instant> changedAt(AirtableRecord record) {
        return changed == null
                ? Optional.empty()
                : ReadCell.instant(record.cell(changed.id())).or(record::created);
    }

    /// The values of a row for some fields, empty ones too: for comparing.
    static Map<String, Value> only(Row row, Iterable<String> fields) {
        Map<String, Value> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(field, row.value(field)));
        return values;
    }

    static boolean same(Row row, Map<String, Value> expected) {
        return expected.entrySet().stream().allMatch(each -> EQUALITY.same(row.value(each.getKey()), each.getValue()));
    }
}
