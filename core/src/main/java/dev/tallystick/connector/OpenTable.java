package dev.tallystick.connector;

import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table whose rows have ids of their own, in use as one side of a sync by one attempt: it is listed, its rows are
/// asked for by id, and it is written. [Target] is for tables whose rows are known by the other side's id instead.
///
/// Values are keyed by field id, as [#prepare] names them, and are canonical: what the system formats or computes on
/// top is not seen here. Every method may throw a [ConnectorException]; a table that cannot be found, or a 403, is
/// such an exception and never an empty listing.
public interface OpenTable extends AutoCloseable {

    /// Names the table for good, the same in every sync and on every node, whatever people call it today:
    /// the connector, then the system's own ids: `shop/app…/tbl…`. Writes to one table are serialised by this name.
    String identity();

    /// What people call it today, once it is prepared; empty where that is how the file names it.
    default Optional<String> called() {
        return Optional.empty();
    }

    /// Whether its fields have types of their own. One that has none takes over those of the other side, so it is
    /// prepared after it.
    default boolean typed() {
        return true;
    }

    /// Reads what [#prepare] will have to know whatever is wished. Called at most once, before it, and perhaps
    /// while the other side's table is opened: whoever is prepared after that one, since it takes over its types,
    /// has not waited idly.
    ///
    /// @param remembered as in [#prepare]
    default void ahead(@Nullable String remembered) {}

    /// Reads the schema, makes what the table's options ask for (table, header, columns), and finds the wished fields.
    /// Called once, before anything else.
    ///
    /// @param remembered what [Shape#remember()] said the last time, null the first time
    /// @param make false for a dry run: nothing is made, and what is missing is described as it would be made
    Shape prepare(List<Wish> wishes, @Nullable String remembered, boolean make);

    /// Reads the whole table as far as its filter or view shows it, page by page; [Source#list] says how. With a
    /// cursor, only what changed since.
    Listing list(Source.Request request, PageSink sink);

    /// These rows as they are now, in scope or not. A row that is not in the answer is not there: an answer that could
    /// have been refused for lack of rights is an exception.
    ///
    /// @throws UnsupportedOperationException unless [Traits#asksById()]
    Map<String, Row> fetch(Collection<String> ids);

    /// Rows of the whole table, outside filter, view and increment, whose `field` holds one of these values. Asked
    /// before rows with these keys are created, all of them at once. Never called after a full listing when
    /// [Traits#listsEverything()], since the listing has answered it then.
    List<Row> find(String field, Collection<Value> values);

    /// What the rows are called that this link field points at: row id -> name, of the whole linked table.
    Map<String, String> names(String linkField);

    /// The table that this link field points at, for rows that people name in it and that are not there yet; empty
    /// where none can be made. It is not prepared yet, and is closed by the caller.
    default Optional<Linked> linked(String linkField) {
        return Optional.empty();
    }

    /// Looks once more at rows that are about to be written, so that the time in which an edit of somebody else goes
    /// unseen is as short as the system allows. At most [Traits#guardRows()] writes, all of one kind.
    Guard guard(List<Write> writes);

    /// Writes at most [Traits#batchRows()] rows of one kind, all of them looked at by `guard`. A row that the system
    /// refuses does not take the others with it: the batch is split until the bad row stands alone.
    ///
    /// @throws AmbiguousWriteException when an answer was lost; [#settle] finds out then
    Outcome write(Batch batch, Guard guard);

    /// What became of a batch whose answer nobody has: called at once after a lost answer and again later, also by
    /// another process after a crash. Repairs what such a write displaced before it answers. A change that is not
    /// found comes back as [Result.Absent], which the caller believes only once [Traits#settleAfter()] has passed.
    ///
    /// @param kept what the guard asked to keep with the intent
    /// @param begun when the call was made
    Outcome settle(Batch batch, String kept, Instant begun);

    @Override
    void close();

    /// A field that a sync uses.
    ///
    /// @param name id or name, as a person wrote it
    /// @param type as the person wants it here; null takes the table's own
    /// @param written whether the sync writes it
    record Wish(String name, @Nullable FieldType type, boolean written) {}

    /// @param schema the whole table: ids, names, types, what cannot be written
    /// @param found wish -> field id
    /// @param missing wishes without a field, each with what to do
    /// @param made what this call made, or would make, as sentences
    /// @param fingerprint changes when the table's fields or their constraints change
    /// @param remember to be given back the next time: how to recognise a field that was renamed or moved
    record Shape(
            Schema schema,
            Map<String, String> found,
            List<Missing> missing,
            List<String> made,
            String fingerprint,
            String remember,
            Traits traits) {
        public Shape {
            found = Map.copyOf(found);
            missing = List.copyOf(missing);
            made = List.copyOf(made);
        }
    }

    /// @param looksLike the field that it seems to have become, by name; null when none does
    /// @param sentence what is missing and what to do
    record Missing(String wish, @Nullable String looksLike, String sentence) {}

    /// @param name of the linked table
    /// @param nameField the field of it by whose value its rows are called
    record Linked(String name, OpenTable table, String nameField) {}

