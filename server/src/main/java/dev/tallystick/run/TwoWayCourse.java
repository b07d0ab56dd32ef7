package dev.tallystick.run;

import dev.tallystick.connector.Listing;
import dev.tallystick.history.Anatomy.Part;
import dev.tallystick.history.ConflictStore;
import dev.tallystick.history.Journal;
import dev.tallystick.history.NameStore;
import dev.tallystick.history.Run;
import dev.tallystick.history.RunCounts;
import dev.tallystick.history.RunStore;
import dev.tallystick.plan.LinkNames;
import dev.tallystick.plan.PairPolicies;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Tallies;
import dev.tallystick.plan.Tally;
import dev.tallystick.plan.TwoWayPlanner;
import dev.tallystick.plan.TwoWayPlanner.Linked;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Fingerprint;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Between two tables whose rows have ids of their own, one way or both ways.
final class TwoWayCourse implements Course {
    private final Attempt attempt;
    private final TwoSides sides;
    private final Together together;
    private final ObserveSide.Turns turns = new ObserveSide.Turns();
    private final RunStore runs;
    private final RowPairStore pairs;
    private final Journal journal;
    private final TwoWayStateStore states;
    private final TwoWayStateStore.State state;
    private final ConflictStore conflicts = new ConflictStore();
    private final ApplyPairs apply;
    private final Map<Side, ObserveSide> observed = new EnumMap<>(Side.class);
    private final Map<Side, ObserveSide.Observed> listings = Collections.synchronizedMap(new EnumMap<>(Side.class));
    private final Run run;
    private final String namesHash;
    private @Nullable PlanPairs plan;

    TwoWayCourse(
            Attempt attempt,
            TwoSides sides,
            RunStore runs,
            RowPairStore pairs,
            Journal journal,
            BatchStore batches,
            TwoWayStateStore states,
            TwoWayStateStore.State state,
            String installation,
            Together together) {
        this.attempt = attempt;
        this.together = together;
        this.sides = sides;
        this.runs = runs;
        this.pairs = pairs;
        this.journal = journal;
        this.states = states;
        this.state = state;
        this.run = attempt.run();
        for (var side : Side.values()) {
            observed.put(side, new ObserveSide(attempt, sides, side, pairs, turns));
        }
        this.apply =
                new ApplyPairs(attempt, sides, runs, pairs, journal, batches, states, observed, installation, together);
        this.namesHash = namesHash();
    }

    @Override
    public void settle() {
        apply.settle();
    }

    @Override
    public Planned plan() {
        var replaced = replaced();
        if (replaced.isPresent()) {
            unchanged(0, 0);
            return new Planned(null, 0, new Run.Held("schema", replaced.get()));
        }
        attempt.commit(jdbc -> {
            journal.forgetUnsettled(jdbc, run);
            states.remember(jdbc, run, sides.left(), sides.right());
            new NameStore().keep(jdbc, run, sides.names());
            return null;
        });
        var missing = sides.missing();
        if (missing.isPresent()) {
            unchanged(0, 0);
            return new Planned(null, 0, new Run.Held("schema", missing.get()));
        }
        var rowsBefore = attempt.read(jdbc -> pairs.count(jdbc, run));
        observe();
        var match = new MatchPairs(attempt, pairs);
        if (sides.matchKey().isPresent()) {
            match.match();
        }
        var asked = meeting();
        var planner = planner(asked);
        var showedAll = new EnumMap<Side, Boolean>(Side.class);
        listings.forEach((side, listing) -> showedAll.put(side, listing.showedAll()));
        var cutShort = EnumSet.noneOf(Side.class);
        listings.forEach((side, listing) -> {
            if (!listing.complete()) {
                cutShort.add(side);
            }
        });
        var all = run.forced() || !state.mappedWith(sides.mapping()) || !namesHash.equals(state.namesHash());
        var keys = new LookUpKeys(attempt, sides, pairs, observed, showedAll, cutShort);
        keys.lookUp(planner, all, match.held().keySet());
        if (keys.brought()) {
            match.match();
        }
        match.held().putAll(keys.held());
        plan = new PlanPairs(
                attempt,
                sides,
                planner,
                pairs,
                journal,
                conflicts,
                observed,
                showedAll,
                cutShort,
                match.held(),
                keys,
                run.dryRun() || mustAsk(asked));
        plan.plan(all);
        if (run.approved()) {
            plan.nameDropped();
        }
        unchanged(plan.unchanged(Side.LEFT), plan.unchanged(Side.RIGHT));
        return judge(planner, rowsBefore, match);
    }

