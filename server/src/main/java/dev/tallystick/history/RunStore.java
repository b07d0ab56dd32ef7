package dev.tallystick.history;

import dev.tallystick.history.Run.Held;
import dev.tallystick.history.Run.Phase;
import dev.tallystick.history.Run.Progress;
import dev.tallystick.history.Run.Status;
import dev.tallystick.history.Run.Trigger;
import dev.tallystick.history.Run.Trouble;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.storage.WorkspaceId;
import dev.tallystick.sync.Sync;
import dev.tallystick.sync.SyncId;
import dev.tallystick.table.FieldType;
import dev.tallystick.workspace.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs and their attempts in the database. Every method takes the client of an open transaction; who opens it decides
/// what belongs together.
public final class RunStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String COLUMNS = "select run.*, sync.name as sync_name, sync.title as sync_title, "
            + "coalesce(sync.definition ->> 'noun', 'rows') as noun ";
    private static final String SELECT = COLUMNS + "from run join sync on sync.id = run.sync_id ";

    /// What schedules and scripts start nobody waits for: with one every five minutes there would be no end of it.
    private static final Set<Trigger> BY_PEOPLE = Set.of(Trigger.MANUAL, Trigger.RETRY, Trigger.UNDO);

    public RunId create(
            JdbcClient jdbc,
            Sync sync,
            Trigger trigger,
            boolean dryRun,
            boolean fullListing,
            boolean forced,
            @Nullable Long actorId,
            @Nullable String actor,
            @Nullable RunId followUpOf,
            Instant now) {
        var id = jdbc.sql("""
                        insert into run (workspace_id, sync_id, trigger, dry_run, full_listing, forced, rehearsal,
                                         actor_id, actor, status, created_at, next_attempt_at, follow_up_of)
                        values (:workspace, :sync, :trigger, :dryRun, :full, :forced, :rehearsal,
                                :actorId, :actor, 'pending', :now, :now, :followUpOf)
                        returning id
                        """)
                .param("workspace", sync.workspace().value())
                .param("sync", sync.id().value())
                .param("trigger", trigger.word())
                .param("dryRun", dryRun)
                .param("full", fullListing || forced)
                .param("forced", forced)
                .param("rehearsal", sync.rehearsal())
                .param("actorId", actorId, java.sql.Types.BIGINT)
                .param("actor", actor, java.sql.Types.VARCHAR)
                .param("now", at(now))
                .param("followUpOf", followUpOf == null ? null : followUpOf.value(), java.sql.Types.BIGINT)
                .query(Long.class)
                .single();
        if (actorId != null && BY_PEOPLE.contains(trigger)) {
            RunFollowers.follow(jdbc, sync.workspace().value(), new RunId(id), actorId, now);
        }
        Events.record(jdbc, sync.workspace(), Events.Kind.RUN, id, now);
        return new RunId(id);
    }

    /// What the difference to the other side means after an undo.
    public enum UndoChoice {
        /// It is accepted until either side is edited.
        ACCEPT,
        /// The restored value is an edit and goes across.
        ACROSS,
        /// The row is paused.
        PAUSE
    }

    /// @param run whose changes are taken back
    /// @param row only this one; null for the whole run
    public record Undo(
            RunId run, UndoChoice choice, @Nullable String row) {}

    /// The run that was created takes back another one.
    public void undoes(JdbcClient jdbc, RunId run, Undo undo) {
        jdbc.sql("update run set undoes = :undoes, undo_choice = :choice, undo_row = :row where id = :id")
                .param("undoes", undo.run().value())
                .param("choice", undo.choice().name().toLowerCase(Locale.ROOT))
                .param("row", undo.row(), java.sql.Types.VARCHAR)
                .param("id", run.value())
                .update();
    }

    public Optional<Undo> undo(JdbcClient jdbc, RunId run) {
        return jdbc.sql("select undoes, undo_choice, undo_row from run where id = ? and undoes is not null")
                .param(run.value())
                .query((row, _) -> new Undo(
                        new RunId(row.getLong("undoes")),
                        UndoChoice.valueOf(row.getString("undo_choice").toUpperCase(Locale.ROOT)),
                        row.getString("undo_row")))
                .optional();
    }

    /// One more time in which nobody looked.
    ///
    /// @param met rows that others were seen to have changed or moved in it
    public void unguarded(JdbcClient jdbc, RunId run, Duration window, long met) {
        jdbc.sql("""
                        update run set unguarded_windows = unguarded_windows + 1, unguarded_met = unguarded_met + :met,
                            unguarded_longest_ms = greatest(unguarded_longest_ms, :millis)
                        where id = :id
                        """)
                .param("met", met)
                .param("millis", window.toMillis())
                .param("id", run.value())
                .update();
    }

    public Optional<Run> find(JdbcClient jdbc, RunId id) {
        return jdbc.sql(SELECT + "where run.id = ?")
                .param(id.value())
                .query(RunStore::run)
                .optional();
    }

    /// The runs of a sync that are not over, the one to work on first: a running one before those that wait.
    public List<Run> open(JdbcClient jdbc, SyncId sync) {
        return jdbc.sql(SELECT + """
                        where run.sync_id = ? and run.status in ('pending', 'running', 'held')
                        order by case run.status when 'running' then 0 when 'pending' then 1 else 2 end, run.id
                        """).param(sync.value()).query(RunStore::run).list();
    }

    /// Newest first.
    ///
    /// @param asker whose having seen a run the filter means
    /// @param before only runs older than this one, null for the newest
    public List<Run> list(JdbcClient jdbc, RunFilter filter, PersonId asker, @Nullable Long before, int limit) {
        return jdbc.sql(SELECT + "where " + RunFilter.WHERE + filter.seen() + """
                          and (:before::bigint is null or run.id < :before)
                        order by run.id desc limit :limit
                        """)
                .params(filter.params())
                .param("asker", asker.value())
                .param("before", before, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query(RunStore::run)
                .list();
    }

    /// Of one sync, newest first, without dry runs: they sync nothing.
    ///
    /// @param before only runs older than this one, null for the newest
    public List<Run> records(JdbcClient jdbc, SyncId sync, @Nullable Long before, int limit) {
        return jdbc.sql(SELECT + """
                        where run.sync_id = :sync and not run.dry_run and (:before::bigint is null or run.id < :before)
                        order by run.id desc limit :limit
                        """)
                .param("sync", sync.value())
                .param("before", before, java.sql.Types.BIGINT)
                .param("limit", limit)
                .query(RunStore::run)
                .list();
    }

    /// Of each sync, the newest run of these that failed in whole or in part, and how many such runs there are. Dry
    /// runs and undos are none: to do them again is another question.
    ///
    /// @param run the newest
    public record Failed(Run run, long runs) {}

    public List<Failed> failed(JdbcClient jdbc, RunFilter filter) {
        return jdbc.sql(COLUMNS + """
                        , failed.runs as failed_runs
                        from (
                            select max(run.id) as id, count(*) as runs
                            from run join sync on sync.id = run.sync_id
                            where\s""" + RunFilter.WHERE + """
                              and run.status in ('failed', 'partial') and not run.dry_run and run.trigger <> 'undo'
                              and sync.removed_at is null
                            group by run.sync_id
                        ) failed
                        join run on run.id = failed.id
                        join sync on sync.id = run.sync_id
                        order by sync.name
                        """)
                .params(filter.params())
                .query((row, number) -> new Failed(run(row, number), row.getLong("failed_runs")))
                .list();
    }

    /// Of each sync, the run to work on first of those that are not over, without dry runs.
    Map<SyncId, Run> open(JdbcClient jdbc, Collection<SyncId> syncs) {
        return first(
                jdbc.sql(SELECT + """
                        where run.sync_id = any(?) and run.status in ('pending', 'running', 'held') and not run.dry_run
                        order by case run.status when 'running' then 0 when 'pending' then 1 else 2 end, run.id
                        """).param(ids(syncs)).query(RunStore::run).list());
    }

    /// Of each sync, the newest run that ended and wrote or could have written, without dry runs. One step into the
    /// index for each sync: how many runs there are does not matter.
    Map<SyncId, Run> lastEnded(JdbcClient jdbc, Collection<SyncId> syncs) {
        return first(
                jdbc.sql(COLUMNS + """
                        from unnest(?) wanted (id)
                        join sync on sync.id = wanted.id
                        cross join lateral (
                            select * from run
                            where run.sync_id = wanted.id and not run.dry_run
                              and run.status in ('succeeded', 'partial', 'failed', 'held', 'cancelled')
                            order by run.id desc limit 1
                        ) run
                        """).param(ids(syncs)).query(RunStore::run).list());
    }

    /// The run of a sync that people mean by "the sync": the one that works, waits or is held, else the last that ended
    /// since then. Dry runs are none.
    public Optional<Run> newest(JdbcClient jdbc, SyncId sync, Instant since) {
        var one = List.of(sync);
        return Optional.ofNullable(open(jdbc, one).get(sync))
                .or(() -> Optional.ofNullable(lastEnded(jdbc, one).get(sync))
                        .filter(run -> run.endedAt() == null || run.endedAt().isAfter(since)));
    }

    private static Map<SyncId, Run> first(List<Run> runs) {
        var first = new HashMap<SyncId, Run>();
        runs.forEach(run -> first.putIfAbsent(run.syncId(), run));
        return first;
    }

    static Long[] ids(Collection<SyncId> syncs) {
        return syncs.stream().map(SyncId::value).toArray(Long[]::new);
    }

    /// Marks the run as being worked on; false when it is over already.
    public boolean begin(JdbcClient jdbc, Run run, Instant now) {
        int begun = jdbc.sql("""
                        update run set status = 'running', phase = 'observe', next_attempt_at = null,
                            started_at = coalesce(started_at, :now), problem_code = null, problem = null,
                            rows_read = 0, rows_planned = 0, rows_applied = 0, rows_unchanged = 0
                        where id = :id and status in ('pending', 'running')
                        """)
                .param("now", at(now))
                .param("id", run.id().value())
                .update();
        changed(jdbc, run, now);
        return begun == 1;
    }

    public void beganReading(JdbcClient jdbc, Run run) {
        jdbc.sql("update run set began_reading = true where id = ?")
                .param(run.id().value())
                .update();
    }

    public void progress(
            JdbcClient jdbc, Run run, Phase phase, long read, long planned, long applied, long unchanged, Instant now) {
        jdbc.sql("""
                        update run set phase = :phase, rows_read = :read, rows_planned = :planned,
                            rows_applied = :applied, rows_unchanged = :unchanged
                        where id = :id
                        """)
                .param("phase", phase.word())
                .param("read", read)
                .param("planned", planned)
                .param("applied", applied)
                .param("unchanged", unchanged)
                .param("id", run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    public void planned(JdbcClient jdbc, Run run, String hash, long changes) {
        jdbc.sql("update run set plan_hash = ?, plan_changes = ? where id = ?")
                .params(hash, changes, run.id().value())
                .update();
    }

    /// A sync whose sides both have rows of their own counts both.
    public void twoSided(JdbcClient jdbc, Run run, Run.Titles titles, long unchangedLeft, long unchangedRight) {
        jdbc.sql("""
                        update run set left_title = ?, right_title = ?, rows_unchanged_left = ?, rows_unchanged = ?
                        where id = ?
                        """)
                .params(
                        titles.left(),
                        titles.right(),
                        unchangedLeft,
                        unchangedRight,
                        run.id().value())
                .update();
    }

    /// Mapping, policies and names that the plan was made with, as JSON.
    public void plannedWith(JdbcClient jdbc, Run run, String with) {
        jdbc.sql("update run set planned_with = ?::jsonb where id = ?")
                .params(with, run.id().value())
                .update();
    }

    public Optional<String> plannedWith(JdbcClient jdbc, RunId run) {
        return jdbc.sql("select planned_with::text from run where id = ? and planned_with is not null")
                .param(run.value())
                .query(String.class)
                .optional();
    }

    /// The type that a right field had when this run planned.
    public Optional<FieldType> typeOf(JdbcClient jdbc, RunId run, String rightField) {
        return plannedWith(jdbc, run).flatMap(json -> {
            for (JsonNode field : JSON.readTree(json).get("fields")) {
                if (field.get("right").stringValue().equals(rightField)) {
                    return Optional.of(FieldType.valueOf(field.get("type").stringValue()));
                }
            }
            return Optional.empty();
        });
    }

    public void hold(JdbcClient jdbc, Run run, Held held, Tallies tally, Instant now) {
        jdbc.sql("""
                        update run set status = 'held', phase = null, held_reason = :reason, held_detail = :detail,
                            tally = :tally::jsonb, tally_left = :left::jsonb
                        where id = :id
                        """)
                .param("reason", held.reason())
                .param("detail", held.detail())
                .param("tally", json(tally.right()))
                .param("left", left(tally), java.sql.Types.VARCHAR)
                .param("id", run.id().value())
                .update();
        SyncFacts.of(jdbc, run, SyncFacts.Kind.HELD, now);
        changed(jdbc, run, now);
    }

    /// A held run goes on, limited to the plan that was approved.
    public void approve(JdbcClient jdbc, Run run, String by, Instant now) {
        jdbc.sql("""
                        update run set status = 'pending', approved = true, approved_by = :by, next_attempt_at = :now,
                            held_reason = null, held_detail = null
                        where id = :id
                        """)
                .param("by", by)
                .param("now", at(now))
                .param("id", run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    /// The run of somebody who approved the plan of a run that has been replaced.
    public RunId approveOlder(JdbcClient jdbc, Sync sync, Run older, @Nullable Long actorId, String by, Instant now) {
        var id = create(jdbc, sync, Trigger.MANUAL, false, older.fullListing(), older.forced(), actorId, by, null, now);
        jdbc.sql("update run set approved = true, approved_by = ?, approves = ? where id = ?")
                .params(by, older.id().value(), id.value())
                .update();
        return id;
    }

    /// The run that applies the plan of this replaced one; those that failed or were cancelled do not count.
    public Optional<Run> approving(JdbcClient jdbc, RunId older) {
        return jdbc.sql(SELECT + "where run.approves = ? and run.status not in ('failed', 'cancelled')")
                .param(older.value())
                .query(RunStore::run)
                .optional();
    }

    public void end(
            JdbcClient jdbc, Run run, Status status, @Nullable Trouble problem, @Nullable Tallies tally, Instant now) {
        int ended = jdbc.sql("""
                        update run set status = :status, phase = null, ended_at = :now, next_attempt_at = null,
                            problem_code = :code, problem = :problem, tally = coalesce(:tally::jsonb, tally),
                            tally_left = coalesce(:left::jsonb, tally_left)
                        where id = :id and status not in ('succeeded', 'partial', 'failed', 'cancelled')
                        """)
                .param("status", status.word())
                .param("now", at(now))
                .param("code", problem == null ? null : problem.code(), java.sql.Types.VARCHAR)
                .param("problem", problem == null ? null : Sentence.clean(problem.sentence()), java.sql.Types.VARCHAR)
                .param("tally", tally == null ? null : json(tally.right()), java.sql.Types.VARCHAR)
                .param("left", tally == null ? null : left(tally), java.sql.Types.VARCHAR)
                .param("id", run.id().value())
                .update();
        if (ended == 1) {
            SyncDays.add(jdbc, run, now);
            SyncFacts.of(jdbc, run, SyncFacts.Kind.ENDED, now);
        }
        changed(jdbc, run, now);
        // The sync's own figures (data age, rows, tape) change with the end of a run.
        Events.record(jdbc, run.workspace(), Events.Kind.SYNC, run.syncId().value(), now);
    }

    public void tally(JdbcClient jdbc, Run run, Tallies tally, List<Run.Related> related, Instant now) {
        var array = JSON.createArrayNode();
        related.forEach(table ->
                array.add(JSON.createObjectNode().put("table", table.table()).put("created", table.created())));
        jdbc.sql(
                        "update run set tally = :right::jsonb, tally_left = :left::jsonb, related = :related::jsonb where id = :id")
                .param("right", json(tally.right()))
                .param("left", left(tally), java.sql.Types.VARCHAR)
                .param("related", array.toString())
                .param("id", run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    public void skips(JdbcClient jdbc, Run run, List<Run.Skip> skips) {
        var array = JSON.createArrayNode();
        skips.forEach(skip ->
                array.add(JSON.createObjectNode().put("kind", skip.kind()).put("rows", skip.rows())));
        jdbc.sql("update run set skips = ?::jsonb where id = ?")
                .params(array.toString(), run.id().value())
                .update();
    }

    /// Another attempt follows, at that time. It reads anew, so until then a trigger may attach again.
    public void retryAt(JdbcClient jdbc, Run run, Instant at, @Nullable Trouble problem, Instant now) {
        jdbc.sql(
                        "update run set next_attempt_at = :at, phase = null, began_reading = false, problem_code = :code, problem = :problem where id = :id")
                .param("at", at(at))
                .param("code", problem == null ? null : problem.code(), java.sql.Types.VARCHAR)
                .param("problem", problem == null ? null : Sentence.clean(problem.sentence()), java.sql.Types.VARCHAR)
                .param("id", run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    public void requestCancel(JdbcClient jdbc, Run run, Instant now) {
        jdbc.sql(
                        "update run set cancel_requested = true, next_attempt_at = case when next_attempt_at is null then null else ? end where id = ?")
                .params(at(now), run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    public boolean cancelRequested(JdbcClient jdbc, RunId run) {
        return jdbc.sql("select cancel_requested from run where id = ?")
                .param(run.value())
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    /// Rows found unchanged by the latest attempt, as far as it got.
    public Run.Unchanged unchanged(JdbcClient jdbc, RunId run) {
        return jdbc.sql("select rows_unchanged_left, rows_unchanged from run where id = ?")
                .param(run.value())
                .query((row, _) ->
                        new Run.Unchanged(longOrNull(row, "rows_unchanged_left"), row.getLong("rows_unchanged")))
                .single();
    }

    /// Puts a run aside for everybody: nobody needs to be told of its end any more.
    public void acknowledge(JdbcClient jdbc, Run run, Instant now) {
        RunFollowers.allSaw(jdbc, run, now);
        jdbc.sql("update run set acknowledged_at = coalesce(acknowledged_at, ?) where id = ?")
                .params(at(now), run.id().value())
                .update();
        changed(jdbc, run, now);
    }

    /// Makes a trigger that attaches to this waiting run part of it: what anybody asked for is done.
    public void widen(JdbcClient jdbc, Run run, boolean fullListing, boolean forced, Instant now) {
        jdbc.sql(
                        "update run set full_listing = full_listing or :full, forced = forced or :forced, acknowledged_at = null,"
                                + " next_attempt_at = case when :forced then least(next_attempt_at, :now) else next_attempt_at end where id = :id")
                .param("full", fullListing || forced)
                .param("forced", forced)
                .param("now", at(now))
                .param("id", run.id().value())
                .update();
    }

    /// An earlier attempt that never said how it ended has died with its node. Unless that is this very node, which
    /// lives: it only could not reach the database to say so.
    public int beginAttempt(JdbcClient jdbc, Run run, String node, long epoch, Instant now) {
        jdbc.sql("""
                        update attempt set outcome = case when node = ? then 'released' else 'died' end, ended_at = ?
                        where run_id = ? and ended_at is null
                        """).params(node, at(now), run.id().value()).update();
        return jdbc.sql("""
                        insert into attempt (run_id, workspace_id, number, node, epoch, started_at)
                        select :run, :workspace, coalesce(max(number), 0) + 1, :node, :epoch, :now
                        from attempt where run_id = :run
                        returning number
                        """)
                .param("run", run.id().value())
                .param("workspace", run.workspace().value())
                .param("node", node)
                .param("epoch", epoch)
                .param("now", at(now))
                .query(Integer.class)
                .single();
    }

    /// An attempt that the absence of our own database ended, and whose worker lives to tell. Whoever has taken over
    /// meanwhile could not know that and wrote down a death.
    public void outlived(JdbcClient jdbc, Run run, int number, long epoch, Instant now) {
        jdbc.sql("""
                        update attempt set outcome = 'released', ended_at = coalesce(ended_at, ?)
                        where run_id = ? and number = ? and epoch = ? and (outcome is null or outcome = 'died')
                        """).params(at(now), run.id().value(), number, epoch).update();
    }

    public void endAttempt(
            JdbcClient jdbc,
            Run run,
            int number,
            String outcome,
            @Nullable Trouble problem,
            Anatomy anatomy,
            Instant now) {
        jdbc.sql("""
                        update attempt set outcome = :outcome, problem_code = :code, problem = :problem, ended_at = :now,
                            anatomy = :anatomy::jsonb
                        where run_id = :run and number = :number and ended_at is null
                        """)
                .param("outcome", outcome)
                .param("code", problem == null ? null : problem.code(), java.sql.Types.VARCHAR)
                .param("problem", problem == null ? null : Sentence.clean(problem.sentence()), java.sql.Types.VARCHAR)
                .param("anatomy", anatomy.json())
                .param("now", at(now))
                .param("run", run.id().value())
                .param("number", number)
                .update();
    }

    /// What an attempt that goes on has spent its time on until now.
    public void anatomy(JdbcClient jdbc, Run run, int number, Anatomy anatomy) {
        jdbc.sql("update attempt set anatomy = ?::jsonb where run_id = ? and number = ? and ended_at is null")
                .params(anatomy.json(), run.id().value(), number)
                .update();
    }

    public List<Attempt> attempts(JdbcClient jdbc, RunId run) {
        return jdbc.sql("""
                        select attempt.*, run.names::text as names from attempt join run on run.id = attempt.run_id
                        where run_id = ? order by number
                        """)
                .param(run.value())
                .query((row, _) -> new Attempt(
                        row.getInt("number"),
                        row.getString("node"),
                        instant(row, "started_at"),
                        instantOrNull(row, "ended_at"),
                        row.getString("outcome"),
                        trouble(row, Names.read(row.getString("names"))),
                        Anatomy.read(row.getString("anatomy"))))
                .list();
    }

    /// @param outcome null while it runs
    public record Attempt(
            int number,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable Trouble problem,
            Anatomy anatomy) {}

    static void changed(JdbcClient jdbc, Run run, Instant now) {
        Events.record(jdbc, run.workspace(), Events.Kind.RUN, run.id().value(), now);
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        var phase = row.getString("phase");
        var heldReason = row.getString("held_reason");
        var names = Names.read(row.getString("names"));
        var status = Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
        return new Run(
                new RunId(row.getLong("id")),
                new WorkspaceId(row.getLong("workspace_id")),
                new SyncId(row.getLong("sync_id")),
                row.getString("sync_name"),
                row.getString("sync_title"),
                Trigger.valueOf(row.getString("trigger").toUpperCase(Locale.ROOT)),
                row.getBoolean("dry_run"),
                row.getBoolean("full_listing"),
                row.getBoolean("forced"),
                row.getBoolean("rehearsal"),
                longOrNull(row, "actor_id"),
                row.getString("actor"),
                status,
                phase == null ? null : Phase.valueOf(phase.toUpperCase(Locale.ROOT)),
                instant(row, "created_at"),
                instantOrNull(row, "started_at"),
                row.getBoolean("began_reading"),
                instantOrNull(row, "ended_at"),
                instantOrNull(row, "next_attempt_at"),
                row.getBoolean("cancel_requested"),
                heldReason == null ? null : new Held(heldReason, names.in(row.getString("held_detail"))),
                trouble(row, names),
                row.getString("plan_hash"),
                row.getLong("plan_changes"),
                row.getBoolean("approved"),
                new Progress(
                        row.getLong("rows_read"),
                        row.getLong("rows_planned"),
                        row.getLong("rows_applied"),
                        row.getString("plan_hash") == null ? null : row.getLong("plan_changes")),
                tallies(row),
                row.getString("left_title") == null
                        ? null
                        : new Run.Titles(row.getString("left_title"), row.getString("right_title")),
                related(row.getString("related")),
                new Run.Unguarded(
                        row.getLong("unguarded_windows"),
                        row.getLong("unguarded_longest_ms"),
                        row.getLong("unguarded_met")),
                longOrNull(row, "follow_up_of"),
                row.getString("noun"),
                skips(row.getString("skips")));
    }

    static @Nullable Tallies tallies(ResultSet row) throws SQLException {
        var right = row.getString("tally");
        return right == null ? null : new Tallies(tallyOrNull(row.getString("tally_left")), tally(right));
    }

    private static @Nullable Trouble trouble(ResultSet row, Names names) throws SQLException {
        var code = row.getString("problem_code");
        return code == null ? null : new Trouble(code, names.in(row.getString("problem")));
    }

    private static List<Run.Related> related(String json) {
        var related = new ArrayList<Run.Related>();
        for (JsonNode table : JSON.readTree(json)) {
            related.add(new Run.Related(
                    table.get("table").stringValue(), table.get("created").longValue()));
        }
        return related;
    }

    private static List<Run.Skip> skips(String json) {
        var skips = new ArrayList<Run.Skip>();
        for (JsonNode skip : JSON.readTree(json)) {
            skips.add(new Run.Skip(
                    skip.get("kind").stringValue(), skip.get("rows").longValue()));
        }
        return skips;
    }

    private static String json(Tally tally) {
        return JSON.writeValueAsString(tally);
    }

    private static @Nullable String left(Tallies tallies) {
        return tallies.left() == null ? null : json(tallies.left());
    }

    private static @Nullable Tally tallyOrNull(@Nullable String json) {
        return json == null ? null : tally(json);
    }

    private static Tally tally(String json) {
        var tally = JSON.readTree(json);
        return new Tally(
                tally.get("failed").longValue(),
                tally.get("held").longValue(),
                tally.get("conflict").longValue(),
                tally.get("deleted").longValue(),
                tally.get("created").longValue(),
                tally.get("updated").longValue(),
                tally.get("skipped").longValue(),
                tally.get("unchanged").longValue());
    }

    private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
