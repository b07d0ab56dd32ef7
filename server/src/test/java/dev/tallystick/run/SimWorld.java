package dev.tallystick.run;

import dev.tallystick.connector.OpenTable;
import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.RowStore;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunStore.Undo;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.Side;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.run.SimChoices.Habit;
import dev.tallystick.run.SimChoices.Story;
import dev.tallystick.run.SimChoices.SyncChoice;
import dev.tallystick.run.SimChoices.Telling;
import dev.tallystick.run.SimFields.Kind;
import dev.tallystick.storage.TestDatabase;
import dev.tallystick.storage.Transactions;
import dev.tallystick.sync.Sync;
import dev.tallystick.table.Value;
import dev.tallystick.workspace.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One seed: two or three tables outside, the engine on a workspace of its own between them, people, faults, and a
/// clock
/// that moves when the seed says so. One thread, so that the same seed is the same story.
final class SimWorld implements SimFaults.Meanwhile {
    /// Rounds that may still write after people and faults have stopped.
    private static final int MOST_ROUNDS = 5;

    private static final int MOST_STEPS = 12;

    private static final int MOST_WAITS = 4;

    /// How the tables come to the engine, and what it is told: the seam for planted bugs.
    interface Seams {
        Seams NONE = new Seams() {};

        default OpenTable open(SimTable table, SimWorker worker, SimFaults faults, Oracle oracle) {
            return new SimOpenTable(table, worker, faults, oracle);
        }

        default String yaml(String yaml, SimChoices choices) {
            return yaml;
        }

        /// Whether a commit that never arrived looks as if it had.
        default boolean hidesLostCommits() {
            return false;
        }

        /// Whether the engine is told what a person pauses.
        default boolean pauses() {
            return true;
        }

        default Undo undone(Undo undo) {
            return undo;
        }

        default Meeting chosen(Meeting meeting) {
            return meeting;
        }
    }

    final SimTrace trace;
    private final SimChoices choices;
    private final Seams seams;
    private final SettableClock clock = new SettableClock();
    private final List<SimTable> tables = new ArrayList<>();
    private final Map<String, SyncChoice> byName = new HashMap<>();
    private final Map<String, Sync> syncs = new HashMap<>();
    private final Map<Long, SyncChoice> runs = new HashMap<>();
    private final SimFaults faults;
    private final SimPeople people;
    private final SimFieldPeople fieldPeople;
    /// What cells link to; null in a seed without links.
    private @Nullable SimFirms firms;
    private final Oracle oracle;
    private final EngineFixture engine;
    private final SplittableRandom random;
    private @Nullable SimWorker worker;
    /// For the stories that not every seed tells.
    private final SplittableRandom telling;
    private final Map<Long, Undo> undos = new HashMap<>();
    private final int remapAt;

    SimWorld(long seed, Telling telling, boolean verbose, TestDatabase database, DataSource pool, Seams seams) {
        choices = SimChoices.draw(seed, telling);
        trace = new SimTrace(verbose);
        this.seams = seams;
        for (int i = 0; i < choices.tables().size(); i++) {
            tables.add(new SimTable(i, choices.tables().get(i), trace, clock));
        }
        if (choices.more().has(Kind.LINKS)) {
            firms = new SimFirms(trace, clock);
            tables.get(SimTable.of(choices.more().links())).firms = firms;
        }
        for (var side : Side.values()) {
            tables.get(SimTable.of(side)).more.putAll(choices.more().types(side));
        }
        random = new SplittableRandom(seed * 131 + 3);
        this.telling = new SplittableRandom(seed * 139 + 9);
        remapAt = choices.has(Story.REMAP) ? 2 + this.telling.nextInt(choices.rounds() - 1) : 0;
        faults = new SimFaults(choices, trace);
        faults.meanwhile(this);
        oracle = new Oracle(choices, tables, new FieldOracle(choices, firms, trace), trace);
        people = new SimPeople(choices, tables, trace);
        fieldPeople = new SimFieldPeople(choices, tables, firms, trace);
        var way = new SimDatabase(pool, () -> faults.commit(worker), seams.hidesLostCommits());
        var transactions = new Transactions(way, database.system());
        engine = new EngineFixture(database, transactions, Duration.ZERO, clock, new SimConnector(this::open));
        choices.syncs().forEach(sync -> byName.put(sync.name(), sync));
    }

