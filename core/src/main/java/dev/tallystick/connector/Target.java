package dev.tallystick.connector;

import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table one can write. Rows are found by their key: the external id, or what the target's own settings name.
public interface Target extends AutoCloseable {

    /// Makes the table ready for these fields, by creating or adopting it, and says what it found. Called once before
    /// the first plan of a run; writes no row.
    ///
    /// @param create false for a dry run: nothing is made, and a missing table is described as it would be made
    /// @throws ConnectorException with [Problem#SETTINGS] when a table is there that cannot hold these fields,
    ///     naming each
    Prepared prepare(Schema wanted, boolean create);

    /// The rows with these keys, with every field of the schema; keys that are not there are left out of the map.
    Map<String, Found> fetch(Collection<String> keys);

    /// How many rows there are, of those that this target manages.
    long count();

    /// The largest batch that [#write] takes.
    int batchRows();

    /// From now on only writes with this epoch or a later one are accepted for `owner`; waits for a write of an earlier
    /// epoch that is still under way, so that after this call a probe is final.
    void fence(Fence fence);

    /// Writes a batch, whole rows or not at all, and says what became of each change. A row that the target refuses
    /// does not take others with it.
    ///
    /// @throws AmbiguousWriteException when the answer was lost
    /// @throws FencedException when a later epoch has spoken; nothing was written
    List<Result> write(Batch batch);

    /// What became of a batch whose answer was lost: its results when it landed, empty when it is certain that it did
    /// not and cannot any more. To be called after [#fence].
    Optional<List<Result>> probe(String batchId);

    /// The results of these batches are recorded with us; the target may forget its markers.
    void forget(Collection<String> batchIds);

    @Override
    void close();

    /// @param schema the table as it is, or would be
    /// @param created whether this call made the table
    /// @param schemaFingerprint changes when the table's shape or constraints change; a row refused for good is
    ///     tried again then
    record Prepared(Schema schema, boolean created, String schemaFingerprint) {}

    /// @param placeholder the row was made because another row needed it and waits for its own source
    record Found(Row row, boolean placeholder) {}

    /// @param owner the sync (with the installation), @param epoch of the run's lease
    record Fence(String owner, long epoch) {}

    record Batch(String id, Fence fence, List<Write> writes) {
        public Batch {
            writes = List.copyOf(writes);
        }
    }

    /// One planned change of one row.
    ///
    /// @param id the change's id, unique for ever: a result names it
    /// @param expected the values the plan was made from, for the fields in `values`; a row that has others by now
    ///     is not written but comes back as [Result.Moved]
    /// @param values the fields to write
    /// @param placeholder write the row as one that waits for its own source
    record Write(
            long id,
            Kind kind,
            String key,
            Map<String, Value> expected,
            Map<String, Value> values,
            boolean placeholder) {
        public Write {
            expected = Map.copyOf(expected);
            values = Map.copyOf(values);
        }
    }

    enum Kind {
        CREATE,
        UPDATE,
        DELETE
    }

    /// What became of one change.
    sealed interface Result {
        long changeId();

        /// @param before what stood there, for the written fields; empty for a create
        /// @param after what stands there now, as the target holds it; empty for a delete
        record Written(long changeId, Map<String, Value> before, Map<String, Value> after) implements Result {
            public Written {
                before = Map.copyOf(before);
                after = Map.copyOf(after);
            }
        }

        /// The row is not as the plan saw it (others wrote, created or deleted it): nothing was written, plan it again.
        record Moved(long changeId) implements Result {}

        /// The target said no to this row, and will again until its value or the table changes.
        ///
        /// @param reason a sentence naming the field where the target tells it
        record Refused(long changeId, String reason) implements Result {}
    }
}
