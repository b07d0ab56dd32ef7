package dev.tallystick.trigger;

import dev.tallystick.history.ChangeSearch;
import dev.tallystick.history.Run;
import dev.tallystick.plan.Tally;
import dev.tallystick.sync.Sync;
import dev.tallystick.web.Words;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a page of somebody else shows of a sync.
///
/// @param state in the words of an admin page; `not_found` when the sync has not run within the last day
/// @param runStatus tells `succeeded` from `partial`
/// @param message a sentence for people; empty when there is nothing to say
/// @param counts rows by what became of them; null until something was counted
record EmbedStatus(
        String sync,
        String title,

        @Words(also = {"not_found", "running", "held", "completed", "failed"})
        String state,

        @Nullable Long run,
        @Words(of = Run.Status.class) @Nullable String runStatus,
        String message,
        @Nullable Counts counts,
        List<Failure> failures,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /// Of both sides together; each row of a side is counted once.
    record Counts(
            long created,
            long updated,
            long deleted,
            long failed,
            long held,
            long conflicts,
            long skipped,
            long unchanged) {
        private static Counts of(List<Tally> tallies) {
            return new Counts(
                    sum(tallies, Tally::created),
                    sum(tallies, Tally::updated),
                    sum(tallies, Tally::deleted),
                    sum(tallies, Tally::failed),
                    sum(tallies, Tally::held),
                    sum(tallies, Tally::conflict),
                    sum(tallies, Tally::skipped),
                    sum(tallies, Tally::unchanged));
        }

        private static long sum(List<Tally> tallies, java.util.function.ToLongFunction<Tally> rows) {
            return tallies.stream().mapToLong(rows).sum();
        }
    }

    /// @param rows that failed for this reason, @param examples some of their keys
    record Failure(String reason, long rows, List<String> examples) {}

    static EmbedStatus none(Sync sync) {
        return new EmbedStatus(sync.name(), sync.title(), "not_found", null, null, "", null, List.of(), null, null);
    }

    static EmbedStatus of(Sync sync, Run run, List<ChangeSearch.Failures> failures) {
        var tally = run.tally();
        return new EmbedStatus(
                sync.name(),
                sync.title(),
                state(run.status()),
                run.id().value(),
                run.status().word(),
                run.message(),
                tally == null
                        ? null
                        : Counts.of(Stream.of(tally.left(), tally.right())
                                .filter(java.util.Objects::nonNull)
                                .toList()),
                failures.stream()
                        .map(each -> new Failure(each.why(), each.rows(), each.examples()))
                        .toList(),
                run.startedAt(),
                run.endedAt());
    }

    private static String state(Run.Status status) {
        return switch (status) {
            case PENDING, RUNNING -> "running";
            case HELD -> "held";
            case SUCCEEDED, PARTIAL -> "completed";
            case FAILED, CANCELLED -> "failed";
        };
    }
}
