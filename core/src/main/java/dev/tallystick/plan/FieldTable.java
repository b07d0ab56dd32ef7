package dev.tallystick.plan;

import dev.tallystick.plan.Crossing.Crossed;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.KnownPair.Decided;
import dev.tallystick.plan.PairDraft.Cell;
import dev.tallystick.plan.PairPlan.Clash;
import dev.tallystick.plan.PairPlan.Winner;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The field table: what becomes of one field of a pair whose rows are both there. Each side is compared with its own
/// base, and the sides with each other only through the mapping.
///
/// @param remapped this field's mapping is not the one that the base was made with
record FieldTable(
        FieldMapping field,
        Crossing crossing,
        KnownPair pair,
        boolean remapped,
        @Nullable Differing meeting) {

    void plan(PairDraft draft) {
        var base = pair.base();
        if (base == null || !base.holds(field)) {
            meet(draft);
            return;
        }
        var leftMoved = moved(Side.LEFT, base);
        var rightMoved = moved(Side.RIGHT, base);
        var leftChanged = leftMoved || (remapped && field.flow() != Flow.TO_LEFT);
        var rightChanged = rightMoved || (remapped && field.flow() == Flow.TO_LEFT);
        if (!leftChanged && !rightChanged) {
            refresh(draft, base);
            return;
        }
        var names = crossing.agreement(field, lefts(), right(), base);
        if (names != null) {
            // A mapping that was edited and gives the same leaves nothing to remember.
            if (leftMoved || rightMoved) {
                draft.agree(cell().named(names));
            }
            return;
        }
        if (decided(draft)) {
            return;
        }
        switch (field.flow()) {
            case BOTH -> {
                if (leftChanged && rightChanged) {
                    conflict(draft, field.onConflict(), base);
                    return;
                }
                var to = leftChanged ? Side.RIGHT : Side.LEFT;
                push(
                        draft,
                        to,
                        remapped && !leftMoved && to == Side.RIGHT ? "The mapping was changed." : changed(to.other()));
            }
            case TO_RIGHT -> master(draft, Side.LEFT, leftChanged, rightChanged, leftMoved, base);
            case TO_LEFT -> master(draft, Side.RIGHT, rightChanged, leftChanged, rightMoved, base);
        }
    }

    /// One side is the master of this field: its changes go across, and a change on the other side is drift.
    private void master(PairDraft draft, Side master, boolean changed, boolean drifted, boolean moved, Base base) {
        var to = master.other();
        if (changed) {
            var reason = moved ? changed(master) : "The mapping was changed.";
            push(draft, to, drifted ? reason + " " + drifted(to) : reason);
            return;
        }
        if (field.drift() == Drift.OVERWRITE) {
            var before = to == Side.LEFT ? base.left(field.left()) : base.right(field.right());
            draft.send(to, cell().named(recordedNames(base)), before, drifted(to));
        }
    }

    /// The two have never agreed on this field.
    private void meet(PairDraft draft) {
        var left = value(Side.LEFT);
        var right = value(Side.RIGHT);
        if (empty(left) && empty(right)) {
            // Nothing to say, but a pair that has met shall have a base.
            if (pair.base() == null) {
                draft.agree(cell());
            }
            return;
        }
        var names = crossing.agreement(field, lefts(), right(), null);
        if (names != null) {
            draft.agree(cell().named(names));
            return;
        }
        if (decided(draft)) {
            return;
        }
        if (empty(left) || empty(right)) {
            var filled = empty(left) ? Side.RIGHT : Side.LEFT;
            if (field.flow().reaches(filled.other())) {
                push(draft, filled.other(), "Only the " + filled.word() + " side says something on the first meeting.");
            }
            return;
        }
        if (field.flow() != Flow.BOTH) {
            var master = field.flow() == Flow.TO_RIGHT ? Side.LEFT : Side.RIGHT;
            push(
                    draft,
                    master.other(),
                    "The two differ on the first meeting; the " + master.word() + " side is the master.");
            return;
        }
        switch (meeting) {
            case null -> conflict(draft, field.onConflict(), Base.NONE);
            case INBOX -> conflict(draft, OnConflict.MANUAL, Base.NONE);
            case LEFT -> push(draft, Side.RIGHT, "The two differ on the first meeting; the left value was chosen.");
            case RIGHT -> push(draft, Side.LEFT, "The two differ on the first meeting; the right value was chosen.");
        }
    }

    private void conflict(PairDraft draft, OnConflict policy, Base base) {
        switch (policy) {
            case MANUAL -> open(draft, OnConflict.MANUAL, base, "a person decides.");
            case LEFT -> settle(draft, Winner.LEFT, OnConflict.LEFT, base, "the left value wins.");
            case RIGHT -> settle(draft, Winner.RIGHT, OnConflict.RIGHT, base, "the right value wins.");
            case NEWEST -> newest(draft, base);
            case UNION -> union(draft, base);
        }
    }

    private void newest(PairDraft draft, Base base) {
        var left = changedAt(pair.left());
        var right = changedAt(pair.right());
        if (left == null || right == null) {
            var silent = left == null ? Side.LEFT : Side.RIGHT;
            open(
                    draft,
                    OnConflict.NEWEST,
                    base,
                    "nobody knows when the " + silent.word() + " row was changed, so a person decides.");
            return;
        }
        if (left.equals(right)) {
            open(draft, OnConflict.NEWEST, base, "they were changed at the same time, so a person decides.");
            return;
        }
        var winner = left.isAfter(right) ? Winner.LEFT : Winner.RIGHT;
        settle(
                draft,
                winner,
                OnConflict.NEWEST,
                base,
                "the " + (winner == Winner.LEFT ? "left" : "right") + " row was changed later and wins.");
    }

    private void settle(PairDraft draft, Winner winner, OnConflict policy, Base base, String how) {
        var to = winner == Winner.LEFT ? Side.RIGHT : Side.LEFT;
        var sentence = both() + how;
        if (push(draft, to, sentence)) {
            draft.clashes.add(clash(policy, winner, base, sentence));
            return;
        }
        open(draft, policy, base, "the winning value does not fit the other side, so a person decides.");
    }

    private void open(PairDraft draft, OnConflict policy, Base base, String why) {
        draft.clashes.add(clash(policy, null, base, both() + why));
    }

    /// Three-way: what one side says, with what the other added, without what the other removed.
    private void union(PairDraft draft, Base base) {
        // The side whose values are sets; where both are, the right one.
        var home = isSet(field.type()) ? Side.RIGHT : Side.LEFT;
        if (home == Side.LEFT && !isSet(field.leftType())) {
            open(draft, OnConflict.UNION, base, "they are no sets that could be joined, so a person decides.");
            return;
        }
        var guest = home.other();
        var then = base.holds(field) ? cross(home, baseLefts(base), base.right(field.right())) : fits(Value.empty());
        var now = cross(home, lefts(), right());
        if (!(then instanceof Crossed.Fits(var guestThen, var _))
                || !(now instanceof Crossed.Fits(var guestNow, var names))) {
            remark(draft, home, now instanceof Crossed.Fits ? then : now);
            open(draft, OnConflict.UNION, base, "they could not be joined, so a person decides.");
            return;
        }
        var joined = new ArrayList<>(items(value(home)));
        items(guestNow).stream()
                .filter(item -> !items(guestThen).contains(item) && !joined.contains(item))
                .forEach(joined::add);
        joined.removeIf(
                item -> items(guestThen).contains(item) && !items(guestNow).contains(item));
        var all = set(home, joined);
        var across = home == Side.RIGHT ? cross(guest, lefts(), all) : cross(guest, withLeft(all), right());
        if (!(across instanceof Crossed.Fits(var there, var namesThere))) {
            remark(draft, guest, across);
            open(draft, OnConflict.UNION, base, "they could not be joined, so a person decides.");
            return;
        }
        if (!empty(right()) && refusesEmpty(draft, Side.RIGHT, home == Side.RIGHT ? all : there)) {
            open(draft, OnConflict.UNION, base, "joined they are empty, so a person decides.");
            return;
        }
        var known = new TreeMap<>(names);
        known.putAll(namesThere);
        var sentence = both() + "what either added or removed holds.";
        send(draft, home, all, there, known, sentence);
        draft.clashes.add(clash(OnConflict.UNION, Winner.UNION, base, sentence));
    }

    /// A person's word, while both sides still say what the person saw, or already what the person said. It was given
    /// on a field that goes both ways; once the field goes one way its master is never written, whatever was said.
    private boolean decided(PairDraft draft) {
        var word = pair.decided().get(field.right());
        if (word == null || field.flow() != Flow.BOTH) {
            return false;
        }
        var base = pair.base();
        var holds = stands(Side.LEFT, word) && stands(Side.RIGHT, word);
        if (!holds) {
            return false;
        }
        var known = base == null || !base.holds(field) ? Base.NONE : base;
        var sentence = both()
                + switch (word.pick()) {
                    case LEFT -> "a person chose the left value.";
                    case RIGHT -> "a person chose the right value.";
                    case OTHER -> "a person chose another value.";
                };
        var winner = switch (word.pick()) {
            case LEFT -> Winner.LEFT;
            case RIGHT -> Winner.RIGHT;
            case OTHER -> Winner.OTHER;
        };
        var sent = switch (word.pick()) {
            case LEFT -> push(draft, Side.RIGHT, sentence);
            case RIGHT -> push(draft, Side.LEFT, sentence);
            case OTHER -> other(draft, Objects.requireNonNullElse(word.value(), Value.empty()), sentence);
        };
        if (sent) {
            draft.clashes.add(clash(field.onConflict(), winner, known, sentence));
        } else {
            open(draft, field.onConflict(), known, "the value that a person chose does not fit, so it is asked again.");
        }
        return true;
    }

    private boolean stands(Side side, Decided word) {
        var now = value(side);
        if (same(now, side == Side.LEFT ? word.left() : word.right())) {
            return true;
        }
        if (word.pick() != KnownPair.Pick.OTHER) {
            return false;
        }
        var said = Objects.requireNonNullElse(word.value(), Value.empty());
        return side == Side.RIGHT
                ? same(now, said)
                : crossing.toLeft(field, said, pair.base()) instanceof Crossed.Fits(var back, var _) && same(now, back);
    }

    private boolean other(PairDraft draft, Value right, String sentence) {
        var back = crossing.toLeft(field, right, pair.base());
        if (!(back instanceof Crossed.Fits(var left, var names))) {
            remark(draft, Side.LEFT, back);
            return false;
        }
        if (refusesEmpty(draft, Side.RIGHT, right)) {
            return false;
        }
        send(draft, Side.RIGHT, right, left, names, sentence);
        return true;
    }

    private void send(
            PairDraft draft, Side home, Value homeValue, Value guestValue, Map<String, String> names, String sentence) {
        var guest = home.other();
        var cell = cell().named(names);
        var writesHome = !same(homeValue, value(home));
        var writesGuest = !same(guestValue, value(guest));
        if (writesHome && writesGuest) {
            draft.sendBoth(
                    cell,
                    home == Side.LEFT ? homeValue : guestValue,
                    home == Side.LEFT ? guestValue : homeValue,
                    sentence);
        } else if (writesHome) {
            draft.send(home, cell, homeValue, sentence);
        } else if (writesGuest) {
            draft.send(guest, cell, guestValue, sentence);
        } else {
            draft.agree(cell);
        }
    }

    /// Nobody touched either side, but a linked row has another name by now.
    private void refresh(PairDraft draft, Base base) {
        var links = Crossing.linkedSide(field);
        if (links == null || !field.flow().reaches(links.other())) {
            return;
        }
        var why = crossing.renamed(field, links, base);
        if (why != null
                && cross(links.other(), lefts(), right()) instanceof Crossed.Fits(var value, var names)
                && !same(value, value(links.other()))) {
            draft.send(links.other(), cell().named(names), value, why);
        }
    }

    /// Sends what one side says to the other, if it fits there.
    private boolean push(PairDraft draft, Side to, String reason) {
        var crossed = cross(to, lefts(), right());
        if (!(crossed instanceof Crossed.Fits(var value, var names))) {
            remark(draft, to, crossed);
            return false;
        }
        if (refusesEmpty(draft, to, value)) {
            return false;
        }
        draft.send(to, cell().named(names), value, reason);
        return true;
    }

    boolean refusesEmpty(PairDraft draft, Side to, Value value) {
        if (to == Side.LEFT || !field.required() || !empty(value)) {
            return false;
        }
        draft.remark(
                Side.RIGHT,
                Tally.Outcome.FAILED,
                field.right(),
                "'" + field.left() + "' is empty, and " + field.right() + " needs a value.");
        return true;
    }

    void remark(PairDraft draft, Side to, Crossed trouble) {
        var name = to == Side.LEFT ? field.left() : field.right();
        switch (trouble) {
            case Crossed.Unfit(String reason) -> draft.remark(to, Tally.Outcome.FAILED, name, reason + ".");
            case Crossed.Waits(String reason, var missing) -> draft.waits(to, name, reason + ".", missing);
            case Crossed.Fits _ -> {}
        }
    }

    /// Whether a side says something else than when the two agreed.
    boolean moved(Side side, Base base) {
        if (side == Side.RIGHT) {
            return !same(right(), base.right(field.right()));
        }
        return inputs().stream().anyMatch(input -> !same(lefts().getOrDefault(input, Value.empty()), base.left(input)));
    }

    Cell cell() {
        return new Cell(field, lefts(), right(), Map.of());
    }

    Crossed cross(Side to, Map<String, Value> lefts, Value right) {
        return crossing.to(to, field, lefts, right, pair.base());
    }

    Value value(Side side) {
        return side == Side.LEFT ? lefts().getOrDefault(field.left(), Value.empty()) : right();
    }

    boolean empty(Value value) {
        return equality().normal(value).isEmpty();
    }

    Clash clash(OnConflict policy, @Nullable Winner winner, Base base, String sentence) {
        return new Clash(
                field.left(),
                field.right(),
                value(Side.LEFT),
                value(Side.RIGHT),
                base.left(field.left()),
                base.right(field.right()),
                policy,
                winner,
                sentence);
    }

    private List<String> inputs() {
        return field.flow() == Flow.TO_RIGHT ? Mapping.inputs(field) : List.of(field.left());
    }

    private Map<String, Value> lefts() {
        return pair.left().values();
    }

    private Value right() {
        return pair.right().values().getOrDefault(field.right(), Value.empty());
    }

    private Map<String, Value> withLeft(Value value) {
        var lefts = new TreeMap<>(lefts());
        lefts.put(field.left(), value);
        return lefts;
    }

    private Map<String, Value> baseLefts(Base base) {
        return base.left();
    }

    private Map<String, String> recordedNames(Base base) {
        return crossing.recorded(field, base);
    }

    private boolean same(Value one, Value other) {
        return equality().same(one, other);
    }

    private Equality equality() {
        return crossing.equality();
    }

    private String changed(Side side) {
        return "Changed on the " + side.word() + " side.";
    }

    private String drifted(Side side) {
        var name = side == Side.LEFT ? field.left() : field.right();
        return "Somebody else changed '" + name + "' on the " + side.word() + " side; the "
                + side.other().word() + " side is the master.";
    }

    private String both() {
        return "Both sides changed '" + field.right() + "' to different values; ";
    }

    private static Crossed fits(Value value) {
        return new Crossed.Fits(value, Map.of());
    }

    private static @Nullable Instant changedAt(Sighting sighting) {
        return sighting instanceof Sighting.Seen(var row) ? row.changedAt() : null;
    }

    private static boolean isSet(@Nullable FieldType type) {
        return type == FieldType.CHOICES || type == FieldType.LINKS;
    }

    private static List<String> items(Value value) {
        return switch (value) {
            case Value.Choices(var options) -> options;
            case Value.Links(var rowIds) -> rowIds;
            default -> List.of();
        };
    }

    private Value set(Side home, List<String> items) {
        if (items.isEmpty()) {
            return Value.empty();
        }
        var type = home == Side.RIGHT ? field.type() : field.leftType();
        return type == FieldType.LINKS ? new Value.Links(items) : new Value.Choices(items);
    }
}
