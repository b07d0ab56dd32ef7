package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Two tables, written from the design and not from the planner. Every state is made; one for which a table has no
/// line,
/// and a line that no state reaches, fail the build.
class TwoWayTablesTest {
    private static final Mark MARK = new Mark("status", Value.text("archived"));

    /// What becomes of a pair, one of its rows edited or not since the two agreed. `l` is a change written to the left.
    private static final CaseTable ROWS = new CaseTable("""
            left            right           base   standing    policy     rows             edited       ->  plan
            *               *               *      closed|gone *          *                *            ->  nothing
            gone|never      gone            *      open|archived *        *                *            ->  closed
            gone            never           *      open|archived *        *                *            ->  closed
            never           never           *      open|archived *        *                *            ->  nothing
            away            seen            false  open|archived *        *                *            ->  skipped
            away            seen            true   open|archived *        *                right        ->  skipped
            away            gone            *      open|archived *        *                *            ->  skipped
            seen            away            false  open|archived *        *                *            ->  skipped
            seen            away            true   open|archived *        *                left         ->  skipped
            gone            away            *      open|archived *        *                *            ->  skipped
            away            *               *      open|archived *        *                *            ->  nothing
            *               away            *      open|archived *        *                *            ->  nothing
            seen            never           *      open|archived *        both|to_right    *            ->  create-right
            never           seen            *      open|archived *        both|to_left     *            ->  create-left
            *               never           *      open|archived *        *                *            ->  nothing
            never           *               *      open|archived *        *                *            ->  nothing
            seen            gone            *      open|archived *        to_right         *            ->  create-right
            gone            seen            *      open|archived *        to_left          *            ->  create-left
            unseen|missing  gone            *      open|archived *        to_right         *            ->  look-left
            gone            unseen|missing  *      open|archived *        to_left          *            ->  look-right
            *               gone            *      open|archived ignore   *                *            ->  closed
            gone            *               *      open|archived ignore   *                *            ->  closed
            seen            gone            false  open|archived *        both             *            ->  create-right
            gone            seen            false  open|archived *        both             *            ->  create-left
            seen            gone            true   open|archived *        both             left         ->  create-right
            gone            seen            true   open|archived *        both             right        ->  create-left
            unseen|missing  gone            false  open|archived *        both             *            ->  look-left
            gone            unseen|missing  false  open|archived *        both             *            ->  look-right
            unseen|missing  gone            true   archived    archive    both             left         ->  look-left
            gone            unseen|missing  true   archived    archive    both             right        ->  look-right
            *               gone            true   archived    archive    *                *            ->  nothing
            gone            *               true   archived    archive    *                *            ->  nothing
            seen            gone            *      open        archive    *                *            ->  mark-left
            gone            seen            *      open        archive    *                *            ->  mark-right
            seen            gone            false  archived    archive    *                *            ->  nothing
            gone            seen            false  archived    archive    *                *            ->  nothing
            unseen|missing  gone            false  archived    archive    *                *            ->  nothing
            gone            unseen|missing  false  archived    archive    *                *            ->  nothing
            unseen|missing  gone            *      open|archived *        *                *            ->  look-left
            gone            unseen|missing  *      open|archived *        *                *            ->  look-right
            seen            gone            true   open|archived propagate to_left         left         ->  skipped
            gone            seen            true   open|archived propagate to_right        right        ->  skipped
            seen            gone            false  open|archived propagate *               *            ->  skipped
            gone            seen            false  open|archived propagate *               *            ->  skipped
            seen            gone            true   open|archived propagate *               *            ->  delete-left
            gone            seen            true   open|archived propagate *               *            ->  delete-right
            unseen|missing  unseen|missing  *      open|archived *        *                *            ->  nothing
            seen            unseen|missing  false  open|archived *        *                *            ->  look-right
            unseen|missing  seen            false  open|archived *        *                *            ->  look-left
            seen            unseen|missing  true   archived    *          *                *            ->  look-right
            unseen|missing  seen            true   archived    *          *                *            ->  look-left
            seen            unseen|missing  true   open        *          *                left         ->  look-right
            unseen|missing  seen            true   open        *          *                right        ->  look-left
            seen            unseen|missing  true   open        *          *                right        ->  update-left
            unseen|missing  seen            true   open        *          *                left         ->  update-right
            seen            seen            false  open|archived *        *                none         ->  agreed
            seen            seen            false  open|archived *        *                left|right   ->  clash
            seen            seen            true   open|archived *        *                left         ->  update-right
            seen            seen            true   open|archived *        *                right        ->  update-left
            *               *               true   open|archived *        *                *            ->  nothing
            """);

