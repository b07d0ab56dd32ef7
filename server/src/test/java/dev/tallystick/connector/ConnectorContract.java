package dev.tallystick.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tallystick.table.Equality;
import dev.tallystick.table.Field;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Row;
import dev.tallystick.table.Schema;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The one suite that every connector passes. A connector's own test extends it, says where its emulated system is, and
/// names in [#cannot()] what it cannot do and why; such a test is then skipped with that reason, and where the
/// inability can be seen from outside it is tested that it is refused with [Problem#SETTINGS].
///
/// Each test opens connections of its own. A connector test adds what is special to its system in methods of its own.
public abstract class ConnectorContract {

    /// What a connector may be unable to do.
    public enum Ability {
        /// Read a table.
        READ,
        /// Ask for changes since a cursor.
        INCREMENTAL,
        /// Break in the middle of a listing on demand of the test ([#breaking()]).
        BREAK_WHILE_LISTING,
        /// Write a table.
        WRITE,
        /// Make a missing table.
        CREATE_TABLE,
        /// Refuse one row of a batch ([#refused()]).
        REFUSE_A_ROW,
        /// Name the tables it has.
        NAME_TABLES,
        /// Lead nowhere on demand of the test ([#leadingNowhere()]).
        LEAD_NOWHERE,
        /// Hold secrets in settings.
        SECRETS
    }

    /// A setting that cannot work, and a word that the sentence about it must hold.
    public record Mistake(String setting, Object value, String named) {}

    private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern SOUNDS_SECRET =
            Pattern.compile("(.*_)?(password|passphrase|secret|token|credential|api_key|private_key)(_.*)?");
    private static final Pattern CONNECTOR_NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final String CANARY = "canary-9b1f-never-shown";
    private static final AtomicLong CHANGE_IDS = new AtomicLong(1);

    protected abstract Connector connector();

    /// Settings of a connection that works, for the emulated system of this test.
    protected abstract Map<String, Object> settings();

    /// What this connector cannot do, each with a sentence that says why.
    protected abstract Map<Ability, String> cannot();

    /// Every secret text in [#settings()].
    protected abstract List<String> secrets();

    /// Settings that [Connector#validate] must refuse, each alone and all together; at least one, unless no setting can
    /// be wrong.
    protected abstract List<Mistake> mistakes();

    /// A table to read, of three rows or more on two pages or more.
    protected abstract TableRef readable();

    /// The external ids of the rows in [#readable()].
    protected abstract Set<String> readableIds();

    /// A table whose listing breaks after its first page: a reset, a 500, an answer cut short.
    protected abstract TableRef breaking();

    /// A table that is not there yet (or is empty, for a connector that cannot make one); another one in each test.
    protected abstract TableRef writable();

    /// Values that the written table refuses, while the others of the batch are fine.
    protected abstract Map<String, Value> refused();

    /// Settings that pass validation and lead to nobody: a closed port.
    protected abstract Map<String, Object> leadingNowhere();

    /// The fields of [#writable()].
    protected Schema wanted() {
        return new Schema(List.of(
                Field.of("name", FieldType.TEXT),
                Field.of("amount", FieldType.DECIMAL),
                Field.of("active", FieldType.BOOLEAN),
                Field.of("day", FieldType.DATE),
                Field.of("seen_at", FieldType.INSTANT)));
    }

    /// One row of [#wanted()] that has a value in each field; `n` makes it differ from others.
    protected Map<String, Value> values(int n) {
        var values = new TreeMap<String, Value>();
        values.put("name", Value.text("Zoë \"" + n + "\" \\ ; , \t O'Neil 🪵"));
        values.put("amount", new Value.Decimal(new BigDecimal("12345678901234567890.10").add(BigDecimal.valueOf(n))));
        values.put("active", new Value.Bool(n % 2 == 0));
        values.put("day", new Value.Date(LocalDate.of(2026, 2, 28).plusDays(n)));
        values.put(
                "seen_at",
                new Value.Timestamp(Instant.parse("2026-10-25T00:30:00.123Z").plusSeconds(n)));
        return values;
    }

