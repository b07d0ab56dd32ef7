package dev.tallystick.plan;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Decides what one-way sync does with one pair. A pure function of what is known: it reads no clock, no database
/// and no network, so that the plan a person previews, the plan the applier takes and the plan made again from stored
/// observations are the same.
///
/// The left side is the master. A left field that says what it said when the two last agreed causes no write, however
/// the right side spells the value: a target that rounds or trims is not corrected again and again. What somebody
/// else wrote into the right side is drift, and each field says whether it is overwritten or kept.
///
/// A right row that nobody looked at is planned as its base has it. The write names those values as expected, so a
/// target that holds others by now refuses it, and the pair is planned again with the row in sight.
///
/// @param table the right table, for the changes
/// @param remapped right fields whose mapping is not the one the base was made with; their left value counts as
///     changed
public record OneWayPlanner(String table, Mapping mapping, Policies policies, Equality equality, Set<String> remapped) {
    public OneWayPlanner {
        remapped = Set.copyOf(remapped);
    }

    public Decision decide(Pair pair) {
        return switch (pair.left()) {
            case Presence.Seen(Row row) -> withLeft(pair, row);
            case Presence.Unseen _, Presence.Missing _ -> new Decision.Unchanged();
            case Presence.Gone(String proof) -> withoutLeft(pair, proof);
        };
    }

    private Decision withLeft(Pair pair, Row left) {
        var mapped = mapping.apply(left);
        if (!mapped.fits()) {
            return new Decision.Fail(sentence(mapped.reasons()));
        }
        var base = pair.base();
        // A placeholder where the pair's row used to be was made for another row and never agreed with this one.
        return base == null || pair.rightIsPlaceholder()
                ? firstMeeting(pair, left, mapped.values())
                : again(pair, left, mapped.values(), base);
    }

    /// The two have never agreed: the key alone says that they belong together.
    private Decision firstMeeting(Pair pair, Row left, Map<String, Value> wanted) {
        var baseAfter = new Base(mapping.leftValues(left), wanted);
        return switch (pair.right()) {
            case Presence.Seen(Row right) -> {
                var differing = differing(wanted, right);
                if (differing.isEmpty() && !pair.rightIsPlaceholder()) {
                    yield new Decision.Agree(new Base(mapping.leftValues(left), valuesOf(right)));
                }
                // A placeholder is written whole, so that its status leaves "pending" even when every value agrees.
                var fields = pair.rightIsPlaceholder() ? wanted : differing;
                yield new Decision.Write(
                        Change.update(
                                table,
                                pair.key(),
                                pick(fields, right),
                                fields,
                                pair.rightIsPlaceholder()
                                        ? "Its own row was read; until now it stood in for one that another row named."
                                        : "Matched by key on the first meeting; the left side is the master."),
                        baseAfter,
                        false);
            }
            case Presence.Missing _, Presence.Gone _ ->
                new Decision.Write(
                        Change.create(table, pair.key(), filled(wanted), "New on the left side."), baseAfter, false);
            case Presence.Unseen _ -> new Decision.LookRight();
        };
    }

    private Decision again(Pair pair, Row left, Map<String, Value> wanted, Base base) {
        var moved = false;
        var pushed = new TreeMap<String, Value>();
        for (var field : mapping.fields()) {
            if (leftMoved(field, left, base)) {
                moved = true;
                var want = wanted.getOrDefault(field.right(), Value.empty());
                // A left value that moved without moving the right value ("Bob" to "BOB", lower-cased) pushes nothing.
                if (!equality.same(want, base.right(field.right()))) {
                    pushed.put(field.right(), want);
                }
            }
        }
        return switch (pair.right()) {
            case Presence.Seen(Row right) -> beside(pair, left, base, moved, pushed, right);
            case Presence.Unseen _ ->
                // What the mark hides is not known; an archived row must be seen before it is written.
                pair.archived()
                        ? new Decision.LookRight()
                        : beside(pair, left, base, moved, pushed, new Row(pair.key(), base.right()));
            case Presence.Missing _, Presence.Gone _ -> deletedByOthers(pair, left, wanted, pushed);
        };
    }

    private Decision beside(Pair pair, Row left, Base base, boolean moved, Map<String, Value> pushed, Row right) {
        var agreed = new TreeMap<String, Value>();
        var writes = new TreeMap<String, Value>();
        for (var field : mapping.fields()) {
            var goal = pushed.getOrDefault(field.right(), base.right(field.right()));
            // Drift that is kept stays drift: the base does not follow it.
            agreed.put(field.right(), goal);
            var ours = pushed.containsKey(field.right()) || field.drift() == Drift.OVERWRITE;
            if (ours && !equality.same(goal, right.value(field.right()))) {
                writes.put(field.right(), goal);
            }
        }
        var drifted = !pushed.keySet().containsAll(writes.keySet());
        writes.putAll(unmark(pair, right));
        var baseAfter = new Base(mapping.leftValues(left), agreed);
        if (!writes.isEmpty()) {
            return new Decision.Write(
                    Change.update(
                            table, pair.key(), pick(writes, right), writes, reason(pair.archived(), pushed, drifted)),
                    baseAfter,
                    false);
        }
        return moved || pair.archived() ? new Decision.Agree(baseAfter) : new Decision.Unchanged();
    }

