package dev.tallystick.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path temp;

    private Path dataDir;

    @BeforeEach
    void oneDirectory() {
        dataDir = temp.resolve("it's a $HOME \"dir\"");
    }

    @AfterEach
    void stopWhatIsLeft() throws IOException {
        if (Files.exists(dataDir.resolve("postgres/data/postmaster.pid"))) {
            start().close();
        }
    }

    @Test
    void isDurableAndReachableByPasswordFromThisMachineOnly() throws SQLException, IOException {
        try (EmbeddedPostgres postgres = start();
                Connection connection = postgres.connectAsSuperuser("tallystick")) {
            assertThat(Sql.text(connection, "show server_version")).isEqualTo(UnpackPostgres.VERSION);
            assertThat(Sql.text(connection, "show fsync")).isEqualTo("on");
            assertThat(Sql.text(connection, "show synchronous_commit")).isEqualTo("on");
            assertThat(Sql.text(connection, "show data_checksums")).isEqualTo("on");
            assertThat(Sql.text(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Sql.text(connection, "show unix_socket_directories")).isEmpty();
            assertThat(Sql.text(connection, "show server_encoding")).isEqualTo("UTF8");
            assertThat(
                            Sql.text(
                                    connection,
                                    "select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()"))
                    .isEqualTo("b C.UTF-8");
            assertThat(Sql.flag(connection, "(select rolsuper from pg_roles where rolname = 'tallystick')"))
                    .isFalse();
            assertThat(Files.readString(dataDir.resolve("postgres/data/pg_hba.conf")))
                    .doesNotContainPattern("(?m)^[^#]*\\btrust\\b");
            assertThatThrownBy(() ->
                            DriverManager.getConnection(postgres.database().url(), "tallystick", "guess"))
                    .hasMessageContaining("password authentication failed");
        }
        for (String secret : List.of("postgres/passwords", "lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir)))
                .isEqualTo("rwx------");
    }

    @Test
    void keepsTheDestinationDatabaseApart() throws SQLException {
        try (EmbeddedPostgres postgres = start()) {
            EmbeddedDatabase database = postgres.database();
            try (Connection data = DriverManager.getConnection(
                    database.dataDatabaseUrl(), database.dataUser(), database.dataPassword())) {
                Sql.run(data, "create table client (id int)");
            }
            assertThatThrownBy(() ->
                            DriverManager.getConnection(database.url(), database.dataUser(), database.dataPassword()))
                    .hasMessageContaining("permission denied for database");
            assertThat(database.toString()).doesNotContain(database.password(), database.dataPassword());
        }
    }

    @Test
    void keepsItsRowsAndItsPortOverARestart() throws SQLException {
        int port;
        try (EmbeddedPostgres postgres = start();
                Connection connection = tallystick(postgres)) {
            port = postgres.port();
            Sql.run(connection, "create table kept as select 42 as answer");
        }
        try (EmbeddedPostgres postgres = start();
                Connection connection = tallystick(postgres)) {
            assertThat(postgres.attached()).isFalse();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws SQLException, IOException {
        int port;
        try (EmbeddedPostgres postgres = start()) {
            port = postgres.port();
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres postgres = start();
                Connection connection = tallystick(postgres)) {
            assertThat(postgres.port()).isNotEqualTo(port);
            assertThat(Sql.text(connection, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void attachesToTheServerThatAKilledTallystickLeft() throws SQLException {
        EmbeddedPostgres killed = start();
        Connection left = tallystick(killed);
        Sql.run(left, "create table kept as select 42 as answer");
        killed.abandon();

        try (EmbeddedPostgres next = start();
                Connection connection = tallystick(next)) {
            assertThat(next.attached()).isTrue();
            assertThat(next.port()).isEqualTo(killed.port());
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
            assertThatThrownBy(() -> Sql.text(left, "select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void startsAgainAfterTheServerItselfWasKilled() throws Exception {
        EmbeddedPostgres killed = start();
        try (Connection connection = tallystick(killed)) {
            Sql.run(connection, "create table kept as select 42 as answer");
        }
        ProcessHandle server = ProcessHandle.of(postmaster().pid()).orElseThrow();
        // First, or it would start the server again as it should.
        killed.abandon();
        server.destroyForcibly();
        server.onExit().get(20, TimeUnit.SECONDS);

        try (EmbeddedPostgres next = start();
                Connection connection = tallystick(next)) {
            assertThat(next.attached()).isFalse();
            assertThat(Sql.text(connection, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void startsWhenItsOldPidNowBelongsToAnotherProcess() throws Exception {
        EmbeddedPostgres killed = start();
        ProcessHandle server = ProcessHandle.of(postmaster().pid()).orElseThrow();
        // First, or it would start the server again as it should.
        killed.abandon();
        server.destroyForcibly();
        server.onExit().get(20, TimeUnit.SECONDS);
        Path file = dataDir.resolve("postgres/data/postmaster.pid");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst(
                                "^\\d+", Long.toString(ProcessHandle.current().pid())));

        try (EmbeddedPostgres next = start();
                Connection connection = tallystick(next)) {
            assertThat(Sql.text(connection, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void belongsToOneProcess() {
        try (EmbeddedPostgres _ = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(StorageProblem.class)
                    .hasMessage("another Tallystick (pid %d) uses this data directory: %s"
                            .formatted(ProcessHandle.current().pid(), dataDir));
        }
    }

    @Test
    void namesTheProcessThatHasTheDirectory() throws Exception {
        Files.createDirectories(dataDir);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldLock.class.getName(),
                        dataDir.toString())
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");

            assertThatThrownBy(this::start)
                    .isInstanceOf(StorageProblem.class)
                    .hasMessageStartingWith("another Tallystick (pid " + other.pid() + ")");
        } finally {
            other.destroyForcibly().waitFor();
        }
        // The kernel gave it free with the process.
        start().close();
    }

    /// The other process of the test above.
    static final class HoldLock {
        public static void main(String[] args) throws IOException {
            DataDirectoryLock.take(Path.of(args[0]));
            System.out.println("held");
            System.in.read();
        }
    }

    @Test
    void refusesTheDataOfAnotherMajorVersionUntouched() throws IOException {
        Path data = Files.createDirectories(dataDir.resolve("postgres/data"));
        Files.writeString(data.resolve("PG_VERSION"), "16\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("holds the data of PostgreSQL 16, and this Tallystick brings PostgreSQL 18");
        assertThat(data).isDirectoryContaining(path -> path.endsWith("PG_VERSION"));
    }

    @Test
    void refusesADirectoryItCannotWriteTo() throws IOException {
        Files.writeString(dataDir, "a file");

        assertThatThrownBy(this::start)
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("is a file, not a directory");
        Files.delete(dataDir);
        assertThatThrownBy(() -> EmbeddedPostgres.start(Path.of("/proc/tallystick")))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("cannot write to its data directory /proc/tallystick");
    }

    @Test
    void refusesFilesOfAnotherUser() throws IOException {
        assumeTrue(DataDirectory.effectiveUser() == 0, "only root can give files away");
        Path data = Files.createDirectories(dataDir.resolve("postgres/data"));
        Files.setAttribute(data, "unix:uid", 12345);

        assertThatThrownBy(this::start)
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("belongs to user 12345, but Tallystick runs as user 0");
        Files.setAttribute(data, "unix:uid", 0);
        Files.delete(data);
    }

    @Test
    void saysWhenOnlyRootCouldReachTheDirectory() throws IOException {
        assumeTrue(DataDirectory.effectiveUser() == 0, "only root can give files away");
        Path closed = Files.createDirectory(
                temp.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(closed, "unix:uid", 12345);
        dataDir = closed.resolve("data");

        assertThatThrownBy(this::start)
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("PostgreSQL refuses to run as root")
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void saysWhatItLacksWithoutItsPasswords() throws IOException {
        start().close();
        Files.move(dataDir.resolve("postgres/passwords"), temp.resolve("elsewhere"));

        assertThatThrownBy(this::start).isInstanceOf(StorageProblem.class).hasMessageContaining("passwords is missing");
    }

    @Test
    void namesTheArchiveOfEachMachine() {
        assertThat(UnpackPostgres.resourceName("Linux", "amd64")).isEqualTo("postgres-linux-x86_64.txz");
        assertThat(UnpackPostgres.resourceName("Linux", "aarch64")).isEqualTo("postgres-linux-arm_64.txz");
        assertThat(UnpackPostgres.resourceName("Mac OS X", "aarch64")).isEqualTo("postgres-darwin-arm_64.txz");
    }

    private EmbeddedPostgres start() {
        Path programs =
                Path.of(System.getProperty("java.io.tmpdir"), "tallystick-programs-" + DataDirectory.effectiveUser());
        try {
            return EmbeddedPostgres.start(dataDir, Optional.of(Files.createDirectories(programs)), Map.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private PostmasterFile postmaster() throws IOException {
        return PostmasterFile.of(dataDir.resolve("postgres/data")).orElseThrow();
    }

    private static Connection tallystick(EmbeddedPostgres postgres) throws SQLException {
        EmbeddedDatabase database = postgres.database();
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
