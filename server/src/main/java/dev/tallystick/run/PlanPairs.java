package dev.tallystick.run;

import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.Journal;
import dev.tallystick.history.Journal.Draft;
import dev.tallystick.history.Journal.Status;
import dev.tallystick.history.Journal.Step;
import dev.tallystick.history.Journal.Tie;
import dev.tallystick.history.PlanApproval;
import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.KnownPair;
import dev.tallystick.plan.KnownPair.Decided;
import dev.tallystick.plan.PairPlan;
import dev.tallystick.plan.PlanHash;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Sighting;
import dev.tallystick.plan.Standing;
import dev.tallystick.plan.Tally;
import dev.tallystick.plan.TwoWayPlanner;
import dev.tallystick.run.RowPair.Half;
import dev.tallystick.table.Fingerprint;
import dev.tallystick.table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts every pair that may not agree before the planner, a slice at a time, and writes what it decides into the
/// journal. A side that was not seen but would have to be written is asked for by id first.
final class PlanPairs {
    private static final int SLICE = 500;

    /// How many rows are asked for by id in one go.
    private static final int ASKED = 100;

    private final Attempt attempt;
    private final TwoSides sides;
    private final TwoWayPlanner planner;
    private final RowPairStore pairs;
    private final Journal journal;
    private final ConflictStore conflicts;
    private final Map<Side, ObserveSide> observed;
    private final Map<Side, Boolean> showedAll;
    private final Set<Side> cutShort;
    private final Map<Long, String> ambiguous;
    private final LookUpKeys keys;
    private final boolean onlyShown;
    private final Map<Side, Set<Long>> touched = new EnumMap<>(Side.class);
    private final Map<Long, Standing> standings = new TreeMap<>();
    private final Set<List<String>> linked = new HashSet<>();
    private long planned;
    private long bothFilled;
    private long differing;

    /// @param observed what the listings of this run brought
    /// @param showedAll whether what a listing lacks is missing
    /// @param cutShort sides whose listing ended early, so that they may have rows that nobody knows
    /// @param ambiguous pairs whose counterpart could be more than one row, with the reason
    /// @param keys those that were looked for outside of what the listings showed
    /// @param onlyShown the plan is not applied whatever it says, so nothing of it is remembered: a later plan
    ///     begins
    ///     where this one did
    PlanPairs(
            Attempt attempt,
            TwoSides sides,
            TwoWayPlanner planner,
            RowPairStore pairs,
            Journal journal,
            ConflictStore conflicts,
            Map<Side, ObserveSide> observed,
            Map<Side, Boolean> showedAll,
            Set<Side> cutShort,
            Map<Long, String> ambiguous,
            LookUpKeys keys,
            boolean onlyShown) {
        this.attempt = attempt;
        this.sides = sides;
        this.planner = planner;
        this.pairs = pairs;
        this.journal = journal;
        this.conflicts = conflicts;
        this.observed = observed;
        this.showedAll = showedAll;
        this.cutShort = cutShort;
        this.ambiguous = ambiguous;
        this.keys = keys;
        this.onlyShown = onlyShown;
        for (var side : Side.values()) {
            touched.put(side, new HashSet<>());
        }
    }

    /// @param all also the pairs that agreed: the mapping or the name of a linked row has changed
    void plan(boolean all) {
        unusable();
        long last = 0;
        while (true) {
            attempt.check();
            long from = last;
            var slice = attempt.read(jdbc -> pairs.toPlan(jdbc, attempt.run(), from, SLICE, all));
            if (slice.isEmpty()) {
                return;
            }
            last = slice.getLast().id();
            slice(slice);
        }
    }

    /// What a person approved and this plan does not hold is named, and its rows are not unchanged.
    void nameDropped() {
        var dropped = new HashMap<Long, Set<Side>>();
        attempt.commit(jdbc -> {
            PlanApproval.nameDropped(jdbc, attempt.run(), attempt.number(), attempt.now(), one -> {
                if (one.pair() != null) {
                    dropped.computeIfAbsent(one.pair(), _ -> new HashSet<>()).add(one.side());
                }
            });
            return null;
        });
        attempt.read(jdbc -> pairs.find(jdbc, dropped.keySet()))
                .forEach(pair -> dropped.getOrDefault(pair.id(), Set.of()).forEach(side -> touch(pair, side)));
    }

    long planned() {
        return planned;
    }

