package dev.tallystick.connectors.airtable;

import dev.tallystick.egress.JsonBodies;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads only what changed, where a field of the table tells when: one of the type "last modified time" that
/// watches every mapped field. What is computed, and links, whose other end may be edited, change without it, so a
/// table that maps one of them is always read whole.
final class Increment {
    private Increment() {}

    /// The field that tells, if any does.
    static Optional<Column> column(TableSchema table, Collection<Column> mapped) {
        if (mapped.isEmpty() || mapped.stream().anyMatch(Column::changesUnseen)) {
            return Optional.empty();
        }
        return table.columns().stream()
                .filter(column -> column.word().equals("lastModifiedTime") && column.kind() == CellKind.DATE_TIME)
                .filter(column -> mapped.stream().allMatch(field -> watches(column, field)))
                .findFirst();
    }

    /// It watches every field when it names none.
    private static boolean watches(Column column, Column field) {
        var watched = column.options().path("referencedFieldIds");
        return watched.isEmpty()
                || watched.valueStream().anyMatch(id -> id.asString("").equals(field.id()))
                || field.readOnly(); // settled when the row was made
    }

    /// Where the next listing begins.
    ///
    /// @param since by Airtable's clock
    /// @param scope of the listing that gave it, and the fields of its table: with others it is worth nothing, for
    ///     an option that is renamed changes rows without touching their time
    record Cursor(Instant since, String scope) {

        /// @return null for a cursor of another scope, which means to read everything
        static @Nullable Cursor of(@Nullable String text, String scope) {
            if (text == null) {
                return null;
            }
            try {
                var node = JsonBodies.mapper().readTree(text);
                var cursor = new Cursor(
                        Instant.parse(node.path("since").asString("")),
                        node.path("scope").asString(""));
                return cursor.scope().equals(scope) ? cursor : null;
            } catch (JacksonException | DateTimeException _) {
                return null;
            }
        }

        Instant from(Duration overlap) {
            return since.minus(overlap);
        }

        String text() {
            return JsonBodies.mapper()
                    .createObjectNode()
                    .put("scope", scope)
                    .put("since", since.toString())
                    .toString();
        }
    }

    /// The latest time among the rows, but no later than the listing began by the server's clock: what was changed
    /// while it ran may stand on a page that had been read.
    ///
    /// @param latest among the rows seen; null when none was
    /// @param before where this listing began
    static @Nullable Instant next(@Nullable Instant latest, @Nullable Cursor before, Optional<Instant> begun) {
        Instant next = latest == null ? before == null ? begun.orElse(null) : before.since() : latest;
        if (next != null && before != null && next.isBefore(before.since())) {
            next = before.since();
        }
        return next != null && begun.isPresent() && begun.get().isBefore(next) ? begun.get() : next;
    }
}
