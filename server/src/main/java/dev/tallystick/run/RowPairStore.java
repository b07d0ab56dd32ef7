package dev.tallystick.run;

import dev.tallystick.history.Run;
import dev.tallystick.history.Sentence;
import dev.tallystick.history.ValueJson;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Pairs whose two rows have ids of their own: what was last seen of each side, and what both last agreed on. Every
/// method takes the client of an open transaction.
///
/// The columns of the two sides have the same names behind `left_` and `right_`; `S_` in a statement stands for the
/// side that it is about, `O_` for the other one.
final class RowPairStore {
    /// Why a row is gone that we deleted; by these words it is known from one that others deleted.
    static final String BY_US = "deleted by this sync";

    /// What a listing needs to know to see whether a row is news.
    ///
    /// @param news something must be recorded even when the values are the same: the row was missing, away or gone
    /// @param restored somebody has brought it back after its pair had ended
    /// @param stale we deleted it, and no complete listing has lacked it since: a copy from before
    record Known(long pair, String rowId, @Nullable String hash, boolean news, boolean restored, boolean stale) {}

    /// A row as a listing brought it.
    ///
    /// @param hash of its values
    record Observation(
            String rowId,
            Map<String, Value> values,
            String hash,
            @Nullable String key,
            @Nullable Instant changedAt,
            @Nullable String place) {}

    Map<String, Known> known(JdbcClient jdbc, Run run, Side side, Collection<String> ids) {
        var known = new HashMap<String, Known>();
        jdbc.sql(of(side, """
                        select id, S_id, S_hash,
                               S_missing_run is not null or S_away or S_gone is not null or S_place is not null as news,
                               standing = 'closed' and S_gone is not null or standing = 'gone' and S_absent_since as restored,
                               (standing = 'gone' or S_gone = ?) and not S_absent_since as stale
                        from row_pair where sync_id = ? and S_id = any(?)
                        """))
                .params(BY_US, run.syncId().value(), ids.toArray(String[]::new))
                .query((row, _) -> new Known(
                        row.getLong("id"),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean("news"),
                        row.getBoolean("restored"),
                        row.getBoolean("stale")))
                .list()
                .forEach(one -> known.put(one.rowId(), one));
        return known;
    }

    /// Records what was seen of these rows; one that is not known yet begins a pair of its own.
    void observe(JdbcClient jdbc, Run run, Side side, List<Observation> rows) {
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql(of(side, """
                        insert into row_pair (workspace_id, sync_id, S_id, S_seen, S_hash, S_key, S_changed_at, S_place)
                        select ?, ?, id, seen::jsonb, hash, key, changed_at::timestamptz, place
                        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                            as seen (id, seen, hash, key, changed_at, place)
                        on conflict (workspace_id, sync_id, S_id) do update
                            set S_seen = excluded.S_seen, S_hash = excluded.S_hash, S_key = excluded.S_key,
                                S_changed_at = excluded.S_changed_at, S_place = excluded.S_place,
                                S_missing_run = null, S_missing_scope = null, S_away = false, S_gone = null, dirty = true
                        """))
                .params(
                        run.workspace().value(),
                        run.syncId().value(),
                        column(rows, Observation::rowId),
                        column(rows, row -> ValueJson.write(row.values())),
                        column(rows, Observation::hash),
                        column(rows, Observation::key),
                        column(rows, row -> row.changedAt() == null ? null : String.valueOf(row.changedAt())),
                        column(rows, Observation::place))
                .update();
    }

    /// These rows were restored after their pair had ended: the pair keeps its other row, and they begin anew.
    void detach(JdbcClient jdbc, Side side, List<Long> pairs) {
        jdbc.sql(of(side, "update row_pair set S_id = null, S_gone = null, S_absent_since = false where id = any(?)"))
                .param(pairs.toArray(Long[]::new))
                .update();
    }

    /// Rows that never got their id, from a run that did not come so far. One whose id is on its way, or may be,
    /// stays.
    void forgetLoose(JdbcClient jdbc, Run run, Side side) {
        jdbc.sql(of(side, """
                        delete from row_pair where sync_id = ? and S_place is not null and O_id is null
                          and not exists (select 1 from change where pair_id = row_pair.id and status in ('intended', 'uncertain'))
                        """)).param(run.syncId().value()).update();
        // One that met its counterpart meanwhile begins anew too: its id stands nowhere, so it would be missed, and
        // what is
        // missed twice counts as deleted.
        jdbc.sql(of(side, """
                        update row_pair set S_id = null, S_key = null, S_hash = null, S_place = null, S_missing_run = null,
                            S_missing_scope = null, S_gone = null, dirty = true
                        where sync_id = ? and S_place is not null and O_id is not null
                          and not exists (select 1 from change where pair_id = row_pair.id and status in ('intended', 'uncertain'))
                        """)).param(run.syncId().value()).update();
    }