    /// Pairs that met for the first time and are filled on both sides.
    long bothFilled() {
        return bothFilled;
    }

    /// Those of [#bothFilled] whose rows do not say the same.
    long differing() {
        return differing;
    }

    /// Rows of this side that the listing brought and that are as they were.
    long unchanged(Side side) {
        var settled = attempt.read(jdbc -> journal.settledPairs(jdbc, attempt.run(), side));
        var counted = new HashSet<>(Objects.requireNonNull(touched.get(side)));
        counted.addAll(settled);
        var listing = Objects.requireNonNull(observed.get(side));
        return Math.max(0, listing.read() - listing.stale().size() - counted.size());
    }

    /// What the listings brought that is no row, or is one from before a delete.
    private void unusable() {
        var drafts = new ArrayList<Draft>();
        observed.forEach((side, listing) -> {
            listing.unreadable()
                    .forEach(row -> drafts.add(
                            note(side, row.where(), Status.FAILED, "It could not be used.", row.reason(), null)));
            listing.stale()
                    .forEach(row -> drafts.add(note(
                            side,
                            row,
                            Status.SKIPPED,
                            "A stale copy of a row that was deleted: no complete listing has lacked it since.",
                            null,
                            null)));
        });
        if (!drafts.isEmpty()) {
            attempt.commit(jdbc -> {
                journal.add(jdbc, attempt.run(), attempt.number(), drafts, attempt.now());
                return null;
            });
            attempt.time().failed(drafts);
        }
    }

    private void slice(List<RowPair> slice) {
        var ids = slice.stream().map(RowPair::id).toList();
        var decided = attempt.read(jdbc -> conflicts.decided(jdbc, ids));
        var plans = new TreeMap<Long, Planned>();
        var toLook = new EnumMap<Side, List<RowPair>>(Side.class);
        for (var pair : slice) {
            if (ambiguous.containsKey(pair.id())) {
                continue;
            }
            var known = known(pair, decided.getOrDefault(pair.id(), Map.of()), Map.of());
            var plan = planner.decide(known);
            plans.put(pair.id(), new Planned(pair, known, plan));
            var sides = outOfSight(known, plan) ? unseen(known) : plan.look();
            sides.forEach(
                    side -> toLook.computeIfAbsent(side, _ -> new ArrayList<>()).add(pair));
        }
        look(toLook, decided, plans);
        record(slice, plans);
    }

    /// No read of this run brought either row, though something about them is not planned yet: an attempt that
    /// did not come so far has seen it, and a listing of changes does not bring it again. Taken for settled now,
    /// it would be lost.
    private static boolean outOfSight(KnownPair known, PairPlan plan) {
        return plan.writes().isEmpty()
                && plan.look().isEmpty()
                && known.standing() != Standing.GONE
                && known.standing() != Standing.CLOSED
                && !(known.left() instanceof Sighting.Seen)
                && !(known.right() instanceof Sighting.Seen)
                && !unseen(known).isEmpty();
    }

    private static Set<Side> unseen(KnownPair known) {
        var unseen = EnumSet.noneOf(Side.class);
        if (known.left() instanceof Sighting.Unseen) {
            unseen.add(Side.LEFT);
        }
        if (known.right() instanceof Sighting.Unseen) {
            unseen.add(Side.RIGHT);
        }
        return unseen;
    }

    /// The plan may be applied: pairs that end, or stay alone, without a write do so now.
    void settleStandings(JdbcClient jdbc) {
        standings.forEach((pair, standing) -> pairs.standing(jdbc, pair, standing));
    }

    private record Planned(RowPair pair, KnownPair known, PairPlan plan) {}

    /// Asks for rows by id that were not seen and would be written, and plans their pairs again.
    private void look(
            Map<Side, List<RowPair>> toLook, Map<Long, Map<String, Decided>> decided, Map<Long, Planned> plans) {
        var found = new HashMap<Long, Map<Side, Row>>();
        toLook.forEach((side, those) -> {
            if (sides.of(side).traits().asksById()) {
                for (int from = 0; from < those.size(); from += ASKED) {
                    look(side, those.subList(from, Math.min(from + ASKED, those.size())), found);
                }
            }
        });
        found.forEach((id, rows) -> {
            var before = Objects.requireNonNull(plans.get(id));
            var known = known(before.pair(), decided.getOrDefault(id, Map.of()), rows);
            plans.put(id, new Planned(before.pair(), known, planner.decide(known)));
        });
    }