    private OpenTable open(String name) {
        var table = tables.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        var opens = Objects.requireNonNull(worker);
        opens.began = true;
        return seams.open(table, opens, faults, oracle);
    }

    /// @return what was broken, in the order in which it was noticed; empty when all was kept
    List<String> play() {
        trace.say("seed " + choices.seed() + " " + choices.habits() + " " + choices.faults() + " " + choices.stories()
                + (choices.more().kinds().isEmpty() ? "" : " " + choices.more())
                + " 1 in " + choices.oneIn());
        choices.tables().forEach(table -> trace.say(String.valueOf(table)));
        choices.syncs().forEach(sync -> trace.say(String.valueOf(sync)));
        configure(false);
        people.fill();
        for (int round = 1; round <= choices.rounds() && trace.broken().isEmpty(); round++) {
            trace.say("round " + round);
            people.work();
            fieldPeople.work();
            if (round == remapAt) {
                remap();
            }
            step(choices.syncs().get(random.nextInt(choices.syncs().size())));
        }
        if (trace.broken().isEmpty()) {
            becomesQuiet();
        }
        return trace.broken();
    }

    // ---- while people work

    private void configure(boolean remapped) {
        engine.config(Path.of("."), seams.yaml(choices.yaml(remapped), choices));
        choices.syncs().forEach(sync -> syncs.put(sync.name(), engine.sync(sync.name())));
    }

    private void remap() {
        var table = tables.getLast();
        trace.say("  the last field of " + table.name() + " goes to another column");
        table.remap(SimChoices.REMAPPED);
        configure(true);
    }

    private void step(SyncChoice sync) {
        if (choices.has(Story.PAUSE) && telling.nextInt(3) == 0) {
            pauseOrResume(sync);
        }
        if (choices.has(Story.UNDO) && telling.nextBoolean()) {
            undo(sync);
        }
        var run = open(sync).orElseGet(() -> start(sync, random.nextInt(4) == 0));
        work(sync, run);
        clock.pass(Duration.ofSeconds(random.nextInt(90)));
        var after = engine.now(run);
        if (after.status() == Run.Status.HELD && random.nextBoolean()) {
            accept(sync, after);
        }
    }

    /// Somebody looks at a row and pauses it, or resumes what is paused.
    private void pauseOrResume(SyncChoice sync) {
        var table = tables.get(sync.left());
        if (table.rows.isEmpty()) {
            return;
        }
        var row = table.rows.get(telling.nextInt(table.rows.size()));
        if (row.paused.contains(sync.name())) {
            resume(sync);
            return;
        }
        var shown = engine.transactions.in(
                engine.workspace,
                jdbc -> jdbc.sql("""
                                select id, right_id from row_pair
                                where sync_id = ? and left_id = ? and right_id is not null and standing = 'open'
                                """)
                        .params(sync(sync).id().value(), row.id)
                        .query((found, _) -> Map.entry(found.getLong(1), found.getString(2)))
                        .optional());
        shown.ifPresent(pair -> {
            trace.say("  somebody pauses " + row.label);
            row.paused.add(sync.name());
            tables.get(sync.right()).withId(pair.getValue()).forEach(other -> other.paused.add(sync.name()));
            if (seams.pauses()) {
                engine.transactions.in(engine.workspace, jdbc -> {
                    new RowStore().pause(jdbc, pair.getKey(), "to be looked at", "Ada", clock.instant());
                    return null;
                });
            }
        });
    }

    private void resume(SyncChoice sync) {
        trace.say("  somebody resumes all paused rows of " + sync.name());
        tables.forEach(table -> table.rows.forEach(row -> row.paused.remove(sync.name())));
        tables.forEach(table -> table.ghosts.forEach(row -> row.paused.remove(sync.name())));
        engine.transactions.in(engine.workspace, jdbc -> {
            jdbc.sql("select id from row_pair where sync_id = ? and standing = 'paused' order by id")
                    .param(sync(sync).id().value())
                    .query(Long.class)
                    .list()
                    .forEach(pair -> new RowStore().resume(jdbc, pair));
            return null;
        });
    }

