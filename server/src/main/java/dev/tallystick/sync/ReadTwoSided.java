package dev.tallystick.sync;

import dev.tallystick.connector.NearestName;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Flow;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.OnConflict;
import dev.tallystick.plan.PairPolicies.Alone;
import dev.tallystick.plan.PairPolicies.Differing;
import dev.tallystick.plan.PairPolicies.Meeting;
import dev.tallystick.plan.PairPolicies.OnMissing;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.Reversible;
import dev.tallystick.sync.TwoSided.Match;
import dev.tallystick.sync.TwoSided.PairedField;
import dev.tallystick.table.Equality;
import dev.tallystick.table.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a sync says when both of its sides have rows of their own: such a sync has a `direction`.
final class ReadTwoSided {
    static final Map<String, Flow> DIRECTIONS =
            Map.of("both", Flow.BOTH, "left-to-right", Flow.TO_RIGHT, "right-to-left", Flow.TO_LEFT);
    static final Map<String, Flow> FLOWS =
            Map.of("both", Flow.BOTH, "to-right", Flow.TO_RIGHT, "to-left", Flow.TO_LEFT);
    static final Map<String, OnConflict> CONFLICTS = ReadSync.words(OnConflict.values(), ReadSync::word);
    private static final Map<String, Boolean> VALIDATIONS = Map.of("lenient", false, "strict", true);
    static final Map<String, Differing> DIFFERINGS = ReadSync.words(Differing.values(), ReadSync::word);
    static final Map<String, Alone> ALONES = ReadSync.words(Alone.values(), ReadSync::word);

    private final Findings findings;
    private final ReadSync sync;
    private final Section section;

    ReadTwoSided(Findings findings, ReadSync sync, Section section) {
        this.findings = findings;
        this.sync = sync;
        this.section = section;
    }

    TwoSided read() {
        var direction = section.choice("direction", Flow.BOTH, DIRECTIONS);
        var fields = fields(direction);
        var match = section.section("match").flatMap(this::match);
        match.ifPresent(key -> isMapped(key, fields));
        return new TwoSided(
                direction,
                match.orElse(null),
                fields,
                missing("left"),
                missing("right"),
                section.flag("recreate", true),
                section.choice("validation", false, VALIDATIONS),
                section.section("first_match").map(ReadTwoSided::meeting).orElse(null));
    }

    private List<PairedField> fields(Flow direction) {
        var fields = new ArrayList<PairedField>();
        var lefts = new HashSet<String>();
        var rights = new HashSet<String>();
        for (var item : section.list("fields")) {
            var field = new Section(findings, "field " + (fields.size() + 1) + " of " + section.what(), item);
            var read = field(field);
            var flow = read.flow() == null ? direction : read.flow();
            if (flow.reaches(dev.tallystick.plan.Side.RIGHT)
                    && !rights.add(read.right())
                    && !read.right().isEmpty()) {
                twoWriters(field, "right", read.right());
            }
            if (flow.reaches(dev.tallystick.plan.Side.LEFT)
                    && !lefts.add(read.left())
                    && !read.left().isEmpty()) {
                twoWriters(field, "left", read.left());
            }
            if (read.flow() == Flow.BOTH && direction != Flow.BOTH) {
                findings.problem(
                        field.at("flow"),
                        Section.upper(field.what()) + " goes both ways, but the sync goes only one way; leave 'flow'"
                                + " out, or set 'direction: both'.");
            }
            comesBack(field, read, flow);
            fields.add(read);
            field.end();
        }
        if (fields.isEmpty()) {
            section.missing("fields");
        }
        return fields;
    }

