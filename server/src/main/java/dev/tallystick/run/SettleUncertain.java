package dev.tallystick.run;

import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunId;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes a person's word on a write that no probe could settle. Either way the pair is planned again: what the
/// person
/// said is the base, and what the next listing shows decides.
public final class SettleUncertain {
    private final RunStore runs = new RunStore();
    private final Journal journal = new Journal();
    private final RowPairStore pairs = new RowPairStore();

    /// @param landed whether the write is there
    /// @param row the id of the row that a create made
    public record Word(boolean landed, @Nullable String row, String by) {}

    public sealed interface Outcome {
        record Settled(Entry change, Run run) implements Outcome {}

        /// @param code a word that stays the same
        record Refused(String code, String sentence) implements Outcome {}
    }

    /// Inside a transaction that holds the sync's lock.
    public Outcome settle(JdbcClient jdbc, Entry entry, Word word, Instant now) {
        var run = runs.find(jdbc, new RunId(entry.run())).orElseThrow();
        var tie = entry.tie();
        if (entry.status() != Status.UNCERTAIN || tie == null) {
            return new Outcome.Refused(
                    "not_uncertain", "What became of change " + entry.id() + " is known; there is nothing to settle.");
        }
        if (word.landed()) {
            var refused = landed(jdbc, run, entry, tie, word, now);
            if (refused != null) {
                return refused;
            }
        } else {
            journal.settle(
                    jdbc,
                    entry,
                    Status.SKIPPED,
                    "It never arrived, says " + word.by() + "; the next run plans it again.",
                    now);
        }
        pairs.planAgain(jdbc, tie.pair());
        runs.tally(
                jdbc,
                run,
                RunCounts.tallies(jdbc, run, runs.unchanged(jdbc, run.id()), Tally.Outcome.SKIPPED),
                RunCounts.related(jdbc, run),
                now);
        return new Outcome.Settled(journal.find(jdbc, entry.id()).orElseThrow(), run);
    }

    private Outcome.@Nullable Refused landed(
            JdbcClient jdbc, Run run, Entry entry, Journal.Tie tie, Word word, Instant now) {
        var change = entry.change();
        if (entry.step() == Journal.Step.NEEDED) {
            // A row of a linked table: it is nobody's counterpart, and its name is enough to find it.
            journal.settle(jdbc, entry, Status.DONE, "It arrived, says " + word.by() + ".", now);
            return null;
        }
        var pair = pairs.find(jdbc, List.of(tie.pair())).getFirst();
        if (change.kind() == Change.Kind.DELETE) {
            pairs.deleted(jdbc, change.side(), pair.id());
        } else if (change.kind() == Change.Kind.CREATE) {
            var row = word.row() == null ? "" : word.row().strip();
            if (row.isEmpty()) {
                return new Outcome.Refused(
                        "row_needed",
                        "Say which row was created: its id on the "
                                + change.side().word() + " side.");
            }
            var refused = createdAs(jdbc, run, entry, pair, row);
            if (refused != null) {
                return refused;
            }
            journal.created(jdbc, entry, row);
        } else {
            wrote(jdbc, entry, pair, change.key());
        }
        if (entry.base() != null) {
            pairs.agree(jdbc, Map.of(pair.id(), entry.base()));
        }
        if (tie.standing() != pair.standing()) {
            pairs.standing(jdbc, pair.id(), tie.standing());
        }
        journal.settle(jdbc, entry, Status.DONE, "It arrived, says " + word.by() + ".", now);
        return null;
    }

    /// A listing may have brought the row meanwhile, as one that stands alone.
    private Outcome.@Nullable Refused createdAs(JdbcClient jdbc, Run run, Entry entry, RowPair pair, String row) {
        var side = entry.change().side();
        var own = pair.half(side).id();
        var there = pairs.withRow(jdbc, run, side, row);
        if (own != null && !own.equals(row)) {
            return new Outcome.Refused(
                    "other_row", "The pair has the row '" + own + "' on the " + side.word() + " side by now.");
        }
        if (there.isPresent() && there.get().id() != pair.id()) {
            if (!there.get().alone()) {
                return new Outcome.Refused(
                        "other_row",
                        "The row '" + row + "' belongs with '"
                                + there.get().half(side.other()).id() + "' already. Name the row that was created.");
            }
            pairs.take(jdbc, side, pair, there.get());
        } else if (own == null) {
            wrote(jdbc, entry, pair, row);
        }
        return null;
    }

    /// No listing has shown it like this, so whatever the next one brings is news: the hash matches nothing.
    private void wrote(JdbcClient jdbc, Entry entry, RowPair pair, String row) {
        var side = entry.change().side();
        var seen = new TreeMap<String, Value>(pair.half(side).seen());
        entry.change().after().forEach((field, value) -> {
            if (value.isEmpty()) {
                seen.remove(field);
            } else {
                seen.put(field, value);
            }
        });
        pairs.wrote(
                jdbc,
                side,
                pair.id(),
                new RowPairStore.Observation(row, seen, "", pair.half(side).key(), null, null));
    }
}
