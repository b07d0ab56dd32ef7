package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.Seeds;
import dev.tallystick.Seeds.Draw;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.OneWayCase.FieldState;
import dev.tallystick.plan.OneWayCase.Left;
import dev.tallystick.plan.OneWayCase.LeftMove;
import dev.tallystick.plan.OneWayCase.Right;
import dev.tallystick.plan.OneWayCase.RightMove;
import dev.tallystick.plan.OneWayCase.Where;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Two tables, written from the design and not from the planner, say what each state of a pair must lead to. Every
/// possible state is made, each with several draws of its fields, and a state for which a table has no line, or a line
/// that no state reaches, fails the build.
class OneWayPlannerTest {
    private static final int DRAWS_PER_STATE = 40;

    /// What becomes of the row. The first line that fits counts; `*` fits all, `a|b` either.
    private static final Table ROWS = new Table("""
            left     right         agreed archived placeholder policy    recreate  ->  decision
            unseen   *             *      *        *           *         *         ->  unchanged
            missing  *             *      *        *           *         *         ->  unchanged
            unfit    *             *      *        *           *         *         ->  fail
            fits     seen          *      *        true        *         *         ->  fill
            fits     seen          false  *        false       *         *         ->  meet
            fits     unseen        false  *        *           *         *         ->  look
            fits     missing|gone  false  *        *           *         *         ->  create
            fits     seen          true   *        false       *         *         ->  fields
            fits     unseen        true   true     *           *         *         ->  look
            fits     unseen        true   false    *           *         *         ->  fields
            fits     missing|gone  true   *        *           *         true      ->  create
            fits     missing|gone  true   *        *           *         false     ->  create-if-pushed
            gone     *             false  *        *           *         *         ->  close
            gone     missing|gone  true   *        *           *         *         ->  close
            gone     seen|unseen   true   *        *           ignore    *         ->  close
            gone     seen|unseen   true   true     *           archive   *         ->  unchanged
            gone     unseen        true   false    *           archive   *         ->  look
            gone     seen          true   false    *           archive   *         ->  mark
            gone     unseen        true   *        *           propagate *         ->  look
            gone     seen          true   *        *           propagate *         ->  delete-unless-edited
            """);

    /// What is written to a field of a row that both sides have and once agreed on: nothing, the wanted value, or the
    /// base (drift taken back). A left value that the mapping makes the agreed right value of pushes nothing.
    private static final Table FIELDS = new Table("""
            left                    right    drift      normalises  ->  write
            same                    same     *          *           ->  nothing
            same                    drifted  overwrite  *           ->  base
            same                    drifted  keep       *           ->  nothing
            same                    wanted   *          false       ->  nothing
            same                    wanted   overwrite  true        ->  base
            same                    wanted   keep       true        ->  nothing
            moved|emptied|remapped  wanted   *          *           ->  nothing
            moved|emptied|remapped  *        *          *           ->  wanted
            reworded                same     *          false       ->  nothing
            reworded                drifted  overwrite  false       ->  base
            reworded                drifted  keep       false       ->  nothing
            reworded                wanted   *          *           ->  nothing
            reworded                *        *          true        ->  wanted
            """);

    @Test
    void decidesEveryStateAsTheTablesSay() {
        var fieldStates = new HashSet<FieldState>();
        assertThat(OneWayCase.PLACES).hasSize(450);
        for (var where : OneWayCase.PLACES) {
            for (var i = 0; i < DRAWS_PER_STATE; i++) {
                var each = OneWayCase.draw(new Draw(new SplittableRandom(31L * i + where.hashCode()), i % 8), where);
                assertDecided(each, fieldStates);
            }
        }
        // The draws above reach most states of a field; the rest are made one by one.
        OneWayCase.FIELD_STATES.forEach(field -> List.of(Right.SEEN, Right.UNSEEN)
                .forEach(right -> assertDecided(new OneWayCase(ordinary(right), List.of(field)), fieldStates)));
        assertThat(fieldStates).containsAll(OneWayCase.FIELD_STATES);
        assertThat(ROWS.unusedLines()).isEmpty();
        assertThat(FIELDS.unusedLines()).isEmpty();
    }

    private static Where ordinary(Right right) {
        return new Where(Left.FITS, right, true, false, false, Policies.DeletePolicy.IGNORE, true);
    }

