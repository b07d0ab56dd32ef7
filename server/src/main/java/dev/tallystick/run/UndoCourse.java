package dev.tallystick.run;

import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.Journal.Tie;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.history.Undone;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes back what a run wrote, or one row of it, as a planned run of its own: previewed, held by the breaker, in the
/// journal. A row is only touched while it still holds what that run wrote; one that was edited since is left out and
/// named.
final class UndoCourse implements Course {
    private final Attempt attempt;
    private final TwoSides sides;
    private final RunStore runs;
    private final RowPairStore pairs;
    private final Journal journal;
    private final ApplyPairs apply;
    private final RunStore.Undo undo;
    private final Run run;

    UndoCourse(
            Attempt attempt,
            TwoSides sides,
            RunStore runs,
            RowPairStore pairs,
            Journal journal,
            BatchStore batches,
            TwoWayStateStore states,
            RunStore.Undo undo,
            String installation,
            Together together) {
        this.attempt = attempt;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.undo = undo;
        this.run = attempt.run();
        var observed = new EnumMap<Side, ObserveSide>(Side.class);
        for (var side : Side.values()) {
            observed.put(side, new ObserveSide(attempt, sides, side, pairs, new ObserveSide.Turns()));
        }
        this.apply =
                new ApplyPairs(attempt, sides, runs, pairs, journal, batches, states, observed, installation, together);
    }

    @Override
    public void settle() {
        apply.settle();
    }

    @Override
    public Planned plan() {
        var drafts = new ArrayList<Draft>();
        var entries = attempt.read(jdbc -> Undone.toUndo(jdbc, undo.run(), undo.row()));
        var stored = new HashMap<Long, RowPair>();
        attempt.read(jdbc -> pairs.find(
                        jdbc,
                        entries.stream()
                                .map(entry ->
                                        Objects.requireNonNull(entry.tie()).pair())
                                .distinct()
                                .toList()))
                .forEach(pair -> stored.put(pair.id(), pair));
        var begun = attempt.read(jdbc -> Undone.begun(jdbc, run));
        var unanswered = attempt.read(jdbc -> Undone.unanswered(jdbc, run));
        for (var entry : entries) {
            var pair = stored.get(Objects.requireNonNull(entry.tie()).pair());
            if (pair == null
                    || (entry.step() != Step.NEEDED
                            && begun.contains(
                                    new Undone.Half(pair.id(), entry.change().side())))) {
                continue;
            }
            drafts.add(
                    unanswered.contains(pair.id())
                            ? leftOut(
                                    entry,
                                    pair,
                                    "Nobody knows yet what became of another write to this row; take it back once that"
                                            + " is settled.")
                            : draft(entry, pair));
        }
        attempt.commit(jdbc -> {
            journal.forgetUnsettled(jdbc, run);
            journal.add(jdbc, run, attempt.number(), drafts, attempt.now());
            runs.twoSided(jdbc, run, sides.titles(jdbc), 0, 0);
            return null;
        });
        var verdict = new JudgePairs(attempt, runs, journal).judge(attempt.read(jdbc -> pairs.count(jdbc, run)));
        return new Planned(null, verdict.changes(), verdict.breaker());
    }

    private Draft draft(Entry entry, RowPair pair) {
        var change = entry.change();
        if (entry.step() == Step.NEEDED) {
            return stays(entry, pair);
        }
        var side = change.side();
        var half = pair.half(side);
        var row = entry.row() != null ? entry.row() : change.key();
        if (change.kind() != Change.Kind.DELETE && !row.equals(half.id())) {
            return leftOut(entry, pair, "Its row was replaced by another since; there is nothing to take back.");
        }
        return switch (change.kind()) {
            case UPDATE -> update(entry, pair, row);
            case CREATE -> delete(entry, pair, row);
            case DELETE -> create(entry, pair);
        };
    }

    private Draft update(Entry entry, RowPair pair, String row) {
        var change = entry.change();
        var back = new Change(
                Change.Kind.UPDATE,
                change.side(),
                change.table(),
                row,
                change.after(),
                change.before(),
                "Taken back from run " + undo.run().value() + ".");
        // Accepted: both sides' values as they stand after the undo count as agreed. Across: the base stays as it is,
        // so the restored value is an edit like any other.
        var base = undo.choice() == RunStore.UndoChoice.ACROSS ? null : accepted(change, pair);
        var standing = undo.choice() == RunStore.UndoChoice.PAUSE ? Standing.PAUSED : pair.standing();
        return new Draft(Step.ROWS, back, Status.PLANNED, base, false, false, null, new Tie(pair.id(), standing, null));
    }

