package dev.tallystick.run;

import dev.tallystick.connector.AmbiguousWriteException;
import dev.tallystick.connector.OpenTable;
import dev.tallystick.connector.OpenTable.Guard;
import dev.tallystick.connector.OpenTable.Outcome;
import dev.tallystick.connector.OpenTable.Result;
import dev.tallystick.connector.OpenTable.Write;
import dev.tallystick.connector.Target;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Entry;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends a plan into tables that offer neither transactions nor fences.
///
/// The order that makes it safe: look once more at the rows (the guard), commit the intent, call, commit the answer
/// together with the bases it moves. When an answer is lost, the table is asked what became of the write; "it is not
/// there" is believed only once the call can no longer land, and until then only its rows wait, or the whole table
/// where writes go by position.
final class ApplyPairs {
    private final Attempt attempt;
    private final TwoSides sides;
    private final RunStore runs;
    private final RowPairStore pairs;
    private final Journal journal;
    private final BatchStore batches;
    private final TwoWayStateStore states;
    private final Map<Side, ObserveSide> observed;
    private final String installation;
    private final MakeLinkedRows linked;
    private final Together together;
    private final Set<Side> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Instant> until = new AtomicReference<>();
    private final AtomicLong applied = new AtomicLong();

    /// Writes of both sides touch the same pairs, in another order: what is recorded of them is recorded in turn.
    private final ReentrantLock recording = new ReentrantLock();

    private volatile boolean givenUp;

    ApplyPairs(
            Attempt attempt,
            TwoSides sides,
            RunStore runs,
            RowPairStore pairs,
            Journal journal,
            BatchStore batches,
            TwoWayStateStore states,
            Map<Side, ObserveSide> observed,
            String installation,
            Together together) {
        this.attempt = attempt;
        this.together = together;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.batches = batches;
        this.states = states;
        this.observed = observed;
        this.installation = installation;
        this.linked = new MakeLinkedRows(attempt, sides, pairs, journal, batches, installation);
    }

    /// Whether rows were made that cells name, so that links to them can be written by another plan.
    boolean madeForLinks() {
        return linked.made();
    }

    /// When something can be said about the writes whose answers are lost.
    Optional<Instant> unsettledUntil() {
        return Optional.ofNullable(until.get());
    }

    /// Finds out what became of the batches whose answer nobody recorded, as far as that can be known by now.
    void settle() {
        for (var open : attempt.read(
                jdbc -> batches.unsettledPaired(jdbc, attempt.sync().id()))) {
            attempt.check();
            if (linked.settle(open)) {
                wait(linked.unsettledUntil());
                continue;
            }
            var side = sides.of(open.side());
            var settled = attempt.alone(side.table().identity(), () -> settle(open, side));
            if (!settled) {
                wait(side.side(), attempt.now().plus(Lease.LENGTH));
            }
        }
    }

    private void settle(BatchStore.Paired open, TwoSides.Opened side) {
        var entries = attempt.read(jdbc -> journal.ofBatch(jdbc, open.id())).stream()
                .filter(entry -> entry.status() == Status.INTENDED)
                .toList();
        var writes = entries.stream().map(entry -> write(entry, null)).toList();
        var outcome = side.table()
                .settle(new OpenTable.Batch(open.id(), open.matchField(), writes), open.kept(), open.begun());
        record(open, side, entries, outcome);
        if (!open.run().equals(attempt.run().id())) {
            countAgain(open.run());
        }
    }

    /// The run that sent it is over and had counted its rows as held; now it is known what became of them.
    private void countAgain(dev.tallystick.history.RunId run) {
        commit(jdbc -> {
            journal.neverArrived(jdbc, run, attempt.now());
            var earlier = runs.find(jdbc, run).orElseThrow();
            var tally = RunCounts.tallies(jdbc, earlier, runs.unchanged(jdbc, run), Tally.Outcome.SKIPPED);
            runs.tally(jdbc, earlier, tally, RunCounts.related(jdbc, earlier), attempt.now());
            return null;
        });
    }