    private void look(Side side, List<RowPair> those, Map<Long, Map<Side, Row>> found) {
        attempt.check();
        var ids = those.stream()
                .map(pair -> Objects.requireNonNull(pair.half(side).id()))
                .toList();
        var rows = sides.of(side).table().fetch(ids);
        for (var pair : those) {
            var row = rows.get(Objects.requireNonNull(pair.half(side).id()));
            if (row != null) {
                found.computeIfAbsent(pair.id(), _ -> new HashMap<>()).put(side, row);
            }
        }
    }

    private KnownPair known(RowPair pair, Map<String, Decided> decided, Map<Side, Row> looked) {
        return new KnownPair(
                pair.left().id(),
                pair.right().id(),
                sighting(pair, Side.LEFT, looked.get(Side.LEFT)),
                sighting(pair, Side.RIGHT, looked.get(Side.RIGHT)),
                pair.base(),
                pair.standing(),
                decided);
    }

    private Sighting sighting(RowPair pair, Side side, @Nullable Row looked) {
        Half half = pair.half(side);
        if (looked != null) {
            return new Sighting.Seen(looked);
        }
        if (half.id() == null) {
            return new Sighting.Never();
        }
        if (half.gone() != null) {
            return new Sighting.Gone(half.seen(), half.gone());
        }
        if (Objects.requireNonNull(observed.get(side)).sees(half.id())) {
            return new Sighting.Seen(new Row(half.id(), half.seen(), half.changedAt()));
        }
        if (half.away()) {
            return new Sighting.Away(half.seen());
        }
        return half.missingRun() != null && Boolean.TRUE.equals(showedAll.get(side))
                ? new Sighting.Missing(half.seen())
                : new Sighting.Unseen(half.seen());
    }

    private void record(List<RowPair> slice, Map<Long, Planned> plans) {
        var drafts = new ArrayList<Draft>();
        var agreed = new HashMap<Long, Base>();
        var clashes = new LinkedHashMap<Long, List<PairPlan.Clash>>();
        var clean = new ArrayList<Long>();
        for (var pair : slice) {
            var reason = ambiguous.get(pair.id());
            if (reason != null) {
                var side = pair.left().id() != null ? Side.LEFT : Side.RIGHT;
                drafts.add(note(side, rowOf(pair, side), Status.HELD, reason, null, pair));
                touch(pair, side);
                continue;
            }
            var planned = Objects.requireNonNull(plans.get(pair.id()));
            if (outOfSight(planned.known(), planned.plan())) {
                // It stays to be planned, and its conflicts stay as they are.
                continue;
            }
            var unknown = createsBlindly(planned);
            if (unknown != null) {
                drafts.add(unknown);
                continue;
            }
            var keyless = keyless(planned);
            if (keyless != null) {
                drafts.add(keyless);
                continue;
            }
            var plan = planned.plan();
            if (pair.base() == null && pair.left().id() != null && pair.right().id() != null) {
                bothFilled++;
                differing += plan.writes().isEmpty() && plan.clashes().isEmpty() ? 0 : 1;
            }
            drafts(planned, drafts);
            if (!plan.agreed().left().isEmpty() || !plan.agreed().right().isEmpty()) {
                agreed.put(pair.id(), plan.agreed());
            }
            if (plan.standing() != pair.standing()) {
                standings.put(pair.id(), plan.standing());
            }
            clashes.put(pair.id(), plan.clashes());
            if (plan.writes().isEmpty()
                    && plan.clashes().isEmpty()
                    && plan.remarks().isEmpty()
                    && plan.look().isEmpty()) {
                clean.add(pair.id());
            }
        }
        var open = new ArrayList<>(slice.stream().map(RowPair::id).toList());
        open.removeAll(new HashSet<>(clean));
        commit(drafts, agreed, clashes, clean, open);
    }

    private void commit(
            List<Draft> drafts,
            Map<Long, Base> agreed,
            Map<Long, List<PairPlan.Clash>> clashes,
            List<Long> clean,
            List<Long> open) {
        planned += drafts.stream()
                .filter(draft -> draft.status() == Status.PLANNED)
                .count();
        attempt.time().failed(drafts);
        attempt.commit(jdbc -> {
            journal.add(jdbc, attempt.run(), attempt.number(), drafts, attempt.now());
            if (!onlyShown) {
                pairs.agree(jdbc, agreed);
                clashed(jdbc, clashes);
                pairs.clean(jdbc, clean);
                // A pair that had agreed is here because its mapping is new. What becomes of its change is not known
                // yet, and the mapping counts as planned with once this run is over.
                pairs.stillOpen(jdbc, open);
            }
            return null;
        });
    }

