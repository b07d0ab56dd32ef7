package dev.tallystick.history;

import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The journal of every change, and at the same time the spool from which a plan is applied: a change is written here
/// when
/// it is planned, marked before it is sent, and settled with what really became of it.
///
/// Every method takes the client of an open transaction.
public final class Journal {
    /// Rows that other rows need come first, deletes last, so that no row ever names one that is not there.
    public enum Step {
        /// What a displaced write of ours cost, put right: recorded when it is done, never planned.
        REPAIRS(-2),
        /// A typed row gets the id by which it is known from then on.
        IDS(-1),
        NEEDED(0),
        ROWS(1),
        DELETES(2);

        private final int order;

        Step(int order) {
            this.order = order;
        }

        public int order() {
            return order;
        }

        static Step of(int order) {
            return values()[order - REPAIRS.order];
        }
    }

    public enum Status {
        PLANNED,
        INTENDED,
        DONE,
        FAILED,
        SKIPPED,
        HELD,
        /// A field is frozen until a person decides.
        CONFLICT,
        UNCERTAIN,
        SUPERSEDED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /// A change to be recorded.
    ///
    /// @param base what the pair agrees on once the change is confirmed; null for a row that is not of this
    ///     sync's
    ///     pairs
    /// @param problem why it failed, null otherwise
    /// @param tie the pair it is about, for a sync whose sides both have rows of their own
    /// @param skipKind what the sync calls rows that it leaves out for this reason; null for any other
    public record Draft(
            Step step,
            Change change,
            Status status,
            @Nullable Base base,
            boolean archives,
            boolean placeholder,
            @Nullable String problem,
            @Nullable Tie tie,
            @Nullable String skipKind) {
        public Draft(
                Step step,
                Change change,
                Status status,
                @Nullable Base base,
                boolean archives,
                boolean placeholder,
                @Nullable String problem,
                @Nullable Tie tie) {
            this(step, change, status, base, archives, placeholder, problem, tie, null);
        }

        public Draft(
                Step step,
                Change change,
                Status status,
                @Nullable Base base,
                boolean archives,
                boolean placeholder,
                @Nullable String problem) {
            this(step, change, status, base, archives, placeholder, problem, null, null);
        }
    }

    /// @param standing of the pair once the change is confirmed
    /// @param known what the planner knew of the pair, as JSON
    public record Tie(
            long pair, Standing standing, @Nullable String known) {}

    /// A change as it is recorded.
    ///
    /// @param row the id that a created row was given
    public record Entry(
            long id,
            long run,
            Step step,
            Change change,
            Status status,
            @Nullable Base base,
            boolean archives,
            boolean placeholder,
            String hash,
            @Nullable String problem,
            Instant at,
            @Nullable Tie tie,
            @Nullable String row) {}