    /// What becomes of one field of a pair that both sides have; `then` says whether the two ever agreed on it, `now`
    /// which side has left its base: `same` means both to one value, `both` to two.
    private static final CaseTable FIELDS = new CaseTable("""
            then   now    flow      drift      policy   ->  plan
            true   none   *         *          *        ->  nothing
            true   same   *         *          *        ->  agreed
            true   left   both      *          *        ->  right
            true   right  both      *          *        ->  left
            true   both   both      *          manual   ->  open
            true   both   both      *          union    ->  joined
            true   both   both      *          left     ->  right-settled
            true   both   both      *          right    ->  left-settled
            true   both   both      *          newest   ->  left-settled
            true   left   to_right  *          *        ->  right
            true   both   to_right  *          *        ->  right
            true   right  to_right  overwrite  *        ->  right-back
            true   right  to_right  keep       *        ->  nothing
            true   right  to_left   *          *        ->  left
            true   both   to_left   *          *        ->  left
            true   left   to_left   overwrite  *        ->  left-back
            true   left   to_left   keep       *        ->  nothing
            false  none   *         *          *        ->  agreed
            false  same   *         *          *        ->  agreed
            false  *      to_right  *          *        ->  right
            false  *      to_left   *          *        ->  left
            false  *      both      *          manual   ->  open
            false  *      both      *          union    ->  joined
            false  *      both      *          left     ->  right-settled
            false  *      both      *          right    ->  left-settled
            false  *      both      *          newest   ->  left-settled
            """);

