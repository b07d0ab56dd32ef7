package dev.tallystick.history;

import dev.tallystick.history.Journal.Entry;
import dev.tallystick.sync.SyncId;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What is known of single rows, for people: how their pair stands, what was last seen and agreed, and all that
/// ever
/// happened to it. Every method takes the client of an open transaction.
public final class RowStore {

    /// @param standing as in [dev.tallystick.plan.Standing], or the state of a pair that only has a row on the
    ///     right
    /// @param waits both sides may not agree: the next run looks at it
    /// @param base null while nothing was ever agreed
    record Stored(
            long id,
            boolean twoSided,
            String standing,
            boolean waits,
            @Nullable Paused paused,
            Half left,
            Half right,
            @Nullable Base base) {}

    record Base(SortedMap<String, Value> left, SortedMap<String, Value> right) {}

    record Paused(
            String from,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Instant at) {}

    /// @param presence `there`, `never`, `missing`, `gone`, `away`, or `typed` while it has no id of its own
    /// @param proof how it was proved that it is gone
    /// @param refused why this side refused what was to be written
    record Half(
            @Nullable String row,
            SortedMap<String, Value> seen,
            @Nullable Instant changedAt,
            String presence,
            @Nullable Long missingSinceRun,
            @Nullable String proof,
            @Nullable String refused) {}

    /// What happened to a row in a run.
    ///
    /// @param known what the planner knew of the pair, as JSON
    record Happened(
            Entry entry,
            String trigger,
            @Nullable String actor,
            @Nullable String known) {}

    /// The pairs of a sync with two sides that have this row; two when one id stands for a row on each side.
    List<Stored> paired(JdbcClient jdbc, SyncId sync, String row, @Nullable String side) {
        return jdbc.sql("""
                        select * from row_pair where sync_id = :sync
                          and (left_id = :row and coalesce(:side::text, 'left') = 'left'
                               or right_id = :row and coalesce(:side::text, 'right') = 'right')
                        order by id
                        """)
                .param("sync", sync.value())
                .param("row", row)
                .param("side", side, Types.VARCHAR)
                .query((found, _) -> paired(found))
                .list();
    }

    /// The pair of a sync whose right rows are known by the left one's id.
    Optional<Stored> keyed(JdbcClient jdbc, SyncId sync, String key) {
        return jdbc.sql("select * from pair where sync_id = ? and key = ?")
                .params(sync.value(), key)
                .query((found, _) -> keyed(found))
                .optional();
    }

    /// Newest first.
    List<Happened> history(
            JdbcClient jdbc, SyncId sync, @Nullable Long pair, List<String> rows, @Nullable Long before, int limit) {
        return jdbc.sql("""
                        select change.*, change.known::text as known_text, run.trigger as run_trigger, run.actor as run_actor
                        from change join run on run.id = change.run_id
                        where change.sync_id = :sync and (change.status <> 'superseded' or change.pair_id is not null)
                          and (:before::bigint is null or change.id < :before)
                          and (change.pair_id = :pair::bigint or change.pair_id is null and change.row_key = any(:rows))
                        order by change.id desc limit :limit
                        """)
                .param("sync", sync.value())
                .param("before", before, Types.BIGINT)
                .param("pair", pair, Types.BIGINT)
                .param("rows", rows.toArray(String[]::new))
                .param("limit", limit)
                .query((row, _) -> new Happened(
                        Journal.entry(row),
                        row.getString("run_trigger"),
                        row.getString("run_actor"),
                        row.getString("known_text")))
                .list();
    }

    /// Keeps the row from being written, and takes it out of what runs under way have not sent yet.
    public void pause(JdbcClient jdbc, long pair, String reason, String by, Instant now) {
        jdbc.sql("""
                        update row_pair set paused_from = case when standing = 'paused' then paused_from else standing end,
                            standing = 'paused', paused_reason = ?, paused_by = ?, paused_at = ?, dirty = true
                        where id = ?
                        """).params(reason, by, RunStore.at(now), pair).update();
        jdbc.sql("""
                        update change set status = 'skipped', problem = ?, at = ? where pair_id = ? and status = 'planned'
                          and run_id in (select id from run where status in ('pending', 'running', 'held'))
                        """).params("Paused by " + by + ".", RunStore.at(now), pair).update();
    }

    /// It stands as before, and the next run plans it.
    public void resume(JdbcClient jdbc, long pair) {
        jdbc.sql("""
                        update row_pair set standing = coalesce(paused_from, 'open'), paused_from = null,
                            paused_reason = null, paused_by = null, paused_at = null, dirty = true
                        where id = ? and standing = 'paused'
                        """).param(pair).update();
    }

    private static Stored paired(ResultSet row) throws SQLException {
        var standing = row.getString("standing");
        var left = row.getString("left_base");
        var right = row.getString("right_base");
        return new Stored(
                row.getLong("id"),
                true,
                standing,
                row.getBoolean("dirty"),
                standing.equals("paused")
                        ? new Paused(
                                Optional.ofNullable(row.getString("paused_from"))
                                        .orElse("open"),
                                row.getString("paused_reason"),
                                row.getString("paused_by"),
                                RunStore.instantOrNull(row, "paused_at"))
                        : null,
                half(row, "left_"),
                half(row, "right_"),
                left == null || right == null ? null : new Base(ValueJson.read(left), ValueJson.read(right)));
    }

    private static Half half(ResultSet row, String side) throws SQLException {
        long missing = row.getLong(side + "missing_run");
        var id = row.getString(side + "id");
        var gone = row.getString(side + "gone");
        var presence = id == null
                ? "never"
                : gone != null
                        ? "gone"
                        : row.getBoolean(side + "away")
                                ? "away"
                                : missing != 0 ? "missing" : row.getString(side + "place") != null ? "typed" : "there";
        return new Half(
                id,
                values(row.getString(side + "seen")),
                RunStore.instantOrNull(row, side + "changed_at"),
                presence,
                missing == 0 ? null : (Long) missing,
                gone,
                row.getString(side + "refused_reason"));
    }

    private static Stored keyed(ResultSet row) throws SQLException {
        var left = row.getString("left_base");
        var right = row.getString("right_base");
        var key = row.getString("key");
        var waiting = row.getString("seen_left");
        long missing = row.getLong("missing_run");
        var state = row.getString("state");
        var gone = state.equals("gone") || state.equals("archived");
        return new Stored(
                row.getLong("id"),
                false,
                state,
                waiting != null || missing != 0,
                null,
                new Half(
                        key,
                        waiting != null ? values(waiting) : values(left),
                        null,
                        gone ? "gone" : missing != 0 ? "missing" : "there",
                        missing == 0 ? null : (Long) missing,
                        null,
                        null),
                new Half(
                        right == null ? null : key,
                        values(right),
                        null,
                        right == null ? "never" : state.equals("gone") ? "gone" : "there",
                        null,
                        null,
                        row.getString("failed_reason")),
                left == null || right == null ? null : new Base(ValueJson.read(left), ValueJson.read(right)));
    }

    private static SortedMap<String, Value> values(@Nullable String json) {
        return json == null ? new TreeMap<>(Map.of()) : ValueJson.read(json);
    }
}
