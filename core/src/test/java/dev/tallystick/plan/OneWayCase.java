package dev.tallystick.plan;

import dev.tallystick.Seeds.Draw;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One pair in a state of choice: where its rows are, what was agreed, and for each field who moved it.
///
/// @param fields what happened to each field since the two agreed
record OneWayCase(Where where, List<FieldState> fields) {
    static final Policies.Mark MARK = new Policies.Mark("status", Value.text("archived"));

    /// Every possible place of a pair, and every state of a field.
    static final List<Where> PLACES = Where.all().toList();

    static final List<FieldState> FIELD_STATES = FieldState.all().toList();

    enum Left {
        FITS,
        UNFIT,
        UNSEEN,
        MISSING,
        GONE
    }

    enum Right {
        SEEN,
        UNSEEN,
        MISSING,
        GONE
    }

    /// What happened to a left value since its base.
    enum LeftMove {
        SAME,
        MOVED,
        EMPTIED,
        /// Written otherwise, with the same right value: `ann` as `ANN`, lower-cased on the way.
        REWORDED,
        /// It stands as it stood, but the mapping makes something else of it by now.
        REMAPPED
    }

    /// What happened to a right value since its base.
    enum RightMove {
        SAME,
        DRIFTED,
        /// Somebody else has already written what the left side wants.
        WANTED
    }

    record Where(
            Left left,
            Right right,
            boolean agreed,
            boolean archived,
            boolean placeholder,
            DeletePolicy policy,
            boolean recreate) {
        boolean possible() {
            return (agreed || !archived) && (right == Right.SEEN || !placeholder);
        }

        private static Stream<Where> all() {
            return Stream.of(Left.values())
                    .flatMap(left -> Stream.of(Right.values())
                            .flatMap(right -> bools().flatMap(agreed -> bools().flatMap(archived -> bools().flatMap(
                                            placeholder -> Stream.of(DeletePolicy.values())
                                                    .flatMap(policy -> bools().map(recreate -> new Where(
                                                            left,
                                                            right,
                                                            agreed,
                                                            archived,
                                                            placeholder,
                                                            policy,
                                                            recreate))))))))
                    .filter(Where::possible);
        }
    }

    /// @param normalises the target spells the agreed value in its own way
    record FieldState(LeftMove left, RightMove right, Drift drift, boolean normalises) {
        private static Stream<FieldState> all() {
            return Stream.of(LeftMove.values())
                    .flatMap(left -> Stream.of(RightMove.values())
                            .flatMap(right -> Stream.of(Drift.values())
                                    .flatMap(drift -> bools().map(
                                                    normalises -> new FieldState(left, right, drift, normalises)))));
        }

        FieldState with(RightMove other) {
            return new FieldState(left, other, drift, normalises);
        }

        Value baseLeft() {
            return Value.text("ann");
        }

        Value nowLeft() {
            return switch (left) {
                case SAME, REMAPPED -> Value.text("ann");
                case MOVED -> Value.text("Bob");
                case EMPTIED -> Value.empty();
                case REWORDED -> Value.text("ANN");
            };
        }

        Value baseRight() {
            return Value.text((left == LeftMove.REMAPPED ? "mapped-before" : "ann") + (normalises ? "." : ""));
        }

        Value wanted() {
            return switch (left) {
                case SAME, REMAPPED, REWORDED -> Value.text("ann");
                case MOVED -> Value.text("bob");
                case EMPTIED -> Value.empty();
            };
        }

        Value nowRight() {
            return switch (right) {
                case SAME -> baseRight();
                case DRIFTED -> Value.text("edited");
                case WANTED -> wanted();
            };
        }
    }

    static OneWayCase draw(Draw draw, Where where) {
        var fields = new ArrayList<FieldState>();
        for (var i = draw.upTo(Math.min(draw.size(), 3)); i >= 0; i--) {
            fields.add(draw.oneOf(FIELD_STATES));
        }
        return new OneWayCase(where, fields);
    }

    static OneWayCase draw(Draw draw) {
        return draw(draw, draw.oneOf(PLACES));
    }

    OneWayPlanner planner() {
        return planner(remapped());
    }

    OneWayPlanner planner(Set<String> remapped) {
        var mappings = new ArrayList<FieldMapping>();
        for (var i = 0; i < fields.size(); i++) {
            mappings.add(FieldMapping.oneWay(
                    left(i),
                    right(i),
                    FieldType.TEXT,
                    List.of(new Transform.LowerCase()),
                    fields.get(i).drift(),
                    false));
        }
        mappings.add(FieldMapping.oneWay("need", "need", FieldType.DATE, List.of(), Drift.OVERWRITE, false));
        return new OneWayPlanner(
                "people",
                new Mapping(mappings),
                new Policies(where.policy(), MARK, where.recreate()),
                Equality.EXACT,
                remapped);
    }

    Pair pair() {
        return new Pair("7", leftPresence(), rightPresence(), base(), where.archived(), where.placeholder());
    }

    Base base() {
        var left = new HashMap<String, Value>();
        var right = new HashMap<String, Value>();
        for (var i = 0; i < fields.size(); i++) {
            left.put(left(i), fields.get(i).baseLeft());
            right.put(right(i), fields.get(i).baseRight());
        }
        return where.agreed() ? new Base(left, right) : null;
    }

    Presence leftPresence() {
        return switch (where.left()) {
            case FITS, UNFIT -> {
                var values = new TreeMap<String, Value>();
                for (var i = 0; i < fields.size(); i++) {
                    values.put(left(i), fields.get(i).nowLeft());
                }
                if (where.left() == Left.UNFIT) {
                    values.put("need", Value.text("no date"));
                }
                yield new Presence.Seen(new Row("7", values));
            }
            case UNSEEN -> new Presence.Unseen();
            case MISSING -> new Presence.Missing();
            case GONE -> new Presence.Gone("deleted_at is filled");
        };
    }

    Presence rightPresence() {
        return switch (where.right()) {
            case SEEN -> new Presence.Seen(new Row("7", nowRight()));
            case UNSEEN -> new Presence.Unseen();
            case MISSING -> new Presence.Missing();
            case GONE -> new Presence.Gone("404");
        };
    }

    Map<String, Value> nowRight() {
        var values = new TreeMap<String, Value>();
        for (var i = 0; i < fields.size(); i++) {
            values.put(right(i), fields.get(i).nowRight());
        }
        if (where.archived()) {
            values.put(MARK.field(), MARK.value());
        }
        return values;
    }

    Set<String> remapped() {
        var remapped = new HashSet<String>();
        for (var i = 0; i < fields.size(); i++) {
            if (fields.get(i).left() == LeftMove.REMAPPED) {
                remapped.add(right(i));
            }
        }
        return remapped;
    }

    static String left(int field) {
        return "left" + field;
    }

    static String right(int field) {
        return "right" + field;
    }

    private static Stream<Boolean> bools() {
        return Stream.of(false, true);
    }
}