    /// A field of [#wanted()] that can be changed by itself, and that may be empty.
    protected String changeable() {
        return "name";
    }

    /// What lies between the connector and the rest of the process.
    protected Surroundings surroundings(BooleanSupplier stopping) {
        return new Surroundings("1/contract", List.of(), Clock.systemUTC(), stopping);
    }

    // ---- settings

    @Test
    void isNamedAsPeopleWriteIt() {
        assertThat(connector().name()).matches(CONNECTOR_NAME);
    }

    @Test
    void describesEverySetting() {
        for (var settings : List.of(connector().settings(), connector().tableSettings())) {
            assertThat(settings.settings())
                    .extracting(Settings.Setting::name)
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name).matches(SNAKE_CASE));
            assertThat(settings.settings())
                    .allSatisfy(setting -> assertThat(setting.description())
                            .as("the description of '%s' is a sentence", setting.name())
                            .matches("\\S.*[.!?]"));
        }
    }

    @Test
    void describesEverySettingThatItsOwnTestUses() {
        assertThat(connector().settings().settings())
                .extracting(Settings.Setting::name)
                .containsAll(settings().keySet());
    }

    @Test
    void flagsEverySecret() {
        for (var setting : connector().settings().settings()) {
            if (SOUNDS_SECRET.matcher(setting.name()).matches()) {
                assertThat(setting.secret())
                        .as("'%s' sounds like a secret", setting.name())
                        .isTrue();
            }
        }
        assume(Ability.SECRETS);
        assertThat(secrets()).as("secrets in the settings of this test").isNotEmpty();
        settings().forEach((name, value) -> {
            var setting = connector().settings().setting(name).orElseThrow();
            // The parts of a free-form setting are sealed by their own names.
            if (setting.kind() != Settings.Kind.MAP && secrets().stream().anyMatch(value.toString()::contains)) {
                assertThat(setting.secret()).as("'%s' holds a secret", name).isTrue();
            }
        });
    }

    @Test
    void findsNothingWrongWithSettingsThatWork() {
        assertThat(connector().validate(new SettingValues(settings()))).isEmpty();
    }

    @Test
    void namesEveryMistakeAlone() {
        for (var mistake : mistakes()) {
            var sentences = connector().validate(new SettingValues(with(mistake)));
            assertThat(sentences)
                    .as("%s = %s", mistake.setting(), mistake.value())
                    .anySatisfy(sentence -> assertThat(sentence).contains(mistake.named()))
                    .allSatisfy(ConnectorContract::assertNoSecretShape);
        }
    }

    @Test
    void namesAllMistakesAtOnce() {
        var bySetting = new LinkedHashMap<String, Mistake>();
        mistakes().forEach(mistake -> bySetting.putIfAbsent(mistake.setting(), mistake));
        var sentences =
                connector().validate(new SettingValues(with(bySetting.values().toArray(Mistake[]::new))));
        assertThat(bySetting.values())
                .allSatisfy(mistake -> assertThat(sentences)
                        .anySatisfy(sentence -> assertThat(sentence).contains(mistake.named())));
    }

    // ---- connection

    @Test
    void checksAConnectionThatWorksInStages() {
        try (var open = open()) {
            assertThat(open.check()).isNotEmpty().allSatisfy(stage -> {
                assertThat(stage.ok()).as(stage.toString()).isTrue();
                assertThat(stage.stage()).isNotBlank();
                assertThat(stage.sentence()).isNotBlank();
            });
        }
    }

    @Test
    void saysWhereAConnectionFailsAndStopsThere() {
        assume(Ability.LEAD_NOWHERE);
        try (var open = connector().open(new SettingValues(leadingNowhere()), surroundings(() -> false))) {
            var stages = open.check();
            assertThat(stages).isNotEmpty();
            assertThat(stages.getLast().ok()).isFalse();
            assertThat(stages.subList(0, stages.size() - 1)).allMatch(OpenConnection.Stage::ok);
            assertThat(stages).extracting(OpenConnection.Stage::sentence).allSatisfy(this::assertHoldsNoSecret);
        }
    }

    @Test
    void showsNoSecretWhenTheCredentialIsWrong() {
        assume(Ability.SECRETS);
        var wrong = new HashMap<String, Object>();
        settings().forEach((name, value) -> wrong.put(name, swapped(value)));
        var said = new ArrayList<String>();
        var trouble = catchThrowable(() -> {
            try (var open = connector().open(new SettingValues(wrong), surroundings(() -> false))) {
                said.add(open.toString());
                open.check().forEach(stage -> said.add(stage.toString()));
                if (!cannot().containsKey(Ability.READ)) {
                    said.add(String.valueOf(
                            catchThrowable(() -> open.source(readable()).list(new Source.Request(null), _ -> {}))));
                }
            }
        });
        for (Throwable each = trouble; each != null; each = each.getCause()) {
            said.add(each.toString());
        }
        assertThat(said).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(CANARY));
    }

    @Test
    void showsNoSecretInItsOwnText() {
        try (var open = open()) {
            assertHoldsNoSecret(open.toString());
            if (!cannot().containsKey(Ability.READ)) {
                assertHoldsNoSecret(open.source(readable()).toString());
            }
        }
        assertHoldsNoSecret(connector().toString());
    }

    @Test
    void canBeClosedTwice() {
        var open = open();
        open.close();
        open.close();
    }

    @Test
    void namesItsTables() {
        assume(Ability.NAME_TABLES);
        try (var open = open()) {
            assertThat(open.tables()).doesNotHaveDuplicates();
            if (can(Ability.READ)) {
                assertThat(open.tables()).contains(readable().name());
            }
        }
    }

    // ---- reading

    @Test
    void refusesAnUnknownTableAsASetting() {
        var unknown = new TableRef("no_such_table_" + CHANGE_IDS.incrementAndGet(), readableOptions());
        try (var open = open()) {
            if (can(Ability.READ)) {
                assertThatThrownBy(() -> open.source(unknown)).satisfies(this::isASettingsProblem);
            } else {
                assertThatThrownBy(() -> open.source(unknown))
                        .as("it cannot read: %s", cannot().get(Ability.READ))
                        .satisfies(this::isASettingsProblem);
            }
        }
    }

    @Test
    void listsTheWholeTableOnceAndSaysItIsComplete() {
        assume(Ability.READ);
        try (var open = open()) {
            var source = open.source(readable());
            var ids = new ArrayList<String>();
            var pages = new AtomicLong();
            var listing = source.list(new Source.Request(null), page -> {
                pages.incrementAndGet();
                assertThat(page.unreadable()).isEmpty();
                page.rows().forEach(row -> ids.add(row.id()));
            });
            assertThat(listing).isInstanceOfSatisfying(Listing.Complete.class, complete -> {
                assertThat(complete.full()).isTrue();
                assertThat(complete.scope()).isNotBlank();
                assertHoldsNoSecret(complete.toString());
            });
            assertThat(ids).containsExactlyInAnyOrderElementsOf(readableIds());
            assertThat(pages.get()).as("pages").isGreaterThan(1);
        }
    }

    @Test
    void listsOnlyFieldsOfItsSchema() {
        assume(Ability.READ);
        try (var open = open()) {
            var source = open.source(readable());
            var schema = source.schema();
            if (schema.fields().isEmpty()) {
                return;
            }
            var known = new HashSet<String>();
            schema.fields().forEach(field -> known.add(field.id()));
            source.list(
                    new Source.Request(null),
                    page -> page.rows()
                            .forEach(row ->
                                    assertThat(known).containsAll(row.values().keySet())));
        }
    }

    @Test
    void asksForTheSameThingInTheSameScope() {
        assume(Ability.READ);
        var scopes = new HashSet<String>();
        for (var time = 0; time < 2; time++) {
            try (var open = open()) {
                var listing = open.source(readable()).list(new Source.Request(null), _ -> {});
                scopes.add(((Listing.Complete) listing).scope());
            }
        }
        assertThat(scopes).hasSize(1);
    }

    @Test
    void givesACursorExactlyWhenItCanReadFromOne() {
        assume(Ability.READ);
        try (var open = open()) {
            var source = open.source(readable());
            assertThat(source.incremental()).isEqualTo(can(Ability.INCREMENTAL));
            var complete = (Listing.Complete) source.list(new Source.Request(null), _ -> {});
            if (!source.incremental()) {
                assertThat(complete.cursor()).isNull();
                return;
            }
            assertThat(complete.cursor()).isNotBlank();
            var next = source.list(
                    new Source.Request(complete.cursor()),
                    page -> page.rows().forEach(row -> assertThat(readableIds()).contains(row.id())));
            assertThat(next)
                    .isInstanceOfSatisfying(
                            Listing.Complete.class,
                            again -> assertThat(again.full())
                                    .as("an incremental listing proves no absence")
                                    .isFalse());
        }
    }

    @Test
    void endsPartialWhenItIsToldToStop() {
        assume(Ability.READ);
        var stopping = new AtomicBoolean();
        try (var open = connector().open(new SettingValues(settings()), surroundings(stopping::get))) {
            var ids = new HashSet<String>();
            var listing = open.source(readable()).list(new Source.Request(null), page -> {
                page.rows().forEach(row -> ids.add(row.id()));
                stopping.set(true);
            });
            assertThat(listing)
                    .isInstanceOfSatisfying(
                            Listing.Partial.class,
                            partial -> assertThat(partial.reason()).isNotBlank());
            assertThat(ids.size()).isLessThan(readableIds().size());
        }
    }

    @Test
    void readsNothingWhenItIsToldToStopBeforeItBegins() {
        assume(Ability.READ);
        try (var open = connector().open(new SettingValues(settings()), surroundings(() -> true))) {
            var listing = open.source(readable()).list(new Source.Request(null), _ -> {});
            assertThat(listing).isInstanceOf(Listing.Partial.class);
        }
    }

    @Test
    void isNeverCompleteWhenTheListingBroke() {
        assume(Ability.READ);
        assume(Ability.BREAK_WHILE_LISTING);
        try (var open = open()) {
            var ended = new ArrayList<Listing>();
            var trouble =
                    catchThrowable(() -> ended.add(open.source(breaking()).list(new Source.Request(null), _ -> {})));
            if (trouble != null) {
                assertThat(trouble).isInstanceOf(ConnectorException.class);
                assertThat(trouble.getMessage()).isNotBlank();
                assertHoldsNoSecret(trouble.getMessage());
            } else {
                assertThat(ended).singleElement().isInstanceOf(Listing.Partial.class);
            }
        }
    }

    @Test
    void handsOnTheTroubleOfTheSink() {
        assume(Ability.READ);
        try (var open = open()) {
            var trouble = new IllegalStateException("the lease is lost");
            assertThatThrownBy(() -> open.source(readable()).list(new Source.Request(null), _ -> {
                        throw trouble;
                    }))
                    .isSameAs(trouble);
        }
    }

    // ---- writing

    @Test
    void refusesToWriteWhereItCannot() {
        assumeTrue(!can(Ability.WRITE), "It can write.");
        try (var open = open()) {
            var table = can(Ability.READ) ? readable() : new TableRef("any", new SettingValues(Map.of()));
            assertThatThrownBy(() -> open.target(table))
                    .as("it cannot write: %s", cannot().get(Ability.WRITE))
                    .satisfies(this::isASettingsProblem);
        }
    }

    @Test
    void makesNothingOnADryRun() {
        assume(Ability.WRITE);
        assume(Ability.CREATE_TABLE);
        var table = writable();
        try (var open = open();
                var dry = open.target(table)) {
            assertThat(dry.prepare(wanted(), false).created()).isFalse();
        }
        try (var open = open();
                var real = open.target(table)) {
            var prepared = real.prepare(wanted(), true);
            assertThat(prepared.created()).as("the dry run made nothing").isTrue();
            assertThat(prepared.schemaFingerprint()).isNotBlank();
        }
        try (var open = open();
                var again = open.target(table)) {
            assertThat(again.prepare(wanted(), true).created()).isFalse();
        }
    }

    @Test
    void preparesTheFieldsItWasAskedFor() {
        writing((target, _) -> {
            var schema = target.prepare(wanted(), true).schema();
            assertThat(schema.fields())
                    .extracting(Field::id)
                    .containsAll(wanted().fields().stream().map(Field::id).toList());
            assertThat(target.batchRows()).isPositive();
        });
    }

    @Test
    void keepsEveryValueItWrote() {
        writing((target, fence) -> {
            var results = target.write(batch(fence, create("k1", values(1)), create("k2", values(2))));
            assertThat(results)
                    .hasSize(2)
                    .allSatisfy(result -> assertThat(result).isInstanceOf(Target.Result.Written.class));
            var found = target.fetch(List.of("k1", "k2", "k3"));
            assertThat(found).containsOnlyKeys("k1", "k2");
            assertSame(values(1), found.get("k1").row());
            assertSame(values(2), found.get("k2").row());
            assertThat(target.count()).isEqualTo(2);
        });
    }

    @Test
    void answersWithWhatStoodThereAndWhatStandsThereNow() {
        writing((target, fence) -> {
            target.write(batch(fence, create("k1", values(1))));
            var change = new Target.Write(
                    CHANGE_IDS.incrementAndGet(),
                    Target.Kind.UPDATE,
                    "k1",
                    Map.of(changeable(), values(1).get(changeable())),
                    Map.of(changeable(), values(2).get(changeable())),
                    false);
            var written =
                    (Target.Result.Written) target.write(batch(fence, change)).getFirst();
            assertThat(written.changeId()).isEqualTo(change.id());
            assertThat(Equality.EXACT.same(
                            written.before().get(changeable()), values(1).get(changeable())))
                    .isTrue();
            assertThat(Equality.EXACT.same(
                            written.after().get(changeable()), values(2).get(changeable())))
                    .isTrue();
            var expected = values(1);
            expected.put(changeable(), values(2).get(changeable()));
            assertSame(expected, target.fetch(List.of("k1")).get("k1").row());
        });
    }

    @Test
    void empties() {
        writing((target, fence) -> {
            target.write(batch(fence, create("k1", values(1))));
            var change = new Target.Write(
                    CHANGE_IDS.incrementAndGet(),
                    Target.Kind.UPDATE,
                    "k1",
                    Map.of(changeable(), values(1).get(changeable())),
                    Map.of(changeable(), Value.empty()),
                    false);
            assertThat(target.write(batch(fence, change))).singleElement().isInstanceOf(Target.Result.Written.class);
            assertThat(target.fetch(List.of("k1")).get("k1").row().value(changeable()))
                    .isEqualTo(Value.empty());
        });
    }

    @Test
    void writesNothingOverWhatThePlanDidNotSee() {
        writing((target, fence) -> {
            target.write(batch(fence, create("k1", values(1))));
            var stale = new Target.Write(
                    CHANGE_IDS.incrementAndGet(),
                    Target.Kind.UPDATE,
                    "k1",
                    Map.of(changeable(), values(7).get(changeable())),
                    Map.of(changeable(), values(2).get(changeable())),
                    false);
            var there = create("k1", values(3));
            var absent = new Target.Write(
                    CHANGE_IDS.incrementAndGet(),
                    Target.Kind.UPDATE,
                    "k9",
                    Map.of(changeable(), values(1).get(changeable())),
                    Map.of(changeable(), values(2).get(changeable())),
                    false);
            var absentDelete = new Target.Write(
                    CHANGE_IDS.incrementAndGet(), Target.Kind.DELETE, "k8", values(1), Map.of(), false);
            var fine = create("k2", values(2));
            for (var moved : List.of(stale, there, absent, absentDelete)) {
                assertThat(target.write(batch(fence, moved)))
                        .as(moved.kind() + " " + moved.key())
                        .containsExactly(new Target.Result.Moved(moved.id()));
            }
            assertThat(target.write(batch(fence, fine))).singleElement().isInstanceOf(Target.Result.Written.class);
            assertSame(values(1), target.fetch(List.of("k1")).get("k1").row());
            assertThat(target.count()).isEqualTo(2);
        });
    }

    @Test
    void deletes() {
        writing((target, fence) -> {
            target.write(batch(fence, create("k1", values(1)), create("k2", values(2))));
            var delete = new Target.Write(
                    CHANGE_IDS.incrementAndGet(), Target.Kind.DELETE, "k1", values(1), Map.of(), false);
            assertThat(target.write(batch(fence, delete)))
                    .singleElement()
                    .satisfies(result ->
                            assertThat(((Target.Result.Written) result).after()).isEmpty());
            assertThat(target.fetch(List.of("k1", "k2"))).containsOnlyKeys("k2");
        });
    }

    @Test
    void refusesABadRowAloneAndWritesTheOthers() {
        assume(Ability.REFUSE_A_ROW);
        writing((target, fence) -> {
            var bad = create("bad", refused());
            var results = target.write(batch(fence, create("k1", values(1)), bad, create("k2", values(2))));
            assertThat(results).hasSize(3);
            assertThat(results)
                    .filteredOn(result -> result.changeId() == bad.id())
                    .singleElement()
                    .satisfies(result -> assertThat(((Target.Result.Refused) result).reason())
                            .isNotBlank());
            assertThat(target.fetch(List.of("k1", "bad", "k2"))).containsOnlyKeys("k1", "k2");
        });
    }

    @Test
    void refusesAWorkerWhoseEpochIsOver() {
        writing((target, fence) -> {
            var zombie = batch(fence, create("k1", values(1)));
            target.fence(new Target.Fence(fence.owner(), fence.epoch() + 1));
            assertThatThrownBy(() -> target.write(zombie)).isInstanceOf(FencedException.class);
            assertThat(target.fetch(List.of("k1"))).isEmpty();
            assertThat(target.probe(zombie.id())).isEmpty();
            var heir = new Target.Fence(fence.owner(), fence.epoch() + 1);
            assertThat(target.write(batch(heir, create("k1", values(1)))))
                    .singleElement()
                    .isInstanceOf(Target.Result.Written.class);
        });
    }

    @Test
    void saysWhatBecameOfABatch() {
        writing((target, fence) -> {
            var batch = batch(fence, create("k1", values(1)), create("k2", values(2)));
            assertThat(target.probe(batch.id())).isEmpty();
            var results = target.write(batch);
            var heir = new Target.Fence(fence.owner(), fence.epoch() + 1);
            target.fence(heir);
            var probed = target.probe(batch.id());
            assertThat(probed).isPresent();
            assertThat(probed.get())
                    .hasSameSizeAs(results)
                    .allSatisfy(result -> assertThat(result).isInstanceOf(Target.Result.Written.class));
            assertThat(probed.get())
                    .extracting(Target.Result::changeId)
                    .containsExactlyInAnyOrderElementsOf(
                            results.stream().map(Target.Result::changeId).toList());
            target.forget(List.of(batch.id()));
        });
    }

    @Test
    void keepsAPlaceholderApart() {
        writing((target, fence) -> {
            var write = new Target.Write(
                    CHANGE_IDS.incrementAndGet(),
                    Target.Kind.CREATE,
                    "k1",
                    Map.of(),
                    Map.of(changeable(), values(1).get(changeable())),
                    true);
            target.write(batch(fence, write, create("k2", values(2))));
            var found = target.fetch(List.of("k1", "k2"));
            assertThat(found.get("k1").placeholder()).isTrue();
            assertThat(found.get("k2").placeholder()).isFalse();
        });
    }

    // ---- shared steps

    private interface Writing {
        void with(Target target, Target.Fence fence);
    }

    /// A prepared, fenced, empty table.
    private void writing(Writing steps) {
        assume(Ability.WRITE);
        try (var open = open();
                var target = open.target(writable())) {
            target.prepare(wanted(), true);
            var fence = new Target.Fence("1/contract/" + CHANGE_IDS.incrementAndGet(), 1);
            target.fence(fence);
            steps.with(target, fence);
        }
    }

    private static Target.Batch batch(Target.Fence fence, Target.Write... writes) {
        return new Target.Batch("batch-" + CHANGE_IDS.incrementAndGet(), fence, List.of(writes));
    }

    private static Target.Write create(String key, Map<String, Value> values) {
        return new Target.Write(CHANGE_IDS.incrementAndGet(), Target.Kind.CREATE, key, Map.of(), values, false);
    }

    private static void assertSame(Map<String, Value> expected, Row row) {
        expected.forEach((field, value) -> assertThat(Equality.EXACT.same(value, row.value(field)))
                .as("%s: wrote %s, found %s", field, value, row.value(field))
                .isTrue());
    }

    private OpenConnection open() {
        return connector().open(new SettingValues(settings()), surroundings(() -> false));
    }

    private SettingValues readableOptions() {
        return can(Ability.READ) ? readable().options() : new SettingValues(Map.of());
    }

    private boolean can(Ability ability) {
        var reason = cannot().get(ability);
        if (reason != null) {
            assertThat(reason).as("why it cannot %s", ability).matches("\\S.{15,}[.]");
        }
        return reason == null;
    }

    private void assume(Ability ability) {
        assumeTrue(can(ability), () -> cannot().get(ability));
    }

    private void isASettingsProblem(Throwable trouble) {
        assertThat(trouble).isInstanceOf(ConnectorException.class);
        assertThat(((ConnectorException) trouble).problem()).isEqualTo(Problem.SETTINGS);
        assertThat(trouble.getMessage()).isNotBlank();
        assertHoldsNoSecret(trouble.getMessage());
    }

    private void assertHoldsNoSecret(String text) {
        assertThat(secrets()).allSatisfy(secret -> assertThat(text).doesNotContain(secret));
    }

    private static void assertNoSecretShape(String sentence) {
        assertThat(sentence).doesNotContain(CANARY);
    }

    private Map<String, Object> with(Mistake... mistakes) {
        var values = new HashMap<>(settings());
        for (var mistake : mistakes) {
            values.put(mistake.setting(), mistake.value());
        }
        return values;
    }

    /// The same setting with each secret in it replaced by the canary.
    private Object swapped(Object value) {
        return switch (value) {
            case String text -> {
                var swapped = text;
                for (var secret : secrets()) {
                    swapped = swapped.replace(secret, CANARY);
                }
                yield swapped;
            }
            case Map<?, ?> map -> {
                var swapped = new LinkedHashMap<Object, Object>();
                map.forEach((name, inner) -> swapped.put(name, swapped(inner)));
                yield swapped;
            }
            case List<?> list -> list.stream().map(this::swapped).toList();
            default -> value;
        };
    }
}
