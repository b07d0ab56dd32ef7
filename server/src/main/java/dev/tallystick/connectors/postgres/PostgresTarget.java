package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.Target;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A table of a PostgreSQL database as rows are written to it.
final class PostgresTarget implements Target {

    /// Large enough that a round trip and a commit cost little of each row, small enough that halving for a bad row,
    /// and
    /// the locks held meanwhile, stay short.
    static final int BATCH_ROWS = 2_000;

    private static final int MAX_TRIES = 3;
    private static final Duration MAX_PAUSE = Duration.ofMillis(250);

    /// A frozen batch holds the fence for the length of a statement and then ten seconds idle; this outlasts both.
    private static final String FENCE_WAIT =
            "SELECT set_config('lock_timeout', '75s', true), set_config('statement_timeout', '80s', true)";

    private final Session session;
    private final TableName name;
    private final TableOptions options;
    private @Nullable Layout layout;

    PostgresTarget(Session session, TableName name, TableOptions options) {
        this.session = session;
        this.name = name;
        this.options = options;
    }

    @Override
    public Prepared prepare(Schema wanted, boolean create) {
        var prepared = together(
                "preparing the table",
                connection -> new PrepareTable(name, options, wanted, connection).prepare(create));
        layout = prepared;
        return prepared.prepared();
    }

    @Override
    public Map<String, Found> fetch(Collection<String> keys) {
        var table = prepared();
        var possible = keys.stream().filter(key -> table.keyFault(key) == null).toList();
        if (!table.exists() || possible.isEmpty()) {
            return Map.of();
        }
        var sql = new StringBuilder("SELECT ").append(table.keyRead("t"));
        table.fields()
                .values()
                .forEach(field -> sql.append(", ")
                        .append(table.unmade().contains(field.column().name()) ? "NULL" : field.read("t")));
        sql.append(
                        options.syncColumns() && !table.unmade().contains(TableOptions.STATUS)
                                ? ", t.sync_status = 'pending'"
                                : ", false")
                .append(" FROM ")
                .append(name.quoted())
                .append(" AS t WHERE ")
                .append(table.keyAmong("t"));
        return session.read("reading the table", connection -> {
            var found = new HashMap<String, Found>();
            try (var statement = connection.prepareStatement(sql.toString())) {
                statement.setArray(1, connection.createArrayOf("text", possible.toArray()));
                var rows = statement.executeQuery();
                while (rows.next()) {
                    var values = new HashMap<String, Value>();
                    int at = 2;
                    for (var field : table.fields().values()) {
                        values.put(field.id(), field.value(rows.getString(at++)));
                    }
                    var key = rows.getString(1);
                    found.put(key, new Found(new Row(key, values), rows.getBoolean(at)));
                }
            }
            return found;
        });
    }

    @Override
    public long count() {
        var table = prepared();
        if (!table.exists()) {
            return 0;
        }
        return session.read("counting the rows", connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT count(*) FROM " + name.quoted() + " WHERE "
                            + table.key().quoted() + " IS NOT NULL")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Override
    public int batchRows() {
        return BATCH_ROWS;
    }

    @Override
    public void fence(Fence fence) {
        together("making our own tables", connection -> {
            PrepareTable.lock(connection, name);
            PrepareTable.makeRecords(connection, name);
            return true;
        });
        together("raising the fence", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(FENCE_WAIT);
            }
            Fences.pass(connection, name, fence);
            return true;
        });
    }

    @Override
    public List<Result> write(Batch batch) {
        if (batch.writes().size() > BATCH_ROWS) {
            throw new IllegalArgumentException(
                    "A batch of " + batch.writes().size() + " rows, of at most " + BATCH_ROWS);
        }
        var table = prepared();
        return together("writing", connection -> new WriteBatch(table, batch, connection).write());
    }

    @Override
    public Optional<List<Result>> probe(String batchId) {
        return session.read("asking for a batch", connection -> {
            try {
                return Marker.read(connection, name, batchId);
            } catch (SQLException e) {
                if (Trouble.missingTable(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void forget(Collection<String> batchIds) {
        if (batchIds.isEmpty()) {
            return;
        }
        together("forgetting batches", connection -> {
            Marker.forget(connection, name, batchIds);
            return true;
        });
    }

    /// The session belongs to the connection, which closes it.
    @Override
    public void close() {}

    private Layout prepared() {
        if (layout == null) {
            throw new IllegalStateException("prepare() comes first");
        }
        return layout;
    }

    /// One transaction, tried again where another one was in the way.
    private <T> T together(String doing, Session.Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return session.transaction(work);
            } catch (SQLException e) {
                if (!Trouble.collided(e) || tries == MAX_TRIES) {
                    throw Trouble.during(e, doing);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE.toNanos()));
            }
        }
    }
}
