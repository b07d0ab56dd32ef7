package dev.tallystick.storage;

import java.sql.Connection;
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

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
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
