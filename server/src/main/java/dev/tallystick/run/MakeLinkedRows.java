package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.plan.Change;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes rows of linked tables that cells name and that are not there yet. They come before everything else of a plan;
/// the links to them follow in the next one, which knows their ids. As with every write, the intent comes first, and a
/// lost answer is settled by asking.
final class MakeLinkedRows {
    private static final int GROUP = 100;

    private final Attempt attempt;
    private final TwoSides sides;
    private final RowPairStore pairs;
    private final Journal journal;
    private final BatchStore batches;
    private final String installation;
    private @Nullable Instant until;
    private boolean made;

    MakeLinkedRows(
            Attempt attempt,
            TwoSides sides,
            RowPairStore pairs,
            Journal journal,
            BatchStore batches,
            String installation) {
        this.attempt = attempt;
        this.sides = sides;
        this.pairs = pairs;
        this.journal = journal;
        this.batches = batches;
        this.installation = installation;
    }

    /// Whether rows are there now that were not there when this attempt read their names.
    boolean made() {
        return made;
    }

    @Nullable
    Instant unsettledUntil() {
        return until;
    }

    void apply() {
        while (true) {
            attempt.check();
            var entries = attempt.read(jdbc -> journal.nextForLinks(jdbc, attempt.run(), GROUP));
            if (entries.isEmpty()) {
                return;
            }
            var first = entries.getFirst().change();
            var linked = sides.linked(first.side(), first.table()).orElseThrow();
            if (!attempt.alone(linked.table().identity(), () -> make(linked, entries))) {
                entries.forEach(entry -> skip(
                        entry,
                        "The table " + linked.name()
                                + " was being written by another sync; the next run tries again."));
            }
        }
    }

    private void make(TwoSides.LinkedTable linked, List<Entry> entries) {
        var wanted = entries.stream().map(entry -> name(linked, entry)).toList();
        var there = new HashSet<Value>();
        linked.table()
                .find(linked.nameField(), wanted)
                .forEach(row -> there.add(sides.equality().normal(row.value(linked.nameField()))));
        var absent = new ArrayList<Entry>();
        for (var entry : entries) {
            if (there.contains(sides.equality().normal(name(linked, entry)))) {
                made = true;
                skip(entry, "A row of " + linked.name() + " is called that by now; the next run links to it.");
            } else {
                absent.add(entry);
            }
        }
        int size = Math.max(
                1, Math.min(attempt.sync().batchRows(), linked.shape().traits().batchRows()));
        for (int from = 0; from < absent.size(); from += size) {
            batch(linked, absent.subList(from, Math.min(from + size, absent.size())));
        }
    }

    private static Value name(TwoSides.LinkedTable linked, Entry entry) {
        return entry.change().after().getOrDefault(linked.nameField(), Value.empty());
    }

    private void batch(TwoSides.LinkedTable linked, List<Entry> entries) {
        attempt.check();
        var writes = writes(entries);
        var guard = linked.table().guard(writes);
        var open = new BatchStore.Paired(
                UUID.randomUUID().toString(),
                attempt.run().id(),
                entries.getFirst().change().side(),
                linked.table().identity(),
                guard.kept(),
                linked.nameField(),
                attempt.now());
        attempt.commit(jdbc -> {
            batches.open(jdbc, open, attempt.run(), attempt.epoch(), ApplyPairs.payloadHash(entries));
            journal.intend(jdbc, entries, open.id());
            return null;
        });
        attempt.demandTime();
        var batch = new OpenTable.Batch(open.id(), linked.nameField(), writes);
        try {
            record(open, linked, entries, linked.table().write(batch, guard));
        } catch (AmbiguousWriteException lost) {
            record(open, linked, entries, linked.table().settle(batch, guard.kept(), open.begun()));
        }
    }

    private List<Write> writes(List<Entry> entries) {
        return entries.stream()
                .map(entry -> {
                    var id = ApplyPairs.writeId(installation, entry);
                    return new Write(
                            id,
                            Target.Kind.CREATE,
                            id,
                            null,
                            Map.of(),
                            entry.change().after());
                })
                .toList();
    }

