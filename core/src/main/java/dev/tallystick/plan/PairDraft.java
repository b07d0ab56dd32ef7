package dev.tallystick.plan;

import dev.tallystick.plan.PairPlan.Clash;
import dev.tallystick.plan.PairPlan.Remark;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the fields of one pair lead to, collected field by field.
final class PairDraft {
    private final Both<Map<String, Value>> sent = values();
    private final Both<Set<String>> reasons = new Both<>(new LinkedHashSet<>(), new LinkedHashSet<>());
    /// The base that moves with the write of a side: what each side then said.
    private final Both<Both<Map<String, Value>>> moving = new Both<>(values(), values());

    private final Both<Map<String, Value>> together = values();
    private final Both<Map<String, Value>> agreed = values();
    final List<Clash> clashes = new ArrayList<>();
    final List<Remark> remarks = new ArrayList<>();

    /// Send this value; once it is confirmed, the base is this value and what the other side said.
    void send(Side side, Cell cell, Value value, String reason) {
        put(side, cell.field(side), value, reason);
        cell.with(side, value).into(moving.of(side));
    }

    /// As [#send], to both sides: the base moves once both are confirmed.
    void sendBoth(Cell cell, Value left, Value right, String reason) {
        put(Side.LEFT, cell.field(Side.LEFT), left, reason);
        put(Side.RIGHT, cell.field(Side.RIGHT), right, reason);
        cell.with(Side.LEFT, left).with(Side.RIGHT, right).into(together);
    }

    /// A value that is no mapped field's.
    void put(Side side, String field, Value value, String reason) {
        sent.of(side).put(field, value);
        reasons.of(side).add(reason);
    }

    void agree(Cell cell) {
        cell.into(agreed);
    }

    void remark(Side side, Tally.Outcome outcome, String field, String sentence) {
        remarks.add(new Remark(side, outcome, field, sentence));
    }

    /// The field waits until rows are there that are called so.
    void waits(Side side, String field, String sentence, List<String> missing) {
        remarks.add(new Remark(side, Tally.Outcome.SKIPPED, field, sentence, missing));
    }

    boolean sends(Side side) {
        return !sent.of(side).isEmpty();
    }

    Map<String, Value> sent(Side side) {
        return sent.of(side);
    }

    String reason(Side side) {
        return String.join(" ", reasons.of(side));
    }

    Base baseAfter(Side side) {
        return base(moving.of(side));
    }

    Base together() {
        return base(together);
    }

    Base agreed() {
        return base(agreed);
    }

    /// A row of which one field does not fit is not written at all when the sync is strict.
    void writeNothing() {
        for (var side : Side.values()) {
            sent.of(side).clear();
            together.of(side).clear();
        }
        clashes.removeIf(clash -> clash.winner() != null);
    }

    boolean failed() {
        return remarks.stream().anyMatch(remark -> remark.outcome() == Tally.Outcome.FAILED);
    }

    private static Base base(Both<Map<String, Value>> sides) {
        return new Base(sides.left(), sides.right());
    }

    private static Both<Map<String, Value>> values() {
        return new Both<>(new TreeMap<>(), new TreeMap<>());
    }

    /// One thing for each side.
    record Both<T>(T left, T right) {
        T of(Side side) {
            return side == Side.LEFT ? left : right;
        }
    }

    /// What both sides say of one field, and what a base has to remember of it.
    ///
    /// @param lefts every left field that the value is made from
    /// @param names by which links were recognised, empty when the field has none
    record Cell(FieldMapping mapping, Map<String, Value> lefts, Value right, Map<String, String> names) {
        String field(Side side) {
            return side == Side.LEFT ? mapping.left() : mapping.right();
        }

        Value value(Side side) {
            return side == Side.LEFT ? lefts.getOrDefault(mapping.left(), Value.empty()) : right;
        }

        Cell with(Side side, Value value) {
            if (side == Side.RIGHT) {
                return new Cell(mapping, lefts, value, names);
            }
            var changed = new TreeMap<>(lefts);
            changed.put(mapping.left(), value);
            return new Cell(mapping, changed, right, names);
        }

        Cell named(Map<String, String> byId) {
            return new Cell(mapping, lefts, right, byId);
        }

        void into(Both<Map<String, Value>> base) {
            for (var input : Mapping.inputs(mapping)) {
                base.of(Side.LEFT).put(input, lefts.getOrDefault(input, Value.empty()));
            }
            base.of(Side.RIGHT).put(mapping.right(), right);
            var linked = Crossing.linkedSide(mapping);
            if (linked != null) {
                base.of(linked).put(Base.names(field(linked)), Crossing.record(names));
            }
        }
    }
}
