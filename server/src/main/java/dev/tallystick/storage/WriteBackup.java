package dev.tallystick.storage;

import dev.tallystick.storage.BackupContents.BackupTable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import tools.jackson.databind.json.JsonMapper;

/// Writes everything that Tallystick keeps into one file, beside whatever runs: all of it as of one moment, locking
/// nobody out. The file is a zip archive: `backup.json` first, a table's rows in PostgreSQL's text format each, and
/// last `rows.json`, without which a file counts as cut short.
///
/// What proves for a short while who somebody is (sessions, one-time links) stays out: who finds a backup shall not
/// be signed in by it.
public final class WriteBackup {
    static final String CONTENTS = "backup.json";
    static final String ROWS = "rows.json";
    static final JsonMapper JSON = JsonMapper.builder().build();

    static final Set<String> LEFT_OUT =
            Set.of("session", "sign_in_link", "throttle", "oauth_start", "embed_token", MigrateSchema.HISTORY);

    private final ReachDatabase database;
    private final Clock clock;

    public WriteBackup(ReachDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param rows by table
    /// @param bytes of the file
    public record Written(BackupContents contents, Map<String, Long> rows, long bytes) {
        public long allRows() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// @param file must not exist; it is there whole or not at all, and only its owner can read it
    public Written to(Path file) {
        if (Files.exists(file)) {
            throw new StorageProblem(file + " is already there. Name another file; a backup never overwrites one.");
        }
        Path aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(aside);
            var written = write(aside);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            return new Written(written.contents, written.rows, Files.size(file));
        } catch (IOException e) {
            throw new StorageProblem(
                    "The backup could not be written to %s: %s. Nothing is left of it.".formatted(file, e.getMessage()),
                    e);
        } catch (SQLException e) {
            throw new StorageProblem("The database could not be read: " + e.getMessage(), e);
        } finally {
            delete(aside);
        }
    }

    private static void delete(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw new StorageProblem("%s is left over from a backup that failed; delete it.".formatted(aside), e);
        }
    }

    private Written write(Path aside) throws IOException, SQLException {
        try (Connection connection = database.login().getConnection();
                var channel = FileChannel.open(
                        aside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            refuseWithoutSchema(connection);
            Sql.run(connection, DatabaseRole.OWNER.sessionSql());
            var contents = contents(connection);
            var rows = new LinkedHashMap<String, Long>();
            var zip = new ZipOutputStream(Channels.newOutputStream(channel));
            json(zip, CONTENTS, contents);
            for (var table : contents.tables()) {
                rows.put(table.name(), copy(connection, table, zip));
            }
            json(zip, ROWS, rows);
            zip.finish();
            channel.force(true);
            return new Written(contents, rows, 0);
        }
    }

    private static void refuseWithoutSchema(Connection connection) throws SQLException {
        if (!Sql.exists(
                connection,
                "select 1 from pg_tables where schemaname = '%s' and tablename = '%s'"
                        .formatted(DatabaseRole.SCHEMA, MigrateSchema.HISTORY))) {
            throw new StorageProblem("No Tallystick has used this database yet, so there is nothing to back up.");
        }
    }

    private BackupContents contents(Connection connection) throws SQLException {
        return new BackupContents(
                BackupContents.FORMAT,
                Sql.text(
                        connection,
                        "select version from %s where success and version is not null order by installed_rank desc limit 1"
                                .formatted(MigrateSchema.HISTORY)),
                CheckServer.majorVersion(connection),
                clock.instant(),
                Sql.text(connection, "select coalesce((select fingerprint from keyset), '')"),
                tables(connection));
    }

    private static List<BackupTable> tables(Connection connection) throws SQLException {
        var columns = new LinkedHashMap<String, List<String>>();
        for (var row : Sql.rows(connection, """
                select c.relname, a.attname
                from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = '%s'::regnamespace and c.relkind = 'r'
                  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                order by c.relname, a.attnum""".formatted(DatabaseRole.SCHEMA))) {
            columns.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>()).add(row.getLast());
        }
        columns.keySet().removeAll(LEFT_OUT);
        return columns.entrySet().stream()
                .map(table -> new BackupTable(table.getKey(), table.getValue()))
                .toList();
    }

    private static long copy(Connection connection, BackupTable table, ZipOutputStream zip)
            throws IOException, SQLException {
        zip.putNextEntry(new ZipEntry(entry(table)));
        long rows = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy %s (%s) to stdout".formatted(Sql.name(table.name()), columns(table)), new Open(zip));
        zip.closeEntry();
        return rows;
    }

    static String entry(BackupTable table) {
        return "tables/" + table.name() + ".copy";
    }

    static String columns(BackupTable table) {
        return table.columns().stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    private static void json(ZipOutputStream zip, String name, Object value) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(JSON.writeValueAsBytes(value));
        zip.closeEntry();
    }

    /// An archive stays open when one of its entries has been written.
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
