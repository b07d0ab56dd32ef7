package dev.tallystick.testkit;

import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Settings.Setting;
import dev.tallystick.plan.Policies;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.SyncJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A sync of one job into a table in memory: each run fetches, is planned by the server's own planner, and writes. The
/// checkpoint and the table stay from run to run.
///
/// ```java
/// var sync = MemorySync.of(new StationsJob())
///         .with("base_url", "https://stations.example")
///         .answeredBy(Cassette.at("src/test/cassettes/stations.json"));
///
/// assertThat(sync.run()).succeeded().hasTally("3 created");
/// sync.clock().advance(Duration.ofHours(1));
/// assertThat(sync.run()).succeeded().updated("graz").hasTally("1 updated");
/// ```
///
/// A secret setting that the test does not give is `REDACTED` while a cassette plays. While it records it is taken from
/// the environment, under the names of job and setting in capitals: `STATIONS_API_KEY`.
public final class MemorySync {
    private static final String BEGINNING = "2026-01-01T00:00:00Z";

    private final SyncJob job;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private JobHttp http = MemorySync::refuse;
    private VirtualClock clock = VirtualClock.at(BEGINNING);
    private Policies policies = Policies.DEFAULT;
    private @Nullable PairsInMemory pairs;
    private @Nullable String checkpoint;

    private MemorySync(SyncJob job) {
        this.job = job;
    }

    public static MemorySync of(SyncJob job) {
        return new MemorySync(job);
    }

    /// Fills in a setting of the job.
    public MemorySync with(String setting, Object value) {
        var names = job.settings().settings().stream().map(Setting::name).toList();
        if (!names.contains(setting)) {
            throw new IllegalArgumentException("The sync job '" + job.name() + "' has no setting '" + setting + "'"
                    + NearestName.hint(setting, names));
        }
        settings.put(setting, value);
        return this;
    }

    /// Where the job's calls are answered; a [Cassette] or a test's own.
    public MemorySync answeredBy(JobHttp answers) {
        http = answers;
        return this;
    }

    /// Starts its clock at this time, as ISO 8601; otherwise it begins with the year 2026.
    public MemorySync at(String instant) {
        clock = VirtualClock.at(instant);
        return this;
    }

    /// Deletes what is gone, as `on_delete: propagate` does; otherwise it stays, as in a sync that does not say.
    public MemorySync deleting() {
        policies = new Policies(DeletePolicy.PROPAGATE, null, true);
        return this;
    }

    public VirtualClock clock() {
        return clock;
    }

    /// What the next run will be handed.
    public Optional<String> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /// From the checkpoint on, as the schedule does.
    public MemoryRun run() {
        return run(checkpoint, Long.MAX_VALUE);
    }

    /// Without a checkpoint: everything anew.
    public MemoryRun runInFull() {
        return run(null, Long.MAX_VALUE);
    }

    /// Told to stop once so many rows were handed on, as when somebody cancels it or the server ends.
    public MemoryRun runStoppedAfter(int rows) {
        return run(checkpoint, rows);
    }

    private MemoryRun run(@Nullable String from, long mostRows) {
        var filled = filled();
        var planned = pairs;
        if (planned == null) {
            planned = new PairsInMemory(job.name(), job.schema(), policies);
            pairs = planned;
        }
        var handedOn = new HandedOn(job, filled, from, clock, http, mostRows);
        var ended = handedOn.run();
        if (http instanceof Cassette cassette) {
            cassette.save();
        }
        if (ended.status() == MemoryRun.Status.FAILED) {
            return handedOn.seen(ended, new PairsInMemory.Effect(), planned);
        }
        var effect = planned.apply(
                handedOn.byKey(), handedOn.removed(), handedOn.present(), ended.everything(), handedOn.effect());
        if (ended.status() == MemoryRun.Status.SUCCEEDED) {
            checkpoint = ended.checkpoint();
        }
        return handedOn.seen(ended, effect, planned);
    }

    private SettingValues filled() {
        var values = new LinkedHashMap<>(settings);
        var secrets = new ArrayList<String>();
        for (var setting : job.settings().settings()) {
            if (setting.secret()) {
                if (setting.required() || values.containsKey(setting.name())) {
                    values.computeIfAbsent(setting.name(), this::secret);
                    secrets.add(values.get(setting.name()).toString());
                }
            } else if (setting.required() && !values.containsKey(setting.name())) {
                throw new IllegalStateException("The sync job '" + job.name() + "' needs the setting '" + setting.name()
                        + "': say .with(\"" + setting.name() + "\", …).");
            }
        }
        if (http instanceof Cassette cassette) {
            cassette.know(secrets);
        }
        var filled = new SettingValues(values);
        var faults = job.validate(filled);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "The sync job '" + job.name() + "' refuses its settings: " + String.join(" ", List.copyOf(faults)));
        }
        return filled;
    }

    private String secret(String setting) {
        if (!(http instanceof Cassette cassette) || !cassette.recording()) {
            return Redaction.REDACTED;
        }
        var name = (job.name() + "_" + setting).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        var value = cassette.environment(name);
        if (value.isEmpty()) {
            throw new IllegalStateException("To record, the sync job '" + job.name() + "' needs the secret setting '"
                    + setting + "': put it into the environment variable " + name + ".");
        }
        return value;
    }

    private static JobHttp.Answer refuse(JobHttp.Call call) {
        throw new AssertionError("The job called " + call
                + ", and this test answers no calls: say .answeredBy(Cassette.at(\"src/test/cassettes/….json\")).");
    }
}
