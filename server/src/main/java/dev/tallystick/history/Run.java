package dev.tallystick.history;

import dev.tallystick.plan.Tallies;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.SyncId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One execution of a sync, as it is recorded.
///
/// @param sync which one, by id, by the name and by the title it has
/// @param forced past a pause, with a full listing; rows that failed for good are tried again
/// @param beganReading from here on a trigger books a run of its own instead of attaching to this one
/// @param nextAttemptAt when the next attempt may begin; null while one runs and when the run has ended
/// @param approved somebody approved the plan: only what it holds is applied
/// @param titles what people call the two sides; null for a sync that only has rows on the right side
/// @param noun what people call the rows, in the plural
/// @param skips how many of the skipped rows are of which kind of the sync's own
/// @param related rows of other tables that this run created because its rows needed them
public record Run(
        RunId id,
        WorkspaceId workspace,
        SyncId syncId,
        String sync,
        String title,
        Trigger trigger,
        boolean dryRun,
        boolean fullListing,
        boolean forced,
        boolean rehearsal,
        @Nullable Long actorId,
        @Nullable String actor,
        Status status,
        @Nullable Phase phase,
        Instant createdAt,
        @Nullable Instant startedAt,
        boolean beganReading,
        @Nullable Instant endedAt,
        @Nullable Instant nextAttemptAt,
        boolean cancelRequested,
        @Nullable Held held,
        @Nullable Trouble problem,
        @Nullable String planHash,
        long planChanges,
        boolean approved,
        Progress progress,
        @Nullable Tallies tally,
        @Nullable Titles titles,
        List<Related> related,
        Unguarded unguarded,
        @Nullable Long followUpOf,
        String noun,
        List<Skip> skips) {

    public enum Trigger {
        SCHEDULE,
        MANUAL,
        API,
        WEBHOOK,
        RETRY,
        UNDO;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Status {
        PENDING,
        RUNNING,
        HELD,
        SUCCEEDED,
        PARTIAL,
        FAILED,
        CANCELLED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// It ended and will not change any more.
        public boolean ended() {
            return this == SUCCEEDED || this == PARTIAL || this == FAILED || this == CANCELLED;
        }
    }

    public enum Phase {
        OBSERVE,
        PLAN,
        APPLY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param reason a word: `breaker`, `first_match`, `nothing_read`
    /// @param detail a sentence with the numbers in it
    public record Held(String reason, String detail) {}

    /// @param code a word that stays the same, for programs
    /// @param sentence what happened and what to do
    public record Trouble(String code, String sentence) {}

    /// @param total rows to write once the plan is made, null before
    public record Progress(
            long read, long planned, long applied, @Nullable Long total) {}

    /// Rows of each side that a run found as they were.
    ///
    /// @param left null for a sync that only has rows on the right side
    public record Unchanged(@Nullable Long left, long right) {}

    /// @param left the left connection's title, @param right the right one's
    public record Titles(String left, String right) {}

    public record Related(String table, long created) {}

    /// The times between a look at rows and the answer to their write, in which an edit of somebody else can go unseen.
    ///
    /// @param windows how many there were: one for each batch that was looked at before
    /// @param longestMillis the longest of them
    /// @param met rows that were seen to be changed or moved by others in such a time
    public record Unguarded(long windows, long longestMillis, long met) {}

    /// @param kind what the sync calls rows that it leaves out for one reason
    public record Skip(String kind, long rows) {}

    /// @param name what people know the row by
    public record Failed(String name, String reason) {}

    /// A later run has taken its place while it was held; its plan can still be approved.
    public boolean replaced() {
        return status == Status.CANCELLED && problem != null && problem.code().equals("replaced");
    }

    /// The clean sentence for people.
    public String sentence() {
        return switch (status) {
            case PENDING -> "Waiting to start.";
            case RUNNING -> nextAttemptAt != null ? "Waiting for another attempt." : running();
            case HELD -> "Held for approval: " + (held == null ? "" : held.detail());
            case SUCCEEDED, PARTIAL -> dryRun ? "Nothing has been written. It would be: " + counts() : counts();
            case FAILED -> problem == null ? "Failed." : problem.sentence();
            case CANCELLED -> problem == null ? "Cancelled." : problem.sentence();
        };
    }

    /// `Processed 100 therapists: 10 created, 85 updated, 5 failed, 2 skipped, 3 FLAT skipped.`: what a
    /// person who
    /// pressed a button is told at the end; before that, what is going on.
    public String message() {
        if (dryRun || (status != Status.SUCCEEDED && status != Status.PARTIAL) || tally == null) {
            return sentence();
        }
        var counts = tally.left() == null || titles == null
                ? "Processed " + tally.right().considered() + " " + noun + ": " + outcome() + "."
                : sentence();
        return problem == null ? counts : counts + " " + problem.sentence();
    }

    /// `10 created, 85 updated, 5 failed`, of a run that ended.
    public String outcome() {
        return tally == null ? "nothing" : tally.right().told(kinds());
    }

    private Map<String, Long> kinds() {
        var kinds = new LinkedHashMap<String, Long>();
        skips.forEach(skip -> kinds.put(skip.kind(), skip.rows()));
        return kinds;
    }

    private String running() {
        return switch (phase) {
            case APPLY -> "Writing: " + progress.applied() + " of " + progress.planned() + " rows.";
            case PLAN -> "Planning " + progress.planned() + " changes.";
            case OBSERVE -> "Reading: " + progress.read() + " rows so far.";
            case null -> "Starting.";
        };
    }

    private String counts() {
        if (tally == null) {
            return "no rows.";
        }
        if (tally.left() == null || titles == null) {
            return tally.right().sentence(kinds()) + ".";
        }
        return RoundTrip.sentence(titles, tally.left(), tally.right());
    }
}