    private static void assertDecided(OneWayCase each, Set<FieldState> fieldStates) {
        var decision = each.planner().decide(each.pair());
        var where = each.where();
        var expected = ROWS.look(
                word(where.left()),
                word(where.right()),
                String.valueOf(where.agreed()),
                String.valueOf(where.archived()),
                String.valueOf(where.placeholder()),
                word(where.policy()),
                String.valueOf(where.recreate()));
        var as = each + " must " + expected;
        switch (expected) {
            case "unchanged" -> assertThat(decision).as(as).isInstanceOf(Decision.Unchanged.class);
            case "fail" -> assertThat(decision).as(as).isInstanceOf(Decision.Fail.class);
            case "look" -> assertThat(decision).as(as).isInstanceOf(Decision.LookRight.class);
            case "close" -> assertThat(decision).as(as).isInstanceOf(Decision.Close.class);
            case "create" -> assertCreates(each, decision, as);
            case "create-if-pushed" -> {
                if (each.fields().stream().anyMatch(OneWayPlannerTest::pushed)) {
                    assertCreates(each, decision, as);
                } else {
                    assertThat(decision).as(as).isInstanceOf(Decision.Skip.class);
                }
            }
            case "fill" -> {
                var change = ((Decision.Write) decision).change();
                assertThat(change.kind()).as(as).isEqualTo(Change.Kind.UPDATE);
                for (var i = 0; i < each.fields().size(); i++) {
                    assertThat(change.after())
                            .as(as)
                            .containsEntry(
                                    OneWayCase.right(i), each.fields().get(i).wanted());
                }
            }
            case "meet" -> {
                var writes = new TreeMap<String, Value>();
                for (var i = 0; i < each.fields().size(); i++) {
                    var field = each.fields().get(i);
                    if (!field.wanted().equals(field.nowRight())) {
                        writes.put(OneWayCase.right(i), field.wanted());
                    }
                }
                assertUpdates(decision, writes, true, as);
            }
            case "fields" -> {
                var unseen = where.right() == Right.UNSEEN;
                var writes = new TreeMap<String, Value>();
                for (var i = 0; i < each.fields().size(); i++) {
                    var field = unseen
                            ? each.fields().get(i).with(RightMove.SAME)
                            : each.fields().get(i);
                    fieldStates.add(field);
                    switch (FIELDS.look(
                            word(field.left()),
                            word(field.right()),
                            word(field.drift()),
                            String.valueOf(field.normalises()))) {
                        case "nothing" -> {}
                        case "wanted" -> writes.put(OneWayCase.right(i), field.wanted());
                        case "base" -> writes.put(OneWayCase.right(i), field.baseRight());
                        default -> throw new AssertionError("no such write");
                    }
                }
                if (where.archived()) {
                    writes.put(OneWayCase.MARK.field(), Value.empty());
                }
                var moved = each.fields().stream().anyMatch(field -> field.left() != LeftMove.SAME);
                assertUpdates(decision, writes, moved, as);
            }
            case "mark" -> {
                var write = (Decision.Write) decision;
                assertThat(write.archives()).as(as).isTrue();
                assertThat(write.change().kind()).as(as).isEqualTo(Change.Kind.UPDATE);
                assertThat(write.change().after())
                        .as(as)
                        .isEqualTo(Map.of(OneWayCase.MARK.field(), OneWayCase.MARK.value()));
            }
            case "delete-unless-edited" -> {
                var edited = each.fields().stream()
                        .anyMatch(field ->
                                field.drift() == Drift.KEEP && !field.nowRight().equals(field.baseRight()));
                if (edited) {
                    assertThat(decision).as(as).isInstanceOf(Decision.Skip.class);
                } else {
                    assertThat(((Decision.Write) decision).change().kind())
                            .as(as)
                            .isEqualTo(Change.Kind.DELETE);
                }
            }
            default -> throw new AssertionError("no such decision: " + expected);
        }
    }

    private static boolean pushed(FieldState field) {
        return switch (field.left()) {
            case SAME -> false;
            case REWORDED -> field.normalises();
            case MOVED, EMPTIED, REMAPPED -> true;
        };
    }

    private static void assertCreates(OneWayCase each, Decision decision, String as) {
        var filled = new TreeMap<String, Value>();
        for (var i = 0; i < each.fields().size(); i++) {
            if (!each.fields().get(i).wanted().isEmpty()) {
                filled.put(OneWayCase.right(i), each.fields().get(i).wanted());
            }
        }
        var change = ((Decision.Write) decision).change();
        assertThat(change.kind()).as(as).isEqualTo(Change.Kind.CREATE);
        assertThat(change.after()).as(as).isEqualTo(filled);
        assertThat(change.before()).as(as).isEmpty();
    }