    /// What this table can and cannot do.
    ///
    /// @param blankIsEmpty it cannot hold an empty text beside an empty field
    /// @param falseIsEmpty it cannot hold `false` beside an empty field
    /// @param doubles its numbers are doubles: more than 15 digits do not survive
    /// @param asksById rows can be asked for by id, outside filter and view
    /// @param listsEverything a full listing shows the whole table: no filter, no view
    /// @param keyIsIdentity a row's id is the value of its key column, so an edited key looks like another row
    /// @param rowTimes [Row#changedAt()] is the system's own time of the last change
    /// @param waitsWhole while one batch is unsettled the table takes no other write (writes go by position)
    /// @param settleAfter how long after it was made a call may still land
    /// @param guardRows writes that one [#guard] looks at
    /// @param batchRows writes that one [#write] takes
    record Traits(
            boolean blankIsEmpty,
            boolean falseIsEmpty,
            boolean doubles,
            boolean asksById,
            boolean listsEverything,
            boolean keyIsIdentity,
            boolean rowTimes,
            boolean waitsWhole,
            Duration settleAfter,
            int guardRows,
            int batchRows) {}

    /// Takes pages; blocks to hold the table back.
    @FunctionalInterface
    interface PageSink {
        void page(Page page);
    }

    /// @param rows each with an id that no other row of the listing has
    /// @param loose rows without an id of their own
    /// @param unreadable what stood where a row should be
    record Page(List<Row> rows, List<Loose> loose, List<Source.Unreadable> unreadable) {
        public Page {
            rows = List.copyOf(rows);
            loose = List.copyOf(loose);
            unreadable = List.copyOf(unreadable);
        }

        public static Page of(List<Row> rows) {
            return new Page(rows, List.of(), List.of());
        }
    }

    /// A row that people typed or copied, which has no id of its own yet. A write with [Write#place()] gives it one.
    ///
    /// @param place where it stands now, for [Write#place()]; says nothing about tomorrow
    /// @param claims the id that it shares with other rows after a copy, null for a typed row; all who share an id
    ///     come as loose rows, the original too
    record Loose(String place, @Nullable String claims, Map<String, Value> values) {
        public Loose {
            values = Map.copyOf(values);
        }
    }

    /// @param id the change's id, unique for ever, also across installations: an idempotency key where one is taken
    /// @param row the row's id; for a create the one it gets, unless the system gives its own
    /// @param place where the loose row stands that gets `row` as its id; null for any other write
    /// @param expected the values the plan was made from, for the fields in `values`; of the whole row for a delete
    ///     and for a loose row
    /// @param values the fields to write
    record Write(
            String id,
            Target.Kind kind,
            String row,
            @Nullable String place,
            Map<String, Value> expected,
            Map<String, Value> values) {
        public Write {
            expected = Map.copyOf(expected);
            values = Map.copyOf(values);
        }
    }

    /// @param rows the rows as they are now, by write id; a write whose row is not there is left out
    /// @param refused writes that must not be made (a formula cell, a protected range), by write id, and why
    /// @param kept what must be stored with the intent so that [#settle] can undo a displaced write; opaque
    record Guard(Map<String, Row> rows, Map<String, String> refused, String kept) {
        public Guard {
            rows = Map.copyOf(rows);
            refused = Map.copyOf(refused);
        }
    }

    /// @param key a field by which a created row can be found again, with the sync's match key; null without one
    record Batch(String id, @Nullable String key, List<Write> writes) {
        public Batch {
            writes = List.copyOf(writes);
        }
    }

    /// @param results one for each write
    /// @param repairs what our own displaced writes cost, put right already
    /// @param unguarded the time between the look before and the answer to the write, in which an edit of somebody
    ///     else may go unseen; zero where nothing was looked at
    record Outcome(List<Result> results, List<Repair> repairs, Duration unguarded) {
        public Outcome {
            results = List.copyOf(results);
            repairs = List.copyOf(repairs);
        }
    }

    /// A row that our write hit instead of its own, and that has its values back.
    ///
    /// @param before what our write had put there
    /// @param after what stands there again
    record Repair(String row, Map<String, Value> before, Map<String, Value> after, String sentence) {
        public Repair {
            before = Map.copyOf(before);
            after = Map.copyOf(after);
        }
    }

    /// What became of one write.
    sealed interface Result {
        String writeId();

        /// @param row the row's id, which the system may have given just now
        /// @param before what stood there, for the written fields
        /// @param after what the system's own answer says stands there now, else what was sent
        record Written(String writeId, String row, Map<String, Value> before, Map<String, Value> after)
                implements Result {
            public Written {
                before = Map.copyOf(before);
                after = Map.copyOf(after);
            }
        }

        /// The row is not as the plan saw it any more: nothing was written, plan it again.
        record Moved(String writeId) implements Result {}

        /// The system said no to this row, and will again until its value or the table changes.
        record Refused(String writeId, String reason) implements Result {}

        /// Only of [#settle]: it is not there now.
        record Absent(String writeId) implements Result {}

        /// Only of [#settle]: nothing can tell any more, a person must look. The sentence says at what.
        record Uncertain(String writeId, String sentence) implements Result {}
    }
}
