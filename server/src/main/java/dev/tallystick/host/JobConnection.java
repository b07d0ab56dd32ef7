package dev.tallystick.host;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.connector.TableRef;
import dev.tallystick.connector.Target;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.syncjob.SyncJob;
import java.util.List;

/// A job in use by one attempt.
final class JobConnection implements OpenConnection {
    private final SyncJob job;
    private final SettingValues settings;
    private final EgressClient egress;
    private final Surroundings surroundings;
    private final int pageRows;

    JobConnection(SyncJob job, SettingValues settings, EgressClient egress, Surroundings surroundings, int pageRows) {
        this.job = job;
        this.settings = settings;
        this.egress = egress;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
    }

    /// Only a run can show whether a job works; that it is there is known.
    @Override
    public List<Stage> check() {
        return List.of(new Stage("job", true, "The sync job '" + job.name() + "' is part of this server."));
    }

    @Override
    public List<String> tables() {
        return List.of(job.name());
    }

    @Override
    public Source source(TableRef table) {
        if (!table.name().equals(job.name())) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The sync job '" + job.name() + "' has no table '" + table.name() + "'"
                            + NearestName.hint(table.name(), tables()));
        }
        var http = new GuardedHttp(egress, surroundings, job.limit(settings));
        return new JobSource(job, settings, http, surroundings, pageRows);
    }

    @Override
    public Target target(TableRef table) {
        throw new ConnectorException(
                Problem.SETTINGS,
                "The sync job '" + job.name() + "' only hands rows on, so it cannot be the side that is written to.");
    }

    @Override
    public void close() {
        // The way out is shared and stays open.
    }
}