    private static void assertUpdates(Decision decision, Map<String, Value> writes, boolean moved, String as) {
        if (writes.isEmpty()) {
            assertThat(decision).as(as).isInstanceOf(moved ? Decision.Agree.class : Decision.Unchanged.class);
            return;
        }
        assertThat(decision).as(as).isInstanceOf(Decision.Write.class);
        var change = ((Decision.Write) decision).change();
        assertThat(change.kind()).as(as).isEqualTo(Change.Kind.UPDATE);
        assertThat(change.after()).as(as).isEqualTo(writes);
        assertThat(change.before().keySet()).as(as).isEqualTo(writes.keySet());
        assertThat(((Decision.Write) decision).archives()).as(as).isFalse();
    }

    // ---- properties

    @Test
    void hasNothingLeftToDoOnceItsDecisionIsCarriedOut() {
        Seeds.check(30_000, OneWayCase::draw, each -> {
            var then = carriedOut(each, each.planner().decide(each.pair()), false);
            if (then != null) {
                assertThat(each.planner(Set.of()).decide(then))
                        .isIn(new Decision.Unchanged(), new Decision.Close("Both rows are gone."));
            }
        });
    }

    @Test
    void doesNotCorrectATargetThatNormalises() {
        Seeds.check(30_000, OneWayCase::draw, each -> {
            var then = carriedOut(each, each.planner().decide(each.pair()), true);
            if (then != null) {
                assertThat(each.planner(Set.of()).decide(then))
                        .isIn(new Decision.Unchanged(), new Decision.Close("Both rows are gone."));
            }
        });
    }

    @Test
    void neverWritesWhileTheLeftRowIsNotInSight() {
        Seeds.check(20_000, OneWayCase::draw, each -> {
            if (each.where().left() == Left.UNSEEN || each.where().left() == Left.MISSING) {
                assertThat(each.planner().decide(each.pair())).isEqualTo(new Decision.Unchanged());
            }
        });
    }

    @Test
    void deletesOnlyWhatIsProvedToBeGoneAndOnlyWhenToldTo() {
        Seeds.check(20_000, OneWayCase::draw, each -> {
            if (each.planner().decide(each.pair()) instanceof Decision.Write write) {
                var change = write.change();
                if (change.kind() == Change.Kind.DELETE) {
                    assertThat(each.where().left()).isEqualTo(Left.GONE);
                    assertThat(each.where().policy()).isEqualTo(Policies.DeletePolicy.PROPAGATE);
                    assertThat(change.reason()).contains("deleted_at is filled");
                }
                if (write.archives()) {
                    assertThat(each.where().left()).isEqualTo(Left.GONE);
                    assertThat(each.where().policy()).isEqualTo(Policies.DeletePolicy.ARCHIVE);
                }
            }
        });
    }

    @Test
    void neverOverwritesKeptDriftUntilTheLeftValueMoves() {
        Seeds.check(30_000, OneWayCase::draw, each -> {
            var where = each.where();
            if (where.agreed()
                    && !where.placeholder()
                    && where.right() == Right.SEEN
                    && each.planner().decide(each.pair()) instanceof Decision.Write write
                    && write.change().kind() == Change.Kind.UPDATE) {
                for (var i = 0; i < each.fields().size(); i++) {
                    var field = each.fields().get(i);
                    if (field.drift() == Drift.KEEP && field.left() == LeftMove.SAME) {
                        assertThat(write.change().after()).doesNotContainKey(OneWayCase.right(i));
                        assertThat(write.baseAfter().right(OneWayCase.right(i)))
                                .as("drift that is kept stays drift")
                                .isEqualTo(field.baseRight());
                    }
                }
            }
        });
    }

    @Test
    void plansARowNobodyLookedAtAsItsBaseHasIt() {
        Seeds.check(20_000, OneWayCase::draw, each -> {
            var where = each.where();
            if (where.left() == Left.FITS && where.right() == Right.UNSEEN && where.agreed() && !where.archived()) {
                var still = each.fields().stream()
                        .map(field -> field.with(RightMove.SAME))
                        .toList();
                var seen = new OneWayCase(ordinary(Right.SEEN), still);
                assertThat(each.planner().decide(each.pair()))
                        .isEqualTo(seen.planner().decide(seen.pair()));
            }
        });
    }

