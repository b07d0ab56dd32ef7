package dev.tallystick.plan;

import dev.tallystick.plan.Crossing.Crossed;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.PairPlan.Remark;
import dev.tallystick.plan.PairPlan.Winner;
import dev.tallystick.plan.PairPlan.Write;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides what a sync whose sides both have rows of their own does with one pair. A pure function of what is known, as
/// [OneWayPlanner] is.
///
/// Where both rows are there, [FieldTable] decides field by field. Where one is not, this class decides about the row:
/// it is created across, marked, deleted, or left alone. A side is written only while it is in sight: where a write to
/// a side is wanted that nobody looked at, the plan asks for a look and says nothing else.
///
/// @param remapped right fields whose mapping is not the one the base was made with
/// @param making by side and link field, where rows are made that are named there and are not there yet
public record TwoWayPlanner(
        String leftTable,
        String rightTable,
        Mapping mapping,
        PairPolicies policies,
        Equality equality,
        Map<String, LinkNames> leftLinks,
        Map<String, LinkNames> rightLinks,
        Set<String> remapped,
        Map<Side, Map<String, Linked>> making) {
    public TwoWayPlanner {
        leftLinks = Map.copyOf(leftLinks);
        rightLinks = Map.copyOf(rightLinks);
        remapped = Set.copyOf(remapped);
        making = Map.copyOf(making);
    }

    public TwoWayPlanner(
            String leftTable,
            String rightTable,
            Mapping mapping,
            PairPolicies policies,
            Equality equality,
            Map<String, LinkNames> leftLinks,
            Map<String, LinkNames> rightLinks,
            Set<String> remapped) {
        this(leftTable, rightTable, mapping, policies, equality, leftLinks, rightLinks, remapped, Map.of());
    }

    /// A table that links point at.
    ///
    /// @param table its name
    /// @param nameField the field by whose value its rows are called
    /// @param before names of rows that were made for links already. One that is missing all the same was
    ///     renamed or deleted by a person, and is not made again
    public record Linked(String table, String nameField, Set<String> before) {
        public Linked {
            before = Set.copyOf(before);
        }
    }

    /// The linked rows that this plan of a pair asks for: each is made first, and the link to it is written by the
    /// next plan, which knows its id. Two pairs may ask for the same row.
    public List<Change> linked(PairPlan plan) {
        var rows = new ArrayList<Change>();
        for (var remark : plan.remarks()) {
            var linked = remark.field() == null
                    ? null
                    : making.getOrDefault(remark.side(), Map.of()).get(remark.field());
            if (linked != null) {
                remark.missing().stream()
                        .filter(name -> !linked.before().contains(name))
                        .forEach(name -> rows.add(Change.create(
                                remark.side(),
                                linked.table(),
                                name,
                                Map.of(linked.nameField(), Value.text(name)),
                                "A cell names this row, and no row of " + linked.table()
                                        + " is called that; the link to it follows.")));
            }
        }
        return rows;
    }

    public PairPlan decide(KnownPair pair) {
        return switch (pair.standing()) {
            case OPEN, ARCHIVED -> open(pair);
            case LEFT_ONLY -> accepted(pair, Side.LEFT);
            case RIGHT_ONLY -> accepted(pair, Side.RIGHT);
            case PAUSED -> paused(pair);
            case GONE, CLOSED -> unchanged(pair);
        };
    }

    private PairPlan open(KnownPair pair) {
        var left = pair.left();
        var right = pair.right();
        if (left instanceof Sighting.Away || right instanceof Sighting.Away) {
            return sleeping(pair);
        }
        if (absent(left) && absent(right)) {
            return left instanceof Sighting.Never && right instanceof Sighting.Never
                    ? unchanged(pair)
                    : closed(null, "");
        }
        if (left instanceof Sighting.Never || right instanceof Sighting.Never) {
            return alone(pair, left instanceof Sighting.Never ? Side.RIGHT : Side.LEFT);
        }
        if (left instanceof Sighting.Gone(var _, var proof)) {
            return without(pair, Side.LEFT, proof);
        }
        if (right instanceof Sighting.Gone(var _, var proof)) {
            return without(pair, Side.RIGHT, proof);
        }
        return beside(pair);
    }

    // ---- both rows are there

    private PairPlan beside(KnownPair pair) {
        var seen = isSeen(pair.left()) || isSeen(pair.right());
        // What a person decided is carried out even when no read of this run brought either row.
        if (!seen && pair.decided().isEmpty()) {
            return unchanged(pair);
        }
        if (pair.standing() == Standing.ARCHIVED && !(isSeen(pair.left()) && isSeen(pair.right()))) {
            // Seen with our mark on it, a row is the survivor, and nobody says that the other one is back.
            var survivor = isSeen(pair.left()) ? Side.LEFT : Side.RIGHT;
            return !seen || marked(pair, survivor) ? unchanged(pair) : look(pair, EnumSet.of(survivor.other()));
        }
        if (pair.base() == null && !(isSeen(pair.left()) && isSeen(pair.right()))) {
            return look(
                    pair,
                    EnumSet.copyOf(List.of(Side.values()).stream()
                            .filter(side -> !isSeen(at(pair, side)))
                            .toList()));
        }
        var draft = new PairDraft();
        tables(pair).forEach(table -> table.plan(draft));
        if (policies.strict() && draft.failed()) {
            draft.writeNothing();
        }
        if (pair.standing() == Standing.ARCHIVED) {
            for (var side : Side.values()) {
                unmark(pair, side, draft);
            }
        }
        return plan(pair, draft, Standing.OPEN);
    }

    /// Takes our mark off, unless somebody has put something else in its place.
    private void unmark(KnownPair pair, Side survivor, PairDraft draft) {
        var mark = markOf(survivor);
        if (mark != null && marked(pair, survivor)) {
            draft.put(
                    survivor,
                    mark.field(),
                    Value.empty(),
                    "The " + survivor.other().word() + " row is back.");
        }
    }

    private boolean marked(KnownPair pair, Side side) {
        var mark = markOf(side);
        return mark != null
                && equality.same(at(pair, side).values().getOrDefault(mark.field(), Value.empty()), mark.value());
    }

    private PairPlan plan(KnownPair pair, PairDraft draft, Standing standing) {
        var blind = EnumSet.noneOf(Side.class);
        var writes = new ArrayList<Write>();
        for (var side : Side.values()) {
            if (!draft.sends(side)) {
                continue;
            }
            if (!isSeen(at(pair, side))) {
                blind.add(side);
                continue;
            }
            var before = new TreeMap<String, Value>();
            draft.sent(side)
                    .keySet()
                    .forEach(field -> before.put(field, at(pair, side).values().getOrDefault(field, Value.empty())));
            writes.add(new Write(
                    Change.update(side, table(side), id(pair, side), before, draft.sent(side), draft.reason(side)),
                    draft.baseAfter(side),
                    standing));
        }
        if (!blind.isEmpty()) {
            return look(pair, blind);
        }
        return new PairPlan(
                writes,
                draft.together(),
                draft.agreed(),
                draft.clashes,
                draft.remarks,
                Set.of(),
                writes.isEmpty() ? standing : pair.standing());
    }

    // ---- a row without a counterpart

    private PairPlan alone(KnownPair pair, Side present) {
        if (!isSeen(at(pair, present)) || !policies.rows().reaches(present.other())) {
            return unchanged(pair);
        }
        var meeting = policies.meeting();
        if (meeting != null
                && (present == Side.LEFT ? meeting.leftAlone() : meeting.rightAlone()) == Alone.LEAVE
                && pair.base() == null) {
            return leave(pair, present);
        }
        return create(pair, present, new PairDraft(), "New on the " + present.word() + " side.");
    }

    private PairPlan leave(KnownPair pair, Side present) {
        return new PairPlan(
                List.of(),
                Base.NONE,
                side(pair, present),
                List.of(),
                List.of(new Remark(
                        present.other(),
                        Tally.Outcome.SKIPPED,
                        null,
                        "Only the " + present.word()
                                + " side has this row, and on the first meeting such rows were left"
                                + " alone; it goes across once somebody edits it.")),
                Set.of(),
                present == Side.LEFT ? Standing.LEFT_ONLY : Standing.RIGHT_ONLY);
    }

    /// What one side says, for a base that knows nothing of the other.
    private Base side(KnownPair pair, Side present) {
        var draft = new PairDraft();
        tables(pair).forEach(table -> draft.agree(table.cell()));
        var base = draft.agreed();
        return present == Side.LEFT ? new Base(base.left(), Map.of()) : new Base(Map.of(), base.right());
    }

    /// Creates the counterpart of a row that is in sight.
    private PairPlan create(KnownPair pair, Side from, PairDraft draft, String reason) {
        var to = from.other();
        if (!isSeen(at(pair, from))) {
            return look(pair, EnumSet.of(from));
        }
        var after = new TreeMap<String, Value>();
        var whole = true;
        for (var table : tables(pair)) {
            var field = table.field();
            if (!field.flow().reaches(to)) {
                cell(table, to, Value.empty(), Map.of(), draft);
                continue;
            }
            switch (table.cross(to, pair.left().values(), value(pair, Side.RIGHT, field))) {
                case Crossed.Fits(var value, var names) -> {
                    if (table.refusesEmpty(draft, to, value)) {
                        whole = false;
                        continue;
                    }
                    cell(table, to, value, names, draft);
                    if (!table.empty(value)) {
                        after.put(to == Side.LEFT ? field.left() : field.right(), value);
                    }
                }
                case Crossed.Unfit unfit -> {
                    table.remark(draft, to, unfit);
                    whole &= !field.required() || to == Side.LEFT;
                }
                case Crossed.Waits waits -> {
                    table.remark(draft, to, waits);
                    whole &= !field.required() || to == Side.LEFT;
                }
            }
        }
        if (!whole || (policies.strict() && draft.failed())) {
            draft.writeNothing();
            return new PairPlan(List.of(), Base.NONE, Base.NONE, List.of(), draft.remarks, Set.of(), pair.standing());
        }
        var writes = new ArrayList<Write>();
        writes.add(
                new Write(Change.create(to, table(to), id(pair, from), after, reason), draft.agreed(), Standing.OPEN));
        if (pair.standing() == Standing.ARCHIVED) {
            var marks = new PairDraft();
            unmark(pair, from, marks);
            writes.addAll(plan(pair, marks, Standing.OPEN).writes());
        }
        return new PairPlan(writes, Base.NONE, Base.NONE, draft.clashes, draft.remarks, Set.of(), pair.standing());
    }

    private static void cell(FieldTable table, Side to, Value value, Map<String, String> names, PairDraft draft) {
        draft.agree(table.cell().named(names).with(to, value));
    }

    // ---- a row whose counterpart is gone

    private PairPlan without(KnownPair pair, Side gone, String proof) {
        var survivor = gone.other();
        if (policies.rows() != Flow.BOTH && policies.rows().reaches(gone)) {
            return targetGone(pair, gone);
        }
        var policy = onMissing(gone);
        var why = "The " + gone.word() + " row is gone (" + proof + ")";
        var edits = edits(pair, survivor);
        var edited = pair.base() == null || !edits.isEmpty();
        return switch (policy.policy()) {
            case IGNORE -> closed(survivor, why + "; the " + survivor.word() + " row stays.");
            case ARCHIVE -> {
                if (edited && policies.rows().reaches(gone)) {
                    yield editWins(pair, gone, edits, why);
                }
                yield pair.standing() == Standing.ARCHIVED
                        ? unchanged(pair)
                        : archive(pair, survivor, Objects.requireNonNull(policy.mark()), why);
            }
            case PROPAGATE -> {
                if (edited && policies.rows().reaches(gone)) {
                    yield editWins(pair, gone, edits, why);
                }
                if (!isSeen(at(pair, survivor))) {
                    yield look(pair, EnumSet.of(survivor));
                }
                yield edited
                        ? remark(
                                pair,
                                survivor,
                                why + ", but somebody edited the " + survivor.word() + " row: the edit wins.")
                        : delete(pair, survivor, why + ".");
            }
        };
    }

    /// One-way: the side that only receives lost its row.
    private PairPlan targetGone(KnownPair pair, Side gone) {
        var source = gone.other();
        var base = pair.base();
        var changed = base == null
                || tables(pair).stream()
                        .anyMatch(table ->
                                table.field().flow().reaches(gone) && (table.moved(source, base) || table.remapped()));
        if (!changed && !policies.recreate()) {
            return isSeen(at(pair, source))
                    ? remark(
                            pair,
                            gone,
                            "Somebody else deleted the " + gone.word() + " row, and this sync leaves it so.")
                    : unchanged(pair);
        }
        return create(
                pair,
                source,
                new PairDraft(),
                changed
                        ? "The " + source.word() + " row changed, and its " + gone.word() + " row had been deleted."
                        : "Somebody else deleted the " + gone.word() + " row; the " + source.word()
                                + " side is the master.");
    }

    private PairPlan editWins(KnownPair pair, Side gone, List<FieldTable> edits, String why) {
        var draft = new PairDraft();
        var base = pair.base() == null ? Base.NONE : pair.base();
        var sentence = why + ", and the " + gone.other().word() + " row was edited: the edit wins.";
        edits.forEach(table -> draft.clashes.add(table.clash(
                table.field().onConflict(), gone == Side.LEFT ? Winner.RIGHT : Winner.LEFT, base, sentence)));
        return create(pair, gone.other(), draft, sentence);
    }

    /// The fields that somebody edited on this side since the two agreed, or filled in so that it never fitted the
    /// other side. A field whose other side is the master and overwrites what others do has no edits.
    private List<FieldTable> edits(KnownPair pair, Side side) {
        var base = pair.base();
        return base == null
                ? List.of()
                : tables(pair).stream()
                        .filter(table -> table.field().flow().reaches(side.other())
                                || table.field().drift() == Drift.KEEP)
                        .filter(table -> table.moved(side, base)
                                || (!base.holds(table.field()) && !table.empty(table.value(side))))
                        .toList();
    }

    private PairPlan archive(KnownPair pair, Side survivor, Mark mark, String why) {
        var draft = new PairDraft();
        draft.put(survivor, mark.field(), mark.value(), why + "; the " + survivor.word() + " row is marked.");
        return plan(pair, draft, Standing.ARCHIVED);
    }

    private PairPlan delete(KnownPair pair, Side survivor, String reason) {
        var before = new TreeMap<String, Value>();
        for (var field : mapping.fields()) {
            before.put(survivor == Side.LEFT ? field.left() : field.right(), value(pair, survivor, field));
        }
        var change = Change.delete(survivor, table(survivor), id(pair, survivor), before, reason);
        return new PairPlan(
                List.of(new Write(change, Base.NONE, Standing.GONE)),
                Base.NONE,
                Base.NONE,
                List.of(),
                List.of(),
                Set.of(),
                pair.standing());
    }

    // ---- pairs that a person or a filter took out

    /// A person accepts that only one side has the row.
    private PairPlan accepted(KnownPair pair, Side present) {
        var here = at(pair, present);
        if (here instanceof Sighting.Gone) {
            return closed(null, "");
        }
        if (!absent(at(pair, present.other()))) {
            // The other row is back: from now on this is a pair like any other.
            return isSeen(at(pair, present.other())) ? open(pair) : unchanged(pair);
        }
        if (!isSeen(here)) {
            return unchanged(pair);
        }
        var base = pair.base();
        if (base == null) {
            return new PairPlan(
                    List.of(), Base.NONE, side(pair, present), List.of(), List.of(), Set.of(), pair.standing());
        }
        var edited = tables(pair).stream().anyMatch(table -> table.moved(present, base));
        return edited && policies.rows().reaches(present.other())
                ? create(
                        pair,
                        present,
                        new PairDraft(),
                        "The " + present.word() + " row was edited, so it goes across again.")
                : unchanged(pair);
    }

    private PairPlan paused(KnownPair pair) {
        var plan = open(pair);
        var sides = EnumSet.noneOf(Side.class);
        plan.writes().forEach(write -> sides.add(write.change().side()));
        sides.addAll(plan.look());
        if (sides.isEmpty() && plan.standing() == Standing.CLOSED) {
            sides.add(absent(pair.left()) ? Side.RIGHT : Side.LEFT);
        }
        if (sides.isEmpty() && !plan.clashes().isEmpty()) {
            sides.addAll(EnumSet.allOf(Side.class));
        }
        return remarks(
                pair,
                sides.stream()
                        .map(side -> new Remark(side, Tally.Outcome.SKIPPED, null, "A person paused this row."))
                        .toList());
    }

    private PairPlan sleeping(KnownPair pair) {
        var away = pair.left() instanceof Sighting.Away ? Side.LEFT : Side.RIGHT;
        var awake = at(pair, away.other());
        var base = pair.base();
        var changed = awake instanceof Sighting.Gone
                || (awake instanceof Sighting.Seen
                        && (base == null || tables(pair).stream().anyMatch(table -> table.moved(away.other(), base))));
        return changed
                ? remark(
                        pair,
                        away,
                        "The " + away.word() + " row left the filter or view of this sync; the pair sleeps until it"
                                + " returns.")
                : unchanged(pair);
    }

    // ---- small answers

    private PairPlan unchanged(KnownPair pair) {
        return remarks(pair, List.of());
    }

    private PairPlan remark(KnownPair pair, Side side, String sentence) {
        return remarks(pair, List.of(new Remark(side, Tally.Outcome.SKIPPED, null, sentence)));
    }

    private static PairPlan remarks(KnownPair pair, List<Remark> remarks) {
        return new PairPlan(List.of(), Base.NONE, Base.NONE, List.of(), remarks, Set.of(), pair.standing());
    }

    private static PairPlan closed(@Nullable Side survivor, String why) {
        return new PairPlan(
                List.of(),
                Base.NONE,
                Base.NONE,
                List.of(),
                survivor == null ? List.of() : List.of(new Remark(survivor, Tally.Outcome.SKIPPED, null, why)),
                Set.of(),
                Standing.CLOSED);
    }

    private static PairPlan look(KnownPair pair, Set<Side> sides) {
        return new PairPlan(List.of(), Base.NONE, Base.NONE, List.of(), List.of(), sides, pair.standing());
    }

    // ---- words

    private List<FieldTable> tables(KnownPair pair) {
        var crossing = new Crossing(equality, leftLinks, rightLinks);
        var meeting = policies.meeting();
        return mapping.fields().stream()
                .map(field -> new FieldTable(
                        field,
                        crossing,
                        pair,
                        remapped.contains(field.right()),
                        meeting == null ? null : meeting.differing()))
                .toList();
    }

    private OnMissing onMissing(Side side) {
        return side == Side.LEFT ? policies.leftMissing() : policies.rightMissing();
    }

    private @Nullable Mark markOf(Side survivor) {
        return onMissing(survivor.other()).mark();
    }

    private String table(Side side) {
        return side == Side.LEFT ? leftTable : rightTable;
    }

    private static Value value(KnownPair pair, Side side, FieldMapping field) {
        return at(pair, side).values().getOrDefault(side == Side.LEFT ? field.left() : field.right(), Value.empty());
    }

    private static String id(KnownPair pair, Side side) {
        if (at(pair, side) instanceof Sighting.Seen(var row)) {
            return row.id();
        }
        return Objects.requireNonNull(side == Side.LEFT ? pair.leftId() : pair.rightId());
    }

    private static Sighting at(KnownPair pair, Side side) {
        return side == Side.LEFT ? pair.left() : pair.right();
    }

    private static boolean isSeen(Sighting sighting) {
        return sighting instanceof Sighting.Seen;
    }

    private static boolean absent(Sighting sighting) {
        return sighting instanceof Sighting.Gone || sighting instanceof Sighting.Never;
    }
}
