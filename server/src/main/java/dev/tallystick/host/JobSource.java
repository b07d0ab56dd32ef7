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
import dev.tallystick.syncjob.RowWriter;
import dev.tallystick.syncjob.SyncJob;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final SyncJob job;
    private final SettingValues settings;
    private final JobHttp http;
    private final Surroundings surroundings;
    private final int pageRows;

    JobSource(SyncJob job, SettingValues settings, JobHttp http, Surroundings surroundings, int pageRows) {
        this.job = job;
        this.settings = settings;
        this.http = http;
        this.surroundings = surroundings;
        this.pageRows = pageRows;
    }

    @Override
    public Schema schema() {
        if (!job.tellsRemovals()) {
            return job.schema();
        }
        var fields = new ArrayList<>(job.schema().fields());
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
        var reading = new Reading(request.cursor(), sink);
        try {
            var outcome = job.run(reading);
            reading.end();
            return listing(outcome);
        } catch (Stopped _) {
            return new Listing.Partial("It was asked to stop before the end.");
        } catch (SinkTrouble ours) {
            throw ours.trouble();
        } catch (ConnectorException outside) {
            throw outside;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Listing.Partial("It was interrupted before the end.");
        } catch (Exception e) {
            throw new ConnectorException(
                    Problem.BAD_ANSWER, "The sync job '" + job.name() + "' failed: " + JobConnector.said(e), e);
        }
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

    /// One run of the job.
    private final class Reading implements JobRun, RowWriter {
        private final @Nullable String checkpoint;
        private final PageSink sink;
        private final Set<String> keys = new HashSet<>();
        private final List<Row> rows = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private @Nullable RuntimeException trouble;
        private int lines;

        Reading(@Nullable String checkpoint, PageSink sink) {
            this.checkpoint = checkpoint;
            this.sink = sink;
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
            return http;
        }

        @Override
        public RowWriter rows() {
            return this;
        }

        @Override
        public void log(String sentence) {
            lines++;
            if (lines <= MOST_LINES) {
                var line = sentence.lines().findFirst().orElse("");
                log.info(
                        "{}: {}",
                        job.name(),
                        line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
            }
        }

        @Override
        public boolean stopping() {
            return surroundings.stopping().getAsBoolean();
        }

        @Override
        public void put(Row row) {
            if (keys.add(row.id())) {
                rows.add(row);
            } else {
                unreadable.add(new Unreadable(
                        "row " + row.id(),
                        "The sync job handed this key on twice in one run, so nobody can tell which one is meant.",
                        row.id()));
            }
            handOnWhenFull();
        }

        @Override
        public void remove(String key) {
            if (!job.tellsRemovals()) {
                throw new IllegalStateException("It removes rows, and does not say that it tells removals");
            }
            put(new Row(key, Map.of(REMOVED, new Value.Bool(true))));
        }

        @Override
        public void unreadable(String where, String reason) {
            unreadable.add(new Unreadable(where, reason));
            handOnWhenFull();
        }

        private void handOnWhenFull() {
            if (rows.size() + unreadable.size() >= pageRows) {
                handOn();
            }
        }

        private void handOn() {
            if (trouble != null) {
                throw new SinkTrouble(trouble);
            }
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
        }

        /// What is left over, and what the job has caught although it was not its own.
        void end() {
            if (trouble != null) {
                throw new SinkTrouble(trouble);
            }
            if (!rows.isEmpty() || !unreadable.isEmpty()) {
                handOn();
            }
            if (lines > MOST_LINES) {
                log.warn("{} wrote {} lines; those after the first {} are left out", job.name(), lines, MOST_LINES);
            }
        }
    }
}
