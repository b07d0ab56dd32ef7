package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenTable.Missing;
import dev.tallystick.connector.OpenTable.Wish;
import dev.tallystick.connector.Problem;
import dev.tallystick.lab.airtable.AirtableApi;
import dev.tallystick.lab.airtable.Collaborator;
import dev.tallystick.lab.airtable.Scope;
import dev.tallystick.lab.airtable.Token;
import dev.tallystick.table.FieldType;
import dev.tallystick.table.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreparingTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void findsFieldsByNameAndById() {
        var age = bench.clients().field("Age").id();
        var shape = bench.table("Clients").prepare(Bench.wishes("Name", age, "Nobody"), null, false);

        assertThat(shape.found())
                .containsEntry("Name", bench.clients().field("Name").id())
                .containsEntry(age, age)
                .doesNotContainKey("Nobody");
        assertThat(shape.missing()).singleElement().satisfies(missing -> {
            assertThat(missing.wish()).isEqualTo("Nobody");
            assertThat(missing.sentence()).contains("'Clients'", "'Nobody'", "'create'");
        });
    }

    @Test
    void saysWhatCannotBeWritten() {
        var shape = bench.table("Clients").prepare(Bench.wishes("Name"), null, false);
        assertThat(shape.schema().fields())
                .filteredOn(field -> field.readOnly())
                .extracting(field -> field.name())
                .containsExactlyInAnyOrder("Double", "Changed", "Renamed");
        var byName = shape.schema().fields().stream()
                .collect(java.util.stream.Collectors.toMap(field -> field.name(), field -> field.type()));
        assertThat(byName)
                .containsEntry("Name", FieldType.TEXT)
                .containsEntry("Age", FieldType.DECIMAL)
                .containsEntry("Status", FieldType.CHOICE)
                .containsEntry("Tags", FieldType.CHOICES)
                .containsEntry("Seen", FieldType.INSTANT)
                .containsEntry("Active", FieldType.BOOLEAN)
                .containsEntry("Visits", FieldType.LINKS)
                .containsEntry("Double", FieldType.DECIMAL);
    }

    @Test
    void recognisesARenamedField() {
        var first = bench.table("Clients").prepare(Bench.wishes("Name", "Age"), null, false);
        bench.people.renameField("Clients", "Age", "Years");

        var again = bench.table("Clients").prepare(Bench.wishes("Name", "Age"), first.remember(), true);
        assertThat(again.missing()).singleElement().satisfies(missing -> {
            assertThat(missing.looksLike()).isEqualTo("Years");
            assertThat(missing.sentence())
                    .contains("'Age' is called 'Years' now", first.found().get("Age"));
        });
        assertThat(again.found()).doesNotContainKey("Age");
        assertThat(bench.table("Clients")
                        .prepare(Bench.wishes("Name", "Years"), again.remember(), true)
                        .missing())
                .isEmpty();
    }

    @Test
    void doesNotTakeAnotherFieldForOneThatItKnew() {
        var first = bench.table("Clients", "create", true).prepare(Bench.wishes("Name", "Age"), null, false);
        bench.people.renameField("Clients", "Age", "Old");
        var impostor = bench.people.addField("Clients", "Age", dev.tallystick.lab.airtable.FieldType.NUMBER);
        assertThat(missing(first.remember()).sentence()).contains("is called 'Old' now", impostor);

        bench.people.deleteField("Clients", "Old");
        assertThat(missing(first.remember()).sentence()).contains("was deleted", impostor);
        bench.people.deleteField("Clients", "Age");
        assertThat(missing(first.remember()).sentence()).contains("was deleted", "restore");
        assertThat(bench.clients().fields()).noneMatch(field -> field.name().equals("Age"));
    }

    /// With `create` on: what is gone is not made anew, for that would be empty.
    private Missing missing(String remembered) {
        var missing = bench.table("Clients", "create", true)
                .prepare(Bench.wishes("Name", "Age"), remembered, true)
                .missing();
        assertThat(missing).hasSize(1);
        return missing.getFirst();
    }

    @Test
    void itsFingerprintChangesWithTheFieldsAndTheirOptions() {
        var first = fingerprint();
        assertThat(fingerprint()).isEqualTo(first);
        bench.people.renameChoice("Clients", "Status", "Open", "Going on");
        var renamed = fingerprint();
        assertThat(renamed).isNotEqualTo(first);
        bench.people.addField("Clients", "More", dev.tallystick.lab.airtable.FieldType.EMAIL);
        assertThat(fingerprint()).isNotEqualTo(renamed);
    }

    private String fingerprint() {
        return bench.table("Clients").prepare(Bench.wishes("Name"), null, false).fingerprint();
    }

    @Test
    void keepsItsIdentityWhateverPeopleCallTheTable() {
        var byName = bench.table("Clients").identity();
        bench.people.renameTable("Clients", "Customers");
        assertThat(bench.table("Customers").identity()).isEqualTo(byName);
        assertThat(bench.table(bench.base.table("Customers").id()).identity()).isEqualTo(byName);
        assertThat(byName)
                .isEqualTo("airtable/" + bench.base.id() + "/"
                        + bench.base.table("Customers").id());
        assertThatThrownBy(() -> bench.table("Clients"))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.problem()).isEqualTo(Problem.SETTINGS))
                .hasMessageContaining("'Clients'")
                .hasMessageContaining("Customers, Visits");
    }

    private static List<Wish> newFields() {
        return List.of(
                new Wish("Label", FieldType.TEXT, true),
                new Wish("Price", FieldType.DECIMAL, true),
                new Wish("Paid", FieldType.BOOLEAN, true),
                new Wish("Due", FieldType.DATE, true),
                new Wish("At", FieldType.INSTANT, true),
                new Wish("Kind", FieldType.CHOICE, true),
                new Wish("Kinds", FieldType.CHOICES, true),
                new Wish("More", FieldType.JSON, true));
    }

    @Test
    void makesATableAndWritesItAtOnce() {
        var dry = bench.table("Orders", "create", true).prepare(newFields(), null, false);
        assertThat(dry.made()).singleElement().asString().contains("'Orders'", "would be made");
        assertThat(dry.schema().fields()).hasSize(8);
        assertThat(bench.base.tables()).hasSize(2);

        var table = bench.table("Orders", "create", true, "create_options", true);
        var shape = table.prepare(newFields(), null, true);
        assertThat(shape.made()).singleElement().asString().contains("'Orders'", "was made");
        assertThat(shape.missing()).isEmpty();
        assertThat(shape.found()).hasSize(8);
        assertThat(shape.found().get("Price")).startsWith("fld");
        var write = bench.create(Map.of(
                shape.found().get("Label"), Value.text("One"),
                shape.found().get("Price"), Value.decimal("12.5"),
                shape.found().get("Kind"), new Value.Choice("new")));
        var batch = bench.batch(null, write);
        table.write(batch, table.guard(batch.writes()));
        var orders = bench.base.table("Orders");
        assertThat(orders.record(orders.records().getFirst()).orElseThrow())
                .containsEntry("Label", "One")
                .containsEntry("Kind", "new");
        assertThat(table.identity()).endsWith(orders.id());
        assertThat(bench.table("Orders", "create", true)
                        .prepare(newFields(), shape.remember(), true)
                        .made())
                .isEmpty();
    }

    @Test
    void makesFieldsThatAreMissing() {
        var wishes = List.of(new Wish("Name", null, true), new Wish("Price", FieldType.DECIMAL, true));
        var dry = bench.table("Clients", "create", true).prepare(wishes, null, false);
        assertThat(dry.made()).singleElement().asString().contains("'Price'", "number", "would be made");
        assertThat(dry.found()).containsEntry("Price", "Price");
        assertThat(dry.schema().field("Price")).isPresent();
        assertThat(dry.remember()).doesNotContain("Price");

        var made = bench.table("Clients", "create", true).prepare(wishes, dry.remember(), true);
        assertThat(made.made()).singleElement().asString().contains("was made");
        assertThat(made.found())
                .containsEntry("Price", bench.clients().field("Price").id());
        assertThat(made.schema().field(made.found().get("Price"))).isPresent();

        var links = bench.table("Clients", "create", true)
                .prepare(List.of(new Wish("Friends", FieldType.LINKS, true)), null, true);
        assertThat(links.missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.sentence()).contains("by hand"));
    }

    @Test
    void saysWhatMakingNeedsWhenItMayNot() {
        bench.airtable.allow(
                Token.personal("patReader", new Collaborator("usrMei00000000001", "mei@lab.example", "Mei"))
                        .scopes(Scope.SCHEMA_READ, Scope.RECORDS_READ, Scope.RECORDS_WRITE));
        bench.key = "patReader";
        assertThatThrownBy(() -> bench.table("Clients", "create", true)
                        .prepare(List.of(new Wish("Price", FieldType.DECIMAL, true)), null, true))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.problem()).isEqualTo(Problem.PERMISSION))
                .hasMessageContaining("schema.bases:write")
                .hasMessageContaining("'Price'");
    }

    @Test
    void keepsTheMarkerFieldToItself() {
        var shape = bench.table("Clients", "marker_field", "Mark").prepare(Bench.wishes("Name"), null, false);
        assertThat(shape.schema().field(bench.clients().field("Mark").id()))
                .hasValueSatisfying(field -> assertThat(field.readOnly()).isTrue());
        assertThatThrownBy(
                        () -> bench.table("Clients", "marker_field", "Age").prepare(Bench.wishes("Name"), null, false))
                .hasMessageContaining("'marker_field' 'Age'");
        assertThat(bench.table("Clients", "marker_field", "None")
                        .prepare(Bench.wishes("Name"), null, false)
                        .missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.wish()).isEqualTo("None"));
    }

    // ---- the connection

    @Test
    void findsABaseByItsName() {
        try (var open = bench.open("base", "Practice")) {
            assertThat(open.tables()).containsExactly("Clients", "Visits");
        }
        try (var open = bench.open("base", "Practise")) {
            assertThatThrownBy(open::tables).hasMessageContaining("'Practise'").hasMessageContaining("Practice");
        }
        bench.airtable.add(dev.tallystick.lab.airtable.BaseRecipe.named("Practice")
                .table("T", table -> table.field("Name", dev.tallystick.lab.airtable.FieldType.EMAIL)));
        try (var open = bench.open("base", "Practice")) {
            assertThatThrownBy(open::tables).hasMessageContaining("2 bases").hasMessageContaining(bench.base.id());
        }
    }

    @Test
    void checksInStagesAndStopsAtTheFirstThatFails() {
        assertThat(stages()).containsExactly("address", "tls", "sign-in", "scope", "base", "tables", "quota");

        bench.key = "patWrong";
        assertThat(stages()).containsExactly("address", "tls", "sign-in: failed");

        var mei = new Collaborator("usrMei00000000001", "mei@lab.example", "Mei");
        bench.airtable.allow(Token.personal("patNarrow", mei).scopes(Scope.SCHEMA_READ, Scope.RECORDS_READ));
        bench.key = "patNarrow";
        assertThat(stages()).containsExactly("address", "tls", "sign-in", "scope: failed");
        try (var open = bench.open()) {
            assertThat(open.check().getLast().sentence()).contains("data.records:write", "to write rows");
        }

        bench.airtable.allow(Token.personal("patElsewhere", mei).bases("appSomewhereElse0"));
        bench.key = "patElsewhere";
        assertThat(stages()).containsExactly("address", "tls", "sign-in", "scope", "base: failed");
    }

    @Test
    void tellsEachStageBeforeItAsksForTheNext() {
        var askedBefore = new java.util.ArrayList<String>();
        bench.clock.pass(Duration.ofSeconds(5));
        try (var open = bench.open()) {
            open.check(stage -> askedBefore.add(
                    stage.stage() + " after " + bench.lab.ledger().entries().size()));
        }
        assertThat(askedBefore)
                .startsWith("address after 1", "tls after 1", "sign-in after 1", "scope after 1", "base after 2");
    }

    @Test
    void theCheckSaysWhatIsLeftOfTheMonthAlsoWhenNothingIs() {
        bench.add(1);
        try (var open = bench.open("monthly_calls", "3")) {
            var table = open.table(new dev.tallystick.connector.TableRef(
                    "Clients", new dev.tallystick.connector.SettingValues(Map.of())));
            table.prepare(Bench.wishes("Name"), null, false);
            assertThat(open.check().getLast().sentence()).contains("2 of 3 calls");
            table.fetch(List.of("recA0000000000000"));
            table.fetch(List.of("recA0000000000000"));
            assertThat(open.check().getLast().ok()).isFalse();
            assertThatThrownBy(() -> table.fetch(List.of("recA0000000000000")))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.QUOTA));
        }
    }

    @Test
    void countsOneCapForConnectionsOfOneToken() {
        bench.add(1);
        bench.clients("Name").rows();
        bench.clients("Name").rows();
        var months = bench.budget.counted().entrySet().stream()
                .filter(each -> each.getKey().startsWith("airtable/month/"))
                .toList();
        assertThat(months)
                .singleElement()
                .satisfies(month -> assertThat(month.getValue()).isEqualTo(4));
        assertThat(bench.budget.counted().keySet())
                .allSatisfy(key -> assertThat(key).doesNotContain(AirtableApi.KEY));
    }

    @Test
    void foretellsWhatATableCosts() {
        try (var open = bench.open("monthly_calls", "1000", "plan", "Free")) {
            var ref = new dev.tallystick.connector.TableRef(
                    "Clients", new dev.tallystick.connector.SettingValues(Map.of("batch", 5)));
            assertThat(open.cost(ref, 1_001)).hasValueSatisfying(cost -> {
                assertThat(cost.fullListing()).isEqualTo(12);
                assertThat(cost.rowsPerWrite()).isEqualTo(5);
                assertThat(cost.monthlyCap()).isEqualTo(1000);
                assertThat(cost.plan()).isEqualTo("Free");
            });
        }
        assertThat(bench.lab.ledger().entries()).isEmpty();
    }

    private List<String> stages() {
        bench.clock.pass(Duration.ofSeconds(5));
        try (var open = bench.open()) {
            return open.check().stream()
                    .map(stage -> stage.ok() ? stage.stage() : stage.stage() + ": failed")
                    .toList();
        }
    }
}
