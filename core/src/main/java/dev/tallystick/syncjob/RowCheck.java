package dev.tallystick.syncjob;

import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks at what a job hands on in one run. The server and the testkit both ask here, so that a test refuses what the
/// server would.
public final class RowCheck {
    private final boolean tellsRemovals;
    private final Set<String> fields;
    private final Set<String> keys = new HashSet<>();

    /// @param schema of the job that hands on
    public RowCheck(Schema schema, boolean tellsRemovals) {
        this.tellsRemovals = tellsRemovals;
        fields = schema.fields().stream().map(field -> field.id()).collect(Collectors.toUnmodifiableSet());
    }

    /// @return why this row cannot be taken, as a sentence; empty when it can
    public Optional<String> put(Row row) {
        if (!keys.add(row.id())) {
            return Optional.of(
                    "The sync job handed this key on twice in one run, so nobody can tell which one is meant.");
        }
        return row.values().keySet().stream()
                .filter(field -> !fields.contains(field))
                .sorted()
                .findFirst()
                .map(field -> "It has the field '" + field + "', which the sync job's schema does not name.");
    }

    /// @return why this removal cannot be taken, as a sentence; empty when it can
    public Optional<String> remove(String key) {
        if (!tellsRemovals) {
            throw new IllegalStateException("It removes rows, and does not say that it tells removals");
        }
        return put(new Row(key, java.util.Map.of()));
    }
}
