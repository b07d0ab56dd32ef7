package dev.tallystick.connector;

import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table one can read.
public interface Source {

    /// The fields as far as they are known before reading; a source without a schema gives an empty one.
    Schema schema();

    /// Whether the schema names every field that a row can have: then a mapped field that is not in it is gone, and not
    /// just empty in all rows.
    default boolean closed() {
        return false;
    }

    /// Whether a listing can be asked for changes since a cursor.
    boolean incremental();

    /// The field that is filled in a row which the upstream itself says it has removed; such a row says nothing else.
    /// Null where the upstream never says so, or a person names the field.
    ///
    /// A source with one tells every removal after its cursor, so nothing need be listed in full again to see them.
    default @Nullable String goneField() {
        return null;
    }

    /// Reads the table page by page into `sink`, which blocks while the pages before are still being worked on, so
    /// memory does not grow with the table. Every row of a page is parsed before the page is handed over: a page is
    /// whole or not there at all.
    ///
    /// @return [Listing.Complete] only when the end was really seen and no error was swallowed
    /// @throws ConnectorException when it cannot go on; pages handed over before stay valid as observations
    Listing list(Request request, PageSink sink);

    /// @param cursor the cursor of the last [Listing.Complete] that was kept, null to read everything
    /// @param fields what the sync reads of each row, by field id: a source that sees its own header refuses to
    ///     begin when one is missing, for that would empty the other side; none when nobody said
    /// @param before the cursor that was kept last, where everything is read again all the same: what was removed
    ///     since then is told only behind it; null where there is none
    record Request(
            @Nullable String cursor,
            Set<String> fields,
            @Nullable String before) {
        public Request {
            fields = Set.copyOf(fields);
        }

        public Request(@Nullable String cursor, Set<String> fields) {
            this(cursor, fields, null);
        }

        public Request(@Nullable String cursor) {
            this(cursor, Set.of());
        }

        public boolean full() {
            return cursor == null;
        }
    }

    /// Takes pages; blocks to hold the source back.
    @FunctionalInterface
    interface PageSink {
        void page(Page page);
    }

    /// @param unreadable what stood where a row should be; each is counted as failed
    record Page(List<Row> rows, List<Unreadable> unreadable) {
        public Page {
            rows = List.copyOf(rows);
            unreadable = List.copyOf(unreadable);
        }

        public static Page of(List<Row> rows) {
            return new Page(rows, List.of());
        }
    }

    /// @param where how a person finds it: `page 3, row 17`
    /// @param reason why it is no row, as a sentence
    /// @param id of the row that stands there, where it can be told: it is there, neither missing nor gone; null
    ///     when nobody knows which row it is
    record Unreadable(String where, String reason, @Nullable String id) {
        public Unreadable(String where, String reason) {
            this(where, reason, null);
        }
    }
}
