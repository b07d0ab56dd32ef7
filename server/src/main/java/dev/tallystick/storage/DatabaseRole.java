package dev.tallystick.storage;

/// The database roles, none of which can log in. The login user takes one on with `SET ROLE`.
enum DatabaseRole {
    /// Owns the schema and migrates it.
    OWNER("tallystick_owner"),
    /// Serves people and runs; sees one workspace at a time.
    APP("tallystick_app"),
    /// Schedules and tidies; sees all workspaces.
    SYSTEM("tallystick_system");

    static final String SCHEMA = "tallystick";

    final String sqlName;

    DatabaseRole(String sqlName) {
        this.sqlName = sqlName;
    }

    /// `pg_temp` last: left unsaid it would come first, and a temporary table could stand before a real one.
    ///
    /// A process that is frozen in the middle of a transaction would keep its locks, the one on its lease too,
    /// and nobody could take over. Migrations may think for longer.
    String sessionSql() {
        return "SET ROLE %s; SET search_path TO %s, pg_temp".formatted(sqlName, SCHEMA)
                + (equals(OWNER) ? "" : "; SET idle_in_transaction_session_timeout TO '10s'");
    }
}