    /// Records all of them in one statement, in this order.
    public void add(JdbcClient jdbc, Run run, int attempt, List<Draft> drafts, Instant now) {
        if (drafts.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into change (workspace_id, run_id, sync_id, attempt, at, step, side, table_name, row_key, kind,
                            status, before, after, base_left, base_right, archives, placeholder, hash, reason, problem,
                            pair_id, standing, known, skip_kind)
                        select ?, ?, ?, ?, ?, step, side, table_name, row_key, kind, status, before::jsonb, after::jsonb,
                            base_left::jsonb, base_right::jsonb, archives, placeholder, hash, reason, problem,
                            pair_id, standing, known::jsonb, skip_kind
                        from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                                    ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::text[], ?::text[], ?::text[],
                                    ?::bigint[], ?::text[], ?::text[], ?::text[])
                            with ordinality as draft (step, side, table_name, row_key, kind, status, before, after,
                                base_left, base_right, archives, placeholder, hash, reason, problem, pair_id, standing, known,
                                skip_kind, place)
                        order by place
                        """)
                .params(
                        run.workspace().value(),
                        run.id().value(),
                        run.syncId().value(),
                        attempt,
                        RunStore.at(now),
                        drafts.stream().map(draft -> draft.step().order).toArray(Integer[]::new),
                        column(drafts, draft -> draft.change().side().word()),
                        column(drafts, draft -> draft.change().table()),
                        column(drafts, draft -> draft.change().key()),
                        column(drafts, draft -> draft.change().kind().word()),
                        column(drafts, draft -> draft.status().word()),
                        column(drafts, draft -> ValueJson.write(draft.change().before())),
                        column(drafts, draft -> ValueJson.write(draft.change().after())),
                        column(
                                drafts,
                                draft -> draft.base() == null
                                        ? null
                                        : ValueJson.write(draft.base().left())),
                        column(
                                drafts,
                                draft -> draft.base() == null
                                        ? null
                                        : ValueJson.write(draft.base().right())),
                        drafts.stream().map(Draft::archives).toArray(Boolean[]::new),
                        drafts.stream().map(Draft::placeholder).toArray(Boolean[]::new),
                        column(drafts, draft -> PlanHash.of(draft.change())),
                        column(drafts, draft -> Sentence.clean(draft.change().reason())),
                        column(drafts, draft -> draft.problem() == null ? null : Sentence.clean(draft.problem())),
                        pairs(drafts),
                        column(
                                drafts,
                                draft -> draft.tie() == null
                                        ? null
                                        : draft.tie().standing().word()),
                        column(
                                drafts,
                                draft ->
                                        draft.tie() == null ? null : draft.tie().known()),
                        column(drafts, Draft::skipKind))
                .update();
    }

    private static @Nullable Long[] pairs(List<Draft> drafts) {
        var pairs = new @Nullable Long[drafts.size()];
        for (int i = 0; i < pairs.length; i++) {
            var tie = drafts.get(i).tie();
            pairs[i] = tie == null ? null : (Long) tie.pair();
        }
        return pairs;
    }

    private static <T> @Nullable String[] column(List<T> all, Function<T, @Nullable String> value) {
        var column = new @Nullable String[all.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(all.get(i));
        }
        return column;
    }

    /// What an attempt that did not finish had planned, and rows it could not use, are no part of the next
    /// attempt's plan. A write that was sent and was not there when it was looked for is not forgotten: somebody
    /// may have edited over it, and what it took away stands nowhere else.
    public void forgetUnsettled(JdbcClient jdbc, Run run) {
        jdbc.sql("""
                        update change set status = 'superseded',
                            problem = 'No answer came, and it was not there when it was looked for: it never arrived, or somebody edited over it. It was planned again.'
                        where run_id = ? and status in ('planned', 'skipped') and batch_id is not null
                          and pair_id is not null and step >= 0 and before <> '{}'
                        """).param(run.id().value()).update();
        jdbc.sql(
                        "delete from change where run_id = ? and status in ('planned', 'failed', 'skipped', 'held', 'conflict')")
                .param(run.id().value())
                .update();
    }

    /// Forgets what this attempt said so far about these rows, because a later page brought them again.
    ///
    /// @return how each was counted
    public Map<String, Tally.Outcome> takeBack(JdbcClient jdbc, Run run, String table, Collection<String> keys) {
        var outcomes = new HashMap<String, Tally.Outcome>();
        jdbc.sql("""
                        delete from change where run_id = ? and table_name = ? and row_key = any(?) and step > 0
                            and status in ('planned', 'failed', 'skipped')
                        returning row_key, status, kind, archives
                        """)
                .params(run.id().value(), table, keys.toArray(String[]::new))
                .query((row, _) -> Map.entry(row.getString("row_key"), outcome(row)))
                .list()
                .forEach(taken -> outcomes.put(taken.getKey(), taken.getValue()));
        return outcomes;
    }

    /// The keys out of these whose change this run has already confirmed, in an earlier attempt.
    public java.util.Set<String> settledKeys(JdbcClient jdbc, Run run, String table, Collection<String> keys) {
        return new java.util.HashSet<>(jdbc.sql("""
                        select distinct row_key from change
                        where run_id = ? and table_name = ? and row_key = any(?) and step > 0 and status in ('done', 'uncertain')
                        """)
                .params(run.id().value(), table, keys.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /// The pairs with a row on this side that an earlier attempt of this run has confirmed already.
    public List<Long> settledPairs(JdbcClient jdbc, Run run, Side side) {
        return jdbc.sql("""
                        select distinct pair_id from change
                        where run_id = ? and side = ? and pair_id is not null and step > 0 and kind <> 'delete'
                          and status in ('done', 'uncertain', 'intended')
                        """)
                .params(run.id().value(), side.word())
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /// The whole plan in the order of its hash: by step, table and key, whatever order the pages came in.
    public void plan(JdbcClient jdbc, Run run, Consumer<Entry> each) {
        jdbc.sql("""
                        select * from change where run_id = ? and status = 'planned'
                        order by step, table_name collate "C", row_key collate "C", id
                        """).withFetchSize(1_000).param(run.id().value()).query((ResultSet row) -> each.accept(entry(row)));
    }

    /// The next changes to send, all of one table, one step and one kind of row, in the order they were planned.
    public List<Entry> next(JdbcClient jdbc, Run run, int limit) {
        var entries = jdbc.sql("""
                        select * from change where run_id = ? and status = 'planned' order by step, id limit ?
                        """)
                .params(run.id().value(), limit)
                .query((row, _) -> entry(row))
                .list();
        if (entries.isEmpty()) {
            return entries;
        }
        var first = entries.getFirst();
        return entries.stream()
                .takeWhile(entry -> entry.step() == first.step()
                        && entry.change().table().equals(first.change().table()))
                .toList();
    }

    /// The next changes of a run whose sides both have rows of their own: all of one side, one step and one kind, in
    /// the order they were planned.
    ///
    /// @param without sides that take no write now
    public List<Entry> nextAlike(JdbcClient jdbc, Run run, Collection<Side> without, int limit) {
        return jdbc.sql("""
                        with first as (
                            select step, side, kind from change
                            where run_id = :run and status = 'planned' and step <> 0 and side <> all(:without)
                            order by step, id limit 1)
                        select change.* from change join first using (step, side, kind)
                        where run_id = :run and status = 'planned' order by id limit :limit
                        """)
                .param("run", run.id().value())
                .param("without", without.stream().map(Side::word).toArray(String[]::new))
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    /// The next rows to make because cells name them, all of one side and table.
    public List<Entry> nextForLinks(JdbcClient jdbc, Run run, int limit) {
        return jdbc.sql("""
                        with first as (
                            select side, table_name from change
                            where run_id = :run and status = 'planned' and step = 0 order by id limit 1)
                        select change.* from change join first using (side, table_name)
                        where run_id = :run and status = 'planned' and step = 0 order by id limit :limit
                        """)
                .param("run", run.id().value())
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    /// The names of the rows that this sync has made because cells named them, or may have made.
    public java.util.Set<String> madeForLinks(JdbcClient jdbc, Run run, Side side, String table) {
        return java.util.Set.copyOf(jdbc.sql("""
                        select distinct row_key from change
                        where sync_id = ? and step = 0 and side = ? and table_name = ? and pair_id is not null
                          and status in ('done', 'intended', 'uncertain')
                        """)
                .params(run.syncId().value(), side.word(), table)
                .query(String.class)
                .list());
    }

    /// Marks what the hash of the run is about.
    public void inPlan(JdbcClient jdbc, Run run) {
        jdbc.sql("update change set in_plan = true where run_id = ? and status = 'planned'")
                .param(run.id().value())
                .update();
    }

    /// What the planner knew of the pairs whose changes are in the plan of this run, in the order of its hash.
    public List<String> known(JdbcClient jdbc, RunId run) {
        return jdbc.sql("""
                        select distinct on (pair_id) known::text from change
                        where run_id = ? and in_plan and known is not null order by pair_id
                        """)
                .param(run.value())
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// What was written, by side, of what was planned together with this change for its pair.
    public Map<Side, Change> doneBeside(JdbcClient jdbc, Entry entry) {
        var done = new HashMap<Side, Change>();
        jdbc.sql("""
                        select change.* from change join change as this using (run_id, attempt, pair_id)
                        where this.id = ? and change.status = 'done' and change.step > 0 order by change.id
                        """)
                .param(entry.id())
                .query((row, _) -> entry(row))
                .list()
                .forEach(one -> done.put(one.change().side(), one.change()));
        return done;
    }

    /// The row that a create made.
    public void created(JdbcClient jdbc, Entry entry, String row) {
        jdbc.sql("update change set row_id = ? where id = ?")
                .params(row, entry.id())
                .update();
    }

    public void intend(JdbcClient jdbc, List<Entry> entries, String batch) {
        jdbc.sql("update change set status = 'intended', batch_id = ? where id = any(?)")
                .params(batch, ids(entries))
                .update();
    }

    public java.util.Optional<Entry> find(JdbcClient jdbc, long id) {
        return jdbc.sql("select * from change where id = ?")
                .param(id)
                .query((row, _) -> entry(row))
                .optional();
    }

    public List<Entry> ofBatch(JdbcClient jdbc, String batch) {
        return jdbc.sql("select * from change where batch_id = ? order by id")
                .param(batch)
                .query((row, _) -> entry(row))
                .list();
    }

    /// What a run that is over had still planned is not sent any more.
    public void neverArrived(JdbcClient jdbc, RunId run, Instant now) {
        jdbc.sql("""
                        update change set status = 'skipped', problem = 'It never arrived; a later run plans it again.', at = ?
                        where run_id = ? and status = 'planned'
                        """).params(RunStore.at(now), run.value()).update();
    }

    /// These were sent for certain not: they wait to be sent again.
    public void plannedAgain(JdbcClient jdbc, String batch) {
        jdbc.sql("update change set status = 'planned', batch_id = null where batch_id = ? and status = 'intended'")
                .param(batch)
                .update();
    }

    /// This one was not there when it was looked for. That it was sent once is remembered by its batch.
    public void plannedAgain(JdbcClient jdbc, Entry entry) {
        jdbc.sql("update change set status = 'planned' where id = ? and status = 'intended'")
                .param(entry.id())
                .update();
    }

    /// A change that was confirmed.
    ///
    /// @param before what really stood there
    /// @param after what stands there now
    public record Done(Entry entry, Map<String, Value> before, Map<String, Value> after) {}

    /// Confirms all of them in one statement.
    public void done(JdbcClient jdbc, List<Done> done, Instant now) {
        if (done.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update change set status = 'done', before = done.before::jsonb, after = done.after::jsonb, at = ?
                        from unnest(?::bigint[], ?::text[], ?::text[]) as done (id, before, after)
                        where change.id = done.id
                        """)
                .params(
                        RunStore.at(now),
                        ids(done.stream().map(Done::entry).toList()),
                        column(done, one -> ValueJson.write(one.before())),
                        column(done, one -> ValueJson.write(one.after())))
                .update();
    }

