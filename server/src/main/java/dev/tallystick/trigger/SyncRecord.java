package dev.tallystick.trigger;

import dev.tallystick.history.Run;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A run in the words of a program that kept a record of each sync: four statuses, the time of completion, what was
/// done, and why it failed. A group's record is that of its children, and never better than the worst of them.
///
/// @param run the run; null for a group, and for a child that got none
/// @param groupRun the press of a group; null for a sync
/// @param of the name of the sync or the group
/// @param outcome the run's own word, which tells more apart: `partial` is `failed` here, `held` is `pending`
/// @param completedAt null until all of it came through
/// @param nextAttemptAt when it is tried again; null where it is not
/// @param errorMessage why it failed, or why the last attempt did; null where nothing went wrong
/// @param children of a group, in their order; empty for a sync
public record SyncRecord(
        @Nullable Long run,
        @Nullable Long groupRun,
        String of,
        String title,
        @Words(of = Status.class) String status,
        String outcome,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Instant endedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String errorMessage,
        String sentence,
        Metadata metadata,
        List<SyncRecord> children) {

    /// The worst last: a parent is as its worst child.
    enum Status {
        COMPLETED,
        PENDING,
        SYNCING,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(Run.Status status) {
            return switch (status) {
                case PENDING, HELD -> PENDING;
                case RUNNING -> SYNCING;
                case SUCCEEDED -> COMPLETED;
                case PARTIAL, FAILED, CANCELLED -> FAILED;
            };
        }
    }

    /// @param attempts begun until now; a parent's are those of its children
    record Metadata(
            long processed,
            long created,
            long updated,
            long deleted,
            long unchanged,
            long skipped,
            long failed,
            int attempts) {
        static final Metadata NONE = new Metadata(0, 0, 0, 0, 0, 0, 0, 0);

        private Metadata and(Metadata other) {
            return new Metadata(
                    processed + other.processed,
                    created + other.created,
                    updated + other.updated,
                    deleted + other.deleted,
                    unchanged + other.unchanged,
                    skipped + other.skipped,
                    failed + other.failed,
                    attempts + other.attempts);
        }

        private static Metadata of(Run run, int attempts) {
            var tally = run.tally();
            if (tally == null) {
                return new Metadata(0, 0, 0, 0, 0, 0, 0, attempts);
            }
            var right = new Metadata(
                    tally.right().considered(),
                    tally.right().created(),
                    tally.right().updated(),
                    tally.right().deleted(),
                    tally.right().unchanged(),
                    tally.right().skipped(),
                    tally.right().failed(),
                    attempts);
            var left = tally.left();
            return left == null
                    ? right
                    : right.and(new Metadata(
                            left.considered(),
                            left.created(),
                            left.updated(),
                            left.deleted(),
                            left.unchanged(),
                            left.skipped(),
                            left.failed(),
                            0));
        }
    }

    static SyncRecord of(Run run, int attempts) {
        var status = Status.of(run.status());
        return new SyncRecord(
                run.id().value(),
                null,
                run.sync(),
                run.title(),
                status.word(),
                run.status().word(),
                run.createdAt(),
                run.startedAt(),
                status == Status.COMPLETED ? run.endedAt() : null,
                run.endedAt(),
                run.nextAttemptAt(),
                error(run, status),
                run.sentence(),
                Metadata.of(run, attempts),
                List.of());
    }

    private static @Nullable String error(Run run, Status status) {
        var problem = run.problem();
        if (problem != null) {
            return problem.sentence();
        }
        return status == Status.FAILED ? "Not all of it came through: " + run.sentence() : null;
    }

    /// A child without a run: it waits for its turn, or was left out.
    static SyncRecord without(String sync, String title, Instant createdAt, @Nullable String leftOut) {
        var status = leftOut == null ? Status.PENDING : Status.FAILED;
        return new SyncRecord(
                null,
                null,
                sync,
                title,
                status.word(),
                leftOut == null ? "waiting" : "left_out",
                createdAt,
                null,
                null,
                null,
                null,
                leftOut,
                leftOut == null ? "Waits for its turn." : leftOut,
                Metadata.NONE,
                List.of());
    }

    /// @param parent of the group itself, without children
    /// @param running whether it is under way still
    static SyncRecord of(SyncRecord parent, boolean running, List<SyncRecord> children) {
        var worst = children.stream()
                .map(child -> Status.valueOf(child.status.toUpperCase(Locale.ROOT)))
                .reduce(
                        running ? Status.SYNCING : Status.COMPLETED,
                        (one, other) -> one.compareTo(other) >= 0 ? one : other);
        var failures = children.stream()
                .filter(child -> child.errorMessage != null)
                .map(child -> child.title + ": " + child.errorMessage)
                .toList();
        var ends = children.stream().map(SyncRecord::endedAt).toList();
        var ended = running || ends.contains(null)
                ? null
                : ends.stream().max(Instant::compareTo).orElse(parent.endedAt);
        return new SyncRecord(
                null,
                parent.groupRun,
                parent.of,
                parent.title,
                worst.word(),
                parent.outcome,
                parent.createdAt,
                parent.startedAt,
                worst == Status.COMPLETED ? ended : null,
                running ? null : parent.endedAt,
                children.stream()
                        .map(SyncRecord::nextAttemptAt)
                        .filter(java.util.Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null),
                failures.isEmpty() ? null : String.join(" ", failures),
                parent.sentence,
                children.stream().map(SyncRecord::metadata).reduce(Metadata.NONE, Metadata::and),
                children);
    }
}
