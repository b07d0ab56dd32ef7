package dev.tallystick.storage;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/// Whether the database can be written to, not merely reached: after a failover the old address may lead to a standby.
final class DatabaseHealth extends AbstractHealthIndicator {
    private final DataSource system;
    private final boolean embedded;

    DatabaseHealth(DataSource system, boolean embedded) {
        super("The database does not answer");
        this.system = system;
        this.embedded = embedded;
    }

    /// That the database is away is told by the status; the log has its line already.
    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        try {
            look(builder);
        } catch (SQLException e) {
            if (!Absence.isOne(e)) {
                throw e;
            }
            builder.down().withDetail("reason", "The database does not answer");
        }
    }

    private void look(Health.Builder builder) throws SQLException {
        try (Connection connection = system.getConnection()) {
            builder.withDetail("version", Sql.text(connection, "show server_version"))
                    .withDetail("embedded", embedded);
            if (Sql.text(connection, "show transaction_read_only").equals("on")) {
                builder.down().withDetail("reason", "The database is read-only");
            } else {
                builder.up();
            }
        }
    }
}
