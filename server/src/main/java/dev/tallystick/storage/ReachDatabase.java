package dev.tallystick.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Reaches Tallystick's database for a command that works on it as a whole, beside a running server or without one:
/// the one of `DATABASE_URL`, the embedded one that already runs, or the embedded one started just for this.
public final class ReachDatabase implements AutoCloseable {
    private final DataSource login;
    private final boolean embedded;
    private final @Nullable EmbeddedPostgres started;

    private ReachDatabase(DataSource login, boolean embedded, @Nullable EmbeddedPostgres started) {
        this.login = login;
        this.embedded = embedded;
        this.started = started;
    }

    /// @param databaseUrl `DATABASE_URL`; empty for the embedded database of the data directory
    /// @throws StorageProblem when it cannot be reached, with what to do
    public static ReachDatabase of(Optional<String> databaseUrl, Path dataDir) {
        var given = databaseUrl.filter(url -> !url.isBlank()).map(DatabaseUrl::parse);
        if (given.isPresent()) {
            return new ReachDatabase(source(given.get()), false, null);
        }
        try {
            var running = EmbeddedPostgres.running(dataDir);
            if (running.isPresent()) {
                return new ReachDatabase(source(DatabaseUrl.of(running.get())), true, null);
            }
        } catch (IOException e) {
            throw DataDirectory.notWritable(dataDir, e);
        }
        var started = EmbeddedPostgres.start(dataDir);
        return new ReachDatabase(source(DatabaseUrl.of(started.database())), true, started);
    }

    /// One that somebody else opens and closes.
    static ReachDatabase at(DataSource login) {
        return new ReachDatabase(login, false, null);
    }

    /// Whether a Tallystick has ever kept anything in this data directory.
    public static boolean isThere(Path dataDir) {
        return Files.isDirectory(EmbeddedPostgres.files(dataDir));
    }

    private static DataSource source(DatabaseUrl database) {
        Properties properties = database.driverProperties();
        // To build an index over all that was restored may take longer than any answer that people wait for.
        properties.setProperty("socketTimeout", "0");
        return new DriverManagerDataSource(database.jdbcUrl(), properties);
    }

    DataSource login() {
        return login;
    }

    public boolean embedded() {
        return embedded;
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}
