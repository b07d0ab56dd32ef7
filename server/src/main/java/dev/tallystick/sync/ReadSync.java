package dev.tallystick.sync;

import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.SettingValues;
import dev.tallystick.connector.TableRef;
import dev.tallystick.plan.FieldMapping;
import dev.tallystick.plan.FieldMapping.Drift;
import dev.tallystick.plan.Mapping;
import dev.tallystick.plan.Policies;
import dev.tallystick.plan.Policies.DeletePolicy;
import dev.tallystick.plan.SkipRule;
import dev.tallystick.plan.Transform;
import dev.tallystick.sync.Schedule.Dst;
import dev.tallystick.sync.Schedule.MissedRun;
import dev.tallystick.sync.Schedule.Timing;
import dev.tallystick.sync.Sync.Backoff;
import dev.tallystick.sync.Sync.Definition;
import dev.tallystick.sync.Sync.Need;
import dev.tallystick.sync.Sync.Retry;
import dev.tallystick.sync.Sync.Side;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads one entry of `syncs`. The same reader takes a definition out of the database, so the file and the stored form
/// cannot come to mean different things.
final class ReadSync {
    static final Map<String, FieldType> TYPES = words(FieldType.values(), FieldType::word);
    static final Map<String, Drift> DRIFTS = words(Drift.values(), ReadSync::word);
    static final Map<String, DeletePolicy> DELETES = words(DeletePolicy.values(), ReadSync::word);
    static final Map<String, Backoff> BACKOFFS = words(Backoff.values(), ReadSync::word);
    static final Map<String, MissedRun> MISSED_RUNS = words(MissedRun.values(), ReadSync::word);
    static final Map<String, Dst> DSTS = words(Dst.values(), ReadSync::word);
    private static final List<String> TRANSFORMS = List.of("trim", "lower_case", "value_map", "parse_time");

    static final int DEFAULT_PRIORITY = 10;
    static final int DEFAULT_BATCH_ROWS = 500;
    static final Duration DEFAULT_FULL_LISTING = Sync.USUAL_FULL_LISTING;

    private final Findings findings;
    private final String name;
    private final Section section;
    private final Retry defaults;

    ReadSync(Findings findings, String name, Node node, Retry defaults) {
        this.findings = findings;
        this.name = name;
        this.section = new Section(findings, "sync '" + name + "'", node);
        this.defaults = defaults;
    }

    Section section() {
        return section;
    }

    Definition definition() {
        var title = section.text("title");
        var left = side("left");
        var right = side("right");
        var twoSided = section.value("direction") == null ? null : new ReadTwoSided(findings, this, section).read();
        var fields = twoSided == null ? fields(section, "fields") : List.<FieldMapping>of();
        if (twoSided == null && fields.isEmpty()) {
            section.missing("fields");
        }
        var read = new Definition(
                name,
                title == null || title.isBlank() ? name : title,
                left,
                right,
                new Mapping(fields),
                twoSided == null ? policies(fields) : Policies.DEFAULT,
                twoSided == null ? section.text("deleted_when") : null,
                twoSided == null ? needs() : List.of(),
                retry(),
                fullListing(),
                section.number("priority", DEFAULT_PRIORITY, 0, 100),
                section.duration("freshness"),
                section.number("batch_rows", DEFAULT_BATCH_ROWS, 1, 10_000),
                section.flag("paused", false),
                twoSided,
                owner(),
                wording(fields),
                skips(twoSided != null));
        section.value("schedule");
        section.end();
        return read;
    }

    private @Nullable String owner() {
        var email = section.text("owner");
        if (email == null) {
            return null;
        }
        if (!email.strip().matches("[^@\\s]+@[^@\\s]+")) {
            findings.problem(section.at("owner"), "The owner of a sync is named by their e-mail address.");
        }
        return email.strip();
    }

    private Sync.Wording wording(List<FieldMapping> fields) {
        var noun = section.text("noun");
        if (noun != null && !noun.matches("\\p{L}[\\p{L}\\p{N} _-]{0,39}")) {
            findings.problem(
                    section.at("noun"),
                    "'noun' of " + section.what()
                            + " must be a word or two of at most 40 letters, such as therapists.");
            noun = null;
        }
        var label = section.text("label");
        var lefts = fields.stream().map(FieldMapping::left).toList();
        if (label != null && !lefts.contains(label)) {
            findings.problem(
                    section.at("label"),
                    "'label' of " + section.what() + " must be a left field that a field is read from"
                            + NearestName.hint(label, lefts));
        }
        return new Sync.Wording(noun == null ? Sync.Wording.USUAL.noun() : noun, label);
    }

