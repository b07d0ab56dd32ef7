package dev.tallystick.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/// Makes the roles and the schema that the migrations start from, as the login user. It only adds what is missing,
/// so a login user without the right to create roles works where an administrator made them before.
///
/// Roles belong to the whole server, so another node, even one of another database, may be making the same ones
/// at the same moment; such a collision is tried again.
final class PrepareRoles {
    private static final int ATTEMPTS = 8;
    /// Any constant number; it names our lock among the database's advisory locks.
    private static final long LOCK = 7_409_241_001L;

    private static final Set<String> COLLISIONS = Set.of(
            "23505", // unique_violation in a catalog
            "42710", // duplicate_object
            "42P06", // duplicate_schema
            "40P01", // deadlock_detected
            "40001", "XX000"); // "tuple concurrently updated" has no code of its own

    private final DataSource login;
    private final String schema;

    PrepareRoles(DataSource login, String schema) {
        this.login = login;
        this.schema = schema;
    }

    void run() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = login.getConnection()) {
                CheckServer.on(connection);
                connection.setAutoCommit(false);
                Sql.run(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
                prepare(connection);
                connection.commit();
                return;
            } catch (SQLException e) {
                if ("42501".equals(e.getSQLState())) {
                    throw missingRight(e);
                }
                if (!COLLISIONS.contains(String.valueOf(e.getSQLState())) || attempt == ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private void prepare(Connection connection) throws SQLException {
        int major = CheckServer.majorVersion(connection);
        for (DatabaseRole role : DatabaseRole.values()) {
            create(connection, role);
            grantToLogin(connection, role, major);
        }
        refuseShortcut(connection);
        createSchema(connection);
        grantOnSchema(connection);
    }

    private static void create(Connection connection, DatabaseRole role) throws SQLException {
        if (!Sql.exists(connection, "select 1 from pg_roles where rolname = '%s'".formatted(role.sqlName))) {
            Sql.run(connection, "create role %s nologin".formatted(role.sqlName));
        }
        if (Sql.exists(
                connection,
                "select 1 from pg_roles where rolname = '%s' and (rolsuper or rolbypassrls)".formatted(role.sqlName))) {
            throw new StorageProblem(
                    "The database role %1$s can bypass row-level security, which keeps workspaces apart. Take that from it: ALTER ROLE %1$s NOSUPERUSER NOBYPASSRLS."
                            .formatted(role.sqlName));
        }
    }

    /// Since PostgreSQL 16 the maker of a role may grant it, but is not itself allowed to take it on until it is
    /// granted with SET. It is not inherited: outside `SET ROLE` the login user has none of its rights.
    private static void grantToLogin(Connection connection, DatabaseRole role, int major) throws SQLException {
        String may = major >= 16 ? "SET" : "MEMBER";
        if (!Sql.flag(connection, "pg_has_role(current_user, '%s', '%s')".formatted(role.sqlName, may))) {
            Sql.run(
                    connection,
                    "grant %s to current_user%s"
                            .formatted(role.sqlName, major >= 16 ? " with inherit false, set true" : ""));
        }
    }

    /// The owner of a table is free of its policies, so the other two must not be able to become the owner.
    private static void refuseShortcut(Connection connection) throws SQLException {
        for (DatabaseRole role : new DatabaseRole[] {DatabaseRole.APP, DatabaseRole.SYSTEM}) {
            if (Sql.flag(
                    connection,
                    "pg_has_role('%s', '%s', 'MEMBER')".formatted(role.sqlName, DatabaseRole.OWNER.sqlName))) {
                throw new StorageProblem(
                        "The database role %s is a member of %s and could bypass row-level security. Take that from it: REVOKE %2$s FROM %1$s."
                                .formatted(role.sqlName, DatabaseRole.OWNER.sqlName));
            }
        }
    }

    private void createSchema(Connection connection) throws SQLException {
        if (!Sql.exists(connection, "select 1 from pg_namespace where nspname = '%s'".formatted(schema))) {
            Sql.run(connection, "create schema %s authorization %s".formatted(schema, DatabaseRole.OWNER.sqlName));
        }
        String owner = Sql.text(
                connection,
                "select pg_get_userbyid(nspowner) from pg_namespace where nspname = '%s'".formatted(schema));
        if (!owner.equals(DatabaseRole.OWNER.sqlName)) {
            throw new StorageProblem(
                    "The schema %s of this database belongs to %s, not to Tallystick (%s); give Tallystick a database of its own."
                            .formatted(schema, owner, DatabaseRole.OWNER.sqlName));
        }
    }

    private void grantOnSchema(Connection connection) throws SQLException {
        String both = DatabaseRole.APP.sqlName + ", " + DatabaseRole.SYSTEM.sqlName;
        Sql.run(connection, "set local role " + DatabaseRole.OWNER.sqlName);
        Sql.run(connection, "grant usage on schema %s to %s".formatted(schema, both));
        Sql.run(
                connection,
                "alter default privileges in schema %s grant select, insert, update, delete on tables to %s"
                        .formatted(schema, both));
        Sql.run(
                connection,
                "alter default privileges in schema %s grant usage, select on sequences to %s".formatted(schema, both));
    }

    private static StorageProblem missingRight(SQLException e) {
        return new StorageProblem(
                "The user of DATABASE_URL may not prepare the database (%s). Give it the right to create roles and the database itself (ALTER ROLE … CREATEROLE; ALTER DATABASE … OWNER TO …), or let an administrator start Tallystick once."
                        .formatted(e.getMessage()),
                e);
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(20, 200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