    private Base accepted(Change change, RowPair pair) {
        var mine = new TreeMap<String, Value>();
        var others = new TreeMap<String, Value>();
        var other = pair.half(change.side().other());
        for (var field : sides.mapping().fields()) {
            var here = change.side() == Side.LEFT ? field.left() : field.right();
            var there = change.side() == Side.LEFT ? field.right() : field.left();
            if (change.after().containsKey(here)) {
                mine.put(here, change.before().getOrDefault(here, Value.empty()));
                others.put(there, other.seen().getOrDefault(there, Value.empty()));
            }
        }
        return change.side() == Side.LEFT ? new Base(mine, others) : new Base(others, mine);
    }

    private Draft delete(Entry entry, RowPair pair, String row) {
        var change = entry.change();
        var back = new Change(
                Change.Kind.DELETE,
                change.side(),
                change.table(),
                row,
                change.after(),
                new TreeMap<>(),
                "Created by run " + undo.run().value() + ", taken back.");
        var standing = switch (undo.choice()) {
            case ACCEPT -> alone(change.side().other());
            case ACROSS -> pair.standing();
            case PAUSE -> Standing.PAUSED;
        };
        return new Draft(
                Step.DELETES, back, Status.PLANNED, null, false, false, null, new Tie(pair.id(), standing, null));
    }

    private Draft create(Entry entry, RowPair pair) {
        var change = entry.change();
        var back = new Change(
                Change.Kind.CREATE,
                change.side(),
                change.table(),
                change.key(),
                new TreeMap<>(),
                change.before(),
                "Deleted by run " + undo.run().value() + ", restored with a new id; comments, attachments and links to"
                        + " the old row do not come back.");
        var standing = switch (undo.choice()) {
            case ACCEPT -> alone(change.side());
            case ACROSS -> Standing.OPEN;
            case PAUSE -> Standing.PAUSED;
        };
        return new Draft(Step.ROWS, back, Status.PLANNED, null, false, false, null, new Tie(pair.id(), standing, null));
    }

    private static Standing alone(Side side) {
        return side == Side.LEFT ? Standing.LEFT_ONLY : Standing.RIGHT_ONLY;
    }

    /// Whoever links to a row of a linked table is known to its own system alone: other cells, other tables, people
    /// who linked to it since. Some systems empty all their cells when the row is deleted, and nothing
    /// brings those links back.
    private Draft stays(Entry entry, RowPair pair) {
        var table = entry.change().table();
        return leftOut(
                Step.NEEDED,
                entry,
                pair,
                "The row \"" + entry.change().key() + "\" of " + table + " was made since a cell named it, and stays:"
                        + " other rows may link to it by now, and would lose their links. Delete it in " + table
                        + " if nobody needs it; it is not made again.");
    }

    private Draft leftOut(Entry entry, RowPair pair, String reason) {
        return leftOut(Step.ROWS, entry, pair, reason);
    }

    private Draft leftOut(Step step, Entry entry, RowPair pair, String reason) {
        var change = entry.change();
        var nothing = new Change(
                Change.Kind.UPDATE,
                change.side(),
                change.table(),
                change.key(),
                new TreeMap<>(),
                new TreeMap<>(),
                reason);
        return new Draft(
                step, nothing, Status.SKIPPED, null, false, false, null, new Tie(pair.id(), pair.standing(), null));
    }

    @Override
    public void apply(Planned planned) {
        apply.apply(planned.changes());
    }

    @Override
    public Optional<Instant> unsettledUntil() {
        return apply.unsettledUntil();
    }

    @Override
    public Tallies tallies(JdbcClient jdbc, Tally.@Nullable Outcome notSent) {
        return RunCounts.tallies(jdbc, run, new Run.Unchanged(0L, 0), notSent);
    }

    /// What was taken back is not offered for undo again.
    @Override
    public void moveOn(JdbcClient jdbc, Planned planned) {
        Undone.undone(jdbc, run, undo.run());
    }

    @Override
    public void close() {
        sides.close();
    }
}
