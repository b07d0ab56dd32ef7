package dev.tallystick.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A fresh, migrated database for a test class:
///
/// ```java
/// @RegisterExtension
/// static final TestDatabase database = new TestDatabase();
/// ```
///
/// One PostgreSQL serves the whole test JVM, without durability; each database is a copy of a migrated one, which
/// takes some 50 ms; one that stands in a superclass is a fresh one for each class. Spring tests pass `database.url()`
/// as `tallystick.storage.database-url`.
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private String name = "";
    private HikariDataSource app;
    private HikariDataSource system;

    /// For use outside an extension: the caller closes it.
    public static TestDatabase open() {
        var database = new TestDatabase();
        database.create();
        return database;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        create();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /// `DATABASE_URL` of this database, with its password.
    public String url() {
        EmbeddedDatabase server = Server.THE.database();
        return "postgres://%s:%s@127.0.0.1:%d/%s".formatted(server.user(), server.password(), Server.THE.port(), name);
    }

    public Transactions transactions() {
        return new Transactions(app(), system());
    }

    public synchronized DataSource app() {
        if (app == null) {
            app = StorageConfiguration.pool("app", DatabaseRole.APP, DatabaseUrl.parse(url()), 8);
        }
        return app;
    }

    public synchronized DataSource system() {
        if (system == null) {
            system = StorageConfiguration.pool("system", DatabaseRole.SYSTEM, DatabaseUrl.parse(url()), 8);
        }
        return system;
    }

    /// Runs plain SQL as the owner of the schema, for scratch tables.
    public void asOwner(String sql) {
        try (Connection connection = login(name).getConnection()) {
            Sql.run(connection, DatabaseRole.OWNER.sessionSql());
            Sql.run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An empty database named `data`-like beside it, as a destination of syncs: what `EmbeddedDatabase` gives.
    public static EmbeddedDatabase embedded() {
        return Server.THE.database();
    }

    /// The login user's connections, with no role taken on.
    DataSource login() {
        return login(name);
    }

    static DataSource login(String database) {
        EmbeddedDatabase server = Server.THE.database();
        return new DriverManagerDataSource(Server.THE.url(database), server.user(), server.password());
    }

    /// An empty database, not migrated.
    static String emptyDatabase(String options) {
        String name = "empty_" + NUMBER.incrementAndGet();
        Server.asSuperuser("create database %s owner tallystick %s".formatted(name, options));
        return name;
    }

    static void asSuperuser(String sql) {
        Server.asSuperuser(sql);
    }

    private void create() {
        name = "test_" + NUMBER.incrementAndGet();
        Server.asSuperuser("create database %s owner tallystick template migrated".formatted(name));
    }

    @Override
    public synchronized void close() {
        if (app != null) {
            app.close();
            app = null;
        }
        if (system != null) {
            system.close();
            system = null;
        }
        Server.asSuperuser("drop database if exists %s with (force)".formatted(name));
    }

    /// Loaded, and so started, with the first database of the JVM.
    private static final class Server {
        private static final Map<String, String> NOT_DURABLE =
                Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "300");
        static final EmbeddedPostgres THE = start();

        private static EmbeddedPostgres start() {
            try {
                Path temp = Path.of(System.getProperty("java.io.tmpdir"));
                sweep(temp);
                Path programs =
                        Files.createDirectories(temp.resolve("tallystick-programs-" + DataDirectory.effectiveUser()));
                Path directory = Files.createTempDirectory(temp, "tallystick-test-");
                EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(programs), NOT_DURABLE);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, directory)));
                try (Connection connection = postgres.connectAsSuperuser("postgres")) {
                    Sql.run(connection, "create database migrated owner tallystick");
                }
                EmbeddedDatabase login = postgres.database();
                MigrateSchema.of(new DriverManagerDataSource(postgres.url("migrated"), login.user(), login.password()))
                        .run();
                return postgres;
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /// What test JVMs that were killed have left: their lock is free, and they are not just starting.
        private static void sweep(Path temp) throws IOException {
            List<Path> old;
            try (var all = Files.list(temp)) {
                old = all.filter(path -> path.getFileName().toString().startsWith("tallystick-test-"))
                        .filter(Server::startedLongAgo)
                        .toList();
            }
            for (Path directory : old) {
                try (DataDirectoryLock _ = DataDirectoryLock.take(directory)) {
                    var running = PostmasterFile.of(directory.resolve("postgres/data"));
                    running.ifPresent(file -> ProcessHandle.of(file.pid())
                            .filter(process -> file.alive(directory.resolve("postgres/data")))
                            .ifPresent(ProcessHandle::destroyForcibly));
                    UnpackPostgres.delete(directory);
                } catch (StorageProblem | IOException e) {
                    // In use, or another sweeper is faster.
                }
            }
        }

        private static boolean startedLongAgo(Path directory) {
            try {
                Instant made = Files.getLastModifiedTime(directory).toInstant();
                return made.isBefore(Instant.now().minus(Duration.ofMinutes(1)));
            } catch (IOException e) {
                return false;
            }
        }

        private static void end(EmbeddedPostgres postgres, Path directory) {
            try {
                postgres.close();
                UnpackPostgres.delete(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void asSuperuser(String sql) {
            try (Connection connection = THE.connectAsSuperuser("postgres")) {
                Sql.run(connection, sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