    @Test
    void namesWhatStandsThereBeforeEachWrite() {
        Seeds.check(20_000, OneWayCase::draw, each -> {
            if (each.where().right() == Right.SEEN
                    && each.planner().decide(each.pair()) instanceof Decision.Write write) {
                var change = write.change();
                change.before()
                        .forEach((field, value) ->
                                assertThat(value).isEqualTo(each.nowRight().getOrDefault(field, Value.empty())));
                assertThat(change.reason()).matches("[A-Z].*\\.");
                assertThat(change.key()).isEqualTo("7");
            }
        });
    }

    @Test
    void saysTheSameWhenAskedTwice() {
        Seeds.check(
                5_000,
                OneWayCase::draw,
                each -> assertThat(each.planner().decide(each.pair()))
                        .isEqualTo(each.planner().decide(each.pair())));
    }

    @Test
    void leavesWhatAPersonPutInPlaceOfTheMark() {
        var archived = new Where(Left.FITS, Right.SEEN, true, true, false, Policies.DeletePolicy.ARCHIVE, true);
        var each = new OneWayCase(
                archived, List.of(new FieldState(LeftMove.SAME, RightMove.SAME, Drift.OVERWRITE, false)));
        var right = new TreeMap<>(each.nowRight());
        right.put(OneWayCase.MARK.field(), Value.text("vip"));
        var pair = new Pair("7", each.leftPresence(), new Presence.Seen(new Row("7", right)), each.base(), true, false);
        assertThat(each.planner().decide(pair)).isInstanceOf(Decision.Agree.class);
    }

    @Test
    void bringsBothBasesUpToDateWhenSomebodyElseHasAlreadyWrittenTheSame() {
        var field = new FieldState(LeftMove.MOVED, RightMove.WANTED, Drift.KEEP, false);
        var each = new OneWayCase(ordinary(Right.SEEN), List.of(field));
        var agree = (Decision.Agree) each.planner().decide(each.pair());
        assertThat(agree.base().left("left0")).isEqualTo(field.nowLeft());
        assertThat(agree.base().right("right0")).isEqualTo(field.wanted());
    }

    /// The pair as the next run finds it when both systems took the decision; null where nothing was decided.
    private static Pair carriedOut(OneWayCase each, Decision decision, boolean normalising) {
        var pair = each.pair();
        return switch (decision) {
            case Decision.Write(var change, var baseAfter, var archives) -> {
                if (change.kind() == Change.Kind.DELETE) {
                    yield new Pair("7", pair.left(), new Presence.Missing(), baseAfter, false, false);
                }
                var right =
                        new TreeMap<String, Value>(change.kind() == Change.Kind.CREATE ? Map.of() : each.nowRight());
                var agreed = new TreeMap<>(baseAfter.right());
                change.after().forEach((name, value) -> {
                    var stored = normalising && value instanceof Value.Text(var text) && !archives
                            ? Value.text(text + "~")
                            : value;
                    right.put(name, stored);
                    if (agreed.containsKey(name)) {
                        agreed.put(name, stored);
                    }
                });
                var base = new Base(baseAfter.left(), agreed);
                if (each.where().right() == Right.UNSEEN) {
                    yield new Pair("7", pair.left(), pair.right(), base, archives, false);
                }
                yield new Pair("7", pair.left(), new Presence.Seen(new Row("7", right)), base, archives, false);
            }
            case Decision.Agree(var base) -> new Pair("7", pair.left(), pair.right(), base, false, false);
            case Decision.Unchanged _, Decision.Skip _, Decision.Fail _, Decision.Close _, Decision.LookRight _ -> null;
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// A table of expectations in text: columns of words, `->`, the answer.
    private static final class Table {
        private final List<String[]> lines = new ArrayList<>();
        private final HashSet<Integer> used = new HashSet<>();

        Table(String text) {
            text.lines().skip(1).forEach(line -> lines.add(line.strip().split("\\s+")));
        }

        String look(String... words) {
            for (var i = 0; i < lines.size(); i++) {
                if (fits(lines.get(i), words)) {
                    used.add(i);
                    return lines.get(i)[words.length + 1];
                }
            }
            throw new AssertionError("The table has no line for " + List.of(words));
        }

        List<String> unusedLines() {
            var unused = new ArrayList<String>();
            for (var i = 0; i < lines.size(); i++) {
                if (!used.contains(i)) {
                    unused.add(String.join(" ", lines.get(i)));
                }
            }
            return unused;
        }

        private static boolean fits(String[] line, String[] words) {
            for (var i = 0; i < words.length; i++) {
                if (!line[i].equals("*") && !List.of(line[i].split("\\|")).contains(words[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
