package dev.tallystick.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// Brings the database to the schema that this version knows, or refuses it untouched. Several nodes may start at
/// once: one migrates, the others wait for it.
final class MigrateSchema {
    static final String HISTORY = "flyway_schema_history";

    private static final String OURS = "classpath:db/migration";

    private final DataSource login;
    private final String schema;
    private final String location;

    private MigrateSchema(DataSource login, String schema, String location) {
        this.login = login;
        this.schema = schema;
        this.location = location;
    }

    static MigrateSchema of(DataSource login) {
        return from(login, OURS);
    }

    static MigrateSchema from(DataSource login, String location) {
        return new MigrateSchema(login, DatabaseRole.SCHEMA, location);
    }

    /// A schema of the same shape beside the real one.
    static MigrateSchema beside(DataSource login, String schema) {
        return new MigrateSchema(login, schema, OURS);
    }

    /// The version that the schema then has.
    SchemaVersion run() {
        return runTo(MigrationVersion.LATEST);
    }

    /// As an earlier Tallystick had it.
    void runTo(String version) {
        runTo(MigrationVersion.fromVersion(version));
    }

    /// @throws StorageProblem when this Tallystick knows no such version of the schema
    void refuseUnknown(String version) {
        var wanted = MigrationVersion.fromVersion(version);
        if (Arrays.stream(flyway(MigrationVersion.LATEST).info().all())
                .noneMatch(migration -> wanted.equals(migration.getVersion()))) {
            throw new StorageProblem(
                    "It is of a newer Tallystick (its schema has migration %s, which this version does not know). Nothing was written; use that version or a later one."
                            .formatted(version));
        }
    }

    private SchemaVersion runTo(MigrationVersion target) {
        try {
            new PrepareRoles(login, schema).run();
            Flyway flyway = flyway(target);
            refuseNewer(flyway);
            flyway.migrate();
            closeHistory();
            MigrationInfo current = flyway.info().current();
            return new SchemaVersion(current == null ? "0" : String.valueOf(current.getVersion()));
        } catch (FlywayException e) {
            throw new StorageProblem(
                    "The database schema could not be brought to this version: "
                            + String.valueOf(e.getMessage()).strip(),
                    e);
        } catch (SQLException e) {
            throw new StorageProblem("The database cannot be used: " + e.getMessage(), e);
        }
    }

    private Flyway flyway(MigrationVersion target) {
        return Flyway.configure(MigrateSchema.class.getClassLoader())
                .dataSource(login)
                .initSql(DatabaseRole.OWNER.sessionSql(schema))
                .defaultSchema(schema)
                .createSchemas(false)
                .table(HISTORY)
                .locations(location)
                .target(target)
                .placeholderReplacement(false) // a migration is plain SQL, whatever stands in its comments
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load();
    }

    /// Flyway's own answer to a schema from the future is to go on with a warning.
    private static void refuseNewer(Flyway flyway) {
        String unknown = String.join(
                ", ",
                Arrays.stream(flyway.info().all())
                        .filter(migration -> migration.getState().isApplied()
                                && !migration.getState().isResolved())
                        .map(migration -> String.valueOf(migration.getVersion()))
                        .toList());
        if (!unknown.isEmpty()) {
            throw new StorageProblem(
                    "This database was last used by a newer Tallystick (it has migration %s, which this version does not know). Nothing was written; start that version or a later one."
                            .formatted(unknown));
        }
    }

    /// The default privileges also cover Flyway's own table, which is nobody's business but the owner's.
    private void closeHistory() throws SQLException {
        try (Connection connection = login.getConnection()) {
            Sql.run(connection, DatabaseRole.OWNER.sessionSql(schema));
            if (Sql.flag(connection, "to_regclass('%s') is not null".formatted(HISTORY))) {
                Sql.run(
                        connection,
                        "revoke insert, update, delete, truncate on %s from %s, %s"
                                .formatted(HISTORY, DatabaseRole.APP.sqlName, DatabaseRole.SYSTEM.sqlName));
            }
        }
    }

    /// Who holds one knows that the schema is there.
    record SchemaVersion(String version) {}
}