    /// Sends everything that is planned and may be sent now, to both sides at once: each has limits of its own, so
    /// one need not wait for the other. A step begins when the one before it is over on both: a row is created
    /// across only once it has its id, and deletes come last.
    void apply(long planned) {
        attempt.time().in(Part.WRITE, null, linked::apply);
        wait(linked.unsettledUntil());
        while (true) {
            attempt.check();
            var first = attempt.read(jdbc -> journal.nextAlike(jdbc, attempt.run(), waiting, 1));
            if (first.isEmpty()) {
                return;
            }
            var step = first.getFirst().step();
            sides.onEach(together, side -> apply(side, step, planned));
        }
    }

    private void apply(TwoSides.Opened side, Step step, long planned) {
        try {
            attempt.time().in(Part.WRITE, side.side(), () -> writeAll(side, step, planned));
        } catch (RuntimeException | Error failed) {
            givenUp = true;
            throw failed;
        }
    }

    private void writeAll(TwoSides.Opened side, Step step, long planned) {
        while (!givenUp && !waiting.contains(side.side())) {
            attempt.check();
            var entries = attempt.read(jdbc -> journal.nextAlike(
                    jdbc,
                    attempt.run(),
                    Set.of(side.side().other()),
                    side.traits().guardRows()));
            if (entries.isEmpty() || entries.getFirst().step() != step) {
                return;
            }
            if (side.traits().waitsWhole()
                    && attempt.read(jdbc -> batches.unsettled(jdbc, side.table().identity()))) {
                wait(side.side(), attempt.now().plus(Lease.LENGTH));
                continue;
            }
            if (!attempt.alone(side.table().identity(), () -> send(side, entries))) {
                wait(side.side(), attempt.now().plus(Lease.LENGTH));
            }
            progress(planned);
        }
    }

    /// What is kept is kept of an attempt that holds its lease.
    private <T extends @Nullable Object> T commit(Function<JdbcClient, T> work) {
        recording.lock();
        try {
            return attempt.commit(work);
        } finally {
            recording.unlock();
        }
    }

    private void progress(long planned) {
        commit(jdbc -> {
            long read = observed.values().stream().mapToLong(ObserveSide::read).sum();
            var unchanged = runs.unchanged(jdbc, attempt.run().id());
            runs.progress(
                    jdbc,
                    attempt.run(),
                    Run.Phase.APPLY,
                    read,
                    planned,
                    applied.get(),
                    unchanged.right(),
                    attempt.now());
            return null;
        });
    }