    public void settle(JdbcClient jdbc, Entry entry, Status status, @Nullable String problem, Instant now) {
        jdbc.sql("update change set status = :status, problem = :problem, at = :at where id = :id")
                .param("status", status.word())
                .param("problem", problem == null ? null : Sentence.clean(problem), java.sql.Types.VARCHAR)
                .param("at", RunStore.at(now))
                .param("id", entry.id())
                .update();
    }

    private static Tally.Outcome outcome(ResultSet row) throws SQLException {
        return switch (Status.of(row.getString("status"))) {
            case FAILED -> Tally.Outcome.FAILED;
            case SKIPPED, SUPERSEDED -> Tally.Outcome.SKIPPED;
            case CONFLICT -> Tally.Outcome.CONFLICT;
            case HELD, UNCERTAIN -> Tally.Outcome.HELD;
            case PLANNED, INTENDED, DONE ->
                row.getBoolean("archives")
                        ? Tally.Outcome.DELETED
                        : switch (Change.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT))) {
                            case CREATE -> Tally.Outcome.CREATED;
                            case UPDATE -> Tally.Outcome.UPDATED;
                            case DELETE -> Tally.Outcome.DELETED;
                        };
        };
    }

    static Entry entry(ResultSet row) throws SQLException {
        var baseLeft = row.getString("base_left");
        var baseRight = row.getString("base_right");
        return new Entry(
                row.getLong("id"),
                row.getLong("run_id"),
                Step.of(row.getInt("step")),
                new Change(
                        Change.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)),
                        row.getString("table_name"),
                        row.getString("row_key"),
                        values(row.getString("before")),
                        values(row.getString("after")),
                        row.getString("reason")),
                Status.of(row.getString("status")),
                baseLeft == null || baseRight == null ? null : new Base(values(baseLeft), values(baseRight)),
                row.getBoolean("archives"),
                row.getBoolean("placeholder"),
                row.getString("hash"),
                row.getString("problem"),
                RunStore.instant(row, "at"),
                tie(row),
                row.getString("row_id"));
    }

    /// Without what the planner knew, which is read where it is needed.
    private static @Nullable Tie tie(ResultSet row) throws SQLException {
        long pair = row.getLong("pair_id");
        var standing = row.getString("standing");
        return standing == null ? null : new Tie(pair, Standing.valueOf(standing.toUpperCase(Locale.ROOT)), null);
    }

    private static SortedMap<String, Value> values(String json) {
        return ValueJson.read(json);
    }

    private static Long[] ids(List<Entry> entries) {
        var ids = new ArrayList<Long>();
        entries.forEach(entry -> ids.add(entry.id()));
        return ids.toArray(Long[]::new);
    }
}
