package dev.tallystick.history;

import dev.tallystick.plan.KnownPair.Decided;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPlan.Clash;
import dev.tallystick.sync.SyncId;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Conflicts: one for each field of a pair that both sides changed to different values. Whoever lost stays in here.
public final class ConflictStore {
    private static final String VALUE = "value";
    private static final int VERSION_CHARACTERS = 12;

    /// @param winner whose value won, null while nobody has decided
    /// @param decided what a person said that no run has acted on yet
    public record Conflict(
            long id,
            String sync,
            long pair,
            long run,
            @Nullable String leftRow,
            @Nullable String rightRow,
            String leftField,
            String rightField,
            Value left,
            Value right,
            Value leftBase,
            Value rightBase,
            OnConflict policy,
            @Nullable String winner,
            @Nullable String decided,
            @Nullable Value decidedValue,
            @Nullable String decidedBy,
            String sentence,
            Instant openedAt,
            @Nullable Instant settledAt) {

        /// Changes when one of the two values does, and with nothing else.
        public String version() {
            return new Fingerprint(Equality.EXACT)
                    .add(Map.of("left", left, "right", right))
                    .hex()
                    .substring(0, VERSION_CHARACTERS);
        }
    }

    /// What people said about these pairs' conflicts, for the planner: by pair and right field.
    public Map<Long, Map<String, Decided>> decided(JdbcClient jdbc, Collection<Long> pairs) {
        var decided = new HashMap<Long, Map<String, Decided>>();
        jdbc.sql("""
                        select pair_id, right_field, left_value, right_value, decided, decided_value from conflict
                        where pair_id = any(?) and settled_at is null and decided is not null
                        """).param(pairs.toArray(Long[]::new)).query((ResultSet row) -> {
            var value = row.getString("decided_value");
            decided.computeIfAbsent(row.getLong("pair_id"), _ -> new HashMap<>())
                    .put(
                            row.getString("right_field"),
                            new Decided(
                                    one(row.getString("left_value")),
                                    one(row.getString("right_value")),
                                    Pick.valueOf(row.getString("decided").toUpperCase(Locale.ROOT)),
                                    value == null ? null : one(value)));
        });
        return decided;
    }

