package dev.tallystick.syncjob;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.table.Schema;
import java.util.List;
import java.util.Optional;

/// Fetches the rows of one table from somewhere, in Java.
///
/// It hands each row on by its key, as often as it likes; what is compared, planned, held, written, journalled and
/// tried again is the server's, as for every other source. So a job never needs to know what is there already, and
/// being killed in its middle harms nothing.
///
/// ```java
/// final class StationsJob implements SyncJob {
///     public String name() { return "stations"; }
///
///     public Schema schema() { return new Schema(List.of(Field.of("title", FieldType.TEXT))); }
///
///     public Outcome run(JobRun run) {
///         for (var station : fetch(run.http())) {
///             run.rows().put(new Row(station.id(), Map.of("title", Value.text(station.title()))));
///         }
///         return Outcome.everything();
///     }
/// }
/// ```
///
/// One object serves all connections and workspaces at once, so it keeps nothing between runs.
public interface SyncJob {

    /// The word people write in `tallystick.yaml` behind `connector:`, as in `stations`; its table has that
    /// name as well.
    String name();

    /// What a connection of this kind needs.
    default Settings settings() {
        return new Settings(List.of());
    }

    /// Every field that a row can have.
    Schema schema();

    /// Looks at settings without any I/O and names everything that cannot work; empty when all is well.
    default List<String> validate(SettingValues settings) {
        return List.of();
    }

    /// Whether it tells every row that was removed since the checkpoint, by [RowWriter#remove]. A job that does not
    /// is asked for everything now and then, since only that shows what is gone.
    default boolean tellsRemovals() {
        return false;
    }

    /// What the upstream accepts; all calls of [JobRun#http] are kept below it, over all nodes. Empty where it has no
    /// limit.
    default Optional<Budget.Limit> limit(SettingValues settings) {
        return Optional.empty();
    }

    /// Hands on all rows, or those that changed since the checkpoint, and says which of the two. Blocks until it is
    /// done; may throw anything: the run fails with this job's name and the reason, and others go on.
    Outcome run(JobRun run) throws Exception;
}
