package dev.tallystick.history;

import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which fields of rows fail, and why: the quality of what partners send.
public final class FieldFailures {
    /// Of so many runs, the newest that had failures, every failed row is looked at.
    private static final int RUNS = 500;

    /// How the planner begins a reason that is about a field.
    private static final Pattern FIELD = Pattern.compile("^'([^']{1,200})' ");

    private FieldFailures() {}

    /// @param field that failed; null where the reason is about the row as a whole
    /// @param reason with the rows' own values left out, so that alike failures stand together
    /// @param rows each once
    /// @param run the last one that met it
    public record FieldFailure(
            String sync,
            String title,
            @Nullable String field,
            String reason,
            long rows,
            long run,
            List<String> examples) {}

    /// @param runs with failures in that time, and how many of them were looked at
    public record Found(List<FieldFailure> failures, long runs, long runsLookedAt) {}

    /// @param sync by name; null for all
    public static Found find(JdbcClient jdbc, @Nullable String sync, Instant from, Instant to, int most) {
        var runs = jdbc.sql("""
                        select run.id from run join sync on sync.id = run.sync_id
                        where run.ended_at >= :from and run.ended_at < :to and not run.dry_run
                          and sync.removed_at is null and (:sync::text is null or sync.name = :sync)
                          and counted(run.tally, run.tally_left, 'failed') > 0
                        order by run.id desc
                        """)
                .param("from", RunStore.at(from))
                .param("to", RunStore.at(to))
                .param("sync", sync, Types.VARCHAR)
                .query((row, _) -> row.getLong("id"))
                .list();
        var looked = runs.stream().limit(RUNS).toArray(Long[]::new);
        var failures = jdbc.sql("""
                        select sync.name, sync.title, why, count(distinct (run.sync_id, row_key)) as rows,
                            max(run_id) as last_run, (array_agg(distinct row_key))[1:5] as examples
                        from (select run_id, row_key,
                                  regexp_replace(coalesce(problem, reason), '"[^"]{0,80}"', '"…"', 'g') as why
                              from change where run_id = any(?) and status = 'failed') as failed
                        join run on run.id = failed.run_id join sync on sync.id = run.sync_id
                        group by sync.name, sync.title, why order by rows desc, why limit ?
                        """)
                .params(looked, most)
                .query((row, _) -> new FieldFailure(
                        row.getString("name"),
                        row.getString("title"),
                        null,
                        row.getString("why"),
                        row.getLong("rows"),
                        row.getLong("last_run"),
                        List.of((String[]) row.getArray("examples").getArray())))
                .list();
        return new Found(named(jdbc, failures), runs.size(), looked.length);
    }

    /// With fields by the names that their run knew.
    private static List<FieldFailure> named(JdbcClient jdbc, List<FieldFailure> failures) {
        var ids = new TreeSet<Long>();
        failures.forEach(failure -> ids.add(failure.run));
        var names = new NameStore().of(jdbc, ids);
        var named = new ArrayList<FieldFailure>();
        for (var failure : failures) {
            var reason = names.getOrDefault(failure.run, Names.NONE).in(failure.reason);
            var field = FIELD.matcher(reason);
            named.add(new FieldFailure(
                    failure.sync,
                    failure.title,
                    field.find() ? field.group(1) : null,
                    reason,
                    failure.rows,
                    failure.run,
                    failure.examples));
        }
        return named;
    }
}