    private List<SkipRule> skips(boolean twoSided) {
        var rules = new ArrayList<SkipRule>();
        var items = section.list("skip");
        if (twoSided && !items.isEmpty()) {
            findings.problem(
                    section.at("skip"),
                    "'skip' of " + section.what()
                            + " works for rows that go one way only; use a view or a filter here.");
            return List.of();
        }
        for (var item : items) {
            var rule = new Section(findings, "skip " + (rules.size() + 1) + " of " + section.what(), item);
            var as = rule.requiredText("as");
            if (!as.isEmpty() && !as.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]{0,39}")) {
                findings.problem(
                        rule.at("as"),
                        "'as' of " + rule.what() + " must be a word or two of at most 40 letters, such as FLAT.");
            }
            rule.requiredSection("when").ifPresent(when -> {
                var field = when.requiredText("field");
                test(when).ifPresent(test -> rules.add(new SkipRule(as, field, test)));
                when.end();
            });
            rule.end();
        }
        return rules;
    }

    private Optional<SkipRule.Test> test(Section when) {
        var tests = new ArrayList<SkipRule.Test>();
        var equal = when.text("equals");
        if (equal != null) {
            tests.add(new SkipRule.Test.Equal(equal));
        }
        var contains = when.text("contains");
        if (contains != null && !contains.isBlank()) {
            tests.add(new SkipRule.Test.Contains(contains));
        }
        var in = when.list("in").stream()
                .map(item -> item instanceof ScalarNode scalar ? scalar.getValue() : "")
                .toList();
        if (!in.isEmpty()) {
            tests.add(new SkipRule.Test.In(in));
        }
        if (when.flag("empty", false)) {
            tests.add(new SkipRule.Test.Empty());
        }
        if (tests.size() != 1) {
            findings.problem(
                    when.node(),
                    Section.upper(when.what())
                            + " needs exactly one of 'equals: TEXT', 'in: [TEXT, …]', 'contains: TEXT', 'empty: true'.");
            return Optional.empty();
        }
        return Optional.of(tests.getFirst());
    }

    private Side side(String key) {
        return section.requiredSection(key)
                .map(this::side)
                .orElseGet(() -> new Side("", new TableRef("", new SettingValues(Map.of()))));
    }

    private Side side(Section side) {
        var connection = side.requiredText("connection");
        var table = side.requiredText("table");
        var options = new LinkedHashMap<String, Object>();
        for (var option : side.names()) {
            if (option.equals("connection") || option.equals("table")) {
                continue;
            }
            var value = side.value(option);
            if (value != null) {
                options.put(option, new PlainTree(findings).of(value));
            }
        }
        return new Side(connection, new TableRef(table, new SettingValues(options)));
    }

    private List<FieldMapping> fields(Section parent, String key) {
        var fields = new ArrayList<FieldMapping>();
        var writers = new LinkedHashMap<String, Node>();
        for (var item : parent.list(key)) {
            var number = fields.size() + 1;
            var field = new Section(findings, "field " + number + " of " + parent.what(), item);
            var left = field.requiredText("left");
            var right = field.requiredText("right");
            if (!right.isEmpty() && writers.putIfAbsent(right, item) != null) {
                findings.problem(
                        field.at("right"),
                        "The right field '" + right + "' has two writers in " + parent.what()
                                + "; only one left field can fill it.");
            }
            if (field.value("type") == null) {
                field.missing("type");
            }
            fields.add(FieldMapping.oneWay(
                    left,
                    right,
                    field.choice("type", FieldType.TEXT, TYPES),
                    transforms(field),
                    field.choice("drift", Drift.OVERWRITE, DRIFTS),
                    field.flag("required", false)));
            field.end();
        }
        return fields;
    }

    List<Transform> transforms(Section field) {
        return field.list("transforms").stream()
                .map(item -> transform(field, item))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Transform> transform(Section field, Node item) {
        if (item instanceof ScalarNode scalar) {
            return switch (scalar.getValue()) {
                case "trim" -> Optional.of(new Transform.Trim());
                case "lower_case" -> Optional.of(new Transform.LowerCase());
                default -> unknownTransform(field, item, scalar.getValue());
            };
        }
        if (!(item instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            return unknownTransform(field, item, "");
        }
        var transform = new Section(findings, "transform of " + field.what(), item);
        var word = transform.names().getFirst();
        return switch (word) {
            case "value_map" -> transform.requiredSection(word).map(this::valueMap);
            case "parse_time" -> transform.requiredSection(word).map(this::parseTime);
            default -> unknownTransform(field, item, word);
        };
    }

    private Optional<Transform> unknownTransform(Section field, Node at, String typed) {
        findings.problem(
                at,
                Section.upper(field.what()) + " has "
                        + (typed.isEmpty() ? "something that is no transform" : "an unknown transform '" + typed + "'")
                        + NearestName.hint(typed, TRANSFORMS));
        return Optional.empty();
    }

    private Transform valueMap(Section map) {
        var values = new LinkedHashMap<String, String>();
        map.requiredSection("values")
                .ifPresent(section -> section.names()
                        .forEach(from -> values.put(
                                from, Optional.ofNullable(section.text(from)).orElse(""))));
        var otherwise = map.text("otherwise");
        map.end();
        return new Transform.ValueMap(values, otherwise);
    }

    private Transform parseTime(Section parse) {
        var zone = zone(parse, parse.requiredText("zone"));
        var dateField = parse.text("date_field");
        parse.end();
        return new Transform.ParseTime(zone, dateField);
    }

    private Policies policies(List<FieldMapping> fields) {
        var policy = section.choice("on_delete", DeletePolicy.IGNORE, DELETES);
        var mark = section.section("archive_mark").map(this::mark).orElse(null);
        if (policy == DeletePolicy.ARCHIVE && mark == null) {
            findings.problem(
                    section.at("on_delete"),
                    "'on_delete: archive' of " + section.what()
                            + " needs 'archive_mark: { field: …, value: … }', which says how a row is marked.");
            policy = DeletePolicy.IGNORE;
        }
        if (mark != null && fields.stream().anyMatch(field -> field.right().equals(mark.field()))) {
            findings.problem(
                    section.at("archive_mark"),
                    "The right field '" + mark.field() + "' has two writers in " + section.what()
                            + ": the fields and 'archive_mark'.");
        }
        return new Policies(policy, mark, section.flag("recreate", true));
    }

    Policies.Mark mark(Section mark) {
        var field = mark.requiredText("field");
        mark.requiredText("value");
        var value = mark.value("value");
        mark.end();
        return new Policies.Mark(field, value == null ? Value.empty() : valueOf(new PlainTree(findings).of(value)));
    }

    private static Value valueOf(Object plain) {
        return switch (plain) {
            case Boolean truth -> new Value.Bool(truth);
            case Long number -> new Value.Decimal(BigDecimal.valueOf(number));
            case BigDecimal number -> new Value.Decimal(number);
            default -> Value.text(plain.toString());
        };
    }

    private List<Need> needs() {
        var needs = new ArrayList<Need>();
        for (var item : section.list("needs")) {
            var need = new Section(findings, "need " + (needs.size() + 1) + " of " + section.what(), item);
            needs.add(new Need(need.requiredText("sync"), need.requiredText("key"), fields(need, "fields")));
            need.end();
        }
        return needs;
    }

    private Retry retry() {
        var attempts = section.number("attempts", defaults.attempts(), 1, 20);
        return section.section("retry")
                .map(retry -> {
                    var backoff = retry.choice("backoff", defaults.backoff(), BACKOFFS);
                    var wait = retry.duration("wait");
                    retry.end();
                    return new Retry(attempts, backoff, wait == null ? defaults.firstWait() : wait);
                })
                .orElseGet(() -> new Retry(attempts, defaults.backoff(), defaults.firstWait()));
    }

    private Duration fullListing() {
        return section.section("full_listing")
                .map(listing -> {
                    var every = listing.duration("every");
                    if (every == null && listing.value("every") == null) {
                        listing.missing("every");
                    }
                    listing.end();
                    return every == null ? DEFAULT_FULL_LISTING : every;
                })
                .orElse(DEFAULT_FULL_LISTING);
    }

    /// When it is due; empty for a sync that only people start.
    Optional<Schedule> schedule() {
        return section.section("schedule").flatMap(this::schedule);
    }

    private Optional<Schedule> schedule(Section schedule) {
        var cron = schedule.text("cron");
        var every = schedule.duration("every");
        var zone = schedule.text("zone");
        var jitter = schedule.duration("jitter");
        var read = timing(schedule, cron, every)
                .map(timing -> new Schedule(
                        timing,
                        zone == null ? ZoneOffset.UTC : zone(schedule, zone),
                        schedule.choice("missed_run", MissedRun.ONCE, MISSED_RUNS),
                        schedule.choice("dst", Dst.ONCE, DSTS),
                        jitter == null ? Duration.ZERO : jitter,
                        schedule.flag("paused", false)));
        if (read.isEmpty()) {
            Stream.of("missed_run", "dst", "paused").forEach(schedule::value);
            if (zone != null) {
                zone(schedule, zone);
            }
        }
        schedule.end();
        return read;
    }

    private Optional<Timing> timing(Section schedule, @Nullable String cron, @Nullable Duration every) {
        if (cron != null && schedule.value("every") != null) {
            findings.problem(
                    schedule.at("every"), Section.upper(schedule.what()) + " has both 'cron' and 'every'; keep one.");
            return Optional.empty();
        }
        if (cron == null && schedule.value("every") == null) {
            findings.problem(schedule.node(), Section.upper(schedule.what()) + " needs 'cron' or 'every'.");
            return Optional.empty();
        }
        try {
            if (cron != null) {
                return Optional.of(new Timing.Cron(cron));
            }
            return Optional.ofNullable(every).map(Timing.Every::new);
        } catch (IllegalArgumentException wrong) {
            findings.problem(schedule.at(cron != null ? "cron" : "every"), String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private ZoneId zone(Section parent, String text) {
        try {
            return text.isEmpty() || text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException unknown) {
            findings.problem(
                    parent.at("zone"),
                    "There is no time zone '" + text + "'"
                            + NearestName.of(text, ZoneId.getAvailableZoneIds())
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse("; write it as in Europe/Berlin."));
            return ZoneOffset.UTC;
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    static <T> Map<String, T> words(T[] constants, Function<T, String> word) {
        var words = new LinkedHashMap<String, T>();
        for (var constant : constants) {
            words.put(word.apply(constant), constant);
        }
        return words;
    }
}
