package dev.tallystick.testkit;

import dev.tallystick.plan.Base;
import dev.tallystick.plan.Change;
import dev.tallystick.plan.Decision;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.OneWayPlanner;
import dev.tallystick.plan.Pair;
import dev.tallystick.plan.Policies;
import dev.tallystick.plan.Presence;
import dev.tallystick.plan.Tally;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Both sides of a sync between two runs, and the server's own planner on them: each field of the job goes into the
/// field of that name.
final class PairsInMemory {
    private final OneWayPlanner planner;
    private final SortedMap<String, Row> right = new TreeMap<>();
    private final Map<String, Base> bases = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> closed = new HashSet<>();

    PairsInMemory(String table, Schema schema, Policies policies) {
        var mapping = new Mapping(schema.fields().stream()
                .map(field -> FieldMapping.of(field.id(), field.id(), field.type()))
                .toList());
        planner = new OneWayPlanner(table, mapping, policies, Equality.EXACT, Set.of());
    }

    /// What became of one run's rows.
    static final class Effect {
        Tally tally = Tally.NONE;
        final List<Change> changes = new ArrayList<>();
        final SortedMap<String, String> failures = new TreeMap<>();
    }

    SortedMap<String, Row> right() {
        return java.util.Collections.unmodifiableSortedMap(new TreeMap<>(right));
    }

    /// @param seen rows that were handed on, by key
    /// @param removed keys of which the upstream said so
    /// @param present keys that are there although nobody knows what their rows say
    /// @param all whether a row that is not among them is missing
    Effect apply(Map<String, Row> seen, Set<String> removed, Set<String> present, boolean all, Effect effect) {
        var keys = new TreeSet<>(bases.keySet());
        keys.addAll(seen.keySet());
        keys.addAll(removed);
        for (var key : keys) {
            if (!present.contains(key)) {
                plan(key, presence(key, seen.get(key), removed.contains(key), all), effect);
            }
        }
        return effect;
    }

    private Presence presence(String key, @Nullable Row row, boolean removed, boolean all) {
        if (row != null) {
            missing.remove(key);
            closed.remove(key);
            return new Presence.Seen(row);
        }
        if (removed) {
            return new Presence.Gone("the upstream says so");
        }
        if (!all) {
            return new Presence.Unseen();
        }
        // One listing that lacks a row proves nothing: two in a row do.
        return missing.add(key) ? new Presence.Missing() : new Presence.Gone("two complete listings lack it");
    }

    private void plan(String key, Presence left, Effect effect) {
        var base = bases.get(key);
        if (closed.contains(key) || (base == null && left instanceof Presence.Gone)) {
            return;
        }
        var there = right.get(key);
        Presence rightSide = there == null ? new Presence.Missing() : new Presence.Seen(there);
        switch (planner.decide(new Pair(key, left, rightSide, base, false, false))) {
            case Decision.Unchanged _ -> count(effect, left, Tally.Outcome.UNCHANGED);
            case Decision.Agree(Base agreed) -> {
                bases.put(key, agreed);
                count(effect, left, Tally.Outcome.UNCHANGED);
            }
            case Decision.Write write -> write(key, write, effect);
            case Decision.Skip _ -> count(effect, left, Tally.Outcome.SKIPPED);
            case Decision.Fail(String reason) -> {
                effect.failures.put(key, reason);
                count(effect, left, Tally.Outcome.FAILED);
            }
            case Decision.Close _ -> {
                closed.add(key);
                count(effect, left, Tally.Outcome.UNCHANGED);
            }
            case Decision.LookRight _ -> throw new IllegalStateException("The row of " + key + " is in sight");
        }
    }

    /// A row that nobody handed on is not among those considered, whatever is known of it.
    private static void count(Effect effect, Presence left, Tally.Outcome outcome) {
        if (left instanceof Presence.Seen) {
            effect.tally = effect.tally.plus(outcome, 1);
        }
    }

    private void write(String key, Decision.Write write, Effect effect) {
        var change = write.change();
        effect.changes.add(change);
        if (change.kind() == Change.Kind.DELETE) {
            right.remove(key);
            bases.remove(key);
            missing.remove(key);
            effect.tally = effect.tally.plus(Tally.Outcome.DELETED, 1);
            return;
        }
        var there = right.get(key);
        var values = new TreeMap<String, Value>(there == null ? Map.of() : there.values());
        values.putAll(change.after());
        right.put(key, new Row(key, values));
        bases.put(key, write.baseAfter());
        effect.tally = effect.tally.plus(
                change.kind() == Change.Kind.CREATE ? Tally.Outcome.CREATED : Tally.Outcome.UPDATED, 1);
    }
}
