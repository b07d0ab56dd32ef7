package dev.tallystick.sync;

import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.Reversible;
import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Proposes a mapping of two tables: fields with equal names belong together, as far as their values survive
/// the way
/// there and back.
final class ProposeFields {
    /// One table, as its system describes it.
    ///
    /// @param typed whether the fields have types of their own; else the other side's are taken over
    record Table(List<Field> fields, boolean typed) {
        Table {
            fields = List.copyOf(fields);
        }
    }

    /// @param flow null where neither side can be written
    /// @param note why values go one way only; null where nothing is to be said
    record Proposed(
            Field left,
            FieldType leftType,
            Field right,
            FieldType rightType,
            @Nullable Flow flow,
            @Nullable String note) {}

    record Proposal(List<Proposed> pairs, List<Field> leftAlone, List<Field> rightAlone) {}

    private final Equality equality;

    ProposeFields(Equality equality) {
        this.equality = equality;
    }

    Proposal propose(Table left, Table right) {
        var pairs = new ArrayList<Proposed>();
        var taken = new HashSet<String>();
        for (UnaryOperator<String> spelling : List.<UnaryOperator<String>>of(name -> name, ProposeFields::plain)) {
            for (var field : left.fields()) {
                if (taken.contains("left " + field.id())) {
                    continue;
                }
                counterpart(field, left, right, spelling, taken).ifPresent(other -> {
                    taken.add("left " + field.id());
                    taken.add("right " + other.id());
                    pairs.add(pair(field, left.typed(), other, right.typed()));
                });
            }
        }
        return new Proposal(
                pairs,
                left.fields().stream()
                        .filter(field -> !taken.contains("left " + field.id()))
                        .toList(),
                right.fields().stream()
                        .filter(field -> !taken.contains("right " + field.id()))
                        .toList());
    }

    /// The one other field that is spelled so; where several are, nobody can tell which is meant.
    private static Optional<Field> counterpart(
            Field field, Table left, Table right, UnaryOperator<String> spelling, Set<String> taken) {
        var name = spelling.apply(field.name());
        var alike = right.fields().stream()
                .filter(other -> !taken.contains("right " + other.id()))
                .filter(other -> spelling.apply(other.name()).equals(name))
                .toList();
        var rivals = left.fields().stream()
                .filter(other -> !taken.contains("left " + other.id()))
                .filter(other -> spelling.apply(other.name()).equals(name))
                .count();
        return alike.size() == 1 && rivals == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
    }

    /// Case, blanks, `_` and `-` do not tell fields apart: `First Name` is `first_name`.
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    }

    private Proposed pair(Field left, boolean leftTyped, Field right, boolean rightTyped) {
        var leftType = leftTyped || !rightTyped ? left.type() : right.type().asPlain();
        var rightType = rightTyped || !leftTyped ? right.type() : left.type().asPlain();
        if (left.readOnly() && right.readOnly()) {
            return new Proposed(
                    left,
                    leftType,
                    right,
                    rightType,
                    null,
                    "Both systems compute this field, so nothing can be written.");
        }
        var flow = left.readOnly() ? Flow.TO_RIGHT : right.readOnly() ? Flow.TO_LEFT : Flow.BOTH;
        var note = left.readOnly()
                ? "The left system computes it."
                : right.readOnly() ? "The right system computes it." : null;
        var lossy = lossy(left, leftType, right, rightType, flow);
        if (lossy.isEmpty()) {
            return new Proposed(left, leftType, right, rightType, flow, note);
        }
        return new Proposed(
                left, leftType, right, rightType, flow == Flow.BOTH ? Flow.TO_RIGHT : null, String.join(" ", lossy));
    }

    private List<String> lossy(Field left, FieldType leftType, Field right, FieldType rightType, Flow flow) {
        var mapping = new FieldMapping(
                left.name(),
                leftType,
                right.name(),
                rightType,
                List.of(),
                flow,
                OnConflict.MANUAL,
                Drift.OVERWRITE,
                false);
        return Reversible.problems(new Mapping(List.of(mapping)), equality, true, true);
    }
}
