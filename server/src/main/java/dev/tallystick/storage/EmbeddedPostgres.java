package dev.tallystick.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL that Tallystick brings along, for whoever gives it no `DATABASE_URL`. It holds real data: every
/// commit is on disk before it is answered, only this machine reaches it, and only with a generated password.
///
/// The server process outlives a Tallystick that was killed: the next one finds it by its pid file and attaches.
/// A normal end stops it in order; a server that ends while it is needed is started again. The order of things in
/// `start` is the order of what could go wrong:
///
/// 1. the directory is ours to write to, and no other Tallystick has it (a kernel lock);
/// 2. the programs are unpacked, the data directory made, each aside and then renamed, so neither is ever half there;
/// 3. the server is found running, or started on its remembered port (another one, if that is taken);
/// 4. the databases and roles are there.
///
/// Under `<data-dir>/postgres`: `bin-18.6`, `data`, `passwords` (0600), `port`, `log`.
public final class EmbeddedPostgres implements AutoCloseable {
    static final int MAJOR = 18;
    static final String SUPERUSER = "postgres";
    static final String DATABASE = "tallystick";
    static final String DATA_DATABASE = "data";

    /// After a crash the server first replays its log, up to `max_wal_size` of it; to cut that short would only
    /// make the next start begin it again.
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(3);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final long LOG_BYTES_KEPT = 10_000_000;
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Path home;
    private final Path data;
    private final PostgresPrograms programs;
    private final Passwords passwords;
    private final Map<String, String> settings;
    private final DataDirectoryLock lock;
    private final Object starting = new Object();
    private volatile int port;
    private volatile boolean closing;
    private boolean attached;

    private EmbeddedPostgres(
            Path home,
            PostgresPrograms programs,
            Passwords passwords,
            Map<String, String> settings,
            DataDirectoryLock lock) {
        this.home = home;
        this.data = home.resolve("data");
        this.programs = programs;
        this.passwords = passwords;
        this.settings = settings;
        this.lock = lock;
    }

    /// Starts the database of this data directory, or attaches to it where it already runs.
    public static EmbeddedPostgres start(Path dataDir) {
        return start(dataDir, Optional.empty(), Map.of());
    }

