package dev.tallystick.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person looks for among the runs; null means everything. The list, its picture over time, its export and what
/// is done with all of its runs go by the same filter.
///
/// @param sync by name
/// @param acknowledged whether who asks has seen the run off, or never waited for its end
/// @param by what started it, as a word of [Run.Trigger], or part of the name of who did
/// @param reason part of why it failed or is held, or of why one of its rows did not get over
/// @param from made at this time or later
/// @param to made before this time
public record RunFilter(
        @Nullable String sync,
        @Nullable String status,
        @Nullable Boolean acknowledged,
        @Nullable String by,
        @Nullable String reason,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final RunFilter ALL = new RunFilter(null, null, null, null, null, null, null);

    /// Of a run joined with its sync.
    static final String WHERE = """
            (:sync::text is null or sync.name = :sync)
              and (:status::text is null or run.status = :status)
              and (:by::text is null or run.trigger = lower(:by) or strpos(lower(run.actor), lower(:by)) > 0)
              and (:from::timestamptz is null or run.created_at >= :from)
              and (:to::timestamptz is null or run.created_at < :to)
              and (:reason::text is null
                   or run.problem_code = :reason or run.held_reason = :reason
                   or strpos(lower(run.problem), lower(:reason)) > 0
                   or strpos(lower(run.held_detail), lower(:reason)) > 0
                   or exists (select 1 from change
                              where change.run_id = run.id and change.status in ('failed', 'held', 'uncertain')
                                and strpos(lower(coalesce(change.problem, change.reason)), lower(:reason)) > 0))
            """;

    public RunFilter {
        by = words(by);
        reason = words(reason);
    }

    /// What is added to [#WHERE] where somebody asks; apart, so that the few runs that a person has not seen off are
    /// found by an index among all that there are.
    String seen() {
        if (acknowledged == null) {
            return "";
        }
        return (acknowledged ? "and run.id not in " : "and run.id in ")
                + "(select run_id from run_follower where person_id = :asker and seen_at is null) ";
    }

    private static @Nullable String words(@Nullable String given) {
        return given == null || given.isBlank() ? null : given.strip();
    }

    public static RunFilter of(@Nullable String sync, @Nullable String status) {
        return new RunFilter(sync, status, null, null, null, null, null);
    }

    /// The same, of another time.
    RunFilter between(Instant since, Instant until) {
        return new RunFilter(sync, status, acknowledged, by, reason, since, until);
    }

    Map<String, @Nullable Object> params() {
        var params = new HashMap<String, @Nullable Object>();
        params.put("sync", sync);
        params.put("status", status);
        params.put("by", by);
        params.put("reason", reason);
        params.put("from", from == null ? null : RunStore.at(from));
        params.put("to", to == null ? null : RunStore.at(to));
        return params;
    }
}
