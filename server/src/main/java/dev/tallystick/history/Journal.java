package dev.tallystick.history;

import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.plan.Tallies;
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
    /// The first that fits a row is the one it is counted as.
    private static final List<Tally.Outcome> OUTCOMES = List.of(Tally.Outcome.values());

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

    /// What a run wrote into tables whose rows have ids of their own and that nobody has taken back, the last first.
    ///
    /// @param row the id or key of one row, null for all
    public List<Entry> toUndo(JdbcClient jdbc, RunId run, @Nullable String row) {
        return jdbc.sql("""
                        select * from change
                        where run_id = :run and status = 'done' and pair_id is not null and step > 0 and undone_by is null
                          and (:row::text is null or row_key = :row or row_id = :row)
                        order by id desc
                        """)
                .param("run", run.value())
                .param("row", row, java.sql.Types.VARCHAR)
                .query((found, _) -> entry(found))
                .list();
    }

    /// The changes of that run whose pairs this one has written are taken back.
    public void undone(JdbcClient jdbc, Run by, RunId run) {
        jdbc.sql("""
                        update change set undone_by = ? where run_id = ? and undone_by is null and pair_id in (
                            select pair_id from change where run_id = ? and status = 'done')
                        """).params(by.id().value(), run.value(), by.id().value()).update();
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

    /// Keeps the plan that a person approved.
    public void approve(JdbcClient jdbc, Run run) {
        approve(jdbc, run, run.id());
    }

    /// As [#approve(JdbcClient, Run)]: the run may apply what is planned in another one.
    public void approve(JdbcClient jdbc, Run run, RunId plan) {
        jdbc.sql("delete from approved_change where run_id = ?")
                .param(run.id().value())
                .update();
        jdbc.sql("""
                        insert into approved_change (run_id, workspace_id, table_name, row_key, hash, step, side, kind, before,
                            after, reason, pair_id)
                        select ?, workspace_id, table_name, row_key, hash, step, side, kind, before, after, reason, pair_id
                        from change where run_id = ? and status = 'planned'
                        on conflict do nothing
                        """).params(run.id().value(), plan.value()).update();
    }

    /// A row that the approved plan writes and of which the new one says nothing on that side.
    ///
    /// @param pair null in a sync that only has rows on the right side
    public record Dropped(
            Side side, String table, String key, @Nullable Long pair) {}

    /// Names the rows that the approved plan writes and of which the new one, which is in the journal, says
    /// nothing:
    /// they are left out. A row that it would write otherwise is named when that is taken out.
    public void nameDropped(JdbcClient jdbc, Run run, int attempt, Instant now, Consumer<Dropped> each) {
        jdbc.sql("select approved.* from approved_change approved where run_id = ? " + SAYS_NOTHING)
                .withFetchSize(1_000)
                .param(run.id().value())
                .query((ResultSet row) -> {
                    long pair = row.getLong("pair_id");
                    each.accept(new Dropped(
                            Side.valueOf(row.getString("side").toUpperCase(Locale.ROOT)),
                            row.getString("table_name"),
                            row.getString("row_key"),
                            pair == 0 ? null : (Long) pair));
                });
        jdbc.sql("""
                        insert into change (workspace_id, run_id, sync_id, attempt, at, step, side, table_name, row_key, kind,
                            status, before, after, hash, reason, pair_id)
                        select workspace_id, run_id, ?, ?, ?, step, side, table_name, row_key, kind, 'skipped', before, after,
                            hash, 'In the approved plan, and left out: the row moved since. ' || reason, pair_id
                        from approved_change approved where run_id = ?
                        """ + SAYS_NOTHING)
                .params(
                        run.syncId().value(),
                        attempt,
                        RunStore.at(now),
                        run.id().value())
                .update();
    }

    private static final String SAYS_NOTHING = """
            and kind is not null and not exists (
                select 1 from change where change.run_id = approved.run_id and change.side = approved.side
                  and change.table_name = approved.table_name and change.row_key = approved.row_key)
              and not exists (
                select 1 from change where change.run_id = approved.run_id and change.side = approved.side
                  and change.pair_id = approved.pair_id)
            """;

    /// Takes out of the new plan whatever the approved one did not hold, and names it.
    ///
    /// @return what was left out
    public List<Entry> leaveOutUnapproved(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        update change set status = 'skipped', reason = 'Not in the approved plan: it moved since. ' || reason
                        where run_id = ? and status = 'planned' and not exists (
                            select 1 from approved_change approved
                            where approved.run_id = change.run_id and approved.table_name = change.table_name
                              and approved.row_key = change.row_key and approved.hash = change.hash)
                        returning *
                        """)
                .param(run.id().value())
                .query((row, _) -> entry(row))
                .list();
    }

    /// The tally of each side from what became of its changes, each row once, and the rows that were unchanged.
    ///
    /// @param planned what a change that was not sent counts as: held while the run is held, skipped when it was
    ///     cancelled; null for a dry run, where it counts as if it had been done
    public Tallies tallies(JdbcClient jdbc, Run run, Run.Unchanged unchanged, Tally.@Nullable Outcome planned) {
        return new Tallies(
                unchanged.left() == null ? null : tally(jdbc, run, Side.LEFT, unchanged.left(), planned),
                tally(jdbc, run, Side.RIGHT, unchanged.right(), planned));
    }

    private static Tally tally(JdbcClient jdbc, Run run, Side side, long unchanged, Tally.@Nullable Outcome planned) {
        var tally = new Tally[] {Tally.NONE.plus(Tally.Outcome.UNCHANGED, unchanged)};
        jdbc.sql("""
                        select outcome, count(*) as rows from (
                            select min(case
                                when status = 'failed' then 0
                                when status in ('held', 'uncertain', 'intended') then 1
                                when status = 'conflict' then 2
                                when status = 'planned' and :planned::int is not null then :planned
                                when status in ('done', 'planned') and (kind = 'delete' or archives) then 3
                                when status in ('done', 'planned') and kind = 'create' then 4
                                when status in ('done', 'planned') then 5
                                else 6 end) as outcome
                            from change
                            where run_id = :run and side = :side and step > 0 and status <> 'superseded'
                            group by coalesce('pair ' || pair_id, row_key)) as rows_of_run
                        group by outcome
                        """)
                .param("planned", planned == null ? null : OUTCOMES.indexOf(planned), java.sql.Types.INTEGER)
                .param("run", run.id().value())
                .param("side", side.word())
                .query((ResultSet row) -> {
                    var outcome = OUTCOMES.get(row.getInt("outcome"));
                    tally[0] = tally[0].plus(outcome, row.getLong("rows"));
                });
        return tally[0];
    }

    /// How many rows of this run were left out under which name of their own, in the order of the names.
    public List<Run.Skip> skips(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select skip_kind, count(distinct row_key) as rows from change
                        where run_id = ? and status = 'skipped' and skip_kind is not null
                        group by skip_kind order by skip_kind
                        """)
                .param(run.id().value())
                .query((row, _) -> new Run.Skip(row.getString("skip_kind"), row.getLong("rows")))
                .list();
    }

    /// The rows of this run that failed, the first ones, each with its reason.
    ///
    /// @param label the left field that names a row; null for its key
    public List<Run.Failed> failed(JdbcClient jdbc, Run run, @Nullable String label, int limit) {
        return jdbc.sql("""
                        select row_key, coalesce(problem, reason) as why,
                            case jsonb_typeof(base_left -> :label) when 'string' then base_left ->> :label end as name
                        from change where run_id = :run and status in ('failed', 'uncertain')
                        order by id limit :limit
                        """)
                .param("label", label == null ? "" : label)
                .param("run", run.id().value())
                .param("limit", limit)
                .query((row, _) -> {
                    var name = row.getString("name");
                    return new Run.Failed(
                            name == null || name.isBlank() ? row.getString("row_key") : name, row.getString("why"));
                })
                .list();
    }

    public List<Run.Related> related(JdbcClient jdbc, Run run) {
        return jdbc.sql("""
                        select table_name, count(*) as created from change
                        where run_id = ? and step = 0 and status = 'done' group by table_name order by table_name
                        """)
                .param(run.id().value())
                .query((row, _) -> new Run.Related(row.getString("table_name"), row.getLong("created")))
                .list();
    }

    /// Deletes and archives of the last day that nobody approved, for the breaker.
    public long deletesSince(JdbcClient jdbc, Run run, Side side, Instant since) {
        return jdbc.sql("""
                        select count(*) from change join run on run.id = change.run_id
                        where change.sync_id = ? and change.side = ? and change.at > ? and change.status = 'done'
                          and (change.kind = 'delete' or change.archives) and not run.approved
                        """)
                .params(run.syncId().value(), side.word(), RunStore.at(since))
                .query(Long.class)
                .single();
    }

    /// The largest number of updates among the last 30 runs.
    public long largestUpdate(JdbcClient jdbc, Run run, Side side) {
        return jdbc.sql("""
                        select coalesce(max((tally ->> 'updated')::bigint), 0) from (
                            select case when ? = 'left' then tally_left else tally end as tally from run where sync_id = ? and not dry_run and id <> ?
                              and status in ('succeeded', 'partial') order by id desc limit 30) as last_runs
                        """)
                .params(side.word(), run.syncId().value(), run.id().value())
                .query(Long.class)
                .single();
    }

    /// A page of a run's changes in the order they were planned.
    public List<Entry> page(JdbcClient jdbc, Filter filter, @Nullable Long after, int limit) {
        return jdbc.sql("select * from change where " + Filter.WHERE + """
                          and (:after::bigint is null or id > :after)
                        order by id limit :limit
                        """)
                .params(filter.params())
                .param("after", after, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    /// The newest changes first, over all runs.
    public List<Entry> latest(JdbcClient jdbc, Filter filter, @Nullable Long before, int limit) {
        return jdbc.sql("select * from change where " + Filter.WHERE + """
                          and (:before::bigint is null or id < :before)
                        order by id desc limit :limit
                        """)
                .params(filter.params())
                .param("before", before, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    public long count(JdbcClient jdbc, Filter filter) {
        return jdbc.sql("select count(*) from change where " + Filter.WHERE)
                .params(filter.params())
                .query(Long.class)
                .single();
    }

    /// What kept rows of a run from agreement, by reason, the most frequent first: they failed, are held, or are
    /// uncertain.
    public List<Failures> failures(JdbcClient jdbc, RunId run, int limit) {
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
