package dev.tallystick.lab.airtable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every change of a record that came over the API, in order: what a test asks to learn what was really done.
public final class Writes {

    private final List<Write> entries = new ArrayList<>();

    /// What was done.
    public enum Kind {
        CREATE,
        UPDATE,
        DELETE
    }

    /// @param by the e-mail address of the token's owner
    /// @param table its id
    /// @param fields what was sent, by field id
    /// @param late whether it was carried out after its caller had given up
    public record Write(
            Instant at,
            String by,
            String base,
            String table,
            Kind kind,
            String record,
            Map<String, @Nullable Object> fields,
            boolean late) {}

    synchronized void add(Write write) {
        entries.add(write);
    }

    public synchronized List<Write> entries() {
        return List.copyOf(entries);
    }

    /// Of one table, by its id.
    public synchronized List<Write> entries(String table) {
        return entries.stream().filter(each -> each.table().equals(table)).toList();
    }

    public synchronized void clear() {
        entries.clear();
    }
}
