package dev.tallystick.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tallystick.storage.MigrateSchema.SchemaVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class MigrateSchemaTest {
    private static final String STICK =
            "create table stick (id bigint generated always as identity, workspace_id bigint not null)";

    @TempDir
    Path migrations;

    @BeforeEach
    void oneMigration() throws IOException {
        Files.writeString(migrations.resolve("V001__stick.sql"), STICK);
    }

    @Test
    void givesTheOwnerTheTablesAndTheOthersTheirRows() throws SQLException {
        DataSource login = TestDatabase.login(TestDatabase.emptyDatabase(""));

        assertThat(migrate(login)).isEqualTo(new SchemaVersion("001"));
        assertThat(migrate(login)).isEqualTo(new SchemaVersion("001"));

        try (Connection connection = login.getConnection()) {
            assertThat(Sql.text(connection, "select tableowner from pg_tables where tablename = 'stick'"))
                    .isEqualTo("tallystick_owner");
            for (DatabaseRole role : List.of(DatabaseRole.APP, DatabaseRole.SYSTEM)) {
                Sql.run(connection, role.sessionSql());
                Sql.run(connection, "insert into stick (workspace_id) values (1)");
                Sql.run(connection, "update stick set workspace_id = 2");
                assertThatThrownBy(() -> Sql.run(connection, "create table other (id int)"))
                        .hasMessageContaining("permission denied for schema");
                assertThatThrownBy(() -> Sql.run(connection, "delete from flyway_schema_history"))
                        .hasMessageContaining("permission denied");
                Sql.run(connection, "reset role");
            }
            assertThatThrownBy(() -> Sql.run(connection, "select * from tallystick.stick"))
                    .as("the login user has no right of its own")
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void letsSeveralNodesStartAtOnce() throws InterruptedException, ExecutionException {
        DataSource login = TestDatabase.login(TestDatabase.emptyDatabase(""));
        try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SchemaVersion>> starts = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                starts.add(nodes.submit(() -> migrate(login)));
            }
            for (Future<SchemaVersion> start : starts) {
                assertThat(start.get()).isEqualTo(new SchemaVersion("001"));
            }
        }
    }

    @Test
    void refusesASchemaOfANewerVersionUntouched() throws IOException, SQLException {
        DataSource login = TestDatabase.login(TestDatabase.emptyDatabase(""));
        Path newer = Files.writeString(migrations.resolve("V002__notch.sql"), "create table notch (id int)");
        migrate(login);
        Files.delete(newer);
        Files.writeString(migrations.resolve("V003__other.sql"), "create table other (id int)");

        assertThatThrownBy(() -> migrate(login))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("last used by a newer Tallystick (it has migration 002");
        try (Connection connection = login.getConnection()) {
            Sql.run(connection, DatabaseRole.APP.sessionSql());
            assertThat(Sql.flag(connection, "to_regclass('tallystick.other') is null"))
                    .isTrue();
        }
    }

    @Test
    void refusesAMigrationThatWasChangedAfterwards() throws IOException {
        DataSource login = TestDatabase.login(TestDatabase.emptyDatabase(""));
        migrate(login);
        Files.writeString(migrations.resolve("V001__stick.sql"), STICK + "; create table more (id int)");

        assertThatThrownBy(() -> migrate(login))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void refusesADatabaseOnWhichPromisesCannotBeKept() {
        String ascii =
                TestDatabase.emptyDatabase("encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0");
        assertThatThrownBy(() -> migrate(TestDatabase.login(ascii)))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("encoded in SQL_ASCII");

        String forgetful = TestDatabase.emptyDatabase("");
        TestDatabase.asSuperuser("alter database " + forgetful + " set synchronous_commit = off");
        assertThatThrownBy(() -> migrate(TestDatabase.login(forgetful)))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("synchronous_commit=off");
    }

    @Test
    void refusesRolesThatCouldSeeOtherWorkspaces() {
        DataSource login = TestDatabase.login(TestDatabase.emptyDatabase(""));
        migrate(login);
        TestDatabase.asSuperuser("alter role tallystick_app bypassrls");
        try {
            assertThatThrownBy(() -> migrate(login))
                    .isInstanceOf(StorageProblem.class)
                    .hasMessageContaining("tallystick_app can bypass row-level security");
        } finally {
            TestDatabase.asSuperuser("alter role tallystick_app nobypassrls");
        }
        TestDatabase.asSuperuser("grant tallystick_owner to tallystick_system");
        try {
            assertThatThrownBy(() -> migrate(login))
                    .isInstanceOf(StorageProblem.class)
                    .hasMessageContaining("tallystick_system is a member of tallystick_owner");
        } finally {
            TestDatabase.asSuperuser("revoke tallystick_owner from tallystick_system");
        }
    }

    @Test
    void needsNoRightToCreateRolesWhereTheyAre() {
        migrate(TestDatabase.login(TestDatabase.emptyDatabase("")));
        String name = TestDatabase.emptyDatabase("");
        TestDatabase.asSuperuser("drop role if exists plain");
        TestDatabase.asSuperuser("create role plain login password 'plain'");
        TestDatabase.asSuperuser("alter database %s owner to plain".formatted(name));
        DataSource plain = new DriverManagerDataSource(
                TestDatabase.login(name) instanceof DriverManagerDataSource login ? login.getUrl() : "",
                "plain",
                "plain");

        assertThatThrownBy(() -> migrate(plain))
                .isInstanceOf(StorageProblem.class)
                .hasMessageContaining("may not prepare the database");
        TestDatabase.asSuperuser(
                "grant tallystick_owner, tallystick_app, tallystick_system to plain with inherit false, set true");
        assertThat(migrate(plain)).isEqualTo(new SchemaVersion("001"));
    }

    @Test
    void worksWithTheOldestVersionItPromises() throws Exception {
        Path bin = Path.of("/usr/lib/postgresql/15/bin");
        assumeTrue(Files.isExecutable(bin.resolve("initdb")), "PostgreSQL 15 is not installed here");
        Path data = Files.createTempDirectory("tallystick-pg15-");
        PostgresPrograms programs = PostgresPrograms.in(bin);
        int port = freePort();
        assertThat(programs.run(
                                "initdb",
                                List.of(
                                        "-D",
                                        data.toString(),
                                        "-U",
                                        "old",
                                        "--auth=scram-sha-256",
                                        "--pwfile=/dev/stdin",
                                        "-E",
                                        "UTF8",
                                        "--locale=C"),
                                "old\n",
                                Duration.ofSeconds(60))
                        .status())
                .isZero();
        Process server = programs.startServer(
                List.of(
                        "-D", data.toString(),
                        "-c", "port=" + port,
                        "-c", "listen_addresses=127.0.0.1",
                        "-c", "unix_socket_directories=",
                        "-c", "fsync=off"),
                data.resolve("log"));
        try {
            org.awaitility.Awaitility.await()
                    .until(() -> PostmasterFile.of(data)
                            .filter(PostmasterFile::ready)
                            .isPresent());
            // First as a superuser who prepares nothing but a login, then as that login.
            String url = "jdbc:postgresql://127.0.0.1:%d/".formatted(port);
            try (Connection connection = new DriverManagerDataSource(url + "postgres", "old", "old").getConnection()) {
                Sql.run(connection, "create role plain login createrole password 'plain'");
                Sql.run(connection, "create database plain owner plain");
            }
            DataSource login = new DriverManagerDataSource(url + "plain", "plain", "plain");
            assertThat(migrate(login)).isEqualTo(new SchemaVersion("001"));
            try (Connection connection = login.getConnection()) {
                Sql.run(connection, DatabaseRole.APP.sessionSql());
                Sql.run(connection, "insert into stick (workspace_id) values (1)");
            }
        } finally {
            programs.run(
                    "pg_ctl", List.of("stop", "-D", data.toString(), "-m", "immediate"), "", Duration.ofSeconds(60));
            server.waitFor();
            UnpackPostgres.delete(data);
        }
    }

    private SchemaVersion migrate(DataSource login) {
        return MigrateSchema.from(login, "filesystem:" + migrations).run();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
