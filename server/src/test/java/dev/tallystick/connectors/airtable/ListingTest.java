package dev.tallystick.connectors.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Listing;
import dev.tallystick.connector.Problem;
import dev.tallystick.connector.Source;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.table.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListingTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static Value number(long number) {
        return new Value.Decimal(BigDecimal.valueOf(number));
    }

    @Test
    void readsEveryPageOfTheMappedFieldsAndNoOther() {
        var ids = bench.add(250);
        var clients = bench.clients("Name", "Age");

        var rows = clients.rows();
        assertThat(rows).containsOnlyKeys(ids);
        assertThat(rows.get(ids.get(249)).values())
                .containsOnly(
                        Map.entry(clients.id("Name"), Value.text("Client 250")),
                        Map.entry(clients.id("Age"), number(250)));
        assertThat(clients.listing)
                .isInstanceOfSatisfying(
                        Listing.Complete.class,
                        complete -> assertThat(complete.full()).isTrue());
        assertThat(bench.calls("GET", "Clients")).as("requests, minimal").isEqualTo(3);
    }

    @Test
    void readsEveryKindOfCell() {
        var ada = bench.people.insert(
                "Clients",
                Map.of(
                        "Name",
                        "Ada",
                        "Age",
                        36.5,
                        "Status",
                        "Open",
                        "Tags",
                        List.of("green", "red"),
                        "Born",
                        "1815-12-10",
                        "Seen",
                        "2026-10-25T02:30:00.123+02:00",
                        "Active",
                        true,
                        "Stars",
                        4));
        bench.people.insert("Visits", Map.of("Title", "First", "Client", List.of(ada)));
        var clients = bench.clients(
                "Name", "Age", "Status", "Tags", "Born", "Seen", "Active", "Stars", "Notes", "Double", "Visits",
                "Changed");

        var row = clients.rows().get(ada);
        assertThat(row.value(clients.id("Age"))).isEqualTo(new Value.Decimal(new BigDecimal("36.5")));
        assertThat(row.value(clients.id("Status"))).isEqualTo(new Value.Choice("Open"));
        assertThat(Cells.EQUALITY.same(row.value(clients.id("Tags")), new Value.Choices(List.of("red", "green"))))
                .isTrue();
        assertThat(row.value(clients.id("Born"))).isEqualTo(new Value.Date(LocalDate.of(1815, 12, 10)));
        assertThat(row.value(clients.id("Seen")))
                .isEqualTo(new Value.Timestamp(Instant.parse("2026-10-25T00:30:00.123Z")));
        assertThat(row.value(clients.id("Active"))).isEqualTo(new Value.Bool(true));
        assertThat(row.value(clients.id("Stars"))).isEqualTo(number(4));
        assertThat(row.value(clients.id("Notes"))).isEqualTo(Value.empty());
        assertThat(row.value(clients.id("Double"))).isEqualTo(number(73));
        assertThat(row.value(clients.id("Visits"))).isInstanceOf(Value.Links.class);
        assertThat(row.value(clients.id("Changed"))).isInstanceOf(Value.Timestamp.class);
        assertThat(clients.remarks).isEmpty();
    }

    /// Airtable shows 7.6; its doubles say otherwise, and a sheet would refuse so many digits.
    @Test
    void readsAFractionWithoutTheNoiseOfDoubles() {
        var ids = bench.add(1);
        bench.people.breakCell("Clients", ids.getFirst(), "Double", 7.6000000000000005);
        var clients = bench.clients("Name", "Double");

        assertThat(clients.rows().get(ids.getFirst()).value(clients.id("Double")))
                .isEqualTo(new Value.Decimal(new BigDecimal("7.6")));
    }

    @Test
    void readsAnErrorCellAsEmptyAndSaysSo() {
        var ids = bench.add(2);
        bench.people.breakCell("Clients", ids.get(1), "Double", Map.of("error", "#ERROR!"));
        var clients = bench.clients("Name", "Double");

        var rows = clients.rows();
        assertThat(rows).containsOnlyKeys(ids);
        assertThat(rows.get(ids.get(1)).value(clients.id("Double"))).isEqualTo(Value.empty());
        assertThat(clients.remarks).singleElement().satisfies(remark -> {
            assertThat(remark.where()).contains(ids.get(1));
            assertThat(remark.reason()).contains("'Double'", "#ERROR!");
        });
    }

    @Test
    void beginsAgainWhenAirtableForgotTheListing() {
        var ids = bench.add(250);
        var clients = bench.clients("Name");
        lost(1, 1);

        assertThat(clients.rows()).containsOnlyKeys(ids);
        assertThat(clients.listing).isInstanceOf(Listing.Complete.class);
        assertThat(bench.calls("GET", "Clients"))
                .as("page 1, lost, and three again")
                .isEqualTo(5);
    }

    @Test
    void givesUpWhenAirtableForgetsItAgainAndAgain() {
        bench.add(150);
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.ITERATOR_GONE, "GET " + bench.path("Clients"))
                        .times(Fault.FOREVER));

        clients.rows();
        assertThat(clients.listing)
                .isInstanceOfSatisfying(
                        Listing.Partial.class,
                        partial -> assertThat(partial.reason()).contains("forgot"));
        assertThat(bench.calls("GET", "Clients")).isEqualTo(8);
    }

    private void lost(int after, int times) {
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.ITERATOR_GONE, "GET " + bench.path("Clients"))
                        .after(after)
                        .times(times));
    }

    @Test
    void goesOnAfterAShortPageAndAnEmptyOne() {
        var ids = bench.add(150);
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.SHORT_PAGE, "GET " + bench.path("Clients"))
                        .value("0"));
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.SHORT_PAGE, "GET " + bench.path("Clients"))
                        .value("7"));

        assertThat(clients.rows()).containsOnlyKeys(ids);
        assertThat(clients.listing).isInstanceOf(Listing.Complete.class);
    }

    @Test
    void noticesAListingThatGoesRound() {
        bench.add(250);
        var clients = bench.clients("Name");
        bench.lab
                .faults()
                .add(Fault.of(Fault.Kind.CURSOR_LOOP, "GET " + bench.path("Clients"))
                        .times(Fault.FOREVER));

        clients.rows();
        assertThat(clients.listing)
                .isInstanceOfSatisfying(
                        Listing.Partial.class,
                        partial -> assertThat(partial.reason()).contains("circle"));
        assertThat(bench.calls("GET", "Clients")).isLessThan(100);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"DUPLICATE_PAGE", "MOVING_ROW"})
    void aRowThatComesTwiceCountsOnce(Fault.Kind kind) {
        var ids = bench.add(250);
        var clients = bench.clients("Name");
        var fault = Fault.of(kind, "GET " + bench.path("Clients")).after(1);
        bench.lab.faults().add(kind == Fault.Kind.MOVING_ROW ? fault.value("twice") : fault);

        assertThat(clients.rows()).containsOnlyKeys(ids); // it fails by itself on a row that comes twice
    }

    @Test
    void asksByPostWhenTheAddressWouldBeTooLong() {
        bench.add(3);
        var filter = "OR(" + "{Age} = 1,".repeat(1500) + "{Age} = 2)";
        var clients = new Bench.Prepared(bench.table("Clients", "filter", filter), "Name");

        assertThat(clients.rows()).hasSize(2);
        assertThat(bench.calls("GET", "Clients")).isZero();
        assertThat(bench.calls("POST", "Clients")).isEqualTo(1);
    }

    @Test
    void listsOnlyTheViewAndFindsTheRestById() {
        var ids = bench.add(30);
        var grown = new Bench.Prepared(bench.table("Clients", "view", "Grown"), "Name", "Age");

        assertThat(grown.shape.traits().listsEverything()).isFalse();
        assertThat(grown.rows()).containsOnlyKeys(ids.subList(17, 30));
        assertThat(((Listing.Complete) grown.listing).scope()).contains("view viw");
        assertThat(grown.table.fetch(List.of(ids.getFirst(), ids.getLast(), "recNever000000000")))
                .containsOnlyKeys(ids.getFirst(), ids.getLast());
        assertThat(grown.table.find(grown.id("Name"), List.of(Value.text("Client 1"))))
                .extracting(row -> row.id())
                .containsExactly(ids.getFirst());
    }

    @Test
    void asksForAHundredRowsInACall() {
        var ids = bench.add(205);
        var clients = bench.clients("Name");

        assertThat(clients.table.fetch(ids)).containsOnlyKeys(ids);
        assertThat(bench.calls("POST", "Clients")).isEqualTo(3);
    }

    @Test
    void tellsScopesApart() {
        bench.add(1);
        var scopes =
                Set.of(scope(), scope("view", "Grown"), scope("filter", "{Age} > 1"), scope("filter", "{Age} > 2"));
        assertThat(scopes).hasSize(4);
        assertThat(scope("view", "Grown")).isEqualTo(scope("view", "Grown"));
    }

    private String scope(Object... options) {
        var clients = new Bench.Prepared(bench.table("Clients", options), "Name");
        clients.rows();
        return ((Listing.Complete) clients.listing).scope();
    }

    @Test
    void namesAViewAndAFilterThatCannotBe() {
        assertThatThrownBy(() -> bench.table("Clients", "view", "Nowhere").prepare(Bench.wishes("Name"), null, false))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'Nowhere'")
                .hasMessageContaining("Grown");
        var clients = new Bench.Prepared(bench.table("Clients", "filter", "{No such} = 1"), "Name");
        assertThatThrownBy(clients::rows)
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.problem()).isEqualTo(Problem.SETTINGS))
                .hasMessageContaining("'filter'");
    }

    @Test
    void stopsBetweenPages() {
        bench.add(250);
        var clients = bench.clients("Name");
        List<String> seen = new ArrayList<>();
        var listing = clients.table.list(new Source.Request(null), page -> {
            page.rows().forEach(row -> seen.add(row.id()));
            bench.stopping.set(true);
        });

        assertThat(listing).isInstanceOf(Listing.Partial.class);
        assertThat(seen).hasSize(100);
    }

    // ---- incremental

    @Test
    void readsOnlyWhatChangedSince() {
        var ids = bench.add(150);
        var clients = bench.clients("Name", "Age");
        assertThat(clients.shape.traits().rowTimes()).isTrue();
        bench.clock.pass(Duration.ofHours(1));
        var edited = bench.now();
        bench.people.edit("Clients", ids.get(3), "Age", 77);
        assertThat(clients.rows().get(ids.get(3)).changedAt()).isEqualTo(edited);
        var cursor = clients.cursor();
        bench.clock.pass(Duration.ofHours(1));
        bench.people.edit("Clients", ids.get(5), "Age", 99);
        var made = bench.people.insert("Clients", Map.of("Name", "New"));

        assertThat(clients.rows(cursor)).containsOnlyKeys(ids.get(3), ids.get(5), made);
        assertThat(((Listing.Complete) clients.listing).full()).isFalse();
        bench.clock.pass(Duration.ofHours(1));
        var next = clients.cursor();
        bench.people.edit("Clients", ids.get(7), "Name", "Late");
        assertThat(clients.rows(next))
                .as("within the overlap, and after")
                .containsOnlyKeys(ids.get(5), made, ids.get(7));
    }

    @Test
    void findsANewRowThatHasNoTimeOfAChangeYet() {
        bench.base.habits(new Base.Habits(true, false, true));
        bench.add(2);
        var clients = bench.clients("Name");
        bench.clock.pass(Duration.ofHours(1));
        clients.rows();
        var cursor = clients.cursor();
        bench.clock.pass(Duration.ofHours(1));
        var made = bench.people.insert("Clients", Map.of("Name", "New"));

        assertThat(clients.rows(cursor)).containsKey(made);
    }

    @Test
    void readsAllAgainWhenTheFieldsChanged() {
        var ids = bench.add(3);
        var before = bench.clients("Name", "Status");
        before.rows();
        var cursor = before.cursor();
        bench.clock.pass(Duration.ofHours(1));
        bench.people.renameChoice("Clients", "Status", "Open", "Going on");

        var after = bench.clients("Name", "Status");
        assertThat(after.rows(cursor)).containsOnlyKeys(ids);
        assertThat(((Listing.Complete) after.listing).full()).isTrue();
    }

    @Test
    void isNotIncrementalWhereAMappedFieldChangesUnseen() {
        bench.add(1);
        for (var field : List.of("Double", "Visits")) {
            var clients = bench.clients("Name", field);
            clients.rows();
            assertThat(clients.cursor()).as(field).isNull();
            assertThat(clients.shape.traits().rowTimes()).isFalse();
        }
        // "Changed" watches everything, "Renamed" the name alone.
        bench.people.deleteField("Clients", "Changed");
        assertThat(bench.clients("Name").shape.traits().rowTimes()).isTrue();
        assertThat(bench.clients("Name", "Age").shape.traits().rowTimes()).isFalse();
    }

    // ---- asking

    @Test
    void findsRowsByWhatTheyHold() {
        var odd = List.of(
                "O'Neil", "a\\b", "\"quoted\"", "{Age}", "x' OR 1=1 OR 'x", "two\nlines", "Zoë 🪵", "100", " spaced ");
        for (var name : odd) {
            bench.people.insert("Clients", Map.of("Name", name, "Age", name.length(), "Born", "2026-02-03"));
        }
        var clients = bench.clients("Name", "Age", "Born", "Seen");
        for (var name : odd) {
            assertThat(clients.table.find(clients.id("Name"), List.of(Value.text(name))))
                    .as(name)
                    .singleElement()
                    .satisfies(row -> assertThat(row.value(clients.id("Name"))).isEqualTo(Value.text(name)));
        }
        assertThat(clients.table.find(
                        clients.id("Name"), odd.stream().map(Value::text).toList()))
                .hasSize(odd.size());
        assertThat(clients.table.find(clients.id("Age"), List.of(number(6)))).hasSize(2);
        assertThat(clients.table.find(clients.id("Born"), List.of(new Value.Date(LocalDate.of(2026, 2, 3)))))
                .hasSize(odd.size());
        assertThat(clients.table.find(clients.id("Name"), List.of(Value.empty())))
                .isEmpty();
    }

    /// Ten thousand letters in one formula are more than an address can hold.
    @Test
    void findsManyLongNamesOutsideTheViewInOneCall() {
        var names = new ArrayList<Value>();
        for (int i = 0; i < 100; i++) {
            var name = "Ünlü & Söhne %s, %s".formatted(i, "x'".repeat(60));
            bench.people.insert("Clients", Map.of("Name", name));
            names.add(Value.text(name));
        }
        var grown = new Bench.Prepared(bench.table("Clients", "view", "Grown"), "Name");

        assertThat(grown.table.find(grown.id("Name"), names)).hasSize(100);

        assertThat(bench.calls("GET", "Clients") + bench.calls("POST", "Clients"))
                .isEqualTo(1);
    }

    @Test
    void findsRowsByATimeAndByWhatNoFormulaCanTell() {
        var ada = bench.people.insert(
                "Clients", Map.of("Name", "Ada", "Seen", "2026-05-05T07:00:00.250Z", "Tags", List.of("red", "green")));
        bench.people.insert("Clients", Map.of("Name", "Eve", "Seen", "2026-05-05T07:00:00.500Z"));
        var clients = bench.clients("Name", "Seen", "Tags");
        assertThat(clients.table.find(
                        clients.id("Seen"), List.of(new Value.Timestamp(Instant.parse("2026-05-05T07:00:00.250Z")))))
                .extracting(row -> row.id())
                .containsExactly(ada);
        assertThat(clients.table.find(clients.id("Tags"), List.of(new Value.Choices(List.of("green", "red")))))
                .extracting(row -> row.id())
                .containsExactly(ada);
    }

    @Test
    void namesTheRowsThatALinkMayPointAt() {
        var ids = bench.add(120);
        var visits = new Bench.Prepared(bench.table("Visits"), "Title", "Client");

        var names = visits.table.names(visits.id("Client"));
        assertThat(names).containsOnlyKeys(ids).containsEntry(ids.getFirst(), "Client 1");
    }

    @Test
    void saysThatAFieldWithoutLinksHasNoNames() {
        var ids = bench.add(2);
        bench.people.insert("Visits", Map.of("Title", "First", "Client", ids));
        var visits = new Bench.Prepared(bench.table("Visits"), "Title", "Client's status");
        assertThatThrownBy(() -> visits.table.names(visits.id("Client's status")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'Client's status'");
    }
}