    /// A pair and the id of its row on one side.
    record RowOf(long pair, String rowId) {}

    /// A slice of the pairs that have a row on this side and are not over.
    List<RowOf> after(JdbcClient jdbc, Run run, Side side, long id, int limit) {
        return jdbc.sql(of(side, """
                        select id, S_id from row_pair
                        where sync_id = ? and id > ? and S_id is not null and S_place is null and standing <> 'closed'
                        order by id limit ?
                        """))
                .params(run.syncId().value(), id, limit)
                .query((row, _) -> new RowOf(row.getLong(1), row.getString(2)))
                .list();
    }

    /// A slice of the pairs that must be planned.
    ///
    /// @param all also those that agreed, since the mapping or a name has changed
    List<RowPair> toPlan(JdbcClient jdbc, Run run, long id, int limit, boolean all) {
        return jdbc.sql("""
                        select * from row_pair where sync_id = ? and id > ? and (dirty or ?)
                          and not exists (select 1 from change where pair_id = row_pair.id and status in ('intended', 'uncertain'))
                        order by id limit ?
                        """)
                .params(run.syncId().value(), id, all, limit)
                .query((row, _) -> pair(row))
                .list();
    }

    List<RowPair> find(JdbcClient jdbc, Collection<Long> ids) {
        return jdbc.sql("select * from row_pair where id = any(?) order by id")
                .param(ids.toArray(Long[]::new))
                .query((row, _) -> pair(row))
                .list();
    }

    /// All pairs with one of these keys on either side, whether they agree or not.
    List<RowPair> withKeys(JdbcClient jdbc, Run run, Collection<String> keys) {
        return jdbc.sql("""
                        select * from row_pair where sync_id = :sync and standing <> 'gone'
                          and (left_key = any(:keys) or right_key = any(:keys)) order by id
                        """)
                .param("sync", run.syncId().value())
                .param("keys", keys.toArray(String[]::new))
                .query((row, _) -> pair(row))
                .list();
    }

    /// Rows that are alone, a slice at a time.
    List<RowPair> alone(JdbcClient jdbc, Run run, long id, int limit) {
        return jdbc.sql("""
                        select * from row_pair where sync_id = ? and id > ? and dirty
                          and (left_id is null or right_id is null) and standing <> 'gone' order by id limit ?
                        """)
                .params(run.syncId().value(), id, limit)
                .query((row, _) -> pair(row))
                .list();
    }

    /// A slice of the pairs that will be planned and have, or have left, only one row.
    ///
    /// @param all as in [#toPlan]
    List<RowPair> oneSided(JdbcClient jdbc, Run run, long id, int limit, boolean all) {
        return jdbc.sql("""
                        select * from row_pair where sync_id = ? and id > ? and (dirty or ?)
                          and (left_id is null or right_id is null or left_gone is not null or right_gone is not null)
                          and standing not in ('gone', 'closed')
                          and not exists (select 1 from change where pair_id = row_pair.id and status in ('intended', 'uncertain'))
                        order by id limit ?
                        """)
                .params(run.syncId().value(), id, all, limit)
                .query((row, _) -> pair(row))
                .list();
    }