    private Decision deletedByOthers(Pair pair, Row left, Map<String, Value> wanted, Map<String, Value> pushed) {
        if (!policies.recreate() && pushed.isEmpty()) {
            return new Decision.Skip("Somebody else deleted the right row, and this sync leaves it so.");
        }
        return new Decision.Write(
                Change.create(
                        table,
                        pair.key(),
                        filled(wanted),
                        pushed.isEmpty()
                                ? "Somebody else deleted the right row; the left side is the master."
                                : "The left row changed, and its right row had been deleted."),
                new Base(mapping.leftValues(left), wanted),
                false);
    }

    private Decision withoutLeft(Pair pair, String proof) {
        var base = pair.base();
        if (base == null) {
            return new Decision.Close("The left row is gone, and the two never agreed.");
        }
        if (pair.right() instanceof Presence.Missing || pair.right() instanceof Presence.Gone) {
            return new Decision.Close("Both rows are gone.");
        }
        return switch (policies.leftDeletes()) {
            case IGNORE -> new Decision.Close("The left row is gone (" + proof + "); the right row stays.");
            case ARCHIVE -> archive(pair, base, proof);
            case PROPAGATE -> propagate(pair, base, proof);
        };
    }

    private Decision archive(Pair pair, Base base, String proof) {
        if (pair.archived()) {
            return new Decision.Unchanged();
        }
        if (!(pair.right() instanceof Presence.Seen(Row right))) {
            return new Decision.LookRight();
        }
        var mark = Objects.requireNonNull(policies.archive());
        return new Decision.Write(
                Change.update(
                        table,
                        pair.key(),
                        Map.of(mark.field(), right.value(mark.field())),
                        Map.of(mark.field(), mark.value()),
                        "The left row is gone (" + proof + "); the right row is marked."),
                base,
                true);
    }

    private Decision propagate(Pair pair, Base base, String proof) {
        if (!(pair.right() instanceof Presence.Seen(Row right))) {
            return new Decision.LookRight();
        }
        for (var field : mapping.fields()) {
            if (field.drift() == Drift.KEEP && !equality.same(right.value(field.right()), base.right(field.right()))) {
                return new Decision.Skip("The left row is gone (" + proof + "), but somebody edited '" + field.right()
                        + "' of the right row: the edit wins.");
            }
        }
        return new Decision.Write(
                Change.delete(table, pair.key(), valuesOf(right), "The left row is gone (" + proof + ")."),
                base,
                false);
    }

    private boolean leftMoved(FieldMapping field, Row left, Base base) {
        return remapped.contains(field.right())
                || Mapping.inputs(field).stream()
                        .anyMatch(input -> !equality.same(left.value(input), base.left(input)));
    }

    /// Takes our mark off, unless somebody has put something else in its place.
    private Map<String, Value> unmark(Pair pair, Row right) {
        var mark = policies.archive();
        return pair.archived() && mark != null && equality.same(right.value(mark.field()), mark.value())
                ? Map.of(mark.field(), Value.empty())
                : Map.of();
    }

    private Map<String, Value> differing(Map<String, Value> wanted, Row right) {
        var differing = new TreeMap<String, Value>();
        wanted.forEach((field, value) -> {
            if (!equality.same(value, right.value(field))) {
                differing.put(field, value);
            }
        });
        return differing;
    }

    private Map<String, Value> valuesOf(Row right) {
        var values = new TreeMap<String, Value>();
        mapping.fields().forEach(field -> values.put(field.right(), right.value(field.right())));
        return values;
    }

    private static Map<String, Value> pick(Map<String, Value> fields, Row row) {
        var picked = new TreeMap<String, Value>();
        fields.keySet().forEach(field -> picked.put(field, row.value(field)));
        return picked;
    }

    private static Map<String, Value> filled(Map<String, Value> values) {
        var filled = new TreeMap<String, Value>();
        values.forEach((field, value) -> {
            if (!value.isEmpty()) {
                filled.put(field, value);
            }
        });
        return filled;
    }

    private static String reason(boolean archived, Map<String, Value> pushed, boolean drifted) {
        if (archived) {
            return "The left row is back.";
        }
        if (pushed.isEmpty()) {
            return "Somebody else changed the right row; the left side is the master.";
        }
        return drifted
                ? "Changed on the left side; somebody else had changed the right row too."
                : "Changed on the left side.";
    }

    private static String sentence(List<String> reasons) {
        return String.join("; ", reasons) + ".";
    }
}
