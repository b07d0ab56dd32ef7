package dev.tallystick.run;

import dev.tallystick.plan.Change;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.KnownPair;
import dev.tallystick.plan.Side;
import dev.tallystick.plan.Sighting;
import dev.tallystick.plan.TwoWayPlanner;
import dev.tallystick.run.RowPair.Half;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks in the whole table of the other side for the key of each row that is about to be created there. A listing
/// through a filter or view, or of changes only, does not tell that nobody has it: without this look a customer who is
/// hidden by a filter would be created once more.
///
/// Only keys of rows that would be created are looked for, many in one call, and only where the listing of this run
/// has not shown the whole table. A hit outside the filter or view holds its row: which of the two is meant is for a
/// person to say. In a table without either, a hit is a row like any other that the list of changes did not bring: it
/// is taken as seen, and the rows are to be matched once more.
final class LookUpKeys {
    private static final int SLICE = 500;

    /// How many keys are handed to a table at once; it splits them into calls of its own size.
    private static final int KEYS = 5_000;

    private static final int NAMED = 5;

    private final Attempt attempt;
    private final TwoSides sides;
    private final RowPairStore pairs;
    private final Map<Side, ObserveSide> observed;
    private final Map<Side, Boolean> showedAll;
    private final Set<Side> cutShort;
    private final @Nullable FieldMapping key;
    private final Map<Long, String> held = new HashMap<>();
    private final Map<Long, Value> asked = new HashMap<>();
    private final Map<Side, Map<Long, Value>> open = new EnumMap<>(Side.class);
    private boolean brought;

    /// @param showedAll whether the listing of this run was one of everything
    /// @param cutShort sides whose listing ended early, on which nothing is created
    LookUpKeys(
            Attempt attempt,
            TwoSides sides,
            RowPairStore pairs,
            Map<Side, ObserveSide> observed,
            Map<Side, Boolean> showedAll,
            Set<Side> cutShort) {
        this.attempt = attempt;
        this.sides = sides;
        this.pairs = pairs;
        this.observed = observed;
        this.showedAll = showedAll;
        this.cutShort = cutShort;
        this.key = sides.matchKey().orElse(null);
        for (var side : Side.values()) {
            open.put(side, new LinkedHashMap<>());
        }
    }

    /// @param all whether pairs that agreed are planned too
    /// @param ambiguous pairs that are held anyway, so that nothing is created for them
    void lookUp(TwoWayPlanner planner, boolean all, Set<Long> ambiguous) {
        if (!needed(Side.LEFT) && !needed(Side.RIGHT)) {
            return;
        }
        long last = 0;
        while (true) {
            attempt.check();
            long from = last;
            var slice = attempt.read(jdbc -> pairs.oneSided(jdbc, attempt.run(), from, SLICE, all));
            if (slice.isEmpty()) {
                break;
            }
            last = slice.getLast().id();
            slice.stream().filter(pair -> !ambiguous.contains(pair.id())).forEach(pair -> gather(planner, pair));
        }
        for (var side : Side.values()) {
            ask(side);
        }
    }

    /// Why a row is not created, by pair.
    Map<Long, String> held() {
        return held;
    }

    /// Whether rows turned up that have to be matched.
    boolean brought() {
        return brought;
    }

    /// Whether this create may have a row of its key already, for all that was looked for.
    boolean leavesOpen(long pair, Change create) {
        var field = keyOf(create.side());
        return field != null
                && needed(create.side())
                && create.after().containsKey(field)
                && !(asked.containsKey(pair)
                        && sides.equality()
                                .same(
                                        Objects.requireNonNull(asked.get(pair)),
                                        Objects.requireNonNull(create.after().get(field))));
    }

    private boolean needed(Side side) {
        return key != null
                && !cutShort.contains(side)
                && !(sides.of(side).traits().listsEverything() && Boolean.TRUE.equals(showedAll.get(side)));
    }

    private @Nullable String keyOf(Side side) {
        if (key == null) {
            return null;
        }
        return side == Side.LEFT ? key.left() : key.right();
    }

    private void gather(TwoWayPlanner planner, RowPair pair) {
        for (var write : planner.decide(asIfSeen(pair)).writes()) {
            var change = write.change();
            var field = keyOf(change.side());
            if (change.kind() != Change.Kind.CREATE || field == null || !needed(change.side())) {
                continue;
            }
            var value = change.after().getOrDefault(field, Value.empty());
            if (!value.isEmpty()) {
                var waiting = Objects.requireNonNull(open.get(change.side()));
                waiting.put(pair.id(), value);
                if (waiting.size() >= KEYS) {
                    ask(change.side());
                }
            }
        }
    }

    /// A row that no read of this run brought may be asked for by id and created across then.
    private static KnownPair asIfSeen(RowPair pair) {
        return new KnownPair(
                pair.left().id(),
                pair.right().id(),
                asIfSeen(pair.left()),
                asIfSeen(pair.right()),
                pair.base(),
                pair.standing(),
                Map.of());
    }

    private static Sighting asIfSeen(Half half) {
        if (half.id() == null) {
            return new Sighting.Never();
        }
        if (half.gone() != null) {
            return new Sighting.Gone(half.seen(), half.gone());
        }
        return half.away()
                ? new Sighting.Away(half.seen())
                : new Sighting.Seen(new Row(half.id(), half.seen(), half.changedAt()));
    }

    private void ask(Side side) {
        var waiting = Objects.requireNonNull(open.get(side));
        if (waiting.isEmpty()) {
            return;
        }
        attempt.check();
        var opened = sides.of(side);
        var field = Objects.requireNonNull(keyOf(side));
        var rows = opened.table().find(field, List.copyOf(waiting.values()));
        var byKey = new HashMap<Value, List<Row>>();
        rows.forEach(row -> byKey.computeIfAbsent(sides.equality().normal(row.value(field)), _ -> new ArrayList<>())
                .add(row));
        var inScope = opened.traits().listsEverything();
        if (inScope && !rows.isEmpty()) {
            Objects.requireNonNull(observed.get(side)).found(rows);
            brought = true;
        }
        waiting.forEach((pair, value) -> {
            asked.put(pair, value);
            var hits = byKey.getOrDefault(sides.equality().normal(value), List.of());
            if (!inScope && !hits.isEmpty()) {
                held.put(pair, reason(side, hits));
            }
        });
        waiting.clear();
    }

    private String reason(Side side, List<Row> hits) {
        // In quotes, so that rows which are held for the same reason are counted as one reason.
        var ids = hits.stream()
                .map(row -> '"' + row.id() + '"')
                .sorted()
                .limit(NAMED)
                .toList();
        var named = String.join(", ", ids) + (hits.size() > NAMED ? ", …" : "");
        if (hits.size() > 1) {
            return "The " + side.word() + " table has " + hits.size()
                    + " rows with this key outside the filter or view of this sync: " + named
                    + ". Make the keys different, or remove the rows that are too much.";
        }
        return "The " + side.word() + " table has a row with this key outside the filter or view of this sync: " + named
                + ". Let the filter or view show that row, and the two are brought together; or give one of them"
                + " another key.";
    }
}