    /// Pairs in force that have agreed at least once.
    long count(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select count(*) from row_pair where sync_id = ? and left_id is not null and right_id is not null
                          and left_base is not null and standing not in ('gone', 'closed')
                        """).param(run.syncId().value()).query(Long.class).single();
    }

    /// Whether this side has rows that have never agreed with the other one.
    boolean hasStrangers(JdbcClient jdbc, Run run, Side side) {
        return jdbc.sql(of(side, """
                        select exists (select 1 from row_pair where sync_id = ? and S_id is not null and left_base is null)
                        """))
                .param(run.syncId().value())
                .query(Boolean.class)
                .single();
    }

    /// Rows of this side that have no counterpart.
    long countAlone(JdbcClient jdbc, Run run, Side side) {
        return jdbc.sql(of(side, """
                        select count(*) from row_pair where sync_id = ? and S_id is not null and O_id is null
                          and standing not in ('gone', 'closed')
                        """))
                .param(run.syncId().value())
                .query(Long.class)
                .single();
    }

    /// Pairs with a row on both sides, whether they have agreed or not.
    long countTied(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select count(*) from row_pair where sync_id = ? and left_id is not null and right_id is not null
                          and standing not in ('gone', 'closed')
                        """).param(run.syncId().value()).query(Long.class).single();
    }

    /// The row of `from` on this side becomes the row of `into` there, which had none or has lost its own.
    void take(JdbcClient jdbc, Side side, RowPair into, RowPair from) {
        // The unique ids allow no two pairs with one row, not even for a moment.
        var row = from.half(side);
        jdbc.sql(of(side, "update row_pair set S_id = null where id = ?"))
                .param(from.id())
                .update();
        jdbc.sql(of(side, """
                        update row_pair set S_id = from_pair.id_text, S_seen = from_pair.seen, S_hash = from_pair.hash,
                            S_key = from_pair.key, S_changed_at = from_pair.changed_at, S_place = from_pair.place,
                            S_missing_run = null, S_missing_scope = null, S_gone = null, S_away = false,
                            S_absent_since = false, S_refused = null, S_refused_reason = null, dirty = true,
                            standing = case when standing in ('closed', 'gone') then 'open' else standing end
                        from (select ?::text as id_text, S_seen as seen, S_hash as hash, S_key as key,
                                     S_changed_at as changed_at, S_place as place from row_pair where id = ?) as from_pair
                        where row_pair.id = ?
                        """))
                .params(Objects.requireNonNull(row.id()), from.id(), into.id())
                .update();
        jdbc.sql(of(side, "delete from row_pair where id = ? and O_id is null"))
                .param(from.id())
                .update();
    }

    void missing(JdbcClient jdbc, Side side, List<Long> pairs, Run run, String scope) {
        jdbc.sql(of(side, "update row_pair set S_missing_run = ?, S_missing_scope = ?, dirty = true where id = any(?)"))
                .params(run.id().value(), scope, pairs.toArray(Long[]::new))
                .update();
    }

    void gone(JdbcClient jdbc, Side side, List<Long> pairs, String proof) {
        jdbc.sql(of(side, "update row_pair set S_gone = ?, S_away = false, dirty = true where id = any(?)"))
                .params(proof, pairs.toArray(Long[]::new))
                .update();
    }

    void away(JdbcClient jdbc, Side side, List<Long> pairs) {
        jdbc.sql(of(side, """
                        update row_pair set S_away = true, S_missing_run = null, S_missing_scope = null, dirty = true
                        where id = any(?)
                        """)).param(pairs.toArray(Long[]::new)).update();
    }

    void absentSince(JdbcClient jdbc, Side side, List<Long> pairs) {
        jdbc.sql(of(side, "update row_pair set S_absent_since = true where id = any(?)"))
                .param(pairs.toArray(Long[]::new))
                .update();
    }

    /// Both sides say the same in these fields now.
    void agree(JdbcClient jdbc, Map<Long, Base> agreed) {
        if (agreed.isEmpty()) {
            return;
        }
        var all = List.copyOf(agreed.entrySet());
        jdbc.sql("""
                        update row_pair set left_base = coalesce(left_base, '{}') || patch.l::jsonb,
                            right_base = coalesce(right_base, '{}') || patch.r::jsonb
                        from unnest(?::bigint[], ?::text[], ?::text[]) as patch (id, l, r)
                        where row_pair.id = patch.id
                        """)
                .params(
                        all.stream().map(Map.Entry::getKey).toArray(Long[]::new),
                        column(all, one -> ValueJson.write(one.getValue().left())),
                        column(all, one -> ValueJson.write(one.getValue().right())))
                .update();
    }

    /// A field that got another mapping while people had it in conflict has never agreed under the new one: forgetting
    /// its base keeps the conflict, where keeping it would make the difference look agreed.
    void forgetConflicting(JdbcClient jdbc, Run run, String leftField, String rightField) {
        jdbc.sql("""
                        update row_pair set left_base = left_base - ?, right_base = right_base - ?
                        where left_base is not null and id in (
                            select pair_id from conflict where sync_id = ? and right_field = ? and settled_at is null)
                        """)
                .params(leftField, rightField, run.syncId().value(), rightField)
                .update();
    }

    void standing(JdbcClient jdbc, long pair, Standing standing) {
        // What a person paused meanwhile stays paused; it goes on from here when it is resumed.
        jdbc.sql("""
                        update row_pair set
                            paused_from = case when standing = 'paused' and :standing <> 'paused' then :standing
                                when standing <> 'paused' and :standing = 'paused' then standing else paused_from end,
                            standing = case when standing = 'paused' then 'paused' else :standing end
                        where id = :id
                        """).param("standing", standing.word()).param("id", pair).update();
    }

    /// Whatever is known of it, the next run plans it again.
    void planAgain(JdbcClient jdbc, long pair) {
        jdbc.sql("update row_pair set dirty = true where id = ?").param(pair).update();
    }

    /// The pair of this sync whose row on that side has this id.
    Optional<RowPair> withRow(JdbcClient jdbc, Run run, Side side, String row) {
        return jdbc.sql(of(side, "select * from row_pair where sync_id = ? and S_id = ?"))
                .params(run.syncId().value(), row)
                .query((found, _) -> pair(found))
                .optional();
    }

    /// Nothing is left to do for these.
    void clean(JdbcClient jdbc, Collection<Long> pairs) {
        jdbc.sql("update row_pair set dirty = false where id = any(?) and dirty")
                .param(pairs.toArray(Long[]::new))
                .update();
    }

    /// Something is left to do for these.
    void stillOpen(JdbcClient jdbc, Collection<Long> pairs) {
        jdbc.sql("update row_pair set dirty = true where id = any(?) and not dirty")
                .param(pairs.toArray(Long[]::new))
                .update();
    }

    /// What was seen of one side moves on with a confirmed write.
    void wrote(JdbcClient jdbc, Side side, long pair, Observation row) {
        jdbc.sql(of(side, """
                        update row_pair set S_id = :id, S_seen = :seen::jsonb, S_hash = :hash, S_key = :key, S_place = null,
                            S_missing_run = null, S_missing_scope = null, S_gone = null, S_away = false,
                            S_refused = null, S_refused_reason = null, dirty = true
                        where id = :pair
                        """))
                .param("id", row.rowId())
                .param("seen", ValueJson.write(row.values()))
                .param("hash", row.hash())
                .param("key", row.key(), java.sql.Types.VARCHAR)
                .param("pair", pair)
                .update();
    }

    /// The row of this side is all there is: its counterpart was deleted for good, and is created across as a new one.
    void beginAnew(JdbcClient jdbc, Side side, long pair) {
        jdbc.sql(of(side, """
                        update row_pair set O_id = null, O_seen = null, O_hash = null, O_key = null, O_gone = null,
                            O_missing_run = null, O_missing_scope = null, O_absent_since = false,
                            left_base = null, right_base = null
                        where id = ?
                        """)).param(pair).update();
    }

    /// We deleted the row.
    void deleted(JdbcClient jdbc, Side side, long pair) {
        jdbc.sql(of(side, "update row_pair set S_gone = ?, S_absent_since = false where id = ?"))
                .params(BY_US, pair)
                .update();
    }

    void refused(JdbcClient jdbc, Side side, long pair, String write, String reason) {
        jdbc.sql(of(side, "update row_pair set S_refused = ?, S_refused_reason = ?, dirty = true where id = ?"))
                .params(write, Sentence.clean(reason), pair)
                .update();
    }

    private static String of(Side side, String sql) {
        return sql.replace("S_", side.word() + "_")
                .replace("O_", (side == Side.LEFT ? Side.RIGHT : Side.LEFT).word() + "_");
    }

    private static <T> @Nullable String[] column(List<T> all, Function<T, @Nullable String> value) {
        var column = new @Nullable String[all.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(all.get(i));
        }
        return column;
    }

    private static RowPair pair(ResultSet row) throws SQLException {
        var left = row.getString("left_base");
        var right = row.getString("right_base");
        return new RowPair(
                row.getLong("id"),
                half(row, "left_"),
                half(row, "right_"),
                left == null || right == null ? null : new Base(ValueJson.read(left), ValueJson.read(right)),
                standing(row));
    }

    private static RowPair.Half half(ResultSet row, String prefix) throws SQLException {
        var seen = row.getString(prefix + "seen");
        Timestamp changed = row.getTimestamp(prefix + "changed_at");
        long missing = row.getLong(prefix + "missing_run");
        return new RowPair.Half(
                row.getString(prefix + "id"),
                seen == null ? new TreeMap<>() : ValueJson.read(seen),
                row.getString(prefix + "key"),
                changed == null ? null : changed.toInstant(),
                row.getString(prefix + "place"),
                missing == 0 ? null : (Long) missing,
                row.getString(prefix + "missing_scope"),
                row.getString(prefix + "gone"),
                row.getBoolean(prefix + "away"),
                row.getBoolean(prefix + "absent_since"),
                row.getString(prefix + "refused"),
                row.getString(prefix + "refused_reason"));
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return Standing.valueOf(row.getString("standing").toUpperCase(Locale.ROOT));
    }
}