    /// What the file alone can tell: the transforms, and the types where both are named. The rest is looked at
    /// when the
    /// tables are open.
    private void comesBack(Section field, PairedField read, Flow flow) {
        var typed = read.leftType() != null && read.rightType() != null;
        if (flow == Flow.TO_RIGHT || read.left().isEmpty() || read.right().isEmpty()) {
            return;
        }
        var mapping = new FieldMapping(
                read.left(),
                typed ? read.leftType() : FieldType.TEXT,
                read.right(),
                typed && read.rightType() != null ? read.rightType() : FieldType.TEXT,
                read.transforms(),
                flow,
                typed ? read.onConflict() : OnConflict.MANUAL,
                read.drift(),
                read.required());
        Reversible.problems(new Mapping(List.of(mapping)), new Equality(true, true), true, true)
                .forEach(sentence -> findings.problem(field.node(), sentence));
    }

    private void twoWriters(Section field, String side, String name) {
        findings.problem(
                field.at(side),
                "The " + side + " field '" + name + "' has two writers in " + section.what()
                        + "; only one field of the other side can fill it.");
    }

    private PairedField field(Section field) {
        var onConflict = field.choice("on_conflict", OnConflict.MANUAL, CONFLICTS);
        return new PairedField(
                field.requiredText("left"),
                type(field, "left_type"),
                field.requiredText("right"),
                type(field, "type"),
                sync.transforms(field),
                field.value("flow") == null ? null : field.choice("flow", Flow.BOTH, FLOWS),
                onConflict,
                field.choice("drift", Drift.OVERWRITE, ReadSync.DRIFTS),
                field.flag("required", false),
                field.flag("create_missing_links", false));
    }

    private static @Nullable FieldType type(Section field, String key) {
        return field.value(key) == null ? null : field.choice(key, FieldType.TEXT, ReadSync.TYPES);
    }

    private Optional<Match> match(Section match) {
        var read = new Match(match.requiredText("left"), match.requiredText("right"));
        match.end();
        return read.left().isEmpty() || read.right().isEmpty() ? Optional.empty() : Optional.of(read);
    }

    private void isMapped(Match match, List<PairedField> fields) {
        if (fields.stream()
                .noneMatch(field ->
                        field.left().equals(match.left()) && field.right().equals(match.right()))) {
            findings.problem(
                    section.at("match"),
                    "'match' of " + section.what() + " names '" + match.left() + "' and '" + match.right()
                            + "', which are not a pair in 'fields'; rows find each other by a field that is synced"
                            + meant(match, fields));
        }
    }

    private static String meant(Match match, List<PairedField> fields) {
        var lefts = fields.stream().map(PairedField::left).toList();
        var rights = fields.stream().map(PairedField::right).toList();
        var typed = lefts.contains(match.left()) ? match.right() : match.left();
        return NearestName.of(typed, lefts.contains(match.left()) ? rights : lefts)
                .filter(name -> !name.equals(typed))
                .map(name -> "; did you mean '" + name + "'?")
                .orElse(".");
    }

    private OnMissing missing(String side) {
        return section.section("on_missing")
                .flatMap(missing -> missing.section(side, "'on_missing." + side + "' of " + section.what()))
                .map(this::missing)
                .orElse(OnMissing.IGNORE);
    }

    private OnMissing missing(Section missing) {
        var policy = missing.choice("policy", DeletePolicy.IGNORE, ReadSync.DELETES);
        var mark = missing.section("mark").map(sync::mark).orElse(null);
        missing.end();
        if (policy == DeletePolicy.ARCHIVE && mark == null) {
            findings.problem(
                    missing.at("policy"),
                    "'policy: archive' in " + missing.what()
                            + " needs 'mark: { field: …, value: … }', which says how the row that stays is marked.");
            return OnMissing.IGNORE;
        }
        return new OnMissing(policy, mark);
    }

    private static Meeting meeting(Section meeting) {
        var read = new Meeting(
                meeting.choice("differing", Differing.INBOX, DIFFERINGS),
                meeting.choice("left_alone", Alone.CREATE, ALONES),
                meeting.choice("right_alone", Alone.CREATE, ALONES));
        meeting.end();
        return read;
    }
}
