package dev.tallystick.connection;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Glimpse;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Standing;
import dev.tallystick.connector.TableRef;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.web.Refusal;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/// Asks a system which tables it has and which fields they have, for somebody who sets up a sync.
public final class ReadTables {
    private final Connections connections;

    ReadTables(Connections connections) {
        this.connections = connections;
    }

    /// @param typed whether the fields have types of their own
    public record Found(OpenTable.Shape shape, boolean typed) {}

    /// By name; empty when the system does not say.
    public List<String> tables(WorkspaceId workspace, String connection) {
        try (var open = connections.open(workspace, connection, () -> false)) {
            return open.tables();
        } catch (ConnectorException trouble) {
            throw refused(connection, trouble);
        }
    }

    /// All fields of a table whose rows have ids of their own. Nothing is made there.
    public Found fields(WorkspaceId workspace, String connection, TableRef ref) {
        try (var open = connections.open(workspace, connection, () -> false);
                var table = open.table(ref)) {
            return new Found(table.prepare(List.of(), null, false), table.typed());
        } catch (ConnectorException trouble) {
            throw refused(connection, trouble);
        }
    }

    /// The beginning of a table that a one-way sync could read.
    public Glimpse glimpse(WorkspaceId workspace, String connection, TableRef ref, int rows) {
        try (var open = connections.open(workspace, connection, () -> false)) {
            return open.glimpse(ref, rows);
        } catch (ConnectorException trouble) {
            throw refused(connection, trouble);
        }
    }

    /// How a table that a one-way sync could fill stands now. Nothing is made there.
    public Standing standing(WorkspaceId workspace, String connection, TableRef ref) {
        try (var open = connections.open(workspace, connection, () -> false)) {
            return open.standing(ref);
        } catch (ConnectorException trouble) {
            throw refused(connection, trouble);
        }
    }

    private static Refusal refused(String connection, ConnectorException trouble) {
        var problem = trouble.problem();
        return new Refusal(
                problem == Problem.UNAVAILABLE || problem == Problem.RATE_LIMIT
                        ? HttpStatus.SERVICE_UNAVAILABLE
                        : HttpStatus.CONFLICT,
                problem.name().toLowerCase(Locale.ROOT),
                "'" + connection + "': " + trouble.getMessage());
    }
}
