package dev.tallystick.history;

import dev.tallystick.history.Run.Held;
import dev.tallystick.history.Run.Related;
import dev.tallystick.history.Run.Skip;
import dev.tallystick.history.RunStore.Attempt;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.web.Words;
import dev.tallystick.workspace.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A run as the API gives it.
///
/// @param title what people call the sync
/// @param sentence the clean sentence for people
/// @param message the sentence for whoever pressed a button: `Processed 100 rows: 10 created, 85 updated, 5
///     failed.`
/// @param skips how many of the skipped rows are of which kind of the sync's own
/// @param acknowledged whether who asks has seen it off, or never waited for its end
/// @param attempts empty in lists; a run's own page has them
/// @param unguarded the times in which an edit of somebody else could go unseen
public record RunView(
        long id,
        String sync,
        String title,
        @Words(of = Run.Trigger.class) String trigger,
        boolean dryRun,
        boolean fullListing,
        boolean rehearsal,
        @Nullable String actor,
        @Words(of = Run.Status.class) String status,
        @Words(of = Run.Phase.class) @Nullable String phase,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant nextAttemptAt,
        String sentence,
        String message,
        @Nullable Held held,
        @Nullable Problem problem,
        Sides tally,
        Progress progress,
        List<AttemptView> attempts,
        @Nullable PlanView plan,
        boolean followUp,
        boolean acknowledged,
        List<Related> related,
        Run.Unguarded unguarded,
        String noun,
        List<Skip> skips) {

    /// The tally of each side; a one-way sync writes the right side only.
    public record Sides(@Nullable SideTally left, @Nullable SideTally right) {}

    public record SideTally(
            long considered,
            long failed,
            long held,
            long conflict,
            long deleted,
            long created,
            long updated,
            long skipped,
            long unchanged) {
        static SideTally of(Tally tally) {
            return new SideTally(
                    tally.considered(),
                    tally.failed(),
                    tally.held(),
                    tally.conflict(),
                    tally.deleted(),
                    tally.created(),
                    tally.updated(),
                    tally.skipped(),
                    tally.unchanged());
        }
    }

    /// @param action what a person can do about it, one of a few words; null when nothing is to be done
    public record Problem(
            String code,
            String sentence,

            @Words(also = {"reconnect", "edit", "retry"}) @Nullable
            String action) {}

    public record Progress(
            long read, long planned, long applied, @Nullable Long total) {}

    public record AttemptView(
            int number,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable Problem problem) {}

    public record PlanView(String hash, long changes) {}

    /// @param asker for whom it says whether they have seen it off
    public static RunView of(JdbcClient jdbc, Run run, List<Attempt> attempts, PersonId asker) {
        return of(run, attempts, RunFollowers.unseen(jdbc, asker, List.of(run)));
    }

    static List<RunView> all(JdbcClient jdbc, List<Run> runs, PersonId asker) {
        var unseen = RunFollowers.unseen(jdbc, asker, runs);
        return runs.stream().map(run -> of(run, List.of(), unseen)).toList();
    }

    static RunView of(Run run, List<Attempt> attempts, Set<RunId> unseen) {
        return new RunView(
                run.id().value(),
                run.sync(),
                run.title(),
                run.trigger().word(),
                run.dryRun(),
                run.fullListing(),
                run.rehearsal(),
                run.actor(),
                run.status().word(),
                run.phase() == null ? null : run.phase().word(),
                run.createdAt(),
                run.startedAt(),
                run.endedAt(),
                run.nextAttemptAt(),
                run.sentence(),
                run.message(),
                run.held(),
                problem(run.problem()),
                sides(run.tally()),
                new Progress(
                        run.progress().read(),
                        run.progress().planned(),
                        run.progress().applied(),
                        run.progress().total()),
                attempts.stream().map(RunView::attempt).toList(),
                run.planHash() == null ? null : new PlanView(run.planHash(), run.planChanges()),
                run.followUpOf() != null,
                !unseen.contains(run.id()),
                run.related(),
                run.unguarded(),
                run.noun(),
                run.skips());
    }

    private static Sides sides(@Nullable Tallies tally) {
        return tally == null
                ? new Sides(null, null)
                : new Sides(tally.left() == null ? null : SideTally.of(tally.left()), SideTally.of(tally.right()));
    }

    private static AttemptView attempt(Attempt attempt) {
        return new AttemptView(
                attempt.number(),
                attempt.node(),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.outcome(),
                problem(attempt.problem()));
    }

    private static @Nullable Problem problem(Run.@Nullable Trouble trouble) {
        return trouble == null ? null : new Problem(trouble.code(), trouble.sentence(), action(trouble.code()));
    }

    private static @Nullable String action(String code) {
        return switch (code) {
            case "sign_in" -> "reconnect";
            case "settings", "not_found", "permission" -> "edit";
            case "unavailable", "bad_answer", "rate_limit", "internal", "quarantined" -> "retry";
            default -> null;
        };
    }
}
