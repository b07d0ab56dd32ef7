package dev.tallystick.run;

import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.history.RunStore.UndoChoice;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Side;
import dev.tallystick.run.SimChoices.Fault;
import dev.tallystick.run.SimChoices.Story;
import dev.tallystick.run.SimChoices.SyncChoice;
import dev.tallystick.run.SimTable.SimRow;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Says at every write of ours, and again when all is quiet, whether it was right, from nothing but what the tables
/// outside know: what people did, what our writes did, and what was set up.
final class Oracle {
    enum Kind {
        CREATE,
        UPDATE,
        DELETE,
        ID
    }

    /// A write of ours that happened.
    ///
    /// @param begun when its attempt began
    /// @param before what stood in the fields that it wrote, or in the whole row that it deleted
    record Wrote(
            long run, String sync, long begun, SimTable table, Kind kind, SimRow row, Map<String, String> before) {}

    /// A value that a person typed, that never reached the other side, and that a write of ours took away.
    record Lost(SimTable table, SimRow row, String value) {}

    private static final Set<Fault> UNANSWERED =
            EnumSet.of(Fault.LATE, Fault.LOST_AFTER, Fault.DIES_AFTER, Fault.TAKEN_OVER);

    final List<Wrote> ledger = new ArrayList<>();
    final List<Lost> lost = new ArrayList<>();
    private final SimChoices choices;
    private final List<SimTable> tables;
    private final SimTrace trace;
    /// Of the fields that only some seeds have.
    final FieldOracle further;
    private final Set<String> mayBeLost = new HashSet<>();
    private final Map<String, Integer> echoes = new HashMap<>();
    private final Map<String, Integer> rowsAtFirstDelete = new HashMap<>();
    /// Rows that a person deleted while a delete of ours was on its way: nobody can tell who it was.
    private final Map<String, Set<SimRow>> takenForOurs = new HashMap<>();
    private final Map<String, Integer> refusals = new HashMap<>();

    Oracle(SimChoices choices, List<SimTable> tables, FieldOracle further, SimTrace trace) {
        this.further = further;
        this.choices = choices;
        this.tables = tables;
        this.trace = trace;
    }

    private static String norm(String value) {
        return SimTable.norm(value);
    }

    private SimTable other(SyncChoice sync, SimTable table) {
        return tables.get(sync.at(sync.sideOf(table.number).other()));
    }

    private static Side side(SimWorker worker, SimTable table) {
        return worker.sync.sideOf(table.number);
    }

    private void broken(String promise, SimWorker worker, SimTable table, String what) {
        trace.broken(promise + ": " + worker.sync.name() + " in " + table.name() + ": " + what);
    }

    /// Whether this seed has writes of which nobody can tell what became of them once somebody has edited their rows.
    boolean unanswered() {
        return choices.faults().stream().anyMatch(UNANSWERED::contains);
    }

    /// A person decided a conflict, so either value may be lost.
    void decided(String left, String right) {
        mayBeLost.add(norm(left));
        mayBeLost.add(norm(right));
    }

    // ---- while it happens

    void calls(SimWorker worker, SimTable table) {
        if (worker.replaced) {
            broken("I12 single writer", worker, table, "a call began after another worker had taken over");
        }
        var writer = table.writer;
        if (writer != null && writer != worker && !writer.replaced) {
            broken("I12 single writer", worker, table, "two write at once, the other for " + writer.sync.name());
        }
    }

    private void source(SimWorker worker, SimTable table, String what) {
        if (worker.sync.isSource(side(worker, table))) {
            broken("one-way", worker, table, "the side that is only read was written: " + what);
        }
    }

    void stamped(SimWorker worker, SimTable table, SimRow row) {
        trace.say("  " + worker.sync.name() + " gives " + row.label + " its id");
        wrote(worker, table, Kind.ID, row, Map.of());
    }

    /// The same write that was refused once is not sent again while nothing has changed.
    void refused(SimWorker worker, SimTable table, Write write) {
        trace.say("  " + table.name() + " refuses a row");
        var what = worker.sync.name()
                + table.name()
                + write.kind()
                + new TreeMap<>(write.values())
                + (write.kind() == dev.tallystick.connector.Target.Kind.CREATE
                        ? ""
                        : write.row() + new TreeMap<>(write.expected()));
        if (refusals.merge(what, 1, Integer::sum) > choices.rows() + 12) {
            broken("refused", worker, table, "the same write was sent over and over");
        }
    }

