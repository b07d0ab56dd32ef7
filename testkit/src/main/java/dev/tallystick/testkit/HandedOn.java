package dev.tallystick.testkit;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.plan.Tally;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.RowCheck;
import dev.tallystick.syncjob.RowWriter;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a job gets for one run, and what it handed on.
final class HandedOn implements JobRun, RowWriter, JobHttp {
    private final SyncJob job;
    private final SettingValues settings;
    private final @Nullable String checkpoint;
    private final Clock clock;
    private final JobHttp answers;
    private final long mostRows;
    private final RowCheck check;
    private final Map<String, Row> byKey = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final Set<String> present = new LinkedHashSet<>();
    private final PairsInMemory.Effect effect = new PairsInMemory.Effect();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private @Nullable AssertionError failed;
    private long taken;

    HandedOn(
            SyncJob job,
            SettingValues settings,
            @Nullable String checkpoint,
            Clock clock,
            JobHttp answers,
            long mostRows) {
        this.job = job;
        this.settings = settings;
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.answers = answers;
        this.mostRows = mostRows;
        check = new RowCheck(job.schema(), job.tellsRemovals());
    }

    /// @param everything whether a row that was not handed on is missing
    record Ended(
            MemoryRun.Status status,
            String reason,
            @Nullable String checkpoint,
            boolean everything) {
        static Ended failed(String reason) {
            return new Ended(MemoryRun.Status.FAILED, reason, null, false);
        }

        static Ended partial(String reason) {
            return new Ended(MemoryRun.Status.PARTIAL, reason, null, false);
        }

        static Ended succeeded(@Nullable String checkpoint, boolean everything) {
            return new Ended(MemoryRun.Status.SUCCEEDED, "", checkpoint, everything);
        }
    }

    private static final class Stop extends RuntimeException {
        Stop() {
            super("The run was asked to stop.", null, false, false);
        }
    }

    /// Runs the job to its end. What a cassette has to say ends the test, also when the job has caught it.
    Ended run() {
        Ended ended;
        try {
            ended = ended(job.run(this));
        } catch (Stop _) {
            ended = Ended.partial("It was asked to stop before the end.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = Ended.partial("It was interrupted before the end.");
        } catch (ConnectorException outside) {
            ended = Ended.failed(String.valueOf(outside.getMessage()));
        } catch (Exception thrown) {
            ended = Ended.failed("The sync job '" + job.name() + "' failed: "
                    + thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
        }
        if (failed != null) {
            throw failed;
        }
        return stopping() ? Ended.partial("It was asked to stop before the end.") : ended;
    }

    private Ended ended(@Nullable Outcome outcome) {
        return switch (outcome) {
            case Outcome.Everything(String next) -> Ended.succeeded(next, true);
            case Outcome.Changes(String next) -> Ended.succeeded(next, false);
            case Outcome.Incomplete(String reason) -> Ended.partial(reason);
            case Outcome.TryLater later -> Ended.failed(later.sentence());
            case Outcome.GiveUp(String sentence) -> Ended.failed(sentence);
            case null ->
                Ended.failed("The sync job '" + job.name() + "' ended without an outcome; it must return one.");
        };
    }

    MemoryRun seen(Ended ended, PairsInMemory.Effect written, PairsInMemory pairs) {
        var status = ended.status() == MemoryRun.Status.SUCCEEDED && !written.failures.isEmpty()
                ? MemoryRun.Status.PARTIAL
                : ended.status();
        return new MemoryRun(
                status, ended.reason(), written.tally, written.changes, written.failures, calls, log, pairs.right());
    }

    Map<String, Row> byKey() {
        return byKey;
    }

    Set<String> removed() {
        return removed;
    }

    Set<String> present() {
        return present;
    }

    PairsInMemory.Effect effect() {
        return effect;
    }

    // ---- what the job asks of its run

    @Override
    public String owner() {
        return "1/" + job.name();
    }

    @Override
    public SettingValues settings() {
        return settings;
    }

    @Override
    public Optional<String> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public JobHttp http() {
        return this;
    }

    @Override
    public Answer send(Call call) {
        stopWhenAsked();
        calls.add(call);
        try {
            return answers.send(call);
        } catch (AssertionError unexpected) {
            failed = failed == null ? unexpected : failed;
            throw unexpected;
        }
    }

    @Override
    public void log(String sentence) {
        log.add(sentence);
    }

    @Override
    public boolean stopping() {
        return taken >= mostRows;
    }

    @Override
    public RowWriter rows() {
        return this;
    }

    @Override
    public void put(Row row) {
        take(row.id(), check.put(row), () -> byKey.put(row.id(), row));
    }

    @Override
    public void remove(String key) {
        take(key, check.remove(key), () -> removed.add(key));
    }

    private void take(String key, Optional<String> fault, Runnable work) {
        stopWhenAsked();
        taken++;
        if (fault.isEmpty()) {
            work.run();
            return;
        }
        if (!byKey.containsKey(key)) {
            present.add(key);
        }
        fail(key, fault.get());
    }

    @Override
    public void unreadable(String where, String reason) {
        stopWhenAsked();
        taken++;
        fail(where, reason);
    }

    private void fail(String where, String reason) {
        effect.failures.put(where, reason);
        effect.tally = effect.tally.plus(Tally.Outcome.FAILED, 1);
    }

    private void stopWhenAsked() {
        if (stopping()) {
            throw new Stop();
        }
    }
}