    @Test
    void decidesEveryFieldAsTheTableSays() {
        for (var then : List.of(true, false)) {
            for (var now : List.of("none", "left", "right", "both", "same")) {
                for (var flow : Flow.values()) {
                    for (var drift : Drift.values()) {
                        for (var policy : OnConflict.values()) {
                            var expected = FIELDS.look("" + then, now, word(flow), word(drift), word(policy));
                            assertThat(fieldPlan(then, now, flow, drift, policy))
                                    .as(then + " " + now + " " + flow + " " + drift + " " + policy)
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
        assertThat(FIELDS.unusedLines()).isEmpty();
    }

    private static String fieldPlan(boolean then, String now, Flow flow, Drift drift, OnConflict policy) {
        var field =
                new FieldMapping("l", FieldType.CHOICES, "r", FieldType.CHOICES, List.of(), flow, policy, drift, false);
        var agreed = new Value.Choices(List.of("a"));
        var one = new Value.Choices(List.of("a", "x"));
        var other = new Value.Choices(List.of("a", "y"));
        var left = List.of("left", "both", "same").contains(now) ? one : agreed;
        var right = now.equals("same") ? one : List.of("right", "both").contains(now) ? other : agreed;
        var plan = planner(field, policies(DeletePolicy.IGNORE, Flow.BOTH))
                .decide(new KnownPair(
                        "L",
                        "R",
                        new Sighting.Seen(new Row("L", Map.of("l", left), Instant.ofEpochSecond(1))),
                        new Sighting.Seen(new Row("R", Map.of("r", right), Instant.ofEpochSecond(2))),
                        then ? new Base(Map.of("l", agreed), Map.of("r", agreed)) : null,
                        Standing.OPEN,
                        Map.of()));
        var settled = plan.clashes().stream().anyMatch(clash -> clash.winner() != null);
        if (plan.writes().size() == 2) {
            var all = new Value.Choices(List.of("a", "x", "y"));
            plan.writes()
                    .forEach(write -> assertThat(write.change().after().values())
                            .allMatch(value -> Equality.EXACT.same(value, all)));
            assertThat(settled).isTrue();
            return "joined";
        }
        if (plan.writes().size() == 1) {
            var change = plan.writes().getFirst().change();
            var value = change.after().values().iterator().next();
            var side = word(change.side());
            if (settled && plan.clashes().getFirst().winner() == PairPlan.Winner.UNION) {
                assertThat(Equality.EXACT.same(value, new Value.Choices(List.of("a", now.equals("left") ? "x" : "y"))))
                        .isTrue();
                return "joined";
            }
            if (value.equals(agreed) && then) {
                return side + "-back";
            }
            assertThat(value).isEqualTo(change.side() == Side.RIGHT ? left : right);
            return settled ? side + "-settled" : side;
        }
        if (!plan.clashes().isEmpty()) {
            return "open";
        }
        return plan.agreed().equals(Base.NONE) ? "nothing" : "agreed";
    }

    @Test
    void decidesEveryRowAsTheTableSays() {
        var cells = 0;
        for (var left : PLACES) {
            for (var right : PLACES) {
                for (var base : List.of(true, false)) {
                    for (var standing : List.of(Standing.OPEN, Standing.ARCHIVED, Standing.CLOSED, Standing.GONE)) {
                        for (var policy : DeletePolicy.values()) {
                            for (var rows : Flow.values()) {
                                for (var edited : List.of("none", "left", "right")) {
                                    cells++;
                                    var expected = ROWS.look(
                                            left, right, "" + base, word(standing), word(policy), word(rows), edited);
                                    assertThat(rowPlan(left, right, base, standing, policy, rows, edited))
                                            .as(left + " " + right + " base=" + base + " " + standing + " " + policy
                                                    + " " + rows + " edited=" + edited)
                                            .isEqualTo(expected);
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(cells).isEqualTo(6 * 6 * 2 * 4 * 3 * 3 * 3);
        assertThat(ROWS.unusedLines()).isEmpty();
    }

    private static final List<String> PLACES = List.of("seen", "unseen", "missing", "away", "gone", "never");

    private static String rowPlan(
            String left, String right, boolean base, Standing standing, DeletePolicy policy, Flow rows, String edited) {
        var field = FieldMapping.twoWay("l", FieldType.TEXT, "r", FieldType.TEXT);
        var plan = planner(field, policies(policy, rows))
                .decide(new KnownPair(
                        "L",
                        "R",
                        sighting(left, "L", Map.of("l", Value.text(edited.equals("left") ? "x" : "a"))),
                        sighting(right, "R", Map.of("r", Value.text(edited.equals("right") ? "x" : "a"))),
                        base ? new Base(Map.of("l", Value.text("a")), Map.of("r", Value.text("a"))) : null,
                        standing,
                        Map.of()));
        if (!plan.look().isEmpty()) {
            assertThat(plan.writes()).isEmpty();
            return "look-" + word(plan.look().iterator().next());
        }
        if (!plan.writes().isEmpty()) {
            var change = plan.writes().getFirst().change();
            var what = change.after().containsKey("status") ? "mark" : word(change.kind());
            return what + "-" + word(change.side());
        }
        if (plan.standing() == Standing.CLOSED && standing != Standing.CLOSED) {
            return "closed";
        }
        if (!plan.clashes().isEmpty()) {
            return "clash";
        }
        if (!plan.agreed().equals(Base.NONE)) {
            return "agreed";
        }
        return plan.remarks().isEmpty() ? "nothing" : "skipped";
    }

    private static Sighting sighting(String place, String id, Map<String, Value> values) {
        return switch (place) {
            case "seen" -> new Sighting.Seen(new Row(id, values));
            case "unseen" -> new Sighting.Unseen(values);
            case "missing" -> new Sighting.Missing(values);
            case "away" -> new Sighting.Away(values);
            case "gone" -> new Sighting.Gone(values, "404");
            default -> new Sighting.Never();
        };
    }

    private static PairPolicies policies(DeletePolicy policy, Flow rows) {
        var missing = new OnMissing(policy, MARK);
        return new PairPolicies(rows, missing, missing, true, false, null);
    }

    private static TwoWayPlanner planner(FieldMapping field, PairPolicies policies) {
        return new TwoWayPlanner(
                "lefts", "rights", new Mapping(List.of(field)), policies, Equality.EXACT, Map.of(), Map.of(), Set.of());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
