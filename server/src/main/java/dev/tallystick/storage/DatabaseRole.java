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
    /// and nobody could take over. In the middle of a batch its session does not count as idle, and only a limit
    /// for the whole transaction, which PostgreSQL has from 17 on, ends it. Migrations may think for longer.
    String sessionSql() {
        return sessionSql(SCHEMA);
    }

    /// The same on another schema of the same shape.
    String sessionSql(String schema) {
        return "SET ROLE %s; SET search_path TO %s, pg_temp".formatted(sqlName, schema)
                + (equals(OWNER)
                        ? ""
                        : "; SET idle_in_transaction_session_timeout TO '10s'"
                                + "; SELECT set_config('transaction_timeout', '120s', false)"
                                + " WHERE current_setting('server_version_num')::int >= 170000");
    }
}
