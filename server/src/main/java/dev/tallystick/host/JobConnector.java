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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A sync job as a connector that can be read: its table has the job's name.
public final class JobConnector implements Connector {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private final SyncJob job;
    private final EgressClient egress;
    private final Hosting hosting;

    /// Every job as a connector.
    ///
    /// @param silence after which a job that asks for nothing is given up
    public static Stream<Connector> all(Stream<SyncJob> jobs, EgressClient egress, Duration silence) {
        return jobs.map(job -> new JobConnector(job, egress, Hosting.with(silence)));
    }

    /// The jobs that jars name in `META-INF/services/dev.tallystick.syncjob.SyncJob`: those on the class path, and
    /// those
    /// in a folder.
    ///
    /// @param folder null for none
    /// @throws JobFolder.Broken when the folder cannot be used
    public static Stream<SyncJob> found(@Nullable Path folder) {
        var here = ServiceLoader.load(SyncJob.class).stream().map(ServiceLoader.Provider::get);
        return folder == null ? here : Stream.concat(here, new JobFolder(folder).jobs());
    }

    JobConnector(SyncJob job, EgressClient egress, Hosting hosting) {
        this.job = named(job);
        this.egress = egress;
        this.hosting = hosting;
    }

    /// @throws IllegalArgumentException when nobody could write this job's name in a file
    static SyncJob named(SyncJob job) {
        @Nullable String name = job.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The sync job " + job.getClass().getName() + " is named '" + name
                    + "'; a name has small letters, digits, - and _, and begins with a letter.");
        }
        return job;
    }

    @Override
    public String name() {
        return job.name();
    }

    /// Without any where the job cannot say; [#validate] then says why.
    @Override
    public Settings settings() {
        try {
            return asked("settings", job::settings);
        } catch (ConnectorException _) {
            return Settings.of();
        }
    }

    @Override
    public List<String> validate(SettingValues settings) {
        try {
            asked("settings", job::settings);
            return List.copyOf(asked("opinion on its settings", () -> job.validate(settings)));
        } catch (ConnectorException cannot) {
            return List.of(String.valueOf(cannot.getMessage()));
        }
    }

    /// What a job says of itself; it is somebody else's code, and may throw or say nothing.
    ///
    /// @param what as a noun
    private <T> T asked(String what, Supplier<@Nullable T> question) {
        @Nullable T said;
        try {
            said = question.get();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw new ConnectorException(
                    Problem.SETTINGS, "The sync job '" + job.name() + "' cannot tell its " + what + ": " + said(e), e);
        }
        if (said == null) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "The sync job '" + job.name() + "' cannot tell its " + what + ": it returns null.");
        }
        return said;
    }

    @Override
    public OpenConnection open(SettingValues settings, Surroundings surroundings) {
        var faults = validate(settings);
        if (!faults.isEmpty()) {
            throw new ConnectorException(Problem.SETTINGS, String.join(" ", faults));
        }
        var limit = asked("limit", () -> job.limit(settings));
        var schema = asked("schema", job::schema);
        var http = new GuardedHttp(egress, surroundings, limit);
        return new JobConnection(job.name(), new JobSource(job, schema, settings, http, surroundings, hosting));
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
