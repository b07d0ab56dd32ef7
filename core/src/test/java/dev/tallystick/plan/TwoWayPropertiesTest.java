package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.Seeds.Draw;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What must hold whatever the two sides say.
class TwoWayPropertiesTest {
    private static final Equality EQUALITY = new Equality(true, true);
    private static final List<Value> TEXTS =
            List.of(Value.empty(), Value.text("a"), Value.text("b"), Value.text(" c "), Value.text("d, e"));
    private static final List<Value> SETS = List.of(
            Value.empty(),
            new Value.Choices(List.of("a")),
            new Value.Choices(List.of("b", "a")),
            new Value.Choices(List.of("b", "c")));
    private static final Mark MARK = new Mark("status", Value.text("archived"));

    record Case(TwoWayPlanner planner, KnownPair pair) {}

    private static Case draw(Draw draw) {
        var fields = new ArrayList<FieldMapping>();
        var left = new HashMap<String, Value>();
        var right = new HashMap<String, Value>();
        var baseLeft = new HashMap<String, Value>();
        var baseRight = new HashMap<String, Value>();
        var decided = new HashMap<String, KnownPair.Decided>();
        for (var i = draw.upTo(Math.min(draw.size(), 3)); i >= 0; i--) {
            var type = draw.oneOf(FieldType.TEXT, FieldType.CHOICES);
            var values = type == FieldType.TEXT ? TEXTS : SETS;
            fields.add(new FieldMapping(
                    "l" + i,
                    type,
                    "r" + i,
                    type,
                    List.of(),
                    draw.oneOf(Flow.BOTH, Flow.BOTH, Flow.TO_RIGHT, Flow.TO_LEFT),
                    draw.oneOf(OnConflict.values()),
                    draw.oneOf(Drift.values()),
                    draw.chance(8)));
            left.put("l" + i, draw.oneOf(values));
            right.put("r" + i, draw.oneOf(values));
            if (!draw.chance(5)) {
                // Either side may spell what was agreed in its own way.
                baseLeft.put("l" + i, draw.oneOf(values));
                baseRight.put("r" + i, draw.chance(2) ? baseLeft.get("l" + i) : draw.oneOf(values));
            }
            if (draw.chance(4)) {
                decided.put(
                        "r" + i,
                        new KnownPair.Decided(
                                left.get("l" + i),
                                right.get("r" + i),
                                draw.oneOf(KnownPair.Pick.values()),
                                draw.oneOf(values)));
            }
        }
        var rows = draw.oneOf(Flow.BOTH, Flow.BOTH, Flow.TO_RIGHT, Flow.TO_LEFT);
        var policies = new PairPolicies(rows, missing(draw), missing(draw), draw.chance(2), draw.chance(4), null);
        var base = draw.chance(6) ? null : new Base(baseLeft, baseRight);
        var planner = new TwoWayPlanner(
                "lefts",
                "rights",
                new Mapping(fields.reversed()),
                policies,
                EQUALITY,
                Map.of(),
                Map.of(),
                draw.chance(6) ? Set.of("r0") : Set.of());
        var standing = base != null && draw.chance(6) ? draw.oneOf(Standing.values()) : Standing.OPEN;
        return new Case(
                planner,
                new KnownPair(
                        "L", "R", sighting(draw, "L", left), sighting(draw, "R", right), base, standing, decided));
    }

    private static OnMissing missing(Draw draw) {
        return new OnMissing(draw.oneOf(DeletePolicy.values()), MARK);
    }

    private static Sighting sighting(Draw draw, String id, Map<String, Value> values) {
        return switch (draw.upTo(9)) {
            case 0 -> new Sighting.Unseen(values);
            case 1 -> new Sighting.Missing(values);
            case 2 -> new Sighting.Away(values);
            case 3 -> new Sighting.Gone(values, "404");
            case 4 -> new Sighting.Never();
            default ->
                new Sighting.Seen(new Row(id, values, draw.chance(3) ? null : Instant.ofEpochSecond(draw.upTo(2))));
        };
    }

    /// The pair as the next run finds it.
    private static KnownPair applied(KnownPair pair, PairPlan plan, UnaryOperator<Value> stored, @Nullable Side only) {
        var lefts = new HashMap<>(pair.base() == null ? Map.of() : pair.base().left());
        var rights = new HashMap<>(pair.base() == null ? Map.of() : pair.base().right());
        lefts.putAll(plan.agreed().left());
        rights.putAll(plan.agreed().right());
        var left = pair.left();
        var right = pair.right();
        var standing = plan.standing();
        var done = plan.writes().stream()
                .filter(write -> only == null || write.change().side() == only)
                .toList();
        var answers = new HashMap<Side, Map<String, Value>>();
        for (var write : done) {
            var change = write.change();
            var side = change.side();
            var now = new HashMap<>(side == Side.LEFT ? left.values() : right.values());
            var answer = new HashMap<String, Value>();
            change.after().forEach((field, value) -> answer.put(field, stored.apply(value)));
            if (change.kind() == Change.Kind.CREATE) {
                now.clear();
            }
            now.putAll(answer);
            answers.put(side, answer);
            Sighting sighting = change.kind() == Change.Kind.DELETE
                    ? new Sighting.Gone(now, "we deleted it")
                    : new Sighting.Seen(new Row(side == Side.LEFT ? "L" : "R", now));
            if (side == Side.LEFT) {
                left = sighting;
            } else {
                right = sighting;
            }
            lefts.putAll(write.baseAfter().left());
            rights.putAll(write.baseAfter().right());
            answer.forEach((field, value) -> (side == Side.LEFT ? lefts : rights)
                    .computeIfPresent(
                            field,
                            (_, then) -> (side == Side.LEFT
                                                    ? write.baseAfter().left()
                                                    : write.baseAfter().right())
                                            .containsKey(field)
                                    ? value
                                    : then));
            standing = write.standing();
        }
        if (answers.size() == 2) {
            plan.together()
                    .left()
                    .forEach((field, value) ->
                            lefts.put(field, answers.get(Side.LEFT).getOrDefault(field, value)));
            plan.together()
                    .right()
                    .forEach((field, value) ->
                            rights.put(field, answers.get(Side.RIGHT).getOrDefault(field, value)));
        }
        var nothing = pair.base() == null && lefts.isEmpty() && rights.isEmpty();
        return new KnownPair("L", "R", left, right, nothing ? null : new Base(lefts, rights), standing, pair.decided());
    }

