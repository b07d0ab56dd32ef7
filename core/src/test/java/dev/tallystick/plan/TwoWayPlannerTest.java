package dev.tallystick.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Policies.Mark;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rows where more than presence and delete policy has a say: a person accepted that only one side has them, paused
/// them, or chose at the first meeting; they carry our mark; a field of them does not fit. Written from the design,
/// as [TwoWayTablesTest] is, whose table says what becomes of all other rows.
///
/// The tables are written for one side. Each is tried on the other side too, where all is the other way round.
class TwoWayPlannerTest {
    private static final Mark MARK = new Mark("status", Value.text("archived"));
    private static final List<String> PLACES = List.of("seen", "unseen", "missing", "away", "gone", "never");

    /// The row is here (`own`) and, as a person accepted, not there (`other`). `base` says what the two agreed on:
    /// nothing, only what the own side said, or both sides. After the colon, how the pair stands then.
    private static final CaseTable ACCEPTED = new CaseTable("""
            own             other                base      rows         edited  ->  plan
            gone            *                    *         *            *       ->  closed:closed
            *               unseen|missing|away  *         *            *       ->  nothing:own
            seen            gone|never           none      *            *       ->  agreed:own
            seen            gone|never           own|both  both|across  own     ->  create-other:open
            *               gone|never           *         *            *       ->  nothing:own
            never           seen                 *         both|back    *       ->  create-own:open
            never           seen                 *         *            *       ->  nothing:own
            away            seen                 both      *            other   ->  skipped:own
            away            seen                 none      *            *       ->  skipped:own
            away            seen                 own       *            *       ->  skipped:own
            away            seen                 *         *            *       ->  nothing:own
            unseen|missing  seen                 none      *            *       ->  look-own:own
            unseen|missing  seen                 own       *            none    ->  agreed:open
            unseen|missing  seen                 own       *            *       ->  open:open
            unseen|missing  seen                 both      *            none    ->  nothing:open
            unseen|missing  seen                 both      *            own     ->  update-other:open
            unseen|missing  seen                 both      *            other   ->  look-own:own
            seen            seen                 none|own  *            none    ->  agreed:open
            seen            seen                 none|own  *            *       ->  open:open
            seen            seen                 both      *            own     ->  update-other:open
            seen            seen                 both      *            other   ->  update-own:open
            seen            seen                 both      *            none    ->  nothing:open
            """);

    /// A row that only one side has, and that side is in sight. `here` and `there` are what a person chose at the
    /// first meeting for rows that only this side, or only the other side, has.
    private static final CaseTable ALONE = new CaseTable("""
            base   here    there  rows         ->  plan
            *      *       *      back         ->  nothing:open
            none   leave   *      both|across  ->  agreed-skipped:own
            *      *       *      both|across  ->  create-other:open
            """);

    /// The source of a one-way sync, whose target row somebody else deleted.
    private static final CaseTable RECREATE = new CaseTable("""
            own             base  edited  recreate  remapped  ->  plan
            seen            false *       *         *         ->  create-other:open
            seen            true  true    *         *         ->  create-other:open
            seen            true  *       *         true      ->  create-other:open
            seen            true  false   true      *         ->  create-other:open
            seen            true  false   false     false     ->  skipped:open
            unseen|missing  false *       *         *         ->  look-own:open
            unseen|missing  true  true    *         *         ->  look-own:open
            unseen|missing  true  *       *         true      ->  look-own:open
            unseen|missing  true  false   true      *         ->  look-own:open
            unseen|missing  true  false   false     false     ->  nothing:open
            """);

    /// The other row had been gone and this one was marked. `mark`: ours, somebody's own word in its place, or none.
    private static final CaseTable ARCHIVED = new CaseTable("""
            own             other           mark          edited  ->  plan
            seen            seen            ours          none    ->  unmark-own:open
            seen            seen            theirs|none   none    ->  nothing:open
            seen            seen            ours          own     ->  update-other+unmark-own:open
            seen            seen            theirs|none   own     ->  update-other:open
            seen            seen            ours          other   ->  update-own+unmark:open
            seen            seen            theirs|none   other   ->  update-own:open
            seen            unseen|missing  ours          *       ->  nothing:archived
            seen            unseen|missing  theirs|none   *       ->  look-other:archived
            unseen|missing  seen            *             *       ->  look-own:archived
            seen            gone            ours          own     ->  create-other+unmark-own:open
            seen            gone            theirs|none   own     ->  create-other:open
            unseen|missing  gone            *             own     ->  look-own:archived
            seen|unseen|missing  gone       *             *       ->  nothing:archived
            unseen|missing  unseen|missing  *             *       ->  nothing:archived
            """);

