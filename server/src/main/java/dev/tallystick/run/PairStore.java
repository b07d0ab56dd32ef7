package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.Sentence;
import dev.tallystick.history.ValueJson;
import dev.tallystick.plan.Base;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The pairs of a sync: what each was when both sides last agreed, and what keeps it from agreeing now.
final class PairStore {
    enum State {
        OPEN,
        /// The right row carries the archive mark.
        ARCHIVED,
        /// The right row was deleted with its left row.
        GONE,
        /// Neither side is written any more.
        CLOSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param base null while the two have never agreed
    /// @param seenLeft the left values as last seen, while the row failed or waits
    /// @param failedHash of the circumstances under which the row failed for good
    /// @param missingRun the first complete listing that lacked the row
    /// @param absentSinceGone a complete listing begun after the delete lacked the left row, so one that has it is
    ///     news
    record Stored(
            long id,
            String key,
            State state,
            @Nullable Base base,
            @Nullable SortedMap<String, Value> seenLeft,
            @Nullable String failedHash,
            @Nullable String failedReason,
            @Nullable Long missingRun,
            @Nullable String missingScope,
            boolean absentSinceGone) {}

    Map<String, Stored> byKey(JdbcClient jdbc, Run run, Collection<String> keys) {
        var pairs = new HashMap<String, Stored>();
        jdbc.sql("select * from pair where sync_id = ? and key = any(?)")
                .params(run.syncId().value(), keys.toArray(String[]::new))
                .query((row, _) -> stored(row))
                .list()
                .forEach(pair -> pairs.put(pair.key(), pair));
        return pairs;
    }

    /// A slice of all pairs that are not closed, by id, for looking through them without holding them all.
    List<Stored> after(JdbcClient jdbc, Run run, long id, int limit) {
        return jdbc.sql("select * from pair where sync_id = ? and id > ? and state <> 'closed' order by id limit ?")
                .params(run.syncId().value(), id, limit)
                .query((row, _) -> stored(row))
                .list();
    }

    List<Stored> waiting(JdbcClient jdbc, Run run, long id, int limit) {
        return jdbc.sql(
                        "select * from pair where sync_id = ? and id > ? and seen_left is not null and state in ('open', 'archived') order by id limit ?")
                .params(run.syncId().value(), id, limit)
                .query((row, _) -> stored(row))
                .list();
    }

    /// Pairs that have agreed at least once and are in force.
    long count(JdbcClient jdbc, Run run) {
        return jdbc.sql("select count(*) from pair where sync_id = ? and state = 'open' and left_base is not null")
                .param(run.syncId().value())
                .query(Long.class)
                .single();
    }

    /// @param state open, or archived when the right row carries the mark
    record Agreed(Base base, State state) {}

    /// @param seenLeft the left values as last seen
    /// @param failedHash of the circumstances under which it failed for good; without one it is tried in each run
    record Waiting(Map<String, Value> seenLeft, @Nullable String failedHash, String reason) {}

    /// Both sides agree on this, by key; whatever kept the pairs from it is over. One statement for all.
    void agree(JdbcClient jdbc, Run run, Map<String, Agreed> agreed) {
        if (agreed.isEmpty()) {
            return;
        }
        var all = List.copyOf(agreed.entrySet());
        jdbc.sql("""
                        insert into pair (workspace_id, sync_id, key, state, left_base, right_base)
                        select ?, ?, key, state, left_base::jsonb, right_base::jsonb
                        from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as agreed (key, state, left_base, right_base)
                        on conflict (workspace_id, sync_id, key) do update
                            set state = excluded.state, left_base = excluded.left_base, right_base = excluded.right_base,
                                seen_left = null, failed_hash = null, failed_reason = null,
                                missing_run = null, missing_scope = null, absent_since_gone = false
                        """)
                .params(
                        run.workspace().value(),
                        run.syncId().value(),
                        column(all, Map.Entry::getKey),
                        column(all, one -> one.getValue().state().word()),
                        column(all, one -> ValueJson.write(one.getValue().base().left())),
                        column(all, one -> ValueJson.write(one.getValue().base().right())))
                .update();
    }

    /// These rows were seen with these values and do not agree, by key: they failed or wait.
    void wait(JdbcClient jdbc, Run run, Map<String, Waiting> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        var all = List.copyOf(waiting.entrySet());
        jdbc.sql("""
                        insert into pair (workspace_id, sync_id, key, state, seen_left, failed_hash, failed_reason)
                        select ?, ?, key, 'open', seen::jsonb, hash, reason
                        from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as waiting (key, seen, hash, reason)
                        on conflict (workspace_id, sync_id, key) do update
                            set seen_left = excluded.seen_left, failed_hash = excluded.failed_hash,
                                failed_reason = excluded.failed_reason, missing_run = null, missing_scope = null,
                                state = case when pair.state in ('closed', 'gone') then 'open' else pair.state end,
                                left_base = case when pair.state in ('closed', 'gone') then null else pair.left_base end,
                                right_base = case when pair.state in ('closed', 'gone') then null else pair.right_base end
                        """)
                .params(
                        run.workspace().value(),
                        run.syncId().value(),
                        column(all, Map.Entry::getKey),
                        column(all, one -> ValueJson.write(one.getValue().seenLeft())),
                        column(all, one -> one.getValue().failedHash()),
                        column(all, one -> Sentence.clean(one.getValue().reason())))
                .update();
    }

    private static <T> @Nullable String[] column(List<T> all, Function<T, @Nullable String> value) {
        var column = new @Nullable String[all.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(all.get(i));
        }
        return column;
    }

    void state(JdbcClient jdbc, Run run, String key, State state) {
        jdbc.sql("""
                        update pair set state = ?, seen_left = null, failed_hash = null, failed_reason = null,
                            missing_run = null, missing_scope = null, absent_since_gone = false
                        where sync_id = ? and key = ?
                        """).params(state.word(), run.syncId().value(), key).update();
    }

    void missing(JdbcClient jdbc, List<Long> ids, Run run, String scope) {
        jdbc.sql("update pair set missing_run = ?, missing_scope = ? where id = any(?)")
                .params(run.id().value(), scope, ids.toArray(Long[]::new))
                .update();
    }

    void back(JdbcClient jdbc, List<Long> ids) {
        jdbc.sql("update pair set missing_run = null, missing_scope = null where id = any(?)")
                .params((Object) ids.toArray(Long[]::new))
                .update();
    }

    /// The rows fit again without a write: nothing is left to wait for.
    void waitNoMore(JdbcClient jdbc, List<Long> ids) {
        jdbc.sql(
                        "update pair set seen_left = null, failed_hash = null, failed_reason = null, missing_run = null, missing_scope = null where id = any(?)")
                .params((Object) ids.toArray(Long[]::new))
                .update();
    }

    void absentSinceGone(JdbcClient jdbc, List<Long> ids) {
        jdbc.sql("update pair set absent_since_gone = true where id = any(?)")
                .params((Object) ids.toArray(Long[]::new))
                .update();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        var left = row.getString("left_base");
        var right = row.getString("right_base");
        var seen = row.getString("seen_left");
        var missing = row.getLong("missing_run");
        return new Stored(
                row.getLong("id"),
                row.getString("key"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                left == null || right == null ? null : new Base(ValueJson.read(left), ValueJson.read(right)),
                seen == null ? null : ValueJson.read(seen),
                row.getString("failed_hash"),
                row.getString("failed_reason"),
                missing == 0 ? null : (Long) missing,
                row.getString("missing_scope"),
                row.getBoolean("absent_since_gone"));
    }
}
