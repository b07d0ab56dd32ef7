package dev.tallystick.storage;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Refuses a server on which Tallystick's promises cannot be kept, before anything is written to it.
final class CheckServer {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;
    private static final Logger log = LoggerFactory.getLogger(CheckServer.class);

    private CheckServer() {}

    static int majorVersion(Connection connection) throws SQLException {
        return Integer.parseInt(Sql.text(connection, "show server_version_num")) / 10_000;
    }

    static void on(Connection connection) throws SQLException {
        int major = majorVersion(connection);
        if (major < OLDEST || major > NEWEST) {
            throw new StorageProblem(
                    "This database is PostgreSQL %d; Tallystick works with %d to %d.".formatted(major, OLDEST, NEWEST));
        }
        String encoding = Sql.text(connection, "show server_encoding");
        if (!encoding.equals("UTF8")) {
            throw new StorageProblem(
                    "This database is encoded in %s; Tallystick needs one created with ENCODING 'UTF8'."
                            .formatted(encoding));
        }
        if (Sql.flag(connection, "pg_is_in_recovery()")) {
            throw new StorageProblem(
                    "This database is a standby and cannot be written to; give Tallystick the primary (targetServerType=primary).");
        }
        if (Sql.text(connection, "show synchronous_commit").equals("off")) {
            throw new StorageProblem(
                    "This database answers a commit before it is on disk (synchronous_commit=off), so a crash would lose what Tallystick has promised. Turn it on for this user: ALTER ROLE %s SET synchronous_commit = on."
                            .formatted(Sql.text(connection, "select quote_ident(session_user)")));
        }
        if (Sql.text(connection, "show fsync").equals("off")) {
            log.warn(
                    "This PostgreSQL runs with fsync=off: a power cut can destroy the database. That is its administrator's choice; Tallystick cannot change it.");
        }
    }
}
