package dev.tallystick.storage;

import dev.tallystick.storage.BackupContents.BackupTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/// Puts a backup in the place of everything that Tallystick keeps.
///
/// The backup is built up in a schema beside the real one, migrated there to what this version knows, and only then
/// takes the other's place, in one transaction: a restore that fails leaves everything as it was. A running server goes
/// on until that moment; then its nodes are told, and start anew from what is there now.
///
/// What others may remember of the time between the backup and now must not be taken for ours (docs/why/backup.md):
/// numbers go on far behind the last ones, leases far above the epochs that targets have heard of, and the first run of
/// each sync is held.
public final class RestoreBackup {
    /// Sent to the nodes with the transaction.
    public static final String NOTICE = "restored";

    static final String BESIDE = "tallystick_restoring";
    private static final long STEP = 1_000_000;
    private static final long LARGE_STEP = 1_000_000_000;
    /// A single run can make a million rows of these.
    private static final Set<String> LARGE = Set.of("change", "pair", "row_pair", "event", "conflict");

    private static final int ATTEMPTS = 5;
    private static final String DEADLOCK = "40P01";

    private final ReachDatabase database;
    private final Clock clock;

    public RestoreBackup(ReachDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param syncs whose first run will be held
    public record Restored(BackupContents contents, long rows, long syncs) {}

    /// @param replace whether what is there already may go
    /// @param agree looks at the backup before anything is touched, and throws to refuse it
    public Restored from(Path file, boolean replace, Consumer<BackupContents> agree) {
        var backup = ReadBackup.check(file);
        agree.accept(backup.contents());
        var beside = MigrateSchema.beside(database.login(), BESIDE);
        try {
            new PrepareRoles(database.login(), DatabaseRole.SCHEMA).run();
            beside.refuseUnknown(backup.contents().schema());
            refuseFilled(replace);
            dropBeside();
            beside.runTo(backup.contents().schema());
            fill(backup);
            beside.run();
            long syncs = mark(backup.contents());
            takePlace();
            return new Restored(
                    backup.contents(),
                    backup.rows().values().stream().mapToLong(Long::longValue).sum(),
                    syncs);
        } catch (IOException e) {
            throw new StorageProblem("%s cannot be read: %s. Nothing was restored.".formatted(file, e.getMessage()), e);
        } catch (SQLException e) {
            throw new StorageProblem("Nothing was restored: " + e.getMessage(), e);
        }
    }

    private void refuseFilled(boolean replace) throws SQLException {
        if (replace) {
            return;
        }
        try (Connection connection = database.login().getConnection()) {
            Sql.run(connection, DatabaseRole.OWNER.sessionSql());
            if (!Sql.flag(connection, "to_regclass('sync') is not null and to_regclass('run') is not null")) {
                return;
            }
            String people = Sql.text(connection, "select count(*) from person where not service");
            String syncs = Sql.text(connection, "select count(*) from sync");
            String runs = Sql.text(connection, "select count(*) from run");
            if (!people.equals("0") || !syncs.equals("0") || !runs.equals("0")) {
                throw new StorageProblem(
                        "This Tallystick already keeps %s people, %s syncs and %s runs, and a restore puts the backup in the place of all of them. Make a backup of it, then say --replace."
                                .formatted(people, syncs, runs));
            }
        }
    }

    /// What a restore that was cut off has left.
    private void dropBeside() throws SQLException {
        try (Connection connection = database.login().getConnection()) {
            if (Sql.exists(connection, "select 1 from pg_namespace where nspname = '" + BESIDE + "'")) {
                Sql.run(connection, "set role " + DatabaseRole.OWNER.sqlName);
                Sql.run(connection, "drop schema " + BESIDE + " cascade");
            }
        }
    }

    private Connection beside() throws SQLException {
        Connection connection = database.login().getConnection();
        Sql.run(connection, DatabaseRole.OWNER.sessionSql(BESIDE));
        connection.setAutoCommit(false);
        return connection;
    }

    private void fill(ReadBackup backup) throws SQLException, IOException {
        try (Connection connection = beside()) {
            var tables = Sql.rows(connection, """
                            select relname from pg_class
                            where relnamespace = '%s'::regnamespace and relkind = 'r' and relname <> '%s'""".formatted(BESIDE, MigrateSchema.HISTORY)).stream()
                    .map(List::getFirst)
                    .toList();
            var links = Sql.rows(connection, """
                    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
                    where connamespace = '%s'::regnamespace and contype = 'f'""".formatted(BESIDE));
            for (var link : links) {
                Sql.run(connection, "alter table %s drop constraint %s".formatted(link.get(0), Sql.name(link.get(1))));
            }
            for (var table : tables) {
                Sql.run(connection, "alter table %s disable trigger user".formatted(Sql.name(table)));
            }
            // The migrations have put in the first rows of a new installation.
            Sql.run(connection, "truncate " + tables.stream().map(Sql::name).collect(Collectors.joining(", ")));
            backup.each((table, rows) -> copy(connection, table, rows, backup.rows()));
            for (var table : tables) {
                Sql.run(connection, "alter table %s enable trigger user".formatted(Sql.name(table)));
            }
            for (var link : links) {
                Sql.run(
                        connection,
                        "alter table %s add constraint %s %s"
                                .formatted(link.get(0), Sql.name(link.get(1)), link.get(2)));
            }
            goOnFarBehind(connection);
            connection.commit();
        }
    }

    private static void copy(
            Connection connection, BackupTable table, java.io.InputStream rows, Map<String, Long> expected)
            throws SQLException, IOException {
        long copied = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy %s (%s) from stdin".formatted(Sql.name(table.name()), WriteBackup.columns(table)), rows);
        if (copied != expected.getOrDefault(table.name(), -1L)) {
            throw new StorageProblem(
                    "The backup says that table %s has %d rows, and it has %d. It is damaged; nothing was restored."
                            .formatted(table.name(), expected.getOrDefault(table.name(), -1L), copied));
        }
    }

    private static void goOnFarBehind(Connection connection) throws SQLException {
        for (var column : Sql.rows(connection, """
                select c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
                from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = '%s'::regnamespace and c.relkind = 'r' and a.attidentity <> ''""".formatted(BESIDE))) {
            Sql.text(
                    connection,
                    "select setval('%s', (select coalesce(max(%s), 0) from %s) + %d)"
                            .formatted(
                                    column.get(2),
                                    Sql.name(column.get(1)),
                                    Sql.name(column.get(0)),
                                    LARGE.contains(column.get(0)) ? LARGE_STEP : STEP));
        }
    }

    private long mark(BackupContents contents) throws SQLException {
        try (Connection connection = beside()) {
            try (var held = connection.prepareStatement("update sync set restored_from = ?")) {
                held.setTimestamp(1, Timestamp.from(contents.at()));
                held.executeUpdate();
            }
            Sql.run(connection, "update installation set first_epoch = first_epoch + " + LARGE_STEP);
            Sql.run(connection, "update lease set epoch = epoch + %d, expires_at = '-infinity'".formatted(LARGE_STEP));
            for (var jobs : List.of("job_sync", "job_short")) {
                Sql.run(
                        connection,
                        "update %s set picked = false, picked_by = null, last_heartbeat = null".formatted(jobs));
            }
            try (var restored = connection.prepareStatement("update installation set restored_at = ?")) {
                restored.setTimestamp(1, Timestamp.from(clock.instant()));
                restored.executeUpdate();
            }
            long syncs = Long.parseLong(Sql.text(connection, "select count(*) from sync"));
            connection.commit();
            return syncs;
        }
    }

    /// Waits for the transactions of a running server, which may in turn wait for each other.
    private void takePlace() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.login().getConnection()) {
                connection.setAutoCommit(false);
                move(connection);
                connection.commit();
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void move(Connection connection) throws SQLException {
        Sql.run(connection, "set local role " + DatabaseRole.OWNER.sqlName);
        Sql.run(connection, "set local search_path to ''");
        Sql.run(connection, "set local lock_timeout to '180s'");
        for (var table : tables(connection, DatabaseRole.SCHEMA)) {
            Sql.run(connection, "drop table %s cascade".formatted(table));
        }
        for (var function : functions(connection, DatabaseRole.SCHEMA)) {
            Sql.run(connection, "drop function %s cascade".formatted(function));
        }
        for (var table : tables(connection, BESIDE)) {
            Sql.run(connection, "alter table %s set schema %s".formatted(table, DatabaseRole.SCHEMA));
        }
        for (var function : functions(connection, BESIDE)) {
            Sql.run(connection, "alter function %s set schema %s".formatted(function, DatabaseRole.SCHEMA));
        }
        // Without cascade: whatever a migration makes that is neither table nor function would be found here.
        Sql.run(
                connection,
                "alter default privileges in schema %s revoke all on tables from %s, %s"
                        .formatted(BESIDE, DatabaseRole.APP.sqlName, DatabaseRole.SYSTEM.sqlName));
        Sql.run(
                connection,
                "alter default privileges in schema %s revoke all on sequences from %s, %s"
                        .formatted(BESIDE, DatabaseRole.APP.sqlName, DatabaseRole.SYSTEM.sqlName));
        Sql.run(connection, "drop schema " + BESIDE);
        Sql.run(connection, Notices.send(NOTICE));
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        return first(Sql.rows(
                connection,
                "select oid::regclass::text from pg_class where relnamespace = '%s'::regnamespace and relkind = 'r' order by relname"
                        .formatted(schema)));
    }

    private static List<String> functions(Connection connection, String schema) throws SQLException {
        return first(Sql.rows(
                connection,
                "select oid::regprocedure::text from pg_proc where pronamespace = '%s'::regnamespace"
                        .formatted(schema)));
    }

    private static List<String> first(List<List<String>> rows) {
        return rows.stream().map(List::getFirst).toList();
    }
}