    /// One field was changed and fits; another does not, or waits for a linked row, or is needed and empty.
    /// `whole`: both fields are written; `rest`: only the one that fits.
    private static final CaseTable UNFIT = new CaseTable("""
            write   to     trouble          validation  ->  plan
            *       *      none             *           ->  whole
            *       left   empty            *           ->  whole
            update  right  empty            lenient     ->  rest-failed
            create  right  empty            *           ->  nothing-failed
            *       right  empty            strict      ->  nothing-failed
            *       *      unfit            strict      ->  nothing-failed
            *       *      unfit            lenient     ->  rest-failed
            create  right  unfit-needed     *           ->  nothing-failed
            *       *      unfit-needed     strict      ->  nothing-failed
            *       *      unfit-needed     lenient     ->  rest-failed
            create  right  waits-needed     *           ->  nothing-skipped
            *       *      waits|waits-needed  *        ->  rest-skipped
            """);

    @Test
    void leavesARowAloneThatAPersonAccepted() {
        for (var own : Side.values()) {
            for (var here : PLACES) {
                for (var there : PLACES) {
                    for (var base : List.of("none", "own", "both")) {
                        for (var rows : List.of("both", "across", "back")) {
                            for (var edited : List.of("none", "own", "other")) {
                                for (var policy : DeletePolicy.values()) {
                                    var plan = planner(policies(flow(rows, own), policy, true, null), Set.of())
                                            .decide(pair(
                                                    own,
                                                    sighting(here, own, value(edited.equals("own"))),
                                                    sighting(there, own.other(), value(edited.equals("other"))),
                                                    base,
                                                    own == Side.LEFT ? Standing.LEFT_ONLY : Standing.RIGHT_ONLY));
                                    var expected = ACCEPTED.look(here, there, base, rows, edited);
                                    var as = String.join(" ", own.word(), here, there, base, rows, edited);
                                    assertThat(said(plan, own)).as(as).isEqualTo(expected);
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(ACCEPTED.unusedLines()).isEmpty();
    }

    /// Whatever another row in its place would get, one that is paused gets nothing, and says so where there was
    /// something to do.
    @Test
    void writesNothingOfAPausedRow() {
        var skipped = 0;
        for (var left : PLACES) {
            for (var right : PLACES) {
                for (var base : List.of("none", "both")) {
                    for (var policy : DeletePolicy.values()) {
                        for (var rows : Flow.values()) {
                            for (var edited : List.of("none", "left", "right")) {
                                var planner = planner(policies(rows, policy, true, null), Set.of());
                                var here = sighting(left, Side.LEFT, value(edited.equals("left")));
                                var there = sighting(right, Side.RIGHT, value(edited.equals("right")));
                                var open = planner.decide(pair(Side.LEFT, here, there, base, Standing.OPEN));
                                var plan = planner.decide(pair(Side.LEFT, here, there, base, Standing.PAUSED));
                                var as = String.join(" ", left, right, base, policy.name(), rows.name(), edited);
                                assertThat(plan.writes()).as(as).isEmpty();
                                assertThat(plan.look()).as(as).isEmpty();
                                assertThat(plan.clashes()).as(as).isEmpty();
                                assertThat(plan.agreed()).as(as).isEqualTo(Base.NONE);
                                assertThat(plan.together()).as(as).isEqualTo(Base.NONE);
                                assertThat(plan.standing()).as(as).isEqualTo(Standing.PAUSED);
                                var something = !open.writes().isEmpty()
                                        || !open.look().isEmpty()
                                        || !open.clashes().isEmpty()
                                        || open.standing() == Standing.CLOSED;
                                assertThat(plan.remarks()).as(as).hasSize(something ? Math.max(1, sides(open)) : 0);
                                assertThat(plan.remarks())
                                        .as(as)
                                        .allMatch(remark -> remark.outcome() == Tally.Outcome.SKIPPED
                                                && remark.sentence().equals("A person paused this row."));
                                skipped += plan.remarks().size();
                            }
                        }
                    }
                }
            }
        }
        assertThat(skipped).isGreaterThan(200);
    }

    private static int sides(PairPlan plan) {
        var sides = plan.writes().stream().map(write -> write.change().side()).collect(Collectors.toSet());
        sides.addAll(plan.look());
        return sides.isEmpty() && !plan.clashes().isEmpty() ? 2 : sides.size();
    }

    @Test
    void createsOrLeavesWhatOnlyOneSideHasAsChosen() {
        for (var own : Side.values()) {
            for (var base : List.of("none", "own")) {
                for (var here : List.of("none", "create", "leave")) {
                    for (var there : List.of("create", "leave")) {
                        for (var rows : List.of("both", "across", "back")) {
                            var meeting = here.equals("none")
                                    ? null
                                    : own == Side.LEFT
                                            ? new Meeting(Differing.INBOX, alone(here), alone(there))
                                            : new Meeting(Differing.INBOX, alone(there), alone(here));
                            var plan = planner(policies(flow(rows, own), DeletePolicy.IGNORE, true, meeting), Set.of())
                                    .decide(pair(
                                            own,
                                            sighting("seen", own, value(false)),
                                            new Sighting.Never(),
                                            base,
                                            Standing.OPEN));
                            assertThat(said(plan, own))
                                    .as(String.join(" ", own.word(), base, here, there, rows))
                                    .isEqualTo(ALONE.look(base, here, there, rows));
                        }
                    }
                }
            }
        }
        assertThat(ALONE.unusedLines()).isEmpty();
    }

    /// What is remembered of a row that was left alone lets the next run tell an edit.
    @Test
    void remembersWhatARowSaidThatWasLeftAlone() {
        var meeting = new Meeting(Differing.INBOX, Alone.LEAVE, Alone.LEAVE);
        var plan = planner(policies(Flow.BOTH, DeletePolicy.IGNORE, true, meeting), Set.of())
                .decide(pair(
                        Side.RIGHT,
                        sighting("seen", Side.RIGHT, value(false)),
                        new Sighting.Never(),
                        "none",
                        Standing.OPEN));
        assertThat(plan.agreed()).isEqualTo(new Base(Map.of(), Map.of("r", Value.text("a"))));
        assertThat(plan.standing()).isEqualTo(Standing.RIGHT_ONLY);
    }

    @Test
    void createsTheTargetsRowAgainAsTheSyncSays() {
        for (var own : Side.values()) {
            for (var here : List.of("seen", "unseen", "missing")) {
                for (var base : List.of(true, false)) {
                    for (var edited : List.of(true, false)) {
                        for (var recreate : List.of(true, false)) {
                            for (var remapped : List.of(true, false)) {
                                for (var policy : DeletePolicy.values()) {
                                    var planner = planner(
                                            policies(flow("across", own), policy, recreate, null),
                                            remapped ? Set.of("r") : Set.of());
                                    var plan = planner.decide(pair(
                                            own,
                                            sighting(here, own, value(edited)),
                                            sighting("gone", own.other(), value(false)),
                                            base ? "both" : "none",
                                            Standing.OPEN));
                                    assertThat(said(plan, own))
                                            .as(own + " " + here + " " + base + " " + edited + " " + recreate + " "
                                                    + remapped)
                                            .isEqualTo(RECREATE.look(
                                                    here, "" + base, "" + edited, "" + recreate, "" + remapped));
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(RECREATE.unusedLines()).isEmpty();
    }

    @Test
    void marksTheSurvivorOnceAndTakesTheMarkOffWhenTheOtherReturns() {
        for (var own : Side.values()) {
            for (var here : List.of("seen", "unseen", "missing")) {
                for (var there : List.of("seen", "unseen", "missing", "gone")) {
                    for (var mark : List.of("ours", "theirs", "none")) {
                        for (var edited : List.of("none", "own", "other")) {
                            var values = new HashMap<String, Value>();
                            values.put(own == Side.LEFT ? "l" : "r", Value.text(value(edited.equals("own"))));
                            if (!mark.equals("none")) {
                                values.put("status", mark.equals("ours") ? MARK.value() : Value.text("mine"));
                            }
                            var plan = planner(policies(Flow.BOTH, DeletePolicy.ARCHIVE, true, null), Set.of())
                                    .decide(pair(
                                            own,
                                            sighting(here, own, values),
                                            sighting(there, own.other(), value(edited.equals("other"))),
                                            "both",
                                            Standing.ARCHIVED));
                            assertThat(said(plan, own))
                                    .as(String.join(" ", own.word(), here, there, mark, edited))
                                    .isEqualTo(ARCHIVED.look(here, there, mark, edited));
                        }
                    }
                }
            }
        }
        assertThat(ARCHIVED.unusedLines()).isEmpty();

        for (var own : Side.values()) {
            var plan = planner(policies(Flow.BOTH, DeletePolicy.ARCHIVE, true, null), Set.of())
                    .decide(pair(
                            own,
                            sighting("seen", own, value(false)),
                            sighting("gone", own.other(), value(false)),
                            "both",
                            Standing.OPEN));
            assertThat(plan.writes()).singleElement().satisfies(write -> {
                assertThat(write.change().side()).isEqualTo(own);
                assertThat(write.change().after()).isEqualTo(Map.of("status", MARK.value()));
                assertThat(write.standing()).isEqualTo(Standing.ARCHIVED);
            });
        }
    }

    /// A person has said something about a conflict: it is carried out also when nobody looked at the rows.
    @Test
    void looksForRowsThatAPersonDecidedAbout() {
        for (var left : List.of("unseen", "missing")) {
            for (var right : List.of("unseen", "missing")) {
                var word = new KnownPair.Decided(Value.text("x"), Value.text("y"), KnownPair.Pick.RIGHT, Value.empty());
                var base = new Base(Map.of("l", Value.text("a")), Map.of("r", Value.text("a")));
                var decided = new KnownPair(
                        "L",
                        "R",
                        sighting(left, Side.LEFT, "x"),
                        sighting(right, Side.RIGHT, "y"),
                        base,
                        Standing.OPEN,
                        Map.of("r", word));
                var plan = planner(policies(Flow.BOTH, DeletePolicy.IGNORE, true, null), Set.of())
                        .decide(decided);
                assertThat(plan.look()).as(left + " " + right).containsExactly(Side.LEFT);
                assertThat(plan.writes()).isEmpty();
            }
        }
    }

    /// An edit that the sync keeps is an edit; one that it would have overwritten is none.
    @Test
    void countsAKeptEditOfTheReceivingSideAsAnEdit() {
        for (var survivor : Side.values()) {
            for (var drift : Drift.values()) {
                var mapping = new Mapping(List.of(new FieldMapping(
                        "l",
                        FieldType.TEXT,
                        "r",
                        FieldType.TEXT,
                        List.of(),
                        survivor == Side.RIGHT ? Flow.TO_RIGHT : Flow.TO_LEFT,
                        OnConflict.MANUAL,
                        drift,
                        false)));
                var plan = planner(mapping, policies(Flow.BOTH, DeletePolicy.PROPAGATE, true, null), Set.of())
                        .decide(pair(
                                survivor,
                                sighting("seen", survivor, value(true)),
                                sighting("gone", survivor.other(), value(false)),
                                "both",
                                Standing.OPEN));
                assertThat(plan.writes())
                        .singleElement()
                        .satisfies(write -> assertThat(write.change().kind() + " "
                                        + word(write.change().side(), survivor))
                                .isEqualTo(drift == Drift.KEEP ? "CREATE other" : "DELETE own"));
            }
        }
    }

    /// A row that was left alone knows what it said then. When it goes across later and a value of it does not fit, the
    /// other side has never had that value: with it the row is not deleted.
    @Test
    void countsAValueThatNeverFittedTheOtherSideAsAnEdit() {
        for (var survivor : Side.values()) {
            for (var value : List.of("many", "")) {
                var mapping = new Mapping(List.of(
                        field("l", FieldType.TEXT, "r", FieldType.TEXT, false),
                        field("l2", FieldType.TEXT, "r2", FieldType.TEXT, false)));
                var own = survivor == Side.LEFT ? "l" : "r";
                var known =
                        Map.of(own, Value.text("a"), own + "2", value.isEmpty() ? Value.empty() : Value.text(value));
                var there = Map.of(survivor == Side.LEFT ? "r" : "l", Value.text("a"));
                var plan = planner(mapping, policies(Flow.BOTH, DeletePolicy.PROPAGATE, true, null), Set.of())
                        .decide(new KnownPair(
                                "L",
                                "R",
                                sighting(
                                        survivor == Side.LEFT ? "seen" : "gone",
                                        Side.LEFT,
                                        ofLeft(survivor, known, there)),
                                sighting(
                                        survivor == Side.LEFT ? "gone" : "seen",
                                        Side.RIGHT,
                                        ofLeft(survivor, there, known)),
                                survivor == Side.LEFT ? new Base(known, there) : new Base(there, known),
                                Standing.OPEN,
                                Map.of()));
                assertThat(plan.writes())
                        .singleElement()
                        .satisfies(write -> assertThat(write.change().kind())
                                .as("'%s' of the %s row", value, survivor.word())
                                .isEqualTo(value.isEmpty() ? Change.Kind.DELETE : Change.Kind.CREATE));
            }
        }
    }

    private static Map<String, Value> ofLeft(Side survivor, Map<String, Value> ifLeft, Map<String, Value> ifRight) {
        return survivor == Side.LEFT ? ifLeft : ifRight;
    }

    /// By flow, validation, whether the sync asks for it, and whether such a row was made before: the rows that a cell
    /// names and that are not there, each as a change of its own.
    @Test
    void asksForLinkedRowsOnlyWhereTheSyncSaysSo() {
        for (var links : Side.values()) {
            for (var flow : List.of("both", "across", "back")) {
                for (var strict : List.of(false, true)) {
                    for (var asked : List.of(false, true)) {
                        for (var before : List.of(Set.<String>of(), Set.of("Zoe"))) {
                            for (var there : List.of("update", "create", "paused")) {
                                var plan = linked(links, flow, strict, asked, before, there);
                                var wanted = new ArrayList<String>();
                                if (asked && !flow.equals("across") && !there.equals("paused")) {
                                    wanted.add("Smith, Eve");
                                    if (before.isEmpty()) {
                                        wanted.add("Zoe");
                                    }
                                }
                                assertThat(plan)
                                        .as(links + " " + flow + " " + strict + " " + asked + " " + before + " "
                                                + there)
                                        .extracting(Change::key)
                                        .containsExactlyElementsOf(wanted);
                                assertThat(plan).allSatisfy(change -> {
                                    assertThat(change.kind()).isEqualTo(Change.Kind.CREATE);
                                    assertThat(change.side()).isEqualTo(links);
                                    assertThat(change.table()).isEqualTo("firms");
                                    assertThat(change.after()).isEqualTo(Map.of("title", Value.text(change.key())));
                                    assertThat(change.reason()).matches("[A-Z].*\\.");
                                });
                            }
                        }
                    }
                }
            }
        }
    }

    /// `flow` as seen from the side with the links: `back` and `both` bring names to it.
    private static List<Change> linked(
            Side links, String flow, boolean strict, boolean asked, Set<String> before, String there) {
        var mapping = new Mapping(List.of(
                field("l", FieldType.TEXT, "r", FieldType.TEXT, false),
                new FieldMapping(
                        "l2",
                        links == Side.LEFT ? FieldType.LINKS : FieldType.TEXT,
                        "r2",
                        links == Side.LEFT ? FieldType.TEXT : FieldType.LINKS,
                        List.of(),
                        flow(flow, links),
                        OnConflict.MANUAL,
                        Drift.KEEP,
                        false)));
        var planner = new TwoWayPlanner(
                "lefts",
                "rights",
                mapping,
                new PairPolicies(Flow.BOTH, OnMissing.IGNORE, OnMissing.IGNORE, true, strict, null),
                Equality.EXACT,
                Map.of("l2", new LinkNames(Map.of("1", "Ann"))),
                Map.of("r2", new LinkNames(Map.of("1", "Ann"))),
                Set.of(),
                asked
                        ? Map.of(
                                links,
                                Map.of(
                                        links == Side.LEFT ? "l2" : "r2",
                                        new TwoWayPlanner.Linked("firms", "title", before)))
                        : Map.of());
        var names = links == Side.LEFT ? "r" : "l";
        Sighting named = new Sighting.Seen(new Row(
                links == Side.LEFT ? "R" : "L",
                Map.of(names, Value.text("a"), names + "2", Value.text("Zoe, Ann, \"Smith, Eve\""))));
        var ids = links == Side.LEFT ? "l" : "r";
        Sighting linking = there.equals("create")
                ? new Sighting.Never()
                : new Sighting.Seen(new Row(
                        links == Side.LEFT ? "L" : "R",
                        Map.of(ids, Value.text("a"), ids + "2", new Value.Links(List.of("1")))));
        var linkingBase = Map.of(
                ids,
                Value.text("a"),
                ids + "2",
                new Value.Links(List.of("1")),
                Base.names(ids + "2"),
                Crossing.record(Map.of("1", "Ann")));
        var namedBase = Map.of(names, Value.text("a"), names + "2", Value.text("Ann"));
        var left = links == Side.LEFT ? linking : named;
        var right = links == Side.LEFT ? named : linking;
        var pair = new KnownPair(
                left instanceof Sighting.Never ? null : "L",
                right instanceof Sighting.Never ? null : "R",
                left,
                right,
                there.equals("create")
                        ? null
                        : links == Side.LEFT ? new Base(linkingBase, namedBase) : new Base(namedBase, linkingBase),
                there.equals("paused") ? Standing.PAUSED : Standing.OPEN,
                Map.of());
        return planner.linked(planner.decide(pair));
    }

    @Test
    void writesWhatFitsAsTheValidationSays() {
        for (var write : List.of("update", "create")) {
            for (var to : Side.values()) {
                for (var trouble : List.of("none", "empty", "unfit", "unfit-needed", "waits", "waits-needed")) {
                    for (var strict : List.of(false, true)) {
                        var plan = unfit(write, to, trouble, strict);
                        assertThat(saidOfFields(plan, to))
                                .as(write + " " + to + " " + trouble + " strict=" + strict)
                                .isEqualTo(UNFIT.look(write, to.word(), trouble, strict ? "strict" : "lenient"));
                    }
                }
            }
        }
        assertThat(UNFIT.unusedLines()).isEmpty();
    }

    /// The field that fits goes the other way than the one that does not.
    @Test
    void writesNeitherSideOfARowThatDoesNotFitAStrictSync() {
        for (var strict : List.of(false, true)) {
            var mapping = new Mapping(List.of(
                    field("l", FieldType.TEXT, "r", FieldType.TEXT, false),
                    field("l2", FieldType.TEXT, "r2", FieldType.DECIMAL, false)));
            var plan = planner(mapping, strict)
                    .decide(new KnownPair(
                            "L",
                            "R",
                            new Sighting.Seen(new Row("L", Map.of("l", Value.text("a"), "l2", Value.text("many")))),
                            new Sighting.Seen(new Row("R", Map.of("r", Value.text("x"), "r2", Value.decimal("1")))),
                            new Base(
                                    Map.of("l", Value.text("a"), "l2", Value.text("1")),
                                    Map.of("r", Value.text("a"), "r2", Value.decimal("1"))),
                            Standing.OPEN,
                            Map.of()));
            assertThat(plan.writes()).hasSize(strict ? 0 : 1);
            assertThat(plan.remarks())
                    .singleElement()
                    .satisfies(remark -> assertThat(remark.outcome()).isEqualTo(Tally.Outcome.FAILED));
        }
    }

    private static PairPlan unfit(String write, Side to, String trouble, boolean strict) {
        var type = trouble.startsWith("unfit")
                ? FieldType.DECIMAL
                : trouble.startsWith("waits") ? FieldType.LINKS : FieldType.TEXT;
        var needed = trouble.equals("empty") || trouble.endsWith("needed");
        var mapping = new Mapping(List.of(
                field("l", FieldType.TEXT, "r", FieldType.TEXT, false),
                to == Side.RIGHT
                        ? field("l2", FieldType.TEXT, "r2", type, needed)
                        : field("l2", type, "r2", FieldType.TEXT, needed)));
        var second = switch (trouble) {
            case "none" -> Value.text("y");
            case "empty" -> Value.empty();
            default -> Value.text("many");
        };
        var from = new HashMap<String, Value>();
        from.put(to == Side.RIGHT ? "l" : "r", Value.text("x"));
        from.put(to == Side.RIGHT ? "l2" : "r2", second);
        Value then = switch (type) {
            case DECIMAL -> Value.decimal("1");
            case LINKS -> new Value.Links(List.of("1"));
            default -> Value.text("b");
        };
        var fromBase =
                Map.of(to == Side.RIGHT ? "l" : "r", Value.text("a"), to == Side.RIGHT ? "l2" : "r2", Value.text("1"));
        var toBase = Map.of(to == Side.RIGHT ? "r" : "l", Value.text("a"), to == Side.RIGHT ? "r2" : "l2", then);
        Sighting source = new Sighting.Seen(new Row(to == Side.RIGHT ? "L" : "R", from));
        Sighting target = write.equals("create")
                ? new Sighting.Never()
                : new Sighting.Seen(new Row(to == Side.RIGHT ? "R" : "L", toBase));
        return planner(mapping, strict)
                .decide(new KnownPair(
                        to == Side.LEFT && write.equals("create") ? null : "L",
                        to == Side.RIGHT && write.equals("create") ? null : "R",
                        to == Side.RIGHT ? source : target,
                        to == Side.RIGHT ? target : source,
                        write.equals("create")
                                ? null
                                : to == Side.RIGHT ? new Base(fromBase, toBase) : new Base(toBase, fromBase),
                        Standing.OPEN,
                        Map.of()));
    }

    private static String saidOfFields(PairPlan plan, Side to) {
        assertThat(plan.writes().size()).isLessThanOrEqualTo(1);
        assertThat(plan.remarks().size()).isLessThanOrEqualTo(1);
        var remark = plan.remarks().isEmpty()
                ? ""
                : "-" + word(plan.remarks().getFirst().outcome());
        assertThat(plan.remarks()).allMatch(each -> each.side() == to);
        if (plan.writes().isEmpty()) {
            return "nothing" + remark;
        }
        var write = plan.writes().getFirst();
        var fields = write.change().after().keySet();
        assertThat(write.baseAfter().right().containsKey("r2"))
                .as("the base moves for what is written, and for nothing else")
                .isEqualTo(remark.isEmpty());
        return (remark.isEmpty() ? "whole" : fields.size() == 1 ? "rest" : "whole") + remark;
    }

    /// `update-other+unmark-own:open`: what is written where, and how the pair stands then.
    private static String said(PairPlan plan, Side own) {
        if (!plan.look().isEmpty()) {
            assertThat(plan.look()).hasSize(1);
            assertThat(plan.writes()).isEmpty();
            return "look-" + word(plan.look().iterator().next(), own) + ":" + word(plan.standing(), own);
        }
        var parts = new ArrayList<String>();
        for (var write : plan.writes()) {
            var change = write.change();
            var marks = change.after().containsKey("status");
            if (marks) {
                assertThat(change.after().get("status")).isEqualTo(Value.empty());
            }
            var only = marks && change.after().size() == 1;
            parts.add((only ? "unmark" : word(change.kind())) + "-" + word(change.side(), own)
                    + (marks && !only ? "+unmark" : ""));
        }
        if (!parts.isEmpty()) {
            parts.sort((one, other) -> Boolean.compare(one.startsWith("unmark"), other.startsWith("unmark")));
            var standings = plan.writes().stream().map(PairPlan.Write::standing).collect(Collectors.toSet());
            assertThat(standings).hasSize(1);
            return String.join("+", parts) + ":" + word(standings.iterator().next(), own);
        }
        var standing = ":" + word(plan.standing(), own);
        if (plan.standing() == Standing.CLOSED) {
            return "closed" + standing;
        }
        if (!plan.clashes().isEmpty()) {
            assertThat(plan.clashes()).allMatch(clash -> clash.winner() == null);
            return "open" + standing;
        }
        var skipped = !plan.remarks().isEmpty();
        if (!plan.agreed().equals(Base.NONE)) {
            return (skipped ? "agreed-skipped" : "agreed") + standing;
        }
        return (skipped ? "skipped" : "nothing") + standing;
    }

    private static String word(Side side, Side own) {
        return side == own ? "own" : "other";
    }

    private static String word(Standing standing, Side own) {
        return standing == (own == Side.LEFT ? Standing.LEFT_ONLY : Standing.RIGHT_ONLY) ? "own" : word(standing);
    }

    private static Flow flow(String rows, Side own) {
        return switch (rows) {
            case "both" -> Flow.BOTH;
            case "across" -> own == Side.LEFT ? Flow.TO_RIGHT : Flow.TO_LEFT;
            default -> own == Side.LEFT ? Flow.TO_LEFT : Flow.TO_RIGHT;
        };
    }

    private static Alone alone(String choice) {
        return choice.equals("leave") ? Alone.LEAVE : Alone.CREATE;
    }

    private static String value(boolean edited) {
        return edited ? "x" : "a";
    }

    private static KnownPair pair(Side own, Sighting here, Sighting there, String base, Standing standing) {
        var lefts = Map.of("l", Value.text("a"));
        var rights = Map.of("r", Value.text("a"));
        @Nullable
        Base known = switch (base) {
            case "none" -> null;
            case "own" -> own == Side.LEFT ? new Base(lefts, Map.of()) : new Base(Map.of(), rights);
            default -> new Base(lefts, rights);
        };
        var left = own == Side.LEFT ? here : there;
        var right = own == Side.LEFT ? there : here;
        return new KnownPair(
                left instanceof Sighting.Never ? null : "L",
                right instanceof Sighting.Never ? null : "R",
                left,
                right,
                known,
                standing,
                Map.of());
    }

    private static Sighting sighting(String place, Side side, String value) {
        return sighting(place, side, Map.of(side == Side.LEFT ? "l" : "r", Value.text(value)));
    }

    private static Sighting sighting(String place, Side side, Map<String, Value> values) {
        return switch (place) {
            case "seen" -> new Sighting.Seen(new Row(side == Side.LEFT ? "L" : "R", values));
            case "unseen" -> new Sighting.Unseen(values);
            case "missing" -> new Sighting.Missing(values);
            case "away" -> new Sighting.Away(values);
            case "gone" -> new Sighting.Gone(values, "404");
            default -> new Sighting.Never();
        };
    }

    private static FieldMapping field(String left, FieldType leftType, String right, FieldType type, boolean required) {
        return new FieldMapping(
                left, leftType, right, type, List.of(), Flow.BOTH, OnConflict.MANUAL, Drift.OVERWRITE, required);
    }

    private static PairPolicies policies(Flow rows, DeletePolicy policy, boolean recreate, @Nullable Meeting meeting) {
        var missing = new OnMissing(policy, MARK);
        return new PairPolicies(rows, missing, missing, recreate, false, meeting);
    }

    private static TwoWayPlanner planner(PairPolicies policies, Set<String> remapped) {
        return planner(
                new Mapping(List.of(FieldMapping.twoWay("l", FieldType.TEXT, "r", FieldType.TEXT))),
                policies,
                remapped);
    }

    private static TwoWayPlanner planner(Mapping mapping, boolean strict) {
        return planner(
                mapping, new PairPolicies(Flow.BOTH, OnMissing.IGNORE, OnMissing.IGNORE, true, strict, null), Set.of());
    }

    private static TwoWayPlanner planner(Mapping mapping, PairPolicies policies, Set<String> remapped) {
        return new TwoWayPlanner("lefts", "rights", mapping, policies, Equality.EXACT, Map.of(), Map.of(), remapped);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
