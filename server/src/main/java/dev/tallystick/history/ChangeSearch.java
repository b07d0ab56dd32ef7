package dev.tallystick.history;

import dev.tallystick.history.Journal.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Changes as people look for them: page by page, and by reason.
public final class ChangeSearch {
    private ChangeSearch() {}

    /// A page of a run's changes in the order they were planned.
    public static List<Entry> page(JdbcClient jdbc, Filter filter, @Nullable Long after, int limit) {
        return jdbc.sql("select * from change where " + Filter.WHERE + """
                          and (:after::bigint is null or id > :after)
                        order by id limit :limit
                        """)
                .params(filter.params())
                .param("after", after, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> Journal.entry(row))
                .list();
    }

    /// The newest changes first, over all runs.
    public static List<Entry> latest(JdbcClient jdbc, Filter filter, @Nullable Long before, int limit) {
        return jdbc.sql("select * from change where " + Filter.WHERE + """
                          and (:before::bigint is null or id < :before)
                        order by id desc limit :limit
                        """)
                .params(filter.params())
                .param("before", before, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> Journal.entry(row))
                .list();
    }

    public static long count(JdbcClient jdbc, Filter filter) {
        return jdbc.sql("select count(*) from change where " + Filter.WHERE)
                .params(filter.params())
                .query(Long.class)
                .single();
    }

    /// What kept rows of a run from agreement, by reason, the most frequent first: they failed, are held, or are
    /// uncertain.
    public static List<Failures> failures(JdbcClient jdbc, RunId run, int limit) {
        return jdbc.sql("""
                        select coalesce(problem, reason) as why, count(*) as rows,
                               (array_agg(row_key order by id))[1:5] as examples
                        from (select id, row_key, regexp_replace(reason, '"[^"]{0,80}"', '"…"', 'g') as reason,
                                     regexp_replace(problem, '"[^"]{0,80}"', '"…"', 'g') as problem
                              from change where run_id = ? and status in ('failed', 'held', 'uncertain')) as failed
                        group by why order by count(*) desc, why limit ?
                        """)
                .params(run.value(), limit)
                .query((row, _) -> new Failures(row.getString("why"), row.getLong("rows"), List.of((String[])
                        row.getArray("examples").getArray())))
                .list();
    }

    /// @param why the reason with the rows' own values left out, so that alike failures stand together
    public record Failures(String why, long rows, List<String> examples) {}

    /// What a person looks for among the changes; null means everything.
    ///
    /// @param sync by name
    /// @param row its key, exactly
    /// @param text part of a key or of a value
    public record Filter(
            @Nullable RunId run,
            @Nullable String sync,
            @Nullable String row,
            @Nullable String kind,
            @Nullable String status,
            @Nullable String text) {
        static final String WHERE = """
                (:run::bigint is null or run_id = :run)
                  and (:sync::text is null or sync_id in (select id from sync where name = :sync))
                  and (:row::text is null or row_key = :row)
                  and (:kind::text is null or kind = :kind)
                  and (:status::text is null and status <> 'superseded' or status = :status)
                  and (:text::text is null or strpos(lower(row_key), lower(:text)) > 0
                       or strpos(lower(after::text), lower(:text)) > 0)
                """;

        Map<String, @Nullable Object> params() {
            var params = new HashMap<String, @Nullable Object>();
            params.put("run", run == null ? null : run.value());
            params.put("sync", sync);
            params.put("row", row);
            params.put("kind", kind);
            params.put("status", status);
            params.put("text", text);
            return params;
        }
    }
}