    private void clashed(JdbcClient jdbc, Map<Long, List<PairPlan.Clash>> clashes) {
        var open = new HashSet<>(conflicts.unsettled(jdbc, clashes.keySet()));
        clashes.forEach((pair, those) -> {
            if (!those.isEmpty() || open.contains(pair)) {
                conflicts.record(jdbc, attempt.run(), pair, those, attempt.now());
            }
        });
    }

    /// A row that would be created where nobody knows yet whether one with its key is there.
    private @Nullable Draft createsBlindly(Planned planned) {
        var pair = planned.pair();
        var create = planned.plan().writes().stream()
                .map(PairPlan.Write::change)
                .filter(change -> change.kind() == Change.Kind.CREATE)
                .findFirst();
        if (sides.said().match() == null || create.isEmpty()) {
            return null;
        }
        var to = create.get().side();
        var side = to.other();
        if (pair.alone() && cutShort.contains(to)) {
            return waits(
                    pair,
                    side,
                    "The " + to.word()
                            + " side could not be listed to its end, so a row with this key may be there already. The next"
                            + " run looks again.");
        }
        // Asked for by id, the row has another key than the one that was looked for.
        return keys.leavesOpen(pair.id(), create.get())
                ? waits(
                        pair,
                        side,
                        "Its key has changed meanwhile, so a row with this key may be on the " + to.word()
                                + " side already. The next run looks again.")
                : null;
    }

    private Draft waits(RowPair pair, Side side, String reason) {
        touch(pair, side);
        return note(side, rowOf(pair, side), Status.SKIPPED, reason, null, pair);
    }

    /// A row that would be created across, but has nothing by which its counterpart could be looked for.
    private @Nullable Draft keyless(Planned planned) {
        var pair = planned.pair();
        var match = sides.said().match();
        if (match == null || !pair.alone()) {
            return null;
        }
        var create = planned.plan().writes().stream()
                .anyMatch(write -> write.change().kind() == Change.Kind.CREATE);
        var side = pair.left().id() != null ? Side.LEFT : Side.RIGHT;
        if (!create || pair.half(side).key() != null) {
            return null;
        }
        touch(pair, side);
        return note(
                side,
                rowOf(pair, side),
                Status.FAILED,
                "It could not be used.",
                "The key field '" + (side == Side.LEFT ? match.left() : match.right())
                        + "' is empty, so its counterpart cannot be looked for. Fill it in.",
                pair);
    }

    private void drafts(Planned planned, List<Draft> drafts) {
        var pair = planned.pair();
        var plan = planned.plan();
        var typed = Arrays.stream(Side.values())
                .filter(side -> pair.half(side).place() != null)
                .toList();
        var refused = Arrays.stream(Side.values())
                .filter(side -> plan.writes().stream()
                        .anyMatch(write -> write.change().side() == side && refusedBefore(pair, write.change())))
                .toList();
        var json = KnownPairJson.write(new KnownPairJson.Kept(planned.known(), typed, refused));
        for (var side : Side.values()) {
            ids(planned, side, drafts, json);
            var conflict = plan.clashes().stream()
                    .filter(clash -> clash.winner() == null)
                    .findFirst();
            if (conflict.isPresent() && pair.half(side).id() != null) {
                touch(pair, side);
                drafts.add(note(
                        side, rowOf(pair, side), Status.CONFLICT, conflict.get().sentence(), null, pair, json));
            }
        }
        for (var change : planner.linked(plan)) {
            // Named by many cells, it is made once.
            if (linked.add(List.of(change.side().word(), change.table(), change.key()))) {
                var tie = new Tie(pair.id(), pair.standing(), json);
                drafts.add(new Draft(Step.NEEDED, change, Status.PLANNED, null, false, false, null, tie));
            }
        }
        for (var write : plan.writes()) {
            drafts.add(draft(pair, write, json));
        }
        for (var remark : plan.remarks()) {
            touch(pair, remark.side());
            var failed = remark.outcome() == Tally.Outcome.FAILED;
            drafts.add(note(
                    remark.side(),
                    rowOf(pair, remark.side()),
                    failed ? Status.FAILED : remark.outcome() == Tally.Outcome.HELD ? Status.HELD : Status.SKIPPED,
                    failed ? "It could not be used." : remark.sentence(),
                    failed ? remark.sentence() : null,
                    pair,
                    json));
        }
        for (var side : plan.look()) {
            touch(pair, side);
            drafts.add(note(
                    side,
                    rowOf(pair, side),
                    Status.SKIPPED,
                    "The row was not there when it was asked for; it waits until two complete listings tell.",
                    null,
                    pair,
                    json));
        }
    }

