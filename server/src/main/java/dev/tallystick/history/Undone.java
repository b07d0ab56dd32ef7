package dev.tallystick.history;

import dev.tallystick.history.Journal.Entry;
import dev.tallystick.plan.Side;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What of the journal can be taken back, and what was.
public final class Undone {
    private Undone() {}

    /// One side of a pair.
    public record Half(long pair, Side side) {}

    /// What a run wrote into tables whose rows have ids of their own and that nobody has taken back, the last first.
    ///
    /// @param row the id or key of one row, null for all
    public static List<Entry> toUndo(JdbcClient jdbc, RunId run, @Nullable String row) {
        return jdbc.sql("""
                        select * from change
                        where run_id = :run and status = 'done' and pair_id is not null and step >= 0 and undone_by is null
                          and (:row::text is null or row_key = :row or row_id = :row)
                        order by id desc
                        """)
                .param("run", run.value())
                .param("row", row, java.sql.Types.VARCHAR)
                .query((found, _) -> Journal.entry(found))
                .list();
    }

    /// The changes of that run whose pairs this one has written are taken back.
    public static void undone(JdbcClient jdbc, Run by, RunId run) {
        jdbc.sql("""
                        update change set undone_by = ? where run_id = ? and undone_by is null and step > 0 and pair_id in (
                            select pair_id from change where run_id = ? and status = 'done')
                        """).params(by.id().value(), run.value(), by.id().value()).update();
    }

    /// What this run has taken back, or may have: an attempt before this one wrote it, and it is not written twice.
    public static Set<Half> begun(JdbcClient jdbc, Run by) {
        return Set.copyOf(jdbc.sql("""
                        select distinct pair_id, side from change
                        where run_id = ? and pair_id is not null and status in ('done', 'intended', 'uncertain')
                        """)
                .param(by.id().value())
                .query((row, _) ->
                        new Half(row.getLong(1), Side.valueOf(row.getString(2).toUpperCase(Locale.ROOT))))
                .list());
    }

    /// Pairs with a write of another run whose answer nobody has.
    public static Set<Long> unanswered(JdbcClient jdbc, Run by) {
        return Set.copyOf(jdbc.sql("""
                        select distinct pair_id from change
                        where sync_id = ? and run_id <> ? and pair_id is not null and step > 0
                          and status in ('intended', 'uncertain')
                        """)
                .params(by.syncId().value(), by.id().value())
                .query(Long.class)
                .list());
    }
}