    /// Somebody takes back an earlier run, or one row of it.
    private void undo(SyncChoice sync) {
        var written = oracle.ledger.stream()
                .filter(wrote -> wrote.kind() != Oracle.Kind.ID && wrote.sync().equals(sync.name()))
                .filter(wrote -> !undos.containsKey(wrote.run()) && wrote.row().id != null)
                .toList();
        if (written.isEmpty() || open(sync).isPresent()) {
            return;
        }
        // What was updated is rarer than what was created, and tells more.
        var updated = written.stream()
                .filter(wrote -> wrote.kind() == Oracle.Kind.UPDATE)
                .toList();
        var from = updated.isEmpty() || telling.nextInt(3) == 0 ? written : updated;
        var wrote = from.get(telling.nextInt(from.size()));
        var choice = List.of(UndoChoice.ACCEPT, UndoChoice.ACCEPT, UndoChoice.ACROSS, UndoChoice.PAUSE)
                .get(telling.nextInt(4));
        var undo = new Undo(engine.id(wrote.run()), choice, telling.nextBoolean() ? null : wrote.row().id);
        trace.say("  somebody takes back " + (undo.row() == null ? "a whole run" : wrote.row().label) + ", " + choice);
        var run = start(sync, false);
        undos.put(run.id().value(), undo);
        engine.transactions.in(engine.workspace, jdbc -> {
            engine.runs.undoes(jdbc, run.id(), seams.undone(undo));
            return null;
        });
        work(sync, run);
    }

