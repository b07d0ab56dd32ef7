package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.KnownPair.Decided;
import dev.tallystick.plan.KnownPair.Pick;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One field of a pair whose rows are both there, where more than the field's own policy has a say: the first meeting,
/// a person's word, an edited mapping, times, sets, linked rows. Written from the design, as [TwoWayTablesTest] is.
class FieldTableTest {

    /// Two that have never agreed on this field. `choice` is what a person chose for the first meeting; `base` says
    /// whether they agreed on other fields before. `left-settled` writes to the left and shows a settled conflict.
    private static final CaseTable MEETING = new CaseTable("""
            base   left   right  flow           choice  policy  ->  plan
            none   empty  empty  *              *       *       ->  agreed
            other  empty  empty  *              *       *       ->  nothing
            *      a      a      *              *       *       ->  agreed
            *      *      empty  both|to_right  *       *       ->  right
            *      *      empty  to_left        *       *       ->  nothing
            *      empty  *      both|to_left   *       *       ->  left
            *      empty  *      to_right       *       *       ->  nothing
            *      *      *      to_right       *       *       ->  right
            *      *      *      to_left        *       *       ->  left
            *      *      *      both           left    *       ->  right
            *      *      *      both           right   *       ->  left
            *      *      *      both           inbox   *       ->  open
            *      *      *      both           none    manual  ->  open
            *      *      *      both           none    left    ->  right-settled
            *      *      *      both           none    right   ->  left-settled
            *      *      *      both           none    newest  ->  open
            *      *      *      both           none    union   ->  open
            """);

    /// Both sides changed, and a person has said something. `saw` says whether both sides still say what the person
    /// saw: one may have been edited again (`left-moved`), or say already what the person chose (`left-has-it`).
    private static final CaseTable DECIDED = new CaseTable("""
            then  pick         saw           flow      policy         ->  plan
            *     *            *             to_right  *              ->  right
            *     *            *             to_left   *              ->  left
            *     left         same          both      *              ->  right-by-left
            *     right        same          both      *              ->  left-by-right
            *     other        same          both      *              ->  both-by-other
            *     other        left-has-it   both      *              ->  right-by-other
            *     other        right-has-it  both      *              ->  left-by-other
            *     *            *             both      manual|newest|union  ->  open
            *     *            *             both      left           ->  right-by-left
            *     *            *             both      right          ->  left-by-right
            """);

    /// The base was made with another mapping, by which the left `a` stood as `b` on the right; now it would be `a`.
    /// `plain` gives the same as before.
    private static final CaseTable REMAPPED = new CaseTable("""
            mapping  now    flow      drift      ->  plan
            *        same   *         *          ->  agreed
            plain    none   *         *          ->  nothing
            plain    both   both      *          ->  open
            plain    left   both|to_right  *     ->  right
            plain    both   to_right  *          ->  right
            plain    right  to_left   *          ->  left
            plain    both   to_left   *          ->  left
            plain    right  to_right  *          ->  right
            plain    left   to_left   *          ->  left
            plain    right  both      *          ->  open
            edited   none   both|to_right  *     ->  right
            edited   none   to_left   *          ->  left
            edited   left   both|to_right  *     ->  right
            edited   right  both      *          ->  open
            edited   both   both      *          ->  open
            edited   *      to_right  *          ->  right
            edited   *      to_left   *          ->  left
            """);

    /// Links on the left, their names in text on the right. `today` says whether the linked row has another name now;
    /// `left` and `right` whether somebody linked another row there, or typed the new name.
    private static final CaseTable LINKS = new CaseTable("""
            today    left   right    flow           ->  plan
            *        same   same     to_left        ->  nothing
            same     same   same     *              ->  nothing
            renamed  same   same     both|to_right  ->  right-Anna
            renamed  same   newname  both|to_right  ->  agreed
            renamed  same   newname  to_left        ->  agreed
            same     same   newname  both|to_left   ->  waits
            same     same   newname  to_right       ->  right-Ann
            *        other  same     both|to_right  ->  right-Eve
            *        other  same     to_left        ->  left-1
            *        same   other    both|to_left   ->  left-2
            *        same   other    to_right       ->  right-Ann
            *        other  other    *              ->  agreed
            *        other  newname  both           ->  open
            *        other  newname  to_right       ->  right-Eve
            renamed  other  newname  to_left        ->  left-1
            same     other  newname  to_left        ->  waits
            *        none   same     both|to_right  ->  right-empty
            *        none   same     to_left        ->  left-1
            *        same   none     both|to_left   ->  left-empty
            *        same   none     to_right       ->  right-Ann
            *        none   none     *              ->  agreed
            *        none   other    both           ->  open
            *        none   other    to_right       ->  right-empty
            *        none   other    to_left        ->  left-2
            *        none   newname  both           ->  open
            *        none   newname  to_right       ->  right-empty
            renamed  none   newname  to_left        ->  left-1
            same     none   newname  to_left        ->  waits
            *        other  none     both           ->  open
            *        other  none     to_right       ->  right-Eve
            *        other  none     to_left        ->  left-empty
            """);