    /// The same for tests, which share one unpacked copy of the programs and do not need durability.
    static EmbeddedPostgres start(Path dataDir, Optional<Path> programsParent, Map<String, String> settings) {
        Path ours = DataDirectory.prepare(dataDir);
        DataDirectoryLock lock = DataDirectoryLock.take(ours);
        try {
            var clock = new StageLog();
            Path home = privateDirectory(ours.resolve("postgres"));
            refuseOtherMajor(home.resolve("data"));
            Path bin = UnpackPostgres.into(programsParent.orElse(home));
            clock.done("unpack");
            PostgresPrograms programs = PostgresPrograms.in(bin);
            programs.refuseWhereForbidden(ours);
            Passwords passwords = passwords(home);
            var postgres = new EmbeddedPostgres(home, programs, passwords, settings, lock);
            postgres.begin(clock);
            postgres.watch();
            log.debug("Embedded PostgreSQL on port {}, {}: {}", postgres.port, postgres.way(), clock);
            return postgres;
        } catch (IOException e) {
            lock.close();
            throw DataDirectory.notWritable(ours, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// The database of this data directory where its server already runs, whoever started it.
    static Optional<EmbeddedDatabase> running(Path dataDir) throws IOException {
        if (!Files.isDirectory(files(dataDir))) {
            return Optional.empty();
        }
        Path data = files(dataDir).toRealPath();
        Optional<PostmasterFile> server = PostmasterFile.of(data).filter(file -> file.alive(data) && file.ready());
        if (server.isEmpty()) {
            return Optional.empty();
        }
        refuseOtherMajor(data);
        return Optional.of(database(server.get().port(), passwords(dataDir.resolve("postgres"))));
    }

    static Path files(Path dataDir) {
        return dataDir.resolve("postgres").resolve("data");
    }

    private void begin(StageLog clock) throws IOException {
        if (!Files.exists(data)) {
            initialise();
            clock.done("initdb");
        }
        attached = attach();
        if (!attached) {
            launch();
        }
        clock.done(way());
        try {
            prepareDatabases();
        } catch (SQLException e) {
            stop();
            throw new StorageProblem("The embedded PostgreSQL could not be prepared: " + e.getMessage(), e);
        }
        clock.done("databases");
    }

    /// The server may be killed while we live: by a person, by a kernel short of memory. It is started again, on the
    /// same port, since the pools know no other; until then they answer that the database is away.
    private void watch() throws IOException {
        var server = PostmasterFile.of(data).flatMap(file -> ProcessHandle.of(file.pid()));
        if (server.isEmpty()) {
            inBackground(this::startAgain);
        } else {
            var _ = server.get().onExit().thenRun(() -> inBackground(this::startAgain));
        }
    }

    private static void inBackground(Runnable work) {
        Thread.ofPlatform().daemon().name("restart-database").start(work);
    }

    private void startAgain() {
        if (closing) {
            return;
        }
        log.error("The embedded PostgreSQL has ended while it was needed; starting it again");
        var pause = SHORTEST_PAUSE;
        while (!closing) {
            try {
                synchronized (starting) {
                    if (closing) {
                        return;
                    }
                    if (!attach()) {
                        launchOnSamePort();
                    }
                    log.info("The embedded PostgreSQL runs again");
                    watch();
                    return;
                }
            } catch (StorageProblem | IOException e) {
                // The first tries often fail: processes of the dead server still hold its memory.
                log.debug("The embedded PostgreSQL did not start", e);
                if (pause.equals(LONGEST_PAUSE)) {
                    log.error("The embedded PostgreSQL does not start, it is tried again: {}", e.getMessage());
                }
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private void launchOnSamePort() throws IOException {
        long before = Files.exists(logFile()) ? Files.size(logFile()) : 0;
        if (!becomesReady(programs.startServer(arguments(), logFile()))) {
            throw new StorageProblem(
                    "%s See %s.".formatted(lastLine(Files.exists(logFile()) ? logSince(before) : ""), logFile()));
        }
    }

    private String way() {
        return attached ? "attached" : "started";
    }

    public EmbeddedDatabase database() {
        return database(port, passwords);
    }

    private static EmbeddedDatabase database(int port, Passwords passwords) {
        return new EmbeddedDatabase(
                url(port, DATABASE),
                DATABASE,
                passwords.tallystick(),
                url(port, DATA_DATABASE),
                DATA_DATABASE,
                passwords.data());
    }

    int port() {
        return port;
    }

    boolean attached() {
        return attached;
    }

    String url(String database) {
        return url(port, database);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// Stops the server in order (open transactions are rolled back) and gives the data directory free.
    @Override
    public void close() {
        closing = true;
        try (lock) {
            synchronized (starting) {
                stop();
            }
        }
    }

    /// What a killed Tallystick leaves behind: a free directory and a running server.
    void abandon() {
        closing = true;
        lock.close();
    }

    private static Path privateDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    private static Passwords passwords(Path home) throws IOException {
        Path file = home.resolve("passwords");
        if (Files.exists(home.resolve("data")) && !Files.exists(file)) {
            throw new StorageProblem(
                    "%s is missing. It holds the passwords of the database beside it; put it back from where the data came."
                            .formatted(file));
        }
        return Passwords.of(file);
    }

    private static void refuseOtherMajor(Path data) throws IOException {
        Path version = data.resolve("PG_VERSION");
        if (!Files.exists(data)) {
            return;
        }
        String found = Files.exists(version) ? Files.readString(version).trim() : "unknown";
        if (!found.equals(Integer.toString(MAJOR))) {
            throw new StorageProblem(
                    "%s holds the data of PostgreSQL %s, and this Tallystick brings PostgreSQL %d. Nothing was touched: make a backup with the Tallystick that wrote it (tallystick backup) and restore it into an empty data directory."
                            .formatted(data, found, MAJOR));
        }
    }

    private void initialise() throws IOException {
        Path aside = home.resolve("data.new");
        UnpackPostgres.delete(aside);
        var initdb = programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + aside,
                        "--username=" + SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=/dev/stdin",
                        "--encoding=UTF8",
                        // PostgreSQL's own C.UTF-8: the same order on every machine, whatever its libc.
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--set=max_connections=100",
                        "--set=shared_buffers=128MB",
                        "--set=max_wal_size=2GB",
                        "--set=timezone=UTC",
                        "--set=log_timezone=UTC",
                        "--set=log_checkpoints=off",
                        // The rows of people's tables have no business in a log file.
                        "--set=log_error_verbosity=terse",
                        "--set=log_min_error_statement=panic"),
                passwords.superuser() + "\n",
                INITDB_LIMIT);
        if (initdb.status() != 0) {
            throw new StorageProblem(
                    "The embedded PostgreSQL could not make its data directory: " + lastLine(initdb.output()));
        }
        Files.move(aside, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Finds the server that a killed Tallystick left running. One that is just starting or stopping is waited for.
    private boolean attach() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            Optional<PostmasterFile> found = PostmasterFile.of(data);
            if (found.isEmpty()) {
                return false;
            }
            PostmasterFile running = found.get();
            if (!running.alive(data)) {
                if (Files.exists(Path.of("/proc/" + running.pid())) || running.pid() == 0) {
                    running.forgetPid();
                }
                return false;
            }
            if (running.ready()) {
                port = running.port();
                return confirmIdentity(running);
            }
            if (System.nanoTime() > deadline) {
                throw new StorageProblem(
                        "The PostgreSQL of this data directory (pid %d) is %s and did not come to an end of it in %d min; see %s."
                                .formatted(running.pid(), running.state(), START_LIMIT.toMinutes(), logFile()));
            }
            pause();
        }
    }

    private boolean confirmIdentity(PostmasterFile running) {
        try (Connection connection = connect("postgres", SUPERUSER, passwords.superuser())) {
            String directory = Sql.text(connection, "show data_directory");
            if (!Path.of(directory).toRealPath().equals(data)) {
                throw new StorageProblem("Port %d answers for %s, not for %s.".formatted(port, directory, data));
            }
            // A statement of the killed process may still run, and hold its locks.
            Sql.run(
                    connection,
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('%s', '%s') and pid <> pg_backend_pid()"
                            .formatted(DATABASE, DATA_DATABASE));
            return true;
        } catch (SQLException | IOException e) {
            throw new StorageProblem(
                    "A PostgreSQL (pid %d) runs on this data directory, but Tallystick cannot attach to it: %s"
                            .formatted(running.pid(), e.getMessage()),
                    e);
        }
    }

    private void launch() throws IOException {
        keepLogSmall();
        boolean remembered = true;
        for (int attempt = 1; ; attempt++) {
            port = remembered ? rememberedPort() : freePort();
            long before = Files.exists(logFile()) ? Files.size(logFile()) : 0;
            Process server = programs.startServer(arguments(), logFile());
            if (becomesReady(server)) {
                DataDirectory.writePrivately(home.resolve("port"), port + "\n");
                return;
            }
            String said = logSince(before);
            remembered = false;
            // Somebody took the port between our look and the server's.
            if (!said.contains("could not bind") || attempt == 3) {
                throw new StorageProblem(
                        "The embedded PostgreSQL did not start: %s See %s.".formatted(lastLine(said), logFile()));
            }
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
        Map<String, String> promised = Map.of(
                "listen_addresses", "127.0.0.1",
                "port", Integer.toString(port),
                "unix_socket_directories", "",
                "fsync", "on",
                "synchronous_commit", "on",
                "full_page_writes", "on");
        promised.forEach((name, value) -> {
            if (!settings.containsKey(name)) {
                arguments.addAll(List.of("-c", name + "=" + value));
            }
        });
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }

    private boolean becomesReady(Process server) throws IOException {
        long begun = System.nanoTime();
        long told = begun;
        while (System.nanoTime() - begun < START_LIMIT.toNanos()) {
            Optional<PostmasterFile> file = PostmasterFile.of(data);
            if (file.isPresent() && file.get().ready() && file.get().pid() == server.pid()) {
                return true;
            }
            if (!server.isAlive()) {
                return false;
            }
            if (closing) {
                server.destroy();
                return false;
            }
            if (System.nanoTime() - told > PATIENCE.toNanos()) {
                told = System.nanoTime();
                log.info("The embedded PostgreSQL is still starting; after a crash it replays its log first");
            }
            pause();
        }
        server.destroy();
        throw new StorageProblem("The embedded PostgreSQL was not ready within %d min; see %s."
                .formatted(START_LIMIT.toMinutes(), logFile()));
    }

    private void prepareDatabases() throws SQLException {
        try (Connection connection = connect("postgres", SUPERUSER, passwords.superuser())) {
            createRole(connection, DATABASE, "CREATEROLE", passwords.tallystick());
            createRole(connection, DATA_DATABASE, "NOCREATEROLE", passwords.data());
            createDatabase(connection, DATABASE);
            createDatabase(connection, DATA_DATABASE);
        }
    }

    private static void createRole(Connection connection, String name, String ability, String password)
            throws SQLException {
        if (!Sql.exists(connection, "select 1 from pg_roles where rolname = '" + name + "'")) {
            Sql.run(connection, "create role %s login %s password '%s'".formatted(name, ability, password));
        }
    }

    private static void createDatabase(Connection connection, String name) throws SQLException {
        if (!Sql.exists(connection, "select 1 from pg_database where datname = '" + name + "'")) {
            Sql.run(connection, "create database %1$s owner %1$s".formatted(name));
        }
        // By default every role may enter every database; `data` must not enter ours.
        Sql.run(connection, "revoke all on database %s from public".formatted(name));
    }

    Connection connect(String database, String user, String password) throws SQLException {
        var properties = new java.util.Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("ApplicationName", "tallystick");
        return DriverManager.getConnection(url(database), properties);
    }

    Connection connectAsSuperuser(String database) throws SQLException {
        return connect(database, SUPERUSER, passwords.superuser());
    }

    private void stop() {
        var stopped = programs.run(
                "pg_ctl",
                List.of("stop", "-D", data.toString(), "-m", "fast", "-w", "-t", Long.toString(STOP_LIMIT.toSeconds())),
                "",
                STOP_LIMIT.plusSeconds(5));
        if (stopped.status() != 0 && !stopped.output().contains("Is server running?")) {
            log.warn("The embedded PostgreSQL did not stop: {}", lastLine(stopped.output()));
        }
    }

    private int rememberedPort() throws IOException {
        Path file = home.resolve("port");
        if (Files.exists(file)) {
            String text = Files.readString(file).trim();
            if (text.matches("\\d{1,5}") && free(Integer.parseInt(text))) {
                return Integer.parseInt(text);
            }
        }
        return freePort();
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path logFile() {
        return home.resolve("log");
    }

    private void keepLogSmall() throws IOException {
        if (Files.exists(logFile()) && Files.size(logFile()) > LOG_BYTES_KEPT) {
            Files.move(logFile(), home.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String logSince(long offset) throws IOException {
        try (var in = Files.newInputStream(logFile())) {
            in.skipNBytes(offset);
            return new String(in.readNBytes(20_000), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static String lastLine(String output) {
        @Nullable String last = null;
        for (String line : output.strip().split("\n")) {
            // Of several lines the one with the reason is the first FATAL, else the last.
            if (line.contains("FATAL:")) {
                return line.substring(line.indexOf("FATAL:") + "FATAL:".length())
                                .strip() + ".";
            }
            last = line;
        }
        return last == null || last.isBlank() ? "it said nothing." : last.strip();
    }

    private static void pause() {
        pause(Duration.ofMillis(20));
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageProblem("Interrupted while waiting for the embedded PostgreSQL.", e);
        }
    }

    /// Where the time of a start goes.
    private static final class StageLog {
        private final StringBuilder stages = new StringBuilder();
        private long since = System.nanoTime();

        void done(String stage) {
            long now = System.nanoTime();
            stages.append(stages.isEmpty() ? "" : ", ")
                    .append(stage)
                    .append(' ')
                    .append((now - since) / 1_000_000)
                    .append(" ms");
            since = now;
        }

        @Override
        public String toString() {
            return stages.toString();
        }
    }
}
