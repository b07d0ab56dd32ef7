package dev.tallystick.run;

import dev.tallystick.plan.Side;
import dev.tallystick.plan.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Brings rows together that have no counterpart yet and the same match key, before anything is created. Where more
/// than one row could be meant, those rows are held and the run goes on: a guess would merge two people's customers.
final class MatchPairs {
    private static final int SLICE = 500;

    private final Attempt attempt;
    private final RowPairStore pairs;
    private final Map<Long, String> held = new HashMap<>();
    private long matched;

    MatchPairs(Attempt attempt, RowPairStore pairs) {
        this.attempt = attempt;
        this.pairs = pairs;
    }

    void match() {
        long last = 0;
        while (true) {
            long from = last;
            var slice = attempt.read(jdbc -> pairs.alone(jdbc, attempt.run(), from, SLICE));
            if (slice.isEmpty()) {
                return;
            }
            last = slice.getLast().id();
            var keys = new TreeSet<String>();
            for (var pair : slice) {
                var key = pair.half(sideOf(pair)).key();
                if (key != null) {
                    keys.add(key);
                }
            }
            if (!keys.isEmpty()) {
                match(keys);
            }
        }
    }

    /// Why a row cannot find its counterpart, by pair.
    Map<Long, String> held() {
        return held;
    }

    long matched() {
        return matched;
    }

    private static Side sideOf(RowPair alone) {
        return alone.left().id() != null ? Side.LEFT : Side.RIGHT;
    }

    private void match(Set<String> keys) {
        var byKey = new LinkedHashMap<String, Set<RowPair>>();
        for (var pair : attempt.read(jdbc -> pairs.withKeys(jdbc, attempt.run(), keys))) {
            for (var side : Side.values()) {
                var key = pair.half(side).key();
                if (pair.half(side).id() != null && key != null && keys.contains(key)) {
                    byKey.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(pair);
                }
            }
        }
        byKey.values().forEach(this::meet);
    }

    /// Everything that has one key.
    private void meet(Set<RowPair> all) {
        var lefts = only(all, pair -> here(pair, Side.LEFT));
        var rights = only(all, pair -> here(pair, Side.RIGHT));
        var tied = only(all, pair -> !pair.alone());
        var vacant = only(tied, pair -> vacant(pair, Side.LEFT) || vacant(pair, Side.RIGHT));
        var closed = only(tied, pair -> pair.standing() == Standing.CLOSED);
        var live = only(tied, pair -> !vacant.contains(pair) && !closed.contains(pair));
        if (lefts.size() == 1 && rights.size() == 1 && live.isEmpty() && vacant.isEmpty()) {
            meet(lefts.getFirst(), rights.getFirst());
        } else if (lefts.size() + rights.size() == 1 && live.isEmpty() && vacant.size() == 1) {
            var alone = lefts.isEmpty() ? rights.getFirst() : lefts.getFirst();
            // Cut and paste, or typed again: the new row takes the place of the one that is missing.
            if (vacant(vacant.getFirst(), sideOf(alone))) {
                take(sideOf(alone), vacant.getFirst(), alone);
            } else {
                hold(List.of(alone), all);
            }
        } else if (lefts.size() + rights.size() == 1 && live.isEmpty() && vacant.isEmpty() && closed.size() == 1) {
            var alone = lefts.isEmpty() ? rights.getFirst() : lefts.getFirst();
            var other = sideOf(alone) == Side.LEFT ? Side.RIGHT : Side.LEFT;
            // The survivor of a pair that ended: better tied anew than doubled.
            if (closed.getFirst().half(other).gone() == null) {
                take(other, alone, closed.getFirst());
            }
        } else if (lefts.size() > 1 || rights.size() > 1 || !live.isEmpty() || !vacant.isEmpty()) {
            var alone = new ArrayList<>(lefts);
            alone.addAll(rights);
            if (!alone.isEmpty()) {
                // Nor is the missing row of a pair created again, or its other one deleted, while it may be there.
                alone.addAll(only(vacant, pair -> !vacant(pair, Side.LEFT) || !vacant(pair, Side.RIGHT)));
            }
            hold(alone, all);
        }
    }

    /// What is known of the pair stays with the row that has an id.
    private void meet(RowPair left, RowPair right) {
        if (left.left().place() != null) {
            take(Side.LEFT, right, left);
        } else {
            take(Side.RIGHT, left, right);
        }
    }

    /// Without a counterpart, and in its table as far as we know. One that was deleted before it ever met another
    /// is in nobody's way.
    private static boolean here(RowPair pair, Side side) {
        var half = pair.half(side);
        return pair.alone() && half.id() != null && half.missingRun() == null && half.gone() == null;
    }

    private static boolean vacant(RowPair pair, Side side) {
        var half = pair.half(side);
        return half.id() != null
                && (half.missingRun() != null || half.gone() != null)
                && (pair.standing() == Standing.OPEN || pair.standing() == Standing.ARCHIVED);
    }

    private static List<RowPair> only(Iterable<RowPair> all, Predicate<RowPair> those) {
        var only = new ArrayList<RowPair>();
        all.forEach(pair -> {
            if (those.test(pair)) {
                only.add(pair);
            }
        });
        return only;
    }

    private void take(Side side, RowPair into, RowPair from) {
        matched++;
        attempt.commit(jdbc -> {
            pairs.take(jdbc, side, into, from);
            return null;
        });
    }

    private void hold(List<RowPair> alone, Set<RowPair> all) {
        var lefts = new TreeSet<String>();
        var rights = new TreeSet<String>();
        for (var pair : all) {
            if (pair.left().id() != null && pair.left().gone() == null) {
                lefts.add(Objects.requireNonNull(pair.left().id()));
            }
            if (pair.right().id() != null && pair.right().gone() == null) {
                rights.add(Objects.requireNonNull(pair.right().id()));
            }
        }
        var reason = "More than one row has this key: left " + listed(lefts) + ", right " + listed(rights)
                + ". Make the keys different, or remove the row that is too much.";
        alone.forEach(pair -> held.put(pair.id(), reason));
    }

    private static String listed(Set<String> ids) {
        return ids.isEmpty()
                ? "none"
                : String.join(", ", ids.stream().limit(5).toList()) + (ids.size() > 5 ? ", …" : "");
    }
}