    /// A typed row gets its id before anything else happens to it, also where it says what its counterpart says:
    /// tied by its values alone, it would be another row as soon as somebody edits it.
    private void ids(Planned planned, Side side, List<Draft> drafts, String json) {
        var pair = planned.pair();
        if (pair.half(side).place() == null || (planned.plan().writes().isEmpty() && pair.alone())) {
            return;
        }
        drafts.add(new Draft(
                Step.IDS,
                id(side, sides.table(side), planned.known()),
                Status.PLANNED,
                null,
                false,
                false,
                null,
                new Tie(pair.id(), pair.standing(), json)));
    }

    /// The change that gives a typed row its id.
    static Change id(Side side, String table, KnownPair pair) {
        var row = side == Side.LEFT ? pair.leftId() : pair.rightId();
        var values = side == Side.LEFT ? pair.left().values() : pair.right().values();
        return new Change(
                Change.Kind.UPDATE,
                side,
                table,
                Objects.requireNonNull(row),
                new TreeMap<>(values),
                new TreeMap<>(),
                "A row that was typed or copied gets an id of its own.");
    }

    static Step step(Change change) {
        return change.kind() == Change.Kind.DELETE ? Step.DELETES : Step.ROWS;
    }

    private Draft draft(RowPair pair, PairPlan.Write write, String json) {
        var change = write.change();
        if (change.kind() != Change.Kind.CREATE) {
            touch(pair, change.side());
        }
        var half = pair.half(change.side());
        var archives = write.standing() == Standing.ARCHIVED && pair.standing() != Standing.ARCHIVED;
        var tie = new Tie(pair.id(), write.standing(), json);
        var refusedBefore = refusedBefore(pair, change);
        return new Draft(
                step(change),
                change,
                refusedBefore ? Status.FAILED : Status.PLANNED,
                write.baseAfter(),
                archives,
                false,
                refusedBefore ? half.refusedReason() : null,
                tie);
    }

    private boolean refusedBefore(RowPair pair, Change change) {
        var refused = pair.half(change.side()).refused();
        return refused != null && !attempt.run().forced() && refused.equals(refusal(sides, change));
    }

    /// Equal as long as the same write would meet the same table: what was refused once is then not sent again.
    static String refusal(TwoSides sides, Change change) {
        return new Fingerprint(sides.equality())
                .add(PlanHash.of(change))
                .add(sides.of(change.side()).shape().fingerprint())
                .hex();
    }

    private void touch(RowPair pair, Side side) {
        var half = pair.half(side);
        if (half.id() != null && Objects.requireNonNull(observed.get(side)).sees(half.id())) {
            Objects.requireNonNull(touched.get(side)).add(pair.id());
        }
    }

    /// What a row is called in the journal: its own id, or its counterpart's while it has none.
    private static String rowOf(RowPair pair, Side side) {
        var own = pair.half(side).id();
        var other = pair.half(side == Side.LEFT ? Side.RIGHT : Side.LEFT).id();
        return own != null ? own : String.valueOf(other);
    }

    private Draft note(
            Side side, String row, Status status, String reason, @Nullable String problem, @Nullable RowPair pair) {
        return note(side, row, status, reason, problem, pair, null);
    }

    private Draft note(
            Side side,
            String row,
            Status status,
            String reason,
            @Nullable String problem,
            @Nullable RowPair pair,
            @Nullable String json) {
        var change =
                new Change(Change.Kind.UPDATE, side, sides.table(side), row, new TreeMap<>(), new TreeMap<>(), reason);
        return new Draft(
                Step.ROWS,
                change,
                status,
                null,
                false,
                false,
                problem,
                pair == null ? null : new Tie(pair.id(), pair.standing(), json));
    }
}