    /// A changed mapping counts until the base has moved with it.
    private static TwoWayPlanner next(TwoWayPlanner planner, PairPlan plan) {
        var frozen = planner.remapped().stream()
                .filter(field -> plan.clashes().stream()
                                .anyMatch(clash ->
                                        clash.winner() == null && clash.right().equals(field))
                        || plan.remarks().stream()
                                .anyMatch(remark -> remark.field() == null
                                        || remark.field().substring(1).equals(field.substring(1))))
                .collect(Collectors.toSet());
        return new TwoWayPlanner(
                planner.leftTable(),
                planner.rightTable(),
                planner.mapping(),
                planner.policies(),
                planner.equality(),
                planner.leftLinks(),
                planner.rightLinks(),
                frozen);
    }

    private static void assertSilent(PairPlan plan, KnownPair pair, String as) {
        assertThat(plan.writes()).as(as).isEmpty();
        assertThat(plan.look()).as(as).isEmpty();
        assertThat(plan.agreed()).as(as).isEqualTo(Base.NONE);
        assertThat(plan.clashes())
                .as(as)
                .allSatisfy(clash -> assertThat(clash.winner()).isNull());
        if (plan.standing() != pair.standing()) {
            assertThat(plan.standing()).as(as).isEqualTo(Standing.CLOSED);
        }
    }

    @Test
    void hasNothingLeftToDoOnceItsPlanIsCarriedOut() {
        Seeds.check(120_000, TwoWayPropertiesTest::draw, each -> {
            var plan = each.planner().decide(each.pair());
            if (plan.look().isEmpty()) {
                var then = applied(each.pair(), plan, value -> value, null);
                assertSilent(next(each.planner(), plan).decide(then), then, plan + "\n" + then);
            }
        });
    }

    @Test
    void isSilentBesideSidesThatSpellThingsInTheirOwnWay() {
        Seeds.check(60_000, TwoWayPropertiesTest::draw, each -> {
            var plan = each.planner().decide(each.pair());
            if (plan.look().isEmpty()) {
                UnaryOperator<Value> spelled =
                        value -> value instanceof Value.Text(var text) ? Value.text(text.strip() + "~") : value;
                var then = applied(each.pair(), plan, spelled, null);
                assertSilent(next(each.planner(), plan).decide(then), then, plan + "\n" + then);
            }
        });
    }

    @Test
    void finishesAHalfWrittenPlanWithoutUndoingIt() {
        Seeds.check(60_000, TwoWayPropertiesTest::draw, each -> {
            var plan = each.planner().decide(each.pair());
            if (plan.writes().size() == 2 && !plan.together().left().isEmpty()) {
                for (var side : Side.values()) {
                    var then = applied(each.pair(), plan, value -> value, side);
                    var second = next(each.planner(), plan).decide(then);
                    plan.together().left().keySet().forEach(field -> {
                        if (side == Side.LEFT) {
                            second.writes().stream()
                                    .filter(write -> write.change().side() == Side.LEFT)
                                    .forEach(write ->
                                            assertThat(write.change().after()).doesNotContainKey(field));
                        }
                    });
                }
            }
        });
    }

    @Test
    void losesNoValueThatNobodyCanFindAgain() {
        Seeds.check(60_000, TwoWayPropertiesTest::draw, each -> {
            for (var write : each.planner().decide(each.pair()).writes()) {
                var change = write.change();
                var there = change.side() == Side.LEFT
                        ? each.pair().left()
                        : each.pair().right();
                if (change.kind() == Change.Kind.CREATE) {
                    assertThat(there).isInstanceOfAny(Sighting.Gone.class, Sighting.Never.class);
                    continue;
                }
                assertThat(there).isInstanceOf(Sighting.Seen.class);
                change.after()
                        .keySet()
                        .forEach(field -> assertThat(change.before())
                                .containsEntry(field, there.values().getOrDefault(field, Value.empty())));
                assertThat(change.reason()).matches("[A-Z].*\\.");
                if (change.kind() == Change.Kind.DELETE) {
                    var other = change.side() == Side.LEFT
                            ? each.pair().right()
                            : each.pair().left();
                    assertThat(other).isInstanceOf(Sighting.Gone.class);
                    assertThat(each.pair().base()).isNotNull();
                }
            }
        });
    }

    @Test
    void saysTheSameWhenAskedTwice() {
        Seeds.check(
                20_000,
                TwoWayPropertiesTest::draw,
                each -> assertThat(each.planner().decide(each.pair()))
                        .isEqualTo(each.planner().decide(each.pair())));
    }
}
