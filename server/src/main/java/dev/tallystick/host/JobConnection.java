package dev.tallystick.host;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import java.util.List;

/// A job in use by one attempt.
final class JobConnection implements OpenConnection {
    private final String name;
    private final Source rows;

    /// @param name of the job and of its table
    JobConnection(String name, Source rows) {
        this.name = name;
        this.rows = rows;
    }

    /// Only a run can show whether a job works; that it is there is known.
    @Override
    public List<Stage> check() {
        return List.of(new Stage("job", true, "The sync job '" + name + "' is part of this server."));
    }

    @Override
    public List<String> tables() {
        return List.of(name);
    }

    @Override
    public Source source(TableRef table) {
        if (!table.name().equals(name)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The sync job '" + name + "' has no table '" + table.name() + "'"
                            + NearestName.hint(table.name(), tables()));
        }
        return rows;
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "The sync job '" + name + "' only hands rows on, so it cannot be the side that is written to.");
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
