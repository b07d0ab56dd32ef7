package dev.tallystick.connectors.postgres;

import dev.tallystick.connector.FencedException;
import dev.tallystick.connector.Target.Fence;
import java.sql.Connection;
import java.sql.SQLException;

/// The row that says up to which epoch an owner's workers have spoken. A batch holds its lock until it is committed or
/// gone, so whoever raises it afterwards knows that no earlier batch can land any more.
final class Fences {
    private Fences() {}

    /// Takes the row's lock and lets the epoch through, or throws.
    static void pass(Connection connection, TableName name, Fence fence) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT epoch FROM " + name.fence() + " WHERE owner = ? FOR UPDATE")) {
            statement.setString(1, fence.owner());
            try (var rows = statement.executeQuery()) {
                if (rows.next() && rows.getLong(1) == fence.epoch()) {
                    return;
                }
            }
        }
        raise(connection, name, fence);
    }

    private static void raise(Connection connection, TableName name, Fence fence) throws SQLException {
        try (var statement = connection.prepareStatement("INSERT INTO " + name.fence()
                + " AS f (owner, epoch) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET epoch = excluded.epoch"
                + " WHERE f.epoch <= excluded.epoch")) {
            statement.setString(1, fence.owner());
            statement.setLong(2, fence.epoch());
            if (statement.executeUpdate() == 0) {
                throw new FencedException("A later attempt of '" + fence.owner() + "' has begun to write to "
                        + name.schema() + "; this one, of epoch " + fence.epoch() + ", must stop.");
            }
        }
    }
}
