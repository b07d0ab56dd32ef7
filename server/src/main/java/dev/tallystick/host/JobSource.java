package dev.tallystick.host;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.Source;
import dev.tallystick.connector.Surroundings;
import dev.tallystick.syncjob.JobHttp;
import dev.tallystick.syncjob.JobRun;
import dev.tallystick.syncjob.Outcome;
import dev.tallystick.syncjob.RowCheck;
import dev.tallystick.syncjob.RowWriter;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows that a job hands on.
final class JobSource implements Source {
    private static final Logger log = LoggerFactory.getLogger(JobSource.class);

    /// What a row that was removed says of itself; no field of a job can have this name.
    private static final String REMOVED = "\u2020removed";

    /// More lines than this of one run help nobody.
    private static final int MOST_LINES = 1_000;

    private static final int LONGEST_LINE = 500;

    /// A page is also full with so much text, so that few but long rows need no more memory than many short ones.
    private static final int PAGE_CHARS = 1_000_000;

    private final SyncJob job;
    private final Schema schema;
    private final SettingValues settings;
    private final JobHttp http;
    private final Surroundings surroundings;
    private final Hosting hosting;

    JobSource(
            SyncJob job,
            Schema schema,
            SettingValues settings,
            JobHttp http,
            Surroundings surroundings,
            Hosting hosting) {
        this.job = job;
        this.schema = schema;
        this.settings = settings;
        this.http = http;
        this.surroundings = surroundings;
        this.hosting = hosting;
    }

    @Override
    public Schema schema() {
        if (!job.tellsRemovals()) {
            return schema;
        }
        var fields = new ArrayList<>(schema.fields());
        fields.add(Field.of(REMOVED, FieldType.BOOLEAN));
        return new Schema(fields);
    }

    @Override
    public @Nullable String goneField() {
        return job.tellsRemovals() ? REMOVED : null;
    }

    @Override
    public boolean closed() {
        return true;
    }

    @Override
    public boolean incremental() {
        return true;
    }

    @Override
    public Listing list(Request request, PageSink sink) {
        var work = new JobAtWork(job, hosting, surroundings.stopping());
        var reading = new Reading(request.cursor(), sink, work);
        try {
            var outcome = work.run(() -> job.run(reading));
            reading.end();
            return listing(outcome);
        } catch (Stopped _) {
            return new Listing.Partial("It was asked to stop before the end.");
        } catch (SinkTrouble ours) {
            throw ours.trouble();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Listing.Partial("It was interrupted before the end.");
        } catch (ExecutionException thrown) {
            if (reading.trouble != null) {
                throw reading.trouble;
            }
            return thrown(Objects.requireNonNull(thrown.getCause()));
        }
    }

    /// What the job threw. Whatever it is, it ends this run alone; only where memory has run out nobody can go on.
    private Listing thrown(Throwable cause) {
        return switch (cause) {
            case Stopped _ -> new Listing.Partial("It was asked to stop before the end.");
            case InterruptedException _ -> new Listing.Partial("It was interrupted before the end.");
            case ConnectorException outside -> throw outside;
            case OutOfMemoryError noMemory -> throw noMemory;
            default ->
                throw new ConnectorException(
                        Problem.BAD_ANSWER,
                        "The sync job '" + job.name() + "' failed: " + JobConnector.said(cause),
                        cause);
        };
    }

    private Listing listing(@Nullable Outcome outcome) {
        if (surroundings.stopping().getAsBoolean()) {
            return new Listing.Partial("It was asked to stop before the end.");
        }
        return switch (outcome) {
            case Outcome.Everything(String checkpoint) -> new Listing.Complete(checkpoint, "everything", true);
            case Outcome.Changes(String checkpoint) -> new Listing.Complete(checkpoint, "everything", false);
            case Outcome.Incomplete(String reason) -> new Listing.Partial(reason);
            case Outcome.TryLater later ->
                throw new ConnectorException(Problem.UNAVAILABLE, later.sentence(), later.after(), null);
            case Outcome.GiveUp(String sentence) -> throw new ConnectorException(Problem.NOT_FOUND, sentence);
            case null ->
                throw new ConnectorException(
                        Problem.SETTINGS,
                        "The sync job '" + job.name() + "' ended without an outcome; it must return one.");
        };
    }

    /// Trouble of ours that must not look like the job's, whatever the job catches in between.
    private static final class SinkTrouble extends RuntimeException {
        private final RuntimeException trouble;

        SinkTrouble(RuntimeException trouble) {
            super(null, trouble, false, false);
            this.trouble = trouble;
        }

        RuntimeException trouble() {
            return trouble;
        }
    }