    int refusals() {
        return refusals.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String value(Map<String, Value> values, String field) {
        return SimFields.cell(values.get(field));
    }

    private void stale(SimWorker worker, SimTable table, SimRow row, Map<String, Value> expected, boolean late) {
        for (var field : expected.keySet()) {
            var now = row.values.getOrDefault(field, "");
            if (!now.equals(value(expected, field))) {
                broken(
                        "I5 guarded writes",
                        worker,
                        table,
                        row.label + "." + field + " was expected to be '" + value(expected, field) + "' and was '" + now
                                + "'" + (late ? " when a late write landed" : ""));
            }
        }
    }

    void updates(
            SimWorker worker,
            SimTable table,
            SimRow row,
            Map<String, Value> expected,
            Map<String, String> values,
            boolean late) {
        trace.say("  " + worker.sync.name() + " updates " + row.label + " " + values + (late ? " (late)" : ""));
        var before = new TreeMap<String, String>();
        values.keySet().forEach(field -> before.put(field, row.values.getOrDefault(field, "")));
        var undo = worker.undo;
        if (undo != null) {
            takesBack(worker, table, Kind.UPDATE, row, values);
        }
        wrote(worker, table, Kind.UPDATE, row, before);
        source(worker, table, row.label);
        stale(worker, table, row, expected, late);
        paused(worker, table, row, late);
        values.forEach((field, value) -> {
            int index = table.fields().indexOf(field);
            if (index >= 0) {
                leavesAccepted(worker, table, row, index);
                updates(worker, table, row, index, value);
            }
            var kind = choices.more().kind(field);
            if (kind != null && worker.undo == null) {
                further.updates(where(worker, table, row, field), kind, row.values.getOrDefault(field, ""), value);
            }
        });
    }

    /// What the further fields need to know of a row that is written.
    private FieldOracle.Where where(SimWorker worker, SimTable table, SimRow row, String field) {
        var here = all(table).filter(one -> one == row || akin(one, row)).toList();
        var there = all(other(worker.sync, table)).filter(one -> akin(one, row)).toList();
        var met = row.written.contains(worker.sync.name() + " " + field)
                || worker.sync.name().equals(row.writer)
                || there.stream().anyMatch(one -> worker.sync.name().equals(one.writer));
        var alone = Stream.concat(here.stream(), there.stream()).noneMatch(one -> one.gone > 0 || one.undone);
        return new FieldOracle.Where(worker, table, row, here, there, met && alone);
    }

    private void wrote(SimWorker worker, SimTable table, Kind kind, SimRow row, Map<String, String> before) {
        ledger.add(new Wrote(worker.run, worker.sync.name(), worker.begun, table, kind, row, Map.copyOf(before)));
    }

    /// A row that a person has paused is left alone; what was on its way before that may still land.
    private void paused(SimWorker worker, SimTable table, SimRow row, boolean late) {
        if (row.paused.contains(worker.sync.name()) && worker.undo == null && !late) {
            broken("paused", worker, table, row.label + " is paused");
        }
    }

    // ---- what is taken back

    /// An undo puts back what its run took away, and nothing else.
    private void takesBack(SimWorker worker, SimTable table, Kind kind, SimRow row, Map<String, String> values) {
        var undo = Objects.requireNonNull(worker.undo);
        var undoes = kind == Kind.DELETE ? Kind.CREATE : kind == Kind.CREATE ? Kind.DELETE : Kind.UPDATE;
        var taken = ledger.stream()
                .filter(wrote -> wrote.run() == undo.run().value() && wrote.table() == table && wrote.kind() == undoes)
                .filter(wrote -> kind == Kind.CREATE || wrote.row() == row)
                .filter(wrote -> kind == Kind.DELETE
                        || values.entrySet().stream()
                                .allMatch(value -> norm(value.getValue())
                                        .equals(norm(wrote.before().getOrDefault(value.getKey(), "")))))
                .findFirst();
        if (taken.isEmpty()) {
            broken("undo", worker, table, kind + " of what its run did not do: " + row.label + " " + values);
            return;
        }
        var other = other(worker.sync, table);
        if (undo.row() != null
                && !undo.row().equals(taken.get().row().id)
                && all(other)
                        .filter(one -> undo.row().equals(one.id))
                        .noneMatch(one -> akin(one, taken.get().row()))) {
            broken("undo", worker, table, "one row was to be taken back, and this is another one: " + row.label);
        }
        row.undone = true;
        taken.get().row().undone = true;
        if (undo.choice() == UndoChoice.ACCEPT) {
            var fields = new HashSet<Integer>();
            values.keySet().forEach(field -> fields.add(table.fields().indexOf(field)));
            var accepted = new SimTable.Accepted(
                    worker.sync.name(), taken.get().begun(), kind == Kind.UPDATE ? fields : Set.of());
            row.accepted = accepted;
            all(other).filter(one -> akin(one, row)).forEach(one -> one.accepted = accepted);
        }
    }

    private boolean stillAccepted(SimWorker worker, SimTable table, SimRow row) {
        var accepted = row.accepted;
        return accepted != null
                && worker.undo == null
                && accepted.sync().equals(worker.sync.name())
                && !row.touchedSince(accepted.since(), accepted.sync())
                && all(other(worker.sync, table))
                        .filter(one -> akin(one, row))
                        .noneMatch(one -> one.touchedSince(accepted.since(), accepted.sync()));
    }

    /// The difference that an undo left is accepted until somebody edits either side.
    private void leavesAccepted(SimWorker worker, SimTable table, SimRow row, int index) {
        if (stillAccepted(worker, table, row)
                && Objects.requireNonNull(row.accepted).fields().contains(index)) {
            broken("undo", worker, table, "written although nobody has edited it since: " + row.label);
        }
    }

    private void updates(SimWorker worker, SimTable table, SimRow row, int index, String value) {
        var field = table.field(index);
        var old = table.at(row, index);
        var other = other(worker.sync, table);
        var what = row.label + "." + field + " from '" + old + "' to '" + value + "'";
        if (norm(old).equals(norm(value))) {
            broken("I6 no echo", worker, table, "nothing changes: " + what);
        }
        if (worker.undo == null && !value.isEmpty() && !other.everHad(index, value)) {
            broken("I4 no invention", worker, table, "the other side never said so: " + what);
        }
        if (!old.isEmpty() && row.personal.contains(field) && !other.everHad(index, old)) {
            if (!mayLose(worker.sync, table, row, index, old, value)) {
                broken("I4 no lost update", worker, table, "an edit was overwritten that no policy gives up: " + what);
            }
            lost.add(new Lost(table, row, old));
        }
        if (!value.isEmpty() && index > 0) {
            var key = table.name() + row.label + index + norm(value);
            int allowed = 1 + (row.personal.contains(field) ? 1 : 0);
            if (echoes.merge(key, 1, Integer::sum) > 3 * allowed) {
                broken("I6 no echo", worker, table, "written again and again: " + what);
            }
        }
    }

    private boolean mayLose(SyncChoice sync, SimTable table, SimRow row, int index, String old, String value) {
        var side = sync.sideOf(table.number);
        if (sync.direction() != Flow.BOTH) {
            // The master's own change wins over a drift that is kept; what it said before does not.
            // Whether it was ever there nobody can tell after an edit on top of a write without an answer.
            return sync.drift() == Drift.OVERWRITE || !table.everHad(index, value) || unanswered();
        }
        if (mayBeLost.contains(norm(old))) {
            return true;
        }
        var policy = sync.onConflict().get(index);
        if (policy == OnConflict.NEWEST || policy == (side == Side.LEFT ? OnConflict.RIGHT : OnConflict.LEFT)) {
            return true;
        }
        // Rows that people made on both sides and that meet for the first time.
        var meets = !row.written.contains(sync.name() + " " + table.field(index))
                && !sync.name().equals(row.writer);
        var meetsAnew = other(sync, table).ghosts.stream().anyMatch(ghost -> akin(ghost, row))
                || table.ghosts.stream().anyMatch(ghost -> akin(ghost, row));
        return (meets || meetsAnew) && sync.differing() == (side == Side.LEFT ? Differing.RIGHT : Differing.LEFT);
    }

    /// Whether two rows of different tables can be one pair: they were once called the same.
    private static boolean akin(SimRow one, SimRow other) {
        return one.had.getFirst().stream().anyMatch(other.had.getFirst()::contains);
    }

    void creates(SimWorker worker, SimTable table, Map<String, String> values) {
        trace.say("  " + worker.sync.name() + " creates in " + table.name() + " " + values);
        source(worker, table, values.toString());
        if (worker.undo != null) {
            return;
        }
        var other = other(worker.sync, table);
        var sources = all(other).filter(row -> saidAll(table, row, values)).toList();
        if (sources.isEmpty()) {
            broken("I4 no invention", worker, table, "no row of the other side says " + values);
        } else if (sources.stream().allMatch(row -> row.gone > 0 && row.gone < worker.begun)) {
            broken("I7 deletes", worker, table, "created again, though its row was gone before: " + values);
        } else if (sources.stream().allMatch(row -> row.paused.contains(worker.sync.name()))) {
            broken("paused", worker, table, "created from a row that is paused: " + values);
        } else if (sources.stream()
                .allMatch(row -> stillAccepted(worker, other, row)
                        && Objects.requireNonNull(row.accepted).fields().isEmpty())) {
            broken("undo", worker, table, "created again although nobody has edited its row since: " + values);
        }
        var name = values.getOrDefault(table.field(0), "");
        if (worker.sync.match()
                && !name.isEmpty()
                && !choices.has(Fault.SHORT_INCREMENT)
                && !choices.has(Fault.GLITCH)
                && other.named(name).size() <= table.named(name).size()
                && table.named(name).stream()
                        .anyMatch(row -> !row.hidden && row.named < worker.begun && row.born < worker.begun)) {
            broken("I8 no duplicates", worker, table, "a row with this key is there already: " + values);
        }
    }

    private static boolean saidAll(SimTable table, SimRow row, Map<String, String> values) {
        for (int i = 0; i < table.fields().size(); i++) {
            var value = values.getOrDefault(table.field(i), "");
            if (!value.isEmpty() && !row.had.get(i).contains(norm(value))) {
                return false;
            }
        }
        return true;
    }

    private static Stream<SimRow> all(SimTable table) {
        return Stream.concat(table.rows.stream(), table.ghosts.stream());
    }

    void created(SimWorker worker, SimTable table, SimRow row) {
        wrote(worker, table, Kind.CREATE, row, Map.of());
        if (worker.undo != null) {
            takesBack(worker, table, Kind.CREATE, row, row.values);
            return;
        }
        further.creates(where(worker, table, row, ""));
        for (int i = 1; i < table.fields().size(); i++) {
            int index = i;
            var token = norm(table.at(row, index));
            if (token.isEmpty()) {
                continue;
            }
            var here = table.rows.stream()
                    .filter(one -> one.ours() && one.madeWith.contains(token))
                    .count();
            var there = all(other(worker.sync, table))
                    .filter(one -> one.had.get(index).contains(token))
                    .count();
            if (here > there) {
                broken(
                        "I8 no duplicates",
                        worker,
                        table,
                        here + " rows of ours say '" + token + "', " + there + " rows of the other side ever did");
            }
        }
    }

    void deletes(SimWorker worker, SimTable table, SimRow row, Map<String, Value> expected) {
        trace.say("  " + worker.sync.name() + " deletes " + row.label);
        wrote(worker, table, Kind.DELETE, row, row.values);
        rowsAtFirstDelete.putIfAbsent(worker.run + table.name(), table.rows.size());
        source(worker, table, row.label);
        stale(worker, table, row, expected, false);
        var sync = worker.sync;
        var side = side(worker, table);
        var other = other(sync, table);
        paused(worker, table, row, false);
        if (worker.undo != null) {
            takesBack(worker, table, Kind.DELETE, row, Map.of());
        } else if (stillAccepted(worker, table, row)
                && Objects.requireNonNull(row.accepted).fields().isEmpty()) {
            broken("undo", worker, table, "deleted although nobody has touched it since: " + row.label);
        } else if (sync.missing(side.other()) != DeletePolicy.PROPAGATE) {
            broken(
                    "I7 deletes",
                    worker,
                    table,
                    row.label + " was deleted, and the policy is " + sync.missing(side.other()));
        }
        if (worker.undo == null && other.ghosts.stream().noneMatch(ghost -> akin(ghost, row))) {
            broken("I7 deletes", worker, table, row.label + " was deleted, and nobody had deleted its counterpart");
        }
        further.deletes(where(worker, table, row, ""));
        for (int i = 0; i < table.fields().size(); i++) {
            var value = table.at(row, i);
            if (!value.isEmpty() && row.personal.contains(table.field(i)) && !other.everHad(i, value)) {
                if (sync.direction() == Flow.BOTH || sync.drift() == Drift.KEEP) {
                    broken(
                            "I4 no lost update",
                            worker,
                            table,
                            "deleted with an edit in it: " + row.label + " " + value);
                }
                lost.add(new Lost(table, row, value));
            }
        }
    }

    /// A delete without an answer, and its row is not there, or still is.
    void foundGone(SimWorker worker, SimTable table, String id) {
        table.ghosts.stream()
                .filter(ghost -> id.equals(ghost.id) && !ghost.deletedByUs)
                .forEach(ghost -> takenForOurs
                        .computeIfAbsent(worker.run + table.name(), _ -> new HashSet<>())
                        .add(ghost));
    }

    // ---- when a run is over

    /// The numbers of a run, side by side with what the tables saw.
    void tally(SyncChoice sync, long run, Side side, dev.tallystick.plan.Tally tally) {
        var mine = new LinkedHashMap<SimRow, Kind>();
        var table = tables.get(sync.at(side));
        for (var wrote : ledger) {
            if (wrote.run() == run && wrote.table() == table && wrote.kind() != Kind.ID) {
                mine.merge(wrote.row(), wrote.kind(), (before, now) -> now == Kind.DELETE ? now : before);
            }
        }
        long created =
                mine.values().stream().filter(kind -> kind == Kind.CREATE).count();
        long changed = mine.size() - created;
        changed += takenForOurs.getOrDefault(run + table.name(), Set.of()).stream()
                .filter(row -> !mine.containsKey(row))
                .count();
        var numbers = "run " + run + " of " + sync.name() + " says of " + table.name() + " " + tally.sentence()
                + "; there were " + created + " created, " + changed + " changed";
        // What became of a write without an answer cannot be told once somebody has edited or deleted its row.
        var exact = tally.failed() + tally.held() + tally.conflict() == 0 && !unanswered();
        var right = exact
                ? tally.created() == created && tally.updated() + tally.deleted() == changed
                : tally.created() <= created && tally.updated() + tally.deleted() <= changed;
        if (!right) {
            trace.broken("I11 tally: " + numbers);
        }
    }

    /// @param listed rows that the listing of this side brought
    void considered(SyncChoice sync, Side side, long listed, dev.tallystick.plan.Tally tally) {
        // A row that the listing lacked and that was asked for by its id is counted beside it.
        var exact = tally.failed() + tally.held() + tally.conflict() + tally.skipped() == 0
                && !choices.has(Fault.GLITCH)
                && !choices.has(Story.AWAY);
        if (exact ? tally.considered() != listed + tally.created() : tally.considered() < listed) {
            trace.broken("I11 tally: " + sync.name() + " considered " + tally.considered() + " rows of "
                    + tables.get(sync.at(side)).name() + " and listed " + listed + ": " + tally.sentence());
        }
    }

    /// Far beyond what the breaker lets through, however it counts.
    void breaker(long run) {
        for (var table : tables) {
            var deleted = ledger.stream()
                    .filter(wrote -> wrote.run() == run && wrote.table() == table && wrote.kind() == Kind.DELETE)
                    .count();
            var most = rowsAtFirstDelete.getOrDefault(run + table.name(), 0);
            if (deleted >= 3 && most < 20) {
                trace.broken("I7 breaker: run " + run + " deleted " + deleted + " of " + most + " rows of "
                        + table.name() + ", and nobody was asked");
            }
        }
    }

    // ---- when all is quiet

    void converged() {
        for (var sync : choices.syncs()) {
            var left = tables.get(sync.left());
            var right = tables.get(sync.right());
            var lefts = new ArrayList<>(left.rows);
            var rights = new ArrayList<>(right.rows);
            for (var row : left.rows) {
                rights.stream().filter(one -> same(sync, row, one)).findFirst().ifPresent(one -> {
                    rights.remove(one);
                    lefts.remove(row);
                    if ((row.ours() || one.ours())
                            && alone(left, row)
                            && alone(right, row)
                            && alone(left, one)
                            && alone(right, one)) {
                        further.joined(sync, row, one);
                    }
                });
            }
            lefts.forEach(row -> excused(sync, left, row, right));
            rights.forEach(row -> excused(sync, right, row, left));
        }
    }

    /// Whether no other row of this table, nor one that is gone, could be of the pair, and one of ours made it.
    private static boolean alone(SimTable table, SimRow row) {
        return all(table).filter(one -> akin(one, row)).count() == 1
                && all(table).filter(one -> akin(one, row)).noneMatch(one -> one.undone || one.gone > 0);
    }

    private boolean same(SyncChoice sync, SimRow row, SimRow one) {
        var left = tables.get(sync.left());
        var right = tables.get(sync.right());
        for (int i = 0; i < left.fields().size(); i++) {
            var here = norm(left.at(row, i));
            var there = norm(right.at(one, i));
            // Where only the side that is written says something when the two meet, nobody takes that away.
            var says = sync.isSource(Side.LEFT) ? here : sync.isSource(Side.RIGHT) ? there : "?";
            if (!here.equals(there) && !says.isEmpty()) {
                return false;
            }
        }
        return further.agree(sync, row, one);
    }

    /// A row without an equal one on the other side needs a reason.
    private void excused(SyncChoice sync, SimTable table, SimRow row, SimTable other) {
        var side = sync.sideOf(table.number);
        if (refusable(table, row, other) || outOfSight(table, row, other) || undone(table, row, other)) {
            return;
        }
        var name = table.at(row, 0);
        if (sync.match() && (name.isEmpty() || table.named(name).size() > 1 || doubled(table, row, other))) {
            return;
        }
        if (sync.direction() != Flow.BOTH && !sync.isSource(side) && (!row.ours() || sync.drift() == Drift.KEEP)) {
            return;
        }
        if (sync.direction() != Flow.BOTH
                && sync.isSource(side)
                && sync.drift() == Drift.KEEP
                && other.rows.stream().anyMatch(one -> akin(one, row) && !one.personal.isEmpty())) {
            return;
        }
        if (sync.alone(side) == Alone.LEAVE && !sync.name().equals(row.writer)) {
            return;
        }
        if (other.ghosts.stream().anyMatch(ghost -> akin(ghost, row))) {
            var policy = sync.missing(side.other());
            var oneWay = sync.direction() != Flow.BOTH && sync.isSource(side);
            if (oneWay ? !sync.recreate() : policy == DeletePolicy.IGNORE) {
                return;
            }
            if (!oneWay && policy == DeletePolicy.ARCHIVE && "yes".equals(row.values.get(SimChoices.MARK))) {
                return;
            }
        }
        trace.broken("I1 convergence: " + sync.name() + ": " + row.label + " " + row.values + " has no equal in "
                + other.name() + ": "
                + other.rows.stream()
                        .filter(one -> akin(one, row))
                        .map(one -> one.label + " " + one.values)
                        .toList());
    }

    /// It has left the view, or its counterpart has, or was deleted where nobody can tell.
    private static boolean outOfSight(SimTable table, SimRow row, SimTable other) {
        return row.hidden
                || all(other).anyMatch(one -> one.hidden && akin(one, row))
                || (other.can.view() && other.ghosts.stream().anyMatch(one -> akin(one, row)))
                || (table.can.view() && table.ghosts.stream().anyMatch(one -> akin(one, row)));
    }

    /// Somebody has taken back something about this pair, and left the difference.
    private static boolean undone(SimTable table, SimRow row, SimTable other) {
        return row.undone || Stream.concat(all(table), all(other)).anyMatch(one -> one.undone && akin(one, row));
    }

    private static boolean refusable(SimTable table, SimRow row, SimTable other) {
        if (other.can.refuses() && row.values.values().stream().anyMatch(value -> value.contains("!"))) {
            return true;
        }
        return table.can.refuses()
                && other.rows.stream()
                        .anyMatch(one ->
                                akin(one, row) && one.values.values().stream().anyMatch(value -> value.contains("!")));
    }

    /// More than one row of the other side was called so, or this one's own counterpart is.
    private static boolean doubled(SimTable table, SimRow row, SimTable other) {
        return row.had.getFirst().stream()
                .anyMatch(name ->
                        other.named(name).size() > 1 || table.named(name).size() > 1);
    }
}
