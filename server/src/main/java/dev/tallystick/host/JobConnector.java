package dev.tallystick.host;

import dev.tallystick.connector.Connector;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.syncjob.SyncJob;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// A sync job as a connector that can be read: its table has the job's name.
public final class JobConnector implements Connector {
    private static final int PAGE_ROWS = 500;

    private final SyncJob job;
    private final EgressClient egress;
    private final int pageRows;

    /// Every job as a connector.
    public static Stream<Connector> all(Stream<SyncJob> jobs, EgressClient egress) {
        return jobs.map(job -> new JobConnector(job, egress, PAGE_ROWS));
    }

    /// The jobs that jars on the class path name in `META-INF/services/dev.tallystick.syncjob.SyncJob`.
    public static Stream<SyncJob> found() {
        return ServiceLoader.load(SyncJob.class).stream().map(ServiceLoader.Provider::get);
    }

    /// @param pageRows that are handed on at once
    JobConnector(SyncJob job, EgressClient egress, int pageRows) {
        this.job = job;
        this.egress = egress;
        this.pageRows = pageRows;
    }

    @Override
    public String name() {
        return job.name();
    }

    @Override
    public Settings settings() {
        return job.settings();
    }

    @Override
    public List<String> validate(SettingValues settings) {
        try {
            return job.validate(settings);
        } catch (RuntimeException e) {
            return List.of("The sync job '" + job.name() + "' could not look at its settings: " + said(e));
        }
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var faults = validate(settings);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        return new JobConnection(job, settings, egress, surroundings, pageRows);
    }

    /// What somebody else's exception says as a sentence, with its kind where that is all.
    static String said(Throwable trouble) {
        var message = String.valueOf(trouble.getMessage()).strip();
        var kind = trouble.getClass().getSimpleName();
        if (trouble.getMessage() == null || message.isEmpty()) {
            return kind + ".";
        }
        return kind + ": " + message + (message.matches("(?s).*[.!?…]") ? "" : ".");
    }
}