    /// Finds out what became of rows whose making nobody recorded. False when the batch is about something else.
    boolean settle(BatchStore.Paired open) {
        var entries = attempt.read(jdbc -> journal.ofBatch(jdbc, open.id())).stream()
                .filter(entry -> entry.status() == Status.INTENDED)
                .toList();
        if (entries.isEmpty() || entries.getFirst().step() != Step.NEEDED) {
            return false;
        }
        var linked = sides.linked(open.side(), entries.getFirst().change().table())
                .filter(each -> each.table().identity().equals(open.table()));
        if (linked.isEmpty()) {
            attempt.commit(jdbc -> {
                entries.forEach(entry -> journal.settle(
                        jdbc,
                        entry,
                        Status.UNCERTAIN,
                        "This sync makes no rows in " + entry.change().table()
                                + " any more. Look whether this one is there, and say so.",
                        attempt.now()));
                batches.settle(jdbc, open.id(), true, attempt.now());
                return null;
            });
            return true;
        }
        var table = linked.get();
        var alone = attempt.alone(table.table().identity(), () -> {
            var batch = new OpenTable.Batch(open.id(), open.matchField(), writes(entries));
            record(open, table, entries, table.table().settle(batch, open.kept(), open.begun()));
        });
        if (!alone) {
            wait(attempt.now().plus(Lease.LENGTH));
        }
        return true;
    }

    private void record(BatchStore.Paired open, TwoSides.LinkedTable linked, List<Entry> entries, Outcome outcome) {
        var byId = new HashMap<String, Entry>();
        entries.forEach(entry -> byId.put(ApplyPairs.writeId(installation, entry), entry));
        var landsUntil = open.begun().plus(linked.shape().traits().settleAfter());
        var stillOpen = outcome.results().stream().anyMatch(Result.Absent.class::isInstance)
                && attempt.now().isBefore(landsUntil);
        attempt.commit(jdbc -> {
            for (var result : outcome.results()) {
                var entry = Objects.requireNonNull(byId.get(result.writeId()), "An answer to no write of ours");
                record(jdbc, linked, entry, result, stillOpen);
            }
            if (!stillOpen) {
                batches.settle(jdbc, open.id(), true, attempt.now());
            }
            return null;
        });
        if (stillOpen) {
            wait(landsUntil);
        }
    }

    private void record(JdbcClient jdbc, TwoSides.LinkedTable linked, Entry entry, Result result, boolean stillOpen) {
        switch (result) {
            case Result.Written written -> {
                made = true;
                journal.done(jdbc, List.of(new Journal.Done(entry, written.before(), written.after())), attempt.now());
                journal.created(jdbc, entry, written.row());
            }
            case Result.Refused(String _, String reason) -> refused(jdbc, linked, entry, reason);
            case Result.Moved _ ->
                journal.settle(
                        jdbc,
                        entry,
                        Status.SKIPPED,
                        "It could not be made now; the next run tries again.",
                        attempt.now());
            case Result.Absent _ -> {
                if (!stillOpen) {
                    journal.plannedAgain(jdbc, entry);
                }
            }
            case Result.Uncertain(String _, String sentence) ->
                journal.settle(jdbc, entry, Status.UNCERTAIN, sentence, attempt.now());
        }
    }

    /// The row whose cell names it has failed by that, and is counted.
    private void refused(JdbcClient jdbc, TwoSides.LinkedTable linked, Entry entry, String reason) {
        journal.settle(jdbc, entry, Status.FAILED, reason, attempt.now());
        var tie = Objects.requireNonNull(entry.tie(), "A row made for a link names the pair that wants it");
        var side = entry.change().side();
        var pair = pairs.find(jdbc, List.of(tie.pair())).getFirst();
        var own = pair.half(side).id();
        var change = new Change(
                Change.Kind.UPDATE,
                side,
                sides.table(side),
                own != null ? own : String.valueOf(pair.half(side.other()).id()),
                new TreeMap<>(),
                new TreeMap<>(),
                "It could not be used.");
        var problem = "The row \"" + entry.change().key() + "\" that it links to could not be made in " + linked.name()
                + ": " + reason;
        journal.add(
                jdbc,
                attempt.run(),
                attempt.number(),
                List.of(new Draft(
                        Step.ROWS,
                        change,
                        Status.FAILED,
                        null,
                        false,
                        false,
                        problem,
                        new Journal.Tie(tie.pair(), pair.standing(), null))),
                attempt.now());
    }

    private void skip(Entry entry, String reason) {
        attempt.commit(jdbc -> {
            journal.settle(jdbc, entry, Status.SKIPPED, reason, attempt.now());
            return null;
        });
    }

    private void wait(Instant at) {
        until = until == null || at.isBefore(until) ? at : until;
    }
}