    private void send(TwoSides.Opened side, List<Entry> group) {
        var stored = stored(group);
        var places = places(group, stored);
        var ready = new ArrayList<Entry>();
        for (var entry : group) {
            if (waitsForItsId(entry, stored)) {
                skip(entry, "Its row could not be given an id before; the next run tries again.");
            } else {
                ready.add(entry);
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        var writes = ready.stream()
                .map(entry -> write(entry, places.get(entry.id())))
                .toList();
        var guard = side.table().guard(writes);
        var fit = new ArrayList<Entry>();
        for (int i = 0; i < ready.size(); i++) {
            if (stillAsPlanned(ready.get(i), writes.get(i), guard)) {
                fit.add(ready.get(i));
            }
        }
        int size =
                Math.max(1, Math.min(attempt.sync().batchRows(), side.traits().batchRows()));
        for (int from = 0; from < fit.size() && !givenUp && !waiting.contains(side.side()); from += size) {
            batch(side, guard, fit.subList(from, Math.min(from + size, fit.size())), places);
        }
    }

    private Map<Long, RowPair> stored(List<Entry> group) {
        var stored = new HashMap<Long, RowPair>();
        var ids = group.stream().map(entry -> tie(entry).pair()).toList();
        attempt.read(jdbc -> pairs.find(jdbc, ids)).forEach(pair -> stored.put(pair.id(), pair));
        return stored;
    }

    /// Where rows stand that have no id yet, by change.
    private static Map<Long, String> places(List<Entry> group, Map<Long, RowPair> stored) {
        var places = new HashMap<Long, String>();
        for (var entry : group) {
            var pair = stored.get(tie(entry).pair());
            var place = entry.step() != Step.IDS || pair == null
                    ? null
                    : pair.half(entry.change().side()).place();
            if (place != null) {
                places.put(entry.id(), place);
            }
        }
        return places;
    }

    /// The counterpart of a row that never got its id must not be created: nothing could tie the two.
    private static boolean waitsForItsId(Entry entry, Map<Long, RowPair> stored) {
        var pair = stored.get(tie(entry).pair());
        return entry.step() != Step.IDS
                && pair != null
                && (pair.left().place() != null || pair.right().place() != null);
    }

    private boolean stillAsPlanned(Entry entry, Write write, Guard guard) {
        var refused = guard.refused().get(write.id());
        if (refused != null) {
            refused(entry, refused);
            return false;
        }
        if (write.kind() == Target.Kind.CREATE) {
            return true;
        }
        var now = guard.rows().get(write.id());
        if (now == null || moved(write, now)) {
            skip(entry, "The row was changed by others while it was about to be written; the next run plans it again.");
            return false;
        }
        return true;
    }

    private boolean moved(Write write, Row now) {
        return write.expected().entrySet().stream()
                .anyMatch(field -> !sides.equality().same(field.getValue(), now.value(field.getKey())));
    }

    private void batch(TwoSides.Opened side, Guard guard, List<Entry> entries, Map<Long, String> places) {
        var match = sides.matchKey()
                .map(field -> side.side() == Side.LEFT ? field.left() : field.right())
                .orElse(null);
        var open = new BatchStore.Paired(
                UUID.randomUUID().toString(),
                attempt.run().id(),
                side.side(),
                side.table().identity(),
                guard.kept(),
                match,
                attempt.now());
        commit(jdbc -> {
            batches.open(jdbc, open, attempt.run(), attempt.epoch(), payloadHash(entries));
            journal.intend(jdbc, entries, open.id());
            return null;
        });
        attempt.demandTime();
        var writes = entries.stream()
                .map(entry -> write(entry, places.get(entry.id())))
                .toList();
        var batch = new OpenTable.Batch(open.id(), match, writes);
        try {
            var outcome = side.table().write(batch, guard);
            record(open, side, entries, outcome);
            unguarded(outcome);
        } catch (AmbiguousWriteException lost) {
            record(open, side, entries, side.table().settle(batch, guard.kept(), open.begun()));
        }
    }

    /// What was seen to have happened between the look and the answer; what was not seen is why the time is kept.
    private void unguarded(Outcome outcome) {
        if (outcome.unguarded().isZero()) {
            return;
        }
        long moved = outcome.results().stream()
                .filter(Result.Moved.class::isInstance)
                .count();
        commit(jdbc -> {
            runs.unguarded(
                    jdbc,
                    attempt.run().id(),
                    outcome.unguarded(),
                    moved + outcome.repairs().size());
            return null;
        });
    }

    private void wait(Side side, Instant at) {
        waiting.add(side);
        wait(at);
    }

    private void wait(@Nullable Instant at) {
        if (at != null) {
            until.accumulateAndGet(at, (one, other) -> one == null || other.isBefore(one) ? other : one);
        }
    }

    /// Records what became of each write. One that is not there yet stays open until its call can no longer land.
    private void record(BatchStore.Paired open, TwoSides.Opened side, List<Entry> entries, Outcome outcome) {
        var byId = new HashMap<String, Entry>();
        entries.forEach(entry -> byId.put(writeId(entry), entry));
        var landsUntil = open.begun().plus(side.traits().settleAfter());
        var stillOpen = outcome.results().stream().anyMatch(Result.Absent.class::isInstance)
                && attempt.now().isBefore(landsUntil);
        commit(jdbc -> {
            for (var result : outcome.results()) {
                var entry = Objects.requireNonNull(byId.get(result.writeId()), "An answer to no write of ours");
                record(jdbc, side, entry, result, stillOpen);
            }
            repaired(jdbc, side, outcome.repairs());
            if (!stillOpen) {
                batches.settle(jdbc, open.id(), true, attempt.now());
            }
            states.written(jdbc, attempt.run(), attempt.now());
            return null;
        });
        if (stillOpen) {
            if (side.traits().waitsWhole()) {
                wait(side.side(), landsUntil);
            } else {
                wait(landsUntil);
            }
        }
    }

    private void record(JdbcClient jdbc, TwoSides.Opened side, Entry entry, Result result, boolean stillOpen) {
        switch (result) {
            case Result.Written written -> written(jdbc, side, entry, written);
            case Result.Moved _ ->
                journal.settle(
                        jdbc,
                        entry,
                        Status.SKIPPED,
                        "The row was changed by others while it was being written; the next run plans it again.",
                        attempt.now());
            case Result.Refused(String _, String reason) -> refused(jdbc, entry, reason);
            case Result.Absent _ -> {
                if (!stillOpen) {
                    journal.plannedAgain(jdbc, entry);
                }
            }
            case Result.Uncertain(String _, String sentence) ->
                journal.settle(jdbc, entry, Status.UNCERTAIN, sentence, attempt.now());
        }
    }

    private void written(JdbcClient jdbc, TwoSides.Opened side, Entry entry, Result.Written written) {
        applied.incrementAndGet();
        var change = entry.change();
        journal.done(jdbc, List.of(new Journal.Done(entry, written.before(), written.after())), attempt.now());
        var tie = tie(entry);
        if (change.kind() == Change.Kind.DELETE) {
            pairs.deleted(jdbc, change.side(), tie.pair());
            pairs.standing(jdbc, tie.pair(), tie.standing());
            return;
        }
        if (change.kind() == Change.Kind.CREATE) {
            journal.created(jdbc, entry, written.row());
        }
        var pair = pairs.find(jdbc, List.of(tie.pair())).getFirst();
        var seen = new TreeMap<String, Value>();
        if (change.kind() != Change.Kind.CREATE) {
            seen.putAll(pair.half(change.side()).seen());
        }
        var after = new TreeMap<>(change.after());
        after.putAll(written.after());
        after.forEach((field, value) -> {
            if (value.isEmpty()) {
                seen.remove(field);
            } else if (side.uses().contains(field)) {
                seen.put(field, value);
            }
        });
        var observer = Objects.requireNonNull(observed.get(change.side()));
        pairs.wrote(jdbc, change.side(), tie.pair(), observer.written(new Row(written.row(), seen)));
        if (entry.base() != null) {
            pairs.agree(jdbc, Map.of(tie.pair(), replied(entry.base(), change.side(), written.after())));
        }
        if (tie.standing() != pair.standing()) {
            pairs.standing(jdbc, tie.pair(), tie.standing());
        }
        if (change.kind() == Change.Kind.CREATE
                && tie.standing() == Standing.OPEN
                && pair.half(change.side().other()).gone() != null) {
            pairs.beginAnew(jdbc, change.side(), tie.pair());
        }
        agreeTogether(jdbc, entry);
    }

    /// Fields that were written on both sides (a union, a person's own value) agree only once both writes are
    /// confirmed: then each side's base is what its own reply says. What an earlier attempt wrote was another plan.
    private void agreeTogether(JdbcClient jdbc, Entry entry) {
        var pair = tie(entry).pair();
        var done = journal.doneBeside(jdbc, entry);
        var left = done.get(Side.LEFT);
        var right = done.get(Side.RIGHT);
        if (left == null || right == null) {
            return;
        }
        var lefts = new TreeMap<String, Value>();
        var rights = new TreeMap<String, Value>();
        for (var field : sides.mapping().fields()) {
            var here = left.after().get(field.left());
            var there = right.after().get(field.right());
            if (here != null && there != null) {
                lefts.put(field.left(), here);
                rights.put(field.right(), there);
            }
        }
        if (!lefts.isEmpty()) {
            pairs.agree(jdbc, Map.of(pair, new Base(lefts, rights)));
        }
    }

    /// The written side's base becomes what the write's own reply says; the other side's, what the change was planned
    /// from, so that an edit made meanwhile stays a change.
    private static Base replied(Base planned, Side side, Map<String, Value> after) {
        var mine = new TreeMap<>(side == Side.LEFT ? planned.left() : planned.right());
        mine.replaceAll((field, sent) -> after.getOrDefault(field, sent));
        return side == Side.LEFT ? new Base(mine, planned.right()) : new Base(planned.left(), mine);
    }

    private void repaired(JdbcClient jdbc, TwoSides.Opened side, List<OpenTable.Repair> repairs) {
        var drafts = new ArrayList<Draft>();
        for (var repair : repairs) {
            var change = new Change(
                    Change.Kind.UPDATE,
                    side.side(),
                    sides.table(side.side()),
                    repair.row(),
                    new TreeMap<>(repair.before()),
                    new TreeMap<>(repair.after()),
                    repair.sentence());
            drafts.add(new Draft(Step.REPAIRS, change, Status.DONE, null, false, false, null));
        }
        journal.add(jdbc, attempt.run(), attempt.number(), drafts, attempt.now());
    }

    private void refused(Entry entry, String reason) {
        commit(jdbc -> {
            refused(jdbc, entry, reason);
            return null;
        });
    }

    private void refused(JdbcClient jdbc, Entry entry, String reason) {
        journal.settle(jdbc, entry, Status.FAILED, reason, attempt.now());
        attempt.time().failed(1);
        pairs.refused(jdbc, entry.change().side(), tie(entry).pair(), PlanPairs.refusal(sides, entry.change()), reason);
    }

    private void skip(Entry entry, String reason) {
        commit(jdbc -> {
            journal.settle(jdbc, entry, Status.SKIPPED, reason, attempt.now());
            return null;
        });
    }

    private Write write(Entry entry, @Nullable String place) {
        var change = entry.change();
        var kind = switch (change.kind()) {
            case CREATE -> Target.Kind.CREATE;
            case UPDATE -> Target.Kind.UPDATE;
            case DELETE -> Target.Kind.DELETE;
        };
        return new Write(
                writeId(entry),
                kind,
                // A table whose ids are ours to give takes this one; it is as unique as the write.
                kind == Target.Kind.CREATE ? writeId(entry) : change.key(),
                place,
                kind == Target.Kind.DELETE ? whole(change) : change.before(),
                change.after());
    }

    /// A row is deleted only while it is as the plan saw it: what was empty then is empty still.
    private Map<String, Value> whole(Change change) {
        var expected = new TreeMap<String, Value>();
        sides.of(change.side()).uses().forEach(field -> expected.put(field, Value.empty()));
        expected.putAll(change.before());
        return expected;
    }

    private String writeId(Entry entry) {
        return writeId(installation, entry);
    }

    /// Unique also beside another installation that writes the same table.
    static String writeId(String installation, Entry entry) {
        return installation.substring(0, Math.min(8, installation.length())) + "-" + entry.id();
    }

    private static Journal.Tie tie(Entry entry) {
        return Objects.requireNonNull(entry.tie(), "A change of a pair names its pair");
    }

    static String payloadHash(List<Entry> entries) {
        var hash = new Fingerprint(Equality.EXACT);
        entries.forEach(entry -> hash.add(entry.hash()));
        return hash.hex();
    }
}