    /// A table of the same name that is another one has none of our rows: all of them would look deleted.
    private Optional<String> replaced() {
        if (attempt.read(jdbc -> pairs.count(jdbc, run)) == 0) {
            return Optional.empty();
        }
        for (var side : Side.values()) {
            var before = state.of(side).identity();
            if (before != null && !before.equals(sides.of(side).table().identity())) {
                return Optional.of("What is called '" + sides.table(side) + "' on the " + side.word()
                        + " side is another table than the one that this sync has kept in agreement until now. Bring the"
                        + " old one back under its name, or give the sync another name, which begins anew.");
            }
        }
        return Optional.empty();
    }

    private void observe() {
        sides.onEach(together, this::list);
        for (var side : Side.values()) {
            listed(sides.of(side), Objects.requireNonNull(listings.get(side)));
        }
    }

    private void list(TwoSides.Opened side) {
        var before = state.of(side.side());
        var full = run.fullListing()
                || before.cursor() == null
                || before.fullAt() == null
                || !before.fullAt().plus(attempt.sync().fullListingEvery()).isAfter(attempt.now());
        try {
            var observe = Objects.requireNonNull(observed.get(side.side()));
            var listing =
                    attempt.time().in(Part.READ, side.side(), () -> observe.observe(full ? null : before.cursor()));
            listings.put(side.side(), listing);
        } catch (RuntimeException failed) {
            turns.giveUp();
            throw failed;
        }
    }

    private void listed(TwoSides.Opened side, ObserveSide.Observed listing) {
        if (listing.listing() instanceof Listing.Complete complete) {
            // Every row it brought is recorded as seen by now, so nothing is lost behind the cursor.
            attempt.commit(jdbc -> {
                states.listed(jdbc, run, side.side(), complete.cursor(), listing.showedAll(), listing.began());
                return null;
            });
        }
        attempt.time()
                .in(
                        Part.READ,
                        side.side(),
                        () -> new MissingRows(attempt, pairs)
                                .lookFor(side, Objects.requireNonNull(observed.get(side.side())), listing));
        attempt.commit(jdbc -> {
            runs.progress(jdbc, run, Run.Phase.OBSERVE, read(), 0, 0, 0, attempt.now());
            return null;
        });
    }

    private long read() {
        return observed.values().stream().mapToLong(ObserveSide::read).sum();
    }

    /// Null where there is no first match because one side was empty. Once it is behind us, what was chosen holds only
    /// for fields that still differ from then; rows that turn up later are created across.
    private @Nullable Meeting meeting() {
        if (state.met()) {
            return state.meeting() == null
                    ? null
                    : new Meeting(state.meeting().differing(), Alone.CREATE, Alone.CREATE);
        }
        // Rows that a first load of ours has brought over before it was interrupted agree already: they do not count.
        var strangers = attempt.read(
                jdbc -> pairs.hasStrangers(jdbc, run, Side.LEFT) && pairs.hasStrangers(jdbc, run, Side.RIGHT));
        if (!strangers) {
            return null;
        }
        // Read anew: who chose while this attempt opened its tables has been told that it covers that.
        var chosen = attempt.read(jdbc -> states.load(jdbc, run)).meeting();
        if (chosen != null) {
            return chosen;
        }
        return sides.said().meeting() != null ? sides.said().meeting() : Meeting.ASKED;
    }

    private TwoWayPlanner planner(@Nullable Meeting meeting) {
        var said = sides.said();
        return new TwoWayPlanner(
                sides.table(Side.LEFT),
                sides.table(Side.RIGHT),
                sides.mapping(),
                new PairPolicies(
                        said.direction(),
                        withId(said.leftMissing(), sides.right()),
                        withId(said.rightMissing(), sides.left()),
                        said.recreate(),
                        said.strict(),
                        meeting),
                sides.equality(),
                sides.left().links(),
                sides.right().links(),
                state.remapped(sides.mapping()),
                making());
    }

    private Map<Side, Map<String, Linked>> making() {
        var making = new EnumMap<Side, Map<String, Linked>>(Side.class);
        for (var side : Side.values()) {
            var fields = new TreeMap<String, Linked>();
            sides.linked(side)
                    .forEach((field, linked) -> fields.put(
                            field,
                            new Linked(
                                    linked.name(),
                                    linked.nameField(),
                                    attempt.read(jdbc -> journal.madeForLinks(jdbc, run, side, linked.name())))));
            making.put(side, fields);
        }
        return making;
    }

    /// The mark's field by its id in the survivor's table.
    private static OnMissing withId(OnMissing missing, TwoSides.Opened survivor) {
        var mark = missing.mark();
        if (mark == null) {
            return missing;
        }
        var id = survivor.shape().found().getOrDefault(mark.field(), mark.field());
        return new OnMissing(missing.policy(), new Mark(id, mark.value()));
    }