    /// One run of the job. The job calls it on its own thread; pages, calls and lines are the attempt's to make.
    private final class Reading implements JobRun, RowWriter, JobHttp {
        private final @Nullable String checkpoint;
        private final PageSink sink;
        private final JobAtWork work;
        private final RowCheck check = new RowCheck(schema, job.tellsRemovals());
        private final List<Row> rows = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private final AtomicInteger lines = new AtomicInteger();
        private @Nullable RuntimeException trouble;
        private long chars;
        private int taken;
        private int faults;

        Reading(@Nullable String checkpoint, PageSink sink, JobAtWork work) {
            this.checkpoint = checkpoint;
            this.sink = sink;
            this.work = work;
        }

        @Override
        public String owner() {
            return surroundings.owner();
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
            return surroundings.clock();
        }

        @Override
        public JobHttp http() {
            return this;
        }

        @Override
        public Answer send(Call call) {
            return work.ask(() -> http.send(call));
        }

        @Override
        public RowWriter rows() {
            return this;
        }

        /// Once there are too many, a line is no sign of life any more either.
        @Override
        public void log(String sentence) {
            if (lines.incrementAndGet() <= MOST_LINES) {
                var line = sentence.lines().findFirst().orElse("");
                var shown = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
                work.ask(() -> {
                    log.info("{}: {}", job.name(), shown);
                    return shown;
                });
            }
        }

        @Override
        public boolean stopping() {
            return surroundings.stopping().getAsBoolean();
        }

        @Override
        public synchronized void put(Row row) {
            take(row, check.put(row));
        }

        @Override
        public synchronized void remove(String key) {
            take(new Row(key, Map.of(REMOVED, new Value.Bool(true))), check.remove(key));
        }

        @Override
        public synchronized void unreadable(String where, String reason) {
            fault(new Unreadable(where, reason));
        }

        private void take(Row row, Optional<String> fault) {
            if (fault.isPresent()) {
                fault(new Unreadable("row " + row.id(), fault.get(), row.id()));
                return;
            }
            work.hear();
            if (++taken > hosting.mostRows()) {
                flood("hands on more than %,d rows in one run. Let it hand on what changed since its checkpoint, or"
                                .formatted(hosting.mostRows())
                        + " split its table.");
            }
            rows.add(row);
            chars += row.values().values().stream().mapToLong(JobSource::chars).sum();
            handOnWhenFull();
        }

        private void fault(Unreadable row) {
            work.hear();
            if (++faults > hosting.mostFaults()) {
                flood("hands on more than %,d rows that cannot be taken. The last is %s: %s"
                        .formatted(hosting.mostFaults(), row.where(), row.reason()));
            }
            unreadable.add(row);
            handOnWhenFull();
        }

        /// As trouble of ours, so that the job cannot catch it and go on.
        private void flood(String what) {
            trouble = new ConnectorException(Problem.SETTINGS, "The sync job '" + job.name() + "' " + what);
            throw new SinkTrouble(trouble);
        }

        private void handOnWhenFull() {
            if (rows.size() + unreadable.size() >= hosting.pageRows() || chars >= PAGE_CHARS) {
                work.ask(this::handOn);
            }
        }

        private boolean handOn() {
            showTrouble();
            if (stopping()) {
                throw new Stopped();
            }
            try {
                sink.page(new Page(rows, unreadable));
            } catch (RuntimeException e) {
                trouble = e;
                throw new SinkTrouble(e);
            }
            rows.clear();
            unreadable.clear();
            chars = 0;
            return true;
        }

        /// What is not the job's own, also where it has caught it.
        void showTrouble() {
            if (trouble != null) {
                throw new SinkTrouble(trouble);
            }
        }

        /// What is left over when the job has ended.
        synchronized void end() {
            showTrouble();
            if (!rows.isEmpty() || !unreadable.isEmpty()) {
                handOn();
            }
            if (lines.get() > MOST_LINES) {
                log.warn("{} wrote {} lines; those after the first {} are left out", job.name(), lines, MOST_LINES);
            }
        }
    }

    /// About as much text as the value has.
    private static long chars(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text.length();
            case Value.Json(String json) -> json.length();
            case Value.Choices(var options) -> options.size() * 20L;
            case Value.Links(var ids) -> ids.size() * 20L;
            case Value.Attachments(var files) -> files.size() * 40L;
            case Value.Empty _,
                    Value.Decimal _,
                    Value.Bool _,
                    Value.Date _,
                    Value.Timestamp _,
                    Value.LocalDateTime _,
                    Value.Choice _ -> 10;
        };
    }
}
