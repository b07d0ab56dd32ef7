package dev.tallystick.lab.airtable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the record that a key means: none, one, or too many.
/// Source: airtable.com/developers/web/api/update-multiple-records. What happens to two rows of one request with the
/// same key is not said; here that is refused, so that a client which relies on either is found out.
final class Upsert {

    private final Table table;
    private final List<Field> keys;
    private final Set<Map<String, @Nullable Object>> seen = new HashSet<>();

    Upsert(Table table, Map<?, ?> wish) {
        this.table = table;
        if (!(wish.get("fieldsToMergeOn") instanceof List<?> names) || names.isEmpty() || names.size() > 3) {
            throw Rejected.invalid("fieldsToMergeOn must name one to three fields");
        }
        keys = names.stream()
                .map(name -> table.find("" + name).orElseThrow(() -> Rejected.unknownField("" + name)))
                .toList();
        for (Field key : keys) {
            if (!key.type().mergeable()) {
                throw Rejected.invalid("The field " + key.name() + " cannot be merged on");
            }
        }
    }

    Optional<String> matched(WriteRecords.Change change) {
        Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
        for (Field key : keys) {
            if (!change.cells().containsKey(key)) {
                throw Rejected.invalid("A record lacks the field " + key.name() + " that is merged on");
            }
            wanted.put(key.id(), comparable(change.cells().get(key)));
        }
        if (!seen.add(wanted)) {
            throw Rejected.invalid("Two records of this request have the same values in the fields merged on");
        }
        List<Row> hits = table.rows.values().stream()
                .filter(row -> keys.stream()
                        .allMatch(key -> Objects.equals(comparable(row.cells.get(key.id())), wanted.get(key.id()))))
                .toList();
        if (hits.size() > 1) {
            throw Rejected.invalid("The values of the fields merged on belong to more than one record");
        }
        return hits.stream().map(row -> row.id).findFirst();
    }

    /// Choices in any order are the same choices.
    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof List<?> list ? Set.copyOf(list) : value;
    }
}