    private void unchanged(long left, long right) {
        attempt.commit(jdbc -> {
            runs.twoSided(jdbc, run, sides.titles(jdbc), left, right);
            return null;
        });
    }

    private Planned judge(TwoWayPlanner planner, long rowsBefore, MatchPairs match) {
        var verdict = new JudgePairs(attempt, runs, journal).judge(rowsBefore);
        attempt.commit(jdbc -> {
            runs.plannedWith(jdbc, run, PlannedWith.write(planner));
            runs.progress(jdbc, run, Run.Phase.PLAN, read(), verdict.changes(), 0, unchangedRight(), attempt.now());
            return null;
        });
        return new Planned(incomplete(), verdict.changes(), hold(planner, verdict, match));
    }

    private long unchangedRight() {
        return attempt.read(jdbc -> runs.unchanged(jdbc, run.id())).right();
    }

    private Run.@Nullable Trouble incomplete() {
        return listings.values().stream()
                .map(listing -> Planned.incomplete(listing.listing()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Run.@Nullable Held hold(TwoWayPlanner planner, JudgePairs.Verdict verdict, MatchPairs match) {
        if (run.approved()) {
            return null;
        }
        var meeting = planner.policies().meeting();
        if (meeting != null && mustAsk(meeting)) {
            return new Run.Held("first_match", report(match).report(meeting));
        }
        return verdict.breaker();
    }

    /// Also with a person's choice: the plan that comes of it has not been shown yet.
    private boolean mustAsk(@Nullable Meeting meeting) {
        return meeting != null
                && !state.met()
                && !run.approved()
                && !meeting.equals(sides.said().meeting());
    }

    private FirstMeeting report(MatchPairs match) {
        return attempt.read(jdbc -> {
            var alone = new EnumMap<Side, Long>(Side.class);
            alone.put(Side.LEFT, pairs.countAlone(jdbc, run, Side.LEFT));
            alone.put(Side.RIGHT, pairs.countAlone(jdbc, run, Side.RIGHT));
            return new FirstMeeting(
                    pairs.countTied(jdbc, run),
                    Objects.requireNonNull(plan).differing(),
                    alone,
                    match.held().size());
        });
    }

    @Override
    public void apply(Planned planned) {
        attempt.commit(jdbc -> {
            Objects.requireNonNull(plan).settleStandings(jdbc);
            return null;
        });
        apply.apply(planned.changes());
    }

    @Override
    public Optional<Instant> unsettledUntil() {
        return apply.unsettledUntil();
    }

    @Override
    public Tallies tallies(JdbcClient jdbc, Tally.@Nullable Outcome planned) {
        return RunCounts.tallies(jdbc, run, runs.unchanged(jdbc, run.id()), planned);
    }

    @Override
    public void moveOn(JdbcClient jdbc, Planned planned) {
        if (listings.values().stream().allMatch(ObserveSide.Observed::complete)) {
            var began = listings.values().stream()
                    .map(ObserveSide.Observed::began)
                    .min(Instant::compareTo)
                    .orElseThrow();
            var remapped = state.remapped(sides.mapping());
            sides.mapping().fields().stream()
                    .filter(field -> remapped.contains(field.right()))
                    .forEach(field -> pairs.forgetConflicting(jdbc, run, field.left(), field.right()));
            states.confirmed(jdbc, run, sides.mapping(), namesHash, began, pairs.count(jdbc, run), true);
        }
        if (apply.madeForLinks()) {
            link(jdbc);
        }
    }

    /// The ids of rows that were made for links are known only now: the links to them are a plan of their own.
    private void link(JdbcClient jdbc) {
        var next = runs.open(jdbc, attempt.sync().id()).stream()
                .anyMatch(other -> !other.id().equals(run.id())
                        && other.status() != Run.Status.HELD
                        && !other.dryRun()
                        && !other.beganReading());
        if (!next && !attempt.sync().paused()) {
            runs.create(
                    jdbc,
                    attempt.sync(),
                    run.trigger(),
                    false,
                    false,
                    false,
                    run.actorId(),
                    run.actor(),
                    run.id(),
                    attempt.now());
        }
    }

    private String namesHash() {
        var hash = new Fingerprint(Equality.EXACT);
        add(hash, sides.left().links());
        add(hash, sides.right().links());
        return hash.hex();
    }

    private static void add(Fingerprint hash, Map<String, LinkNames> links) {
        new TreeMap<>(links).forEach((field, names) -> {
            hash.add(field);
            names.all().forEach((id, name) -> hash.add(id).add(name));
        });
    }

    @Override
    public void close() {
        sides.close();
    }
}