    @Test
    void meetsAsTheTableSays() {
        for (var base : List.of("none", "other")) {
            for (var left : List.of("empty", "a", "x")) {
                for (var right : List.of("empty", "a", "y")) {
                    for (var flow : Flow.values()) {
                        for (var choice : List.of("none", "left", "right", "inbox")) {
                            for (var policy : OnConflict.values()) {
                                for (var drift : Drift.values()) {
                                    var plan = decide(
                                            text(flow, policy, drift),
                                            meeting(choice),
                                            text(left),
                                            text(right),
                                            base.equals("none")
                                                    ? null
                                                    : new Base(
                                                            Map.of("l2", Value.text("o")),
                                                            Map.of("r2", Value.text("o"))),
                                            Map.of(),
                                            Set.of());
                                    var said = said(plan);
                                    assertThat(said.contains("-by-") ? said.split("-")[0] + "-settled" : said)
                                            .as(base + " " + left + " " + right + " " + flow + " " + choice + " "
                                                    + policy)
                                            .isEqualTo(
                                                    MEETING.look(base, left, right, word(flow), choice, word(policy)));
                                    if (choice.equals("inbox")) {
                                        assertThat(plan.clashes())
                                                .allMatch(clash -> clash.policy() == OnConflict.MANUAL);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(MEETING.unusedLines()).isEmpty();
    }

    @Test
    void carriesOutAPersonsWordAsTheTableSays() {
        for (var then : List.of(true, false)) {
            for (var pick : Pick.values()) {
                for (var saw : List.of("same", "left-moved", "right-moved", "left-has-it", "right-has-it")) {
                    for (var flow : Flow.values()) {
                        for (var policy : OnConflict.values()) {
                            var field = text(flow, policy, Drift.OVERWRITE);
                            var left = saw.equals("left-has-it") ? "z" : "x";
                            var right = saw.equals("right-has-it") ? "z" : "y";
                            var word = new Decided(
                                    text(saw.startsWith("left") ? "older" : left),
                                    text(saw.startsWith("right") ? "older" : right),
                                    pick,
                                    text("z"));
                            var plan = decide(
                                    field,
                                    null,
                                    text(left),
                                    text(right),
                                    then ? new Base(Map.of("l", text("a")), Map.of("r", text("a"))) : null,
                                    Map.of("r", word),
                                    Set.of());
                            var as = then + " " + pick + " " + saw + " " + flow + " " + policy;
                            assertThat(said(plan))
                                    .as(as)
                                    .isEqualTo(DECIDED.look("" + then, word(pick), saw, word(flow), word(policy)));
                            if (said(plan).endsWith("-by-other")) {
                                assertThat(plan.writes())
                                        .as(as)
                                        .allSatisfy(write -> assertThat(
                                                        write.change().after().values())
                                                .containsExactly(text("z")));
                            }
                        }
                    }
                }
            }
        }
        assertThat(DECIDED.unusedLines()).isEmpty();
    }

    @Test
    void movesTheBaseOfAPersonsOwnValueOnceBothWritesAreConfirmed() {
        var plan = decide(
                text(Flow.BOTH, OnConflict.MANUAL, Drift.OVERWRITE),
                null,
                text("x"),
                text("y"),
                new Base(Map.of("l", text("a")), Map.of("r", text("a"))),
                Map.of("r", new Decided(text("x"), text("y"), Pick.OTHER, text("z"))),
                Set.of());
        assertThat(plan.together()).isEqualTo(new Base(Map.of("l", text("z")), Map.of("r", text("z"))));
        assertThat(plan.writes()).allMatch(write -> write.baseAfter().equals(Base.NONE));
    }

    @Test
    void asksAgainWhenThePersonsValueDoesNotFit() {
        var number = new FieldMapping(
                "l",
                FieldType.TEXT,
                "r",
                FieldType.DECIMAL,
                List.of(),
                Flow.BOTH,
                OnConflict.LEFT,
                Drift.OVERWRITE,
                true);
        var base = new Base(Map.of("l", text("1")), Map.of("r", Value.decimal("1")));
        var word = new Decided(text("many"), Value.decimal("3"), Pick.LEFT, null);
        var plan = decide(number, null, text("many"), Value.decimal("3"), base, Map.of("r", word), Set.of());
        assertThat(said(plan)).isEqualTo("open");
        assertThat(plan.remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.side()).isEqualTo(Side.RIGHT);
            assertThat(remark.outcome()).isEqualTo(Tally.Outcome.FAILED);
        });

        var nothing = new Decided(text("2"), Value.decimal("3"), Pick.OTHER, Value.empty());
        var blank = decide(number, null, text("2"), Value.decimal("3"), base, Map.of("r", nothing), Set.of());
        assertThat(said(blank)).isEqualTo("open");
        assertThat(blank.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.sentence()).contains("needs a value"));
    }

    @Test
    void countsAnEditedMappingAsTheTableSays() {
        for (var mapping : List.of("plain", "edited")) {
            for (var now : List.of("none", "left", "right", "both", "same")) {
                for (var flow : Flow.values()) {
                    for (var drift : Drift.values()) {
                        var then = mapping.equals("plain") ? "a" : "b";
                        var plan = decide(
                                text(flow, OnConflict.MANUAL, drift),
                                null,
                                text(List.of("left", "both", "same").contains(now) ? "x" : "a"),
                                text(
                                        now.equals("same")
                                                ? "x"
                                                : List.of("right", "both").contains(now) ? "y" : then),
                                new Base(Map.of("l", text("a")), Map.of("r", text(then))),
                                Map.of(),
                                Set.of("r"));
                        var expected = REMAPPED.look(mapping, now, word(flow), word(drift));
                        assertThat(said(plan))
                                .as(mapping + " " + now + " " + flow + " " + drift)
                                .isEqualTo(expected);
                    }
                }
            }
        }
        assertThat(REMAPPED.unusedLines()).isEmpty();
    }

    @Test
    void letsTheLaterRowWinAndAsksWhereNobodyKnows() {
        for (Integer left : new Integer[] {null, 1, 2}) {
            for (Integer right : new Integer[] {null, 1, 2}) {
                var plan = planner(text(Flow.BOTH, OnConflict.NEWEST, Drift.OVERWRITE), null, Set.of())
                        .decide(new KnownPair(
                                "L",
                                "R",
                                new Sighting.Seen(new Row("L", Map.of("l", text("x")), at(left))),
                                new Sighting.Seen(new Row("R", Map.of("r", text("y")), at(right))),
                                new Base(Map.of("l", text("a")), Map.of("r", text("a"))),
                                Standing.OPEN,
                                Map.of()));
                var expected = left == null || right == null || left.equals(right)
                        ? "open"
                        : left > right ? "right-by-left" : "left-by-right";
                assertThat(said(plan)).as(left + " " + right).isEqualTo(expected);
                assertThat(plan.clashes()).allMatch(clash -> clash.policy() == OnConflict.NEWEST);
            }
        }
    }

    /// Base, plus what either added, less what either removed: every base and both sides over three options.
    @Test
    void joinsSetsThreeWays() {
        var cases = 0;
        for (var base : subsets()) {
            for (var left : subsets()) {
                for (var right : subsets()) {
                    if (left.equals(base) || right.equals(base) || left.equals(right)) {
                        continue;
                    }
                    cases++;
                    var joined = new TreeSet<>(base);
                    joined.addAll(left);
                    joined.addAll(right);
                    joined.removeIf(
                            option -> base.contains(option) && !(left.contains(option) && right.contains(option)));
                    for (var required : List.of(false, true)) {
                        var plan = decide(
                                new FieldMapping(
                                        "l",
                                        FieldType.CHOICES,
                                        "r",
                                        FieldType.CHOICES,
                                        List.of(),
                                        Flow.BOTH,
                                        OnConflict.UNION,
                                        Drift.OVERWRITE,
                                        required),
                                null,
                                choices(left),
                                choices(right),
                                new Base(Map.of("l", choices(base)), Map.of("r", choices(base))),
                                Map.of(),
                                Set.of());
                        var as = base + " " + left + " " + right + " required=" + required;
                        if (required && joined.isEmpty() && !right.isEmpty()) {
                            assertThat(said(plan)).as(as).isEqualTo("open");
                            continue;
                        }
                        var expected = new ArrayList<Side>();
                        if (!joined.equals(left)) {
                            expected.add(Side.LEFT);
                        }
                        if (!joined.equals(right)) {
                            expected.add(Side.RIGHT);
                        }
                        assertThat(plan.writes())
                                .as(as)
                                .allSatisfy(write -> assertThat(Equality.EXACT.same(
                                                write.change()
                                                        .after()
                                                        .values()
                                                        .iterator()
                                                        .next(),
                                                choices(joined)))
                                        .isTrue())
                                .extracting(write -> write.change().side())
                                .containsExactlyElementsOf(expected);
                        assertThat(plan.clashes())
                                .as(as)
                                .singleElement()
                                .satisfies(clash -> assertThat(clash.winner()).isEqualTo(PairPlan.Winner.UNION));
                    }
                }
            }
        }
        assertThat(cases).isEqualTo(8 * 7 * 6);
    }

    @Test
    void followsLinkedRowsAsTheTableSays() {
        for (var today : List.of("same", "renamed")) {
            for (var left : List.of("same", "other", "none")) {
                for (var right : List.of("same", "other", "newname", "none")) {
                    for (var flow : Flow.values()) {
                        for (var links : Side.values()) {
                            var plan = linked(today, left, right, flow, links);
                            var expected = LINKS.look(today, left, right, word(flow));
                            assertThat(saidOfLinks(plan, links))
                                    .as(today + " " + left + " " + right + " " + flow + " links on the " + links.word())
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
        assertThat(LINKS.unusedLines()).isEmpty();
    }

    /// A system that writes `ANN` for `Ann` has not renamed anybody: its cell would be written again in every run.
    @Test
    void leavesNamesAloneThatASystemSpellsInItsOwnWay() {
        for (var today : List.of("Ann", "Anna")) {
            var planner = new TwoWayPlanner(
                    "lefts",
                    "rights",
                    new Mapping(List.of(FieldMapping.twoWay("l", FieldType.LINKS, "r", FieldType.TEXT))),
                    policies(null),
                    Equality.EXACT,
                    Map.of("l", new LinkNames(Map.of("1", today))),
                    Map.of(),
                    Set.of());
            var links = new Value.Links(List.of("1"));
            var plan = planner.decide(new KnownPair(
                    "L",
                    "R",
                    new Sighting.Seen(new Row("L", Map.of("l", links))),
                    new Sighting.Seen(new Row("R", Map.of("r", text("ANN")))),
                    new Base(
                            Map.of("l", links, Base.names("l"), Crossing.record(Map.of("1", "Ann"))),
                            Map.of("r", text("ANN"))),
                    Standing.OPEN,
                    Map.of()));
            assertThat(saidOfLinks(plan, Side.LEFT)).isEqualTo(today.equals("Ann") ? "nothing" : "right-Anna");
        }
    }

    /// Made with the links on the left; with the links on the right all is the other way round.
    private static PairPlan linked(String today, String linkEdit, String textEdit, Flow flow, Side links) {
        var id = switch (linkEdit) {
            case "same" -> new Value.Links(List.of("1"));
            case "other" -> new Value.Links(List.of("2"));
            default -> Value.empty();
        };
        var words = switch (textEdit) {
            case "same" -> text("Ann");
            case "other" -> text("Eve");
            case "newname" -> text("Anna");
            default -> Value.empty();
        };
        var names = new LinkNames(Map.of("1", today.equals("renamed") ? "Anna" : "Ann", "2", "Eve"));
        var then = Map.<String, Value>of(
                links == Side.LEFT ? "l" : "r",
                new Value.Links(List.of("1")),
                Base.names(links == Side.LEFT ? "l" : "r"),
                Crossing.record(Map.of("1", "Ann")));
        var thenText = Map.of(links == Side.LEFT ? "r" : "l", text("Ann"));
        var field = new FieldMapping(
                "l",
                links == Side.LEFT ? FieldType.LINKS : FieldType.TEXT,
                "r",
                links == Side.LEFT ? FieldType.TEXT : FieldType.LINKS,
                List.of(),
                links == Side.LEFT ? flow : mirrored(flow),
                OnConflict.MANUAL,
                Drift.OVERWRITE,
                false);
        var planner = new TwoWayPlanner(
                "lefts",
                "rights",
                new Mapping(List.of(field)),
                policies(null),
                Equality.EXACT,
                links == Side.LEFT ? Map.of("l", names) : Map.of(),
                links == Side.RIGHT ? Map.of("r", names) : Map.of(),
                Set.of());
        return planner.decide(new KnownPair(
                "L",
                "R",
                new Sighting.Seen(new Row("L", Map.of("l", links == Side.LEFT ? id : words))),
                new Sighting.Seen(new Row("R", Map.of("r", links == Side.LEFT ? words : id))),
                links == Side.LEFT ? new Base(then, thenText) : new Base(thenText, then),
                Standing.OPEN,
                Map.of()));
    }

    private static String saidOfLinks(PairPlan plan, Side links) {
        if (!plan.writes().isEmpty()) {
            assertThat(plan.writes()).hasSize(1);
            var change = plan.writes().getFirst().change();
            var side = change.side() == links ? "left" : "right";
            return side
                    + switch (change.after().values().iterator().next()) {
                        case Value.Text(var text) -> "-" + text;
                        case Value.Links(var ids) -> "-" + String.join("|", ids);
                        default -> "-empty";
                    };
        }
        if (plan.remarks().stream().anyMatch(remark -> remark.sentence().contains("waits for a row called"))) {
            assertThat(plan.remarks()).allMatch(remark -> remark.outcome() == Tally.Outcome.SKIPPED);
            return "waits";
        }
        return said(plan);
    }

    private static Flow mirrored(Flow flow) {
        return switch (flow) {
            case BOTH -> Flow.BOTH;
            case TO_LEFT -> Flow.TO_RIGHT;
            case TO_RIGHT -> Flow.TO_LEFT;
        };
    }

    /// `right-by-left`: written to the right, because the left value won a conflict.
    private static String said(PairPlan plan) {
        assertThat(plan.look()).isEmpty();
        if (!plan.writes().isEmpty()) {
            var where = plan.writes().size() == 2
                    ? "both"
                    : word(plan.writes().getFirst().change().side());
            return where
                    + plan.clashes().stream()
                            .findFirst()
                            .map(clash -> clash.winner() == null ? "-open" : "-by-" + word(clash.winner()))
                            .orElse("");
        }
        if (!plan.clashes().isEmpty()) {
            assertThat(plan.clashes()).allMatch(clash -> clash.winner() == null);
            return "open";
        }
        return plan.agreed().equals(Base.NONE) ? "nothing" : "agreed";
    }

    private static PairPlan decide(
            FieldMapping field,
            @Nullable Meeting meeting,
            Value left,
            Value right,
            @Nullable Base base,
            Map<String, Decided> decided,
            Set<String> remapped) {
        return planner(field, meeting, remapped)
                .decide(new KnownPair(
                        "L",
                        "R",
                        new Sighting.Seen(new Row("L", Map.of("l", left))),
                        new Sighting.Seen(new Row("R", Map.of("r", right))),
                        base,
                        Standing.OPEN,
                        decided));
    }

    private static TwoWayPlanner planner(FieldMapping field, @Nullable Meeting meeting, Set<String> remapped) {
        return new TwoWayPlanner(
                "lefts",
                "rights",
                new Mapping(List.of(field)),
                policies(meeting),
                Equality.EXACT,
                Map.of(),
                Map.of(),
                remapped);
    }

    private static PairPolicies policies(@Nullable Meeting meeting) {
        return new PairPolicies(Flow.BOTH, OnMissing.IGNORE, OnMissing.IGNORE, true, false, meeting);
    }

    private static @Nullable Meeting meeting(String choice) {
        return choice.equals("none")
                ? null
                : new Meeting(Differing.valueOf(choice.toUpperCase(Locale.ROOT)), Alone.CREATE, Alone.CREATE);
    }

    private static FieldMapping text(Flow flow, OnConflict policy, Drift drift) {
        return new FieldMapping("l", FieldType.TEXT, "r", FieldType.TEXT, List.of(), flow, policy, drift, false);
    }

    private static Value text(String word) {
        return word.equals("empty") ? Value.empty() : Value.text(word);
    }

    private static Value choices(Set<String> options) {
        return options.isEmpty() ? Value.empty() : new Value.Choices(List.copyOf(options));
    }

    private static List<Set<String>> subsets() {
        var subsets = new ArrayList<Set<String>>();
        for (var bits = 0; bits < 8; bits++) {
            var subset = new TreeSet<String>();
            for (var i = 0; i < 3; i++) {
                if ((bits >> i & 1) == 1) {
                    subset.add("abc".substring(i, i + 1));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }

    private static @Nullable Instant at(@Nullable Integer second) {
        return second == null ? null : Instant.ofEpochSecond(second);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