    private java.util.Optional<Run> open(SyncChoice sync) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> engine.runs.open(jdbc, sync(sync).id()).stream()
                        .filter(run -> run.status() != Run.Status.HELD)
                        .findFirst());
    }

    private Sync sync(SyncChoice sync) {
        return Objects.requireNonNull(syncs.get(sync.name()));
    }

    private Run start(SyncChoice sync, boolean full) {
        trace.say(" " + sync.name() + (full ? " runs, reading everything" : " runs"));
        return engine.transactions.in(engine.workspace, jdbc -> {
            var id = engine.runs.create(
                    jdbc, sync(sync), Run.Trigger.MANUAL, false, full, false, 7L, "Ada", null, clock.instant());
            runs.put(id.value(), sync);
            return engine.runs.find(jdbc, id).orElseThrow();
        });
    }

    /// One attempt of whoever is free.
    private SimWorker work(SyncChoice sync, Run run) {
        var before = worker;
        var mine = new SimWorker(sync, run.id().value(), trace.tick());
        mine.undo = undos.get(run.id().value());
        worker = mine;
        try {
            engine.engine.work(sync(sync).id().value(), () -> false);
        } catch (SimFaults.Death killed) {
            trace.say("  the process dies");
            leasesRunOut();
            engine.restart();
        } finally {
            worker = before;
        }
        if (mine.cutOff) {
            leasesRunOut();
        }
        told(sync, mine, engine.now(run));
        return mine;
    }

    private void told(SyncChoice sync, SimWorker mine, Run run) {
        var tally = run.tally();
        trace.say(" " + sync.name() + " " + run.status()
                + (run.held() == null ? "" : " " + run.held().reason())
                + (run.problem() == null ? "" : " " + run.problem().code())
                + (run.nextAttemptAt() == null ? "" : " until " + run.nextAttemptAt())
                + (tally == null || tally.left() == null
                        ? ""
                        : " | " + tally.left().sentence() + " | "
                                + tally.right().sentence()));
        if (run.problem() != null && run.problem().code().equals("internal")) {
            trace.broken("a bug of the engine ended run " + run.id().value());
        }
        if (mine.replaced
                || mine.undo != null
                || tally == null
                || tally.left() == null
                || !(run.status() == Run.Status.SUCCEEDED || run.status() == Run.Status.PARTIAL)) {
            return;
        }
        var attempts = engine.transactions.in(engine.workspace, jdbc -> engine.runs.attempts(jdbc, run.id()));
        if (attempts.size() == 1 && run.fullListing()) {
            for (var side : Side.values()) {
                var listed = mine.listed.get(sync.at(side));
                if (listed != null) {
                    oracle.considered(sync, side, listed, side == Side.LEFT ? tally.left() : tally.right());
                }
            }
        }
        if (attempts.size() == 1 && !run.approved() && run.planHash() != null) {
            replay(run);
        }
    }

    private void replay(Run run) {
        var again = engine.transactions.in(
                engine.workspace,
                jdbc -> PlannedWith.replay(
                        engine.runs.plannedWith(jdbc, run.id()).orElseThrow(), engine.journal.known(jdbc, run.id())));
        if (!again.equals(run.planHash())) {
            trace.broken("plan replay: run " + run.id().value() + " planned again is another plan");
        }
    }

    private void leasesRunOut() {
        engine.sql(jdbc -> jdbc.sql(
                        "update lease set expires_at = clock_timestamp() - interval '1 second' where workspace_id = ?")
                .param(engine.workspace.value())
                .update());
    }

    /// What a person does with a run that is held.
    private void accept(SyncChoice sync, Run run) {
        var reason = Objects.requireNonNull(run.held()).reason();
        trace.say(" a person accepts " + reason);
        if (reason.equals("first_match")) {
            var meeting = seams.chosen(new Meeting(sync.differing(), sync.leftAlone(), sync.rightAlone()));
            engine.transactions.in(engine.workspace, jdbc -> {
                new TwoWayStateStore().chose(jdbc, run, meeting);
                return null;
            });
            // The plan that comes of the choice is shown first, and held until it is approved.
            var shown = start(sync, false);
            work(sync, shown);
            if (engine.now(shown).status() == Run.Status.HELD) {
                engine.approve(engine.now(shown));
                work(sync, engine.now(shown));
            }
        } else {
            engine.approve(run);
            work(sync, engine.now(run));
        }
    }

    // ---- while a call is under way

    @Override
    public void personEdits(SimTable table) {
        people.act(table);
        fieldPeople.act();
    }

    @Override
    public void personEdits(SimTable table, SimTable.SimRow row, List<String> fields) {
        if (!fieldPeople.edits(table, row, fields)) {
            people.edits(table, row, fields);
        }
    }

    @Override
    public void isTakenOver(SimWorker before) {
        trace.say("  another node takes over from this one:");
        leasesRunOut();
        before.replaced = true;
        another(before.sync, before.run);
    }

    @Override
    public void anotherBegins(SimWorker before) {
        trace.say("  another node begins too:");
        if (another(before.sync, before.run).began) {
            trace.broken("I12 single writer: another worker began while this one held the lease");
        }
    }

    private SimWorker another(SyncChoice sync, long run) {
        var here = engine.engine;
        engine.restart();
        var other = work(
                sync,
                engine.now(engine.transactions.in(
                        engine.workspace,
                        jdbc -> engine.runs.find(jdbc, engine.id(run)).orElseThrow())));
        engine.engine = here;
        trace.say("  and this one goes on:");
        return other;
    }

    @Override
    public void otherSyncRuns(SimWorker before) {
        var other = choices.syncs().stream()
                .filter(sync -> !sync.name().equals(before.sync.name()))
                .findFirst();
        other.ifPresent(sync -> {
            trace.say("  meanwhile the other sync:");
            work(sync, open(sync).orElseGet(() -> start(sync, false)));
        });
    }

    // ---- when people and faults have stopped

    private void becomesQuiet() {
        trace.say("now it is quiet");
        faults.calm = true;
        if (choices.has(Story.PAUSE) || choices.has(Story.UNDO)) {
            choices.syncs().forEach(this::resume);
        }
        if (choices.has(Story.AWAY) && telling.nextBoolean()) {
            people.showAll();
        }
        int most = MOST_ROUNDS * choices.syncs().size() + (choices.tree() ? 3 : 0);
        int quiet = 0;
        for (int round = 1; quiet < 3; round++) {
            if (round > most + 3) {
                trace.broken("I2 termination: still writing after " + round + " rounds");
                return;
            }
            trace.say("quiet round " + round);
            int writes = writes();
            boolean ended = true;
            for (var sync : choices.syncs()) {
                ended &= runToItsEnd(sync);
            }
            if (!trace.broken().isEmpty()) {
                return;
            }
            var decided = decide();
            quiet = ended && !decided && writes() == writes ? quiet + 1 : 0;
        }
        idempotent();
        oracle.converged();
        recorded();
        tallies();
    }

    /// Whether there is something that a listing of changes does not show.
    private boolean onlyFull() {
        return choices.has(Habit.DELETE)
                || choices.has(Story.AWAY)
                || choices.has(Story.UNDO)
                || choices.has(Story.MASS_DELETE)
                || choices.has(Story.STALE_COPIES)
                || choices.has(Habit.CUT_AND_PASTE)
                || choices.has(Fault.SHORT_INCREMENT)
                || choices.has(Fault.GLITCH)
                || choices.tables().stream().anyMatch(table -> table.incremental() && !table.asksById());
    }

    /// @return false when it waits for what another sync has to find out
    private boolean runToItsEnd(SyncChoice sync) {
        var run = open(sync).orElseGet(() -> start(sync, onlyFull()));
        for (int step = 0; step < MOST_STEPS; step++) {
            work(sync, run);
            run = engine.now(run);
            var at = run.nextAttemptAt();
            if (run.status().ended()) {
                clock.pass(Duration.ofMinutes(1));
                return true;
            } else if (run.status() == Run.Status.HELD) {
                accept(sync, run);
                run = open(sync).orElseGet(() -> start(sync, onlyFull()));
            } else if (at != null && at.isAfter(clock.instant())) {
                clock.pass(Duration.between(clock.instant(), at));
                if (choices.tree() && step >= MOST_WAITS) {
                    return false;
                }
            } else {
                leasesRunOut();
                clock.pass(Duration.ofSeconds(1));
            }
        }
        trace.broken("I13 liveness: run " + run.id().value() + " of " + sync.name() + " does not come to its end");
        return false;
    }

    private int writes() {
        return oracle.ledger.size() + (firms == null ? 0 : firms.writes);
    }

    private void idempotent() {
        trace.say("once more");
        int writes = writes();
        int refusals = oracle.refusals();
        for (var sync : choices.syncs()) {
            var run = start(sync, true);
            work(sync, run);
            var after = engine.now(run);
            if ((after.planChanges() > 0 && !choices.has(Habit.COPY)) || after.status() == Run.Status.HELD) {
                trace.broken("I3 idempotence: " + sync.name() + " still plans " + after.planChanges() + " changes, "
                        + after.status());
            }
        }
        if (writes() != writes || oracle.refusals() != refusals) {
            trace.broken("I3 idempotence: there was something to write");
        }
    }

    private List<ConflictStore.Conflict> openConflicts(SyncChoice sync) {
        return engine.transactions.in(
                engine.workspace,
                jdbc -> new ConflictStore()
                        .page(jdbc, new ConflictStore.Filter(null, sync.name(), null, null, "open"), null, 100));
    }

    /// Somebody goes through the conflicts that are open.
    private boolean decide() {
        var some = false;
        for (var sync : choices.syncs()) {
            for (var conflict : openConflicts(sync)) {
                var kind = choices.more().kind(conflict.leftField());
                if (kind != null && !fieldPeople.decidable(kind, conflict)) {
                    continue;
                }
                var pick =
                        kind != null ? fieldPeople.pick(kind, conflict) : random.nextBoolean() ? Pick.LEFT : Pick.RIGHT;
                trace.say(" a person decides " + text(conflict.left()) + " / " + text(conflict.right()) + ": " + pick);
                oracle.decided(text(conflict.left()), text(conflict.right()));
                oracle.further.decided(text(conflict.left()), text(conflict.right()));
                var filter = new ConflictStore.Filter(conflict.id(), null, null, null, "open");
                engine.transactions.in(
                        engine.workspace, jdbc -> new ConflictStore().decide(jdbc, filter, pick, null, "Ada"));
                some = true;
            }
        }
        return some;
    }

    private static String text(Value value) {
        return SimFields.cell(value);
    }

    /// What was overwritten before the other side had seen it is in a conflict or in the change that did it.
    private void recorded() {
        for (var lost : oracle.lost) {
            var kept = engine.transactions.in(
                    engine.workspace,
                    jdbc -> jdbc.sql("""
                            select exists (select 1 from change where before::text like :value)
                                or exists (select 1 from conflict
                                    where left_value::text like :value or right_value::text like :value)
                            """)
                            .param("value", "%\"" + lost.value() + "\"%")
                            .query(Boolean.class)
                            .single());
            if (!kept) {
                trace.broken("I4 no lost update: '" + lost.value() + "' of " + lost.row().label + " is kept nowhere");
            }
        }
    }

    private void tallies() {
        new java.util.TreeMap<>(runs).forEach((id, sync) -> {
            var run = engine.transactions.in(
                    engine.workspace,
                    jdbc -> engine.runs.find(jdbc, engine.id(id)).orElseThrow());
            var tally = run.tally();
            if (!run.approved()) {
                oracle.breaker(id);
            }
            if (tally != null && tally.left() != null && run.status().ended()) {
                oracle.tally(sync, id, Side.LEFT, tally.left());
                oracle.tally(sync, id, Side.RIGHT, tally.right());
            }
        });
    }
}