    /// Which of these pairs have a conflict that is not over.
    public List<Long> unsettled(JdbcClient jdbc, Collection<Long> pairs) {
        return jdbc.sql("select distinct pair_id from conflict where pair_id = any(?) and settled_at is null")
                .param(pairs.toArray(Long[]::new))
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /// The conflicts of this pair are these now; others of it are over.
    public void record(JdbcClient jdbc, Run run, long pair, List<Clash> clashes, Instant now) {
        for (var clash : clashes) {
            jdbc.sql("""
                            insert into conflict (workspace_id, sync_id, pair_id, run_id, left_field, right_field, left_value,
                                right_value, left_base, right_base, policy, winner, sentence, opened_at)
                            values (:workspace, :sync, :pair, :run, :leftField, :rightField, :left::jsonb, :right::jsonb,
                                :leftBase::jsonb, :rightBase::jsonb, :policy, :winner, :sentence, :now)
                            on conflict (pair_id, right_field) where settled_at is null do update
                                set left_value = excluded.left_value, right_value = excluded.right_value,
                                    winner = excluded.winner, sentence = excluded.sentence, policy = excluded.policy,
                                    decided = case when conflict.left_value = excluded.left_value
                                        and conflict.right_value = excluded.right_value then conflict.decided end
                            """)
                    .param("workspace", run.workspace().value())
                    .param("sync", run.syncId().value())
                    .param("pair", pair)
                    .param("run", run.id().value())
                    .param("leftField", clash.left())
                    .param("rightField", clash.right())
                    .param("left", one(clash.leftValue()))
                    .param("right", one(clash.rightValue()))
                    .param("leftBase", one(clash.leftBase()))
                    .param("rightBase", one(clash.rightBase()))
                    .param("policy", clash.policy().name().toLowerCase(Locale.ROOT))
                    .param(
                            "winner",
                            clash.winner() == null
                                    ? null
                                    : clash.winner().name().toLowerCase(Locale.ROOT),
                            Types.VARCHAR)
                    .param("sentence", Sentence.clean(clash.sentence()))
                    .param("now", RunStore.at(now))
                    .update();
        }
        jdbc.sql("""
                        update conflict set settled_at = ? where pair_id = ? and settled_at is null
                          and right_field <> all(?)
                        """)
                .params(
                        RunStore.at(now),
                        pair,
                        clashes.stream().map(Clash::right).toArray(String[]::new))
                .update();
    }

    /// Newest first.
    ///
    public List<Conflict> page(JdbcClient jdbc, Filter filter, @Nullable Long before, int limit) {
        return jdbc.sql(SELECT + Filter.WHERE + """
                          and (:before::bigint is null or conflict.id < :before)
                        order by conflict.id desc limit :limit
                        """)
                .params(filter.params())
                .param("before", before, Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> conflict(row))
                .list();
    }

    public long count(JdbcClient jdbc, Filter filter) {
        return jdbc.sql("""
                        select count(*) from conflict join sync on sync.id = conflict.sync_id
                        join row_pair on row_pair.id = conflict.pair_id
                        """ + Filter.WHERE)
                .params(filter.params())
                .query(Long.class)
                .single();
    }

    /// Those of one pair that are not over.
    List<Conflict> ofPair(JdbcClient jdbc, long pair, int limit) {
        return jdbc.sql(SELECT + "where conflict.pair_id = ? and settled_at is null order by conflict.id desc limit ?")
                .params(pair, limit)
                .query((row, _) -> conflict(row))
                .list();
    }

    /// The fields that these conflicts are about, as `sync` and right field.
    public List<String> fields(JdbcClient jdbc, Filter filter) {
        return jdbc.sql("""
                        select distinct sync.name || ' ' || conflict.right_field from conflict
                        join sync on sync.id = conflict.sync_id join row_pair on row_pair.id = conflict.pair_id
                        """ + Filter.WHERE)
                .params(filter.params())
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// How many of each sync nobody has decided yet; a sync without any is not in it.
    Map<SyncId, Long> open(JdbcClient jdbc, Collection<SyncId> syncs) {
        var open = new HashMap<SyncId, Long>();
        jdbc.sql("""
                        select sync_id, count(*) as open from conflict
                        where sync_id = any(?) and settled_at is null and winner is null and decided is null
                        group by sync_id
                        """).param(RunStore.ids(syncs)).query((ResultSet row) -> {
            open.put(new SyncId(row.getLong("sync_id")), row.getLong("open"));
        });
        return open;
    }

    /// As it is, and as it stays until the transaction ends: a run that finds other values waits.
    public Optional<Conflict> findToDecide(JdbcClient jdbc, long id) {
        jdbc.sql("select 1 from conflict where id = ? for no key update")
                .param(id)
                .query()
                .listOfRows();
        return find(jdbc, id);
    }

    public Optional<Conflict> find(JdbcClient jdbc, long id) {
        return jdbc.sql(SELECT + "where conflict.id = ?")
                .param(id)
                .query((row, _) -> conflict(row))
                .optional();
    }

    /// A person decides all open conflicts of this filter the same way.
    ///
    /// @param value what the right side shall say, for [Pick#OTHER]
    /// @return the syncs whose conflicts were decided, each as often as it had one
    public List<Long> decide(JdbcClient jdbc, Filter filter, Pick pick, @Nullable Value value, String by) {
        var params = filter.params();
        return jdbc.sql("""
                        update conflict set decided = :pick, decided_value = :value::jsonb, decided_by = :by
                        where id in (select conflict.id from conflict join sync on sync.id = conflict.sync_id
                            join row_pair on row_pair.id = conflict.pair_id
                        """ + Filter.WHERE + ") and settled_at is null returning sync_id")
                .params(params)
                .param("pick", pick.name().toLowerCase(Locale.ROOT))
                .param("value", value == null ? null : one(value), Types.VARCHAR)
                .param("by", by)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String SELECT = """
            select conflict.*, sync.name as sync_name, row_pair.left_id, row_pair.right_id
            from conflict join sync on sync.id = conflict.sync_id join row_pair on row_pair.id = conflict.pair_id
            """;

    /// What a person looks for; null means everything.
    ///
    /// @param state `open` (nobody has decided), `decided` (a run will act on it), `settled`
    public record Filter(
            @Nullable Long id,
            @Nullable String sync,
            @Nullable String field,
            @Nullable String row,
            @Nullable String state) {
        static final String WHERE = """
                where (:id::bigint is null or conflict.id = :id)
                  and (:sync::text is null or sync.name = :sync)
                  and (:field::text is null or conflict.left_field = :field or conflict.right_field = :field
                       or exists (select from run where run.id = conflict.run_id
                           and (run.names -> 'left' ->> conflict.left_field = :field
                                or run.names -> 'right' ->> conflict.right_field = :field)))
                  and (:row::text is null or row_pair.left_id = :row or row_pair.right_id = :row)
                  and (:state::text is null
                       or :state = 'open' and settled_at is null and winner is null and decided is null
                       or :state = 'decided' and settled_at is null and (winner is not null or decided is not null)
                       or :state = 'settled' and settled_at is not null)
                """;

        Map<String, @Nullable Object> params() {
            var params = new HashMap<String, @Nullable Object>();
            params.put("id", id);
            params.put("sync", sync);
            params.put("field", field);
            params.put("row", row);
            params.put("state", state);
            return params;
        }
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        var decidedValue = row.getString("decided_value");
        return new Conflict(
                row.getLong("id"),
                row.getString("sync_name"),
                row.getLong("pair_id"),
                row.getLong("run_id"),
                row.getString("left_id"),
                row.getString("right_id"),
                row.getString("left_field"),
                row.getString("right_field"),
                one(row.getString("left_value")),
                one(row.getString("right_value")),
                one(row.getString("left_base")),
                one(row.getString("right_base")),
                OnConflict.valueOf(row.getString("policy").toUpperCase(Locale.ROOT)),
                row.getString("winner"),
                row.getString("decided"),
                decidedValue == null ? null : one(decidedValue),
                row.getString("decided_by"),
                row.getString("sentence"),
                RunStore.instant(row, "opened_at"),
                RunStore.instantOrNull(row, "settled_at"));
    }

    private static String one(Value value) {
        return ValueJson.write(Map.of(VALUE, value));
    }

    private static Value one(String json) {
        return Objects.requireNonNull(ValueJson.read(json).get(VALUE));
    }
}
