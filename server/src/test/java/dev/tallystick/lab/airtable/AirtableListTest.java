package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.Method;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AirtableListTest {

    private final AirtableLab lab = new AirtableLab();

    @AfterEach
    void close() {
        lab.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> names(String query) {
        return lab.get(lab.at("Clients") + query)
                .json()
                .get("records")
                .valueStream()
                .map(each -> each.get("fields").get("Name").asString())
                .toList();
    }

    @Test
    void aRecordHasItsIdItsTimeAndTheCellsThatAreNotEmpty() {
        String id = lab.people.insert("Clients", Map.of("Name", "Ada", "Active", false, "Tags", List.of()));

        JsonNode record = lab.get(lab.at("Clients")).json().get("records").get(0);

        assertThat(record.propertyNames()).containsExactly("id", "createdTime", "fields");
        assertThat(id).matches("rec[0-9A-Za-z]{14}");
        assertThat(record.get("id").asString()).isEqualTo(id);
        assertThat(record.get("createdTime").asString()).isEqualTo("2026-11-25T08:00:00.000Z");
        assertThat(record.get("fields").propertyNames())
                .containsExactlyInAnyOrder(
                        "Name", "Label", "Number of visits", "Paid", "No", "Made", "Changed", "Renamed");
    }

    @Test
    void pagesHoldAHundredAndTheLastHasNoOffset() {
        List<String> all = lab.clients(250);
        JsonNode first = lab.get(lab.at("Clients")).json();

        assertThat(first.get("records").size()).isEqualTo(100);
        assertThat(first.get("offset").asString()).matches("itr[0-9A-Za-z]{14}/rec[0-9A-Za-z]{14}");
        assertThat(lab.walk(lab.at("Clients"))).containsExactlyInAnyOrderElementsOf(all);
        assertThat(lab.walk(lab.at("Clients") + "?pageSize=7")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(lab.walk(lab.at("Clients") + "?maxRecords=120")).hasSize(120);
        assertThat(lab.walk(lab.at("Clients") + "?maxRecords=100&pageSize=100")).hasSize(100);
    }

    @Test
    void theSamePageMayBeAskedForAgain() {
        lab.clients(30);
        String offset =
                lab.get(lab.at("Clients") + "?pageSize=10").json().get("offset").asString();
        String second = lab.at("Clients") + "?pageSize=10&offset=" + offset;

        assertThat(lab.get(second).text()).isEqualTo(lab.get(second).text());
    }

    @Test
    void withoutASortTheOrderMeansNothing() {
        List<String> made = lab.clients(40);

        assertThat(lab.walk(lab.at("Clients"))).isNotEqualTo(made);
        assertThat(lab.walk(lab.at("Clients") + "?view=All")).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?pageSize=101",
                "?pageSize=0",
                "?pageSize=x",
                "?maxRecords=0",
                "?cellFormat=string",
                "?cellFormat=xml",
                "?sort[0][field]=Name&sort[0][direction]=up"
            })
    void parametersThatMeanNothingAreRefused(String query) {
        AirtableLab.Answer answer =
                lab.get(lab.at("Clients") + query.replace("[", "%5B").replace("]", "%5D"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .isEqualTo("{\"error\":{\"type\":\"INVALID_REQUEST_UNKNOWN\",\"message\":\"" + Rejected.VALIDATION
                        + "\"}}");
    }

    @Test
    void sortsFieldsAndViews() {
        lab.people.insert("Clients", Map.of("Name", "B", "Age", 5, "Status", "Open"));
        lab.people.insert("Clients", Map.of("Name", "A", "Age", 40, "Status", "Open"));
        lab.people.insert("Clients", Map.of("Name", "C", "Age", 10, "Status", "Closed"));
        lab.people.insert("Clients", Map.of("Name", "D"));

        assertThat(names("?sort%5B0%5D%5Bfield%5D=Age")).containsExactly("D", "B", "C", "A");
        assertThat(names("?sort%5B0%5D%5Bfield%5D=Status&sort%5B1%5D%5Bfield%5D=Age&sort%5B1%5D%5Bdirection%5D=desc"))
                .containsExactly("D", "C", "A", "B");
        assertThat(names("?view=Open+by+name")).containsExactly("A", "B");
        assertThat(names("?view=Open+by+name&sort%5B0%5D%5Bfield%5D=Age")).containsExactly("B", "A");
        assertThat(lab.get(lab.at("Clients") + "?view=Nobody").text()).contains("VIEW_NAME_NOT_FOUND");
        JsonNode fields = lab.get(lab.at("Clients") + "?fields%5B%5D=Age&fields%5B%5D="
                        + lab.base.table("Clients").field("Name").id() + "&view=All")
                .json()
                .get("records")
                .get(0)
                .get("fields");
        assertThat(fields.propertyNames()).containsExactly("Age", "Name");
        assertThat(lab.get(lab.at("Clients") + "?fields%5B%5D=Nothing").text())
                .isEqualTo(
                        "{\"error\":{\"type\":\"UNKNOWN_FIELD_NAME\",\"message\":\"Unknown field name: \\\"Nothing\\\"\"}}");
    }

    @Test
    void cellsAreKeyedByFieldIdOnRequestAndTablesAreFoundByIdOrName() {
        lab.clients(1);
        Table table = lab.base.table("Clients");

        JsonNode fields = lab.get(lab.at(table.id()) + "?returnFieldsByFieldId=true")
                .json()
                .get("records")
                .get(0)
                .get("fields");

        assertThat(fields.get(table.field("Name").id()).asString()).isEqualTo("Client 1");
        assertThat(fields.has("Name")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{Name}='Ada' | Ada",
                "Name='Ada' | Ada",
                "{Age}>30 | Ada",
                "AND({Age}>10, NOT({Status}='Open')) | Bo",
                "OR({Name}=\"Ada\", {Name}='Cy') | Ada,Cy",
                "{Born}='' | Bo,Cy",
                "NOT({Active}) | Bo,Cy",
                "{Active} | Ada",
                "IS_BEFORE({Born}, '1991-01-01') | Ada",
                "FIND('red', ARRAYJOIN({Tags})) | Ada",
                "LOWER({Name})='cy' | Cy",
                "IF({Age}<10, 0, 1) | Ada,Bo",
                "{Age}*2+1=9 | Cy",
                "LAST_MODIFIED_TIME()>'2026-11-25T07:00:00Z' | Ada,Bo,Cy",
                "IS_AFTER(LAST_MODIFIED_TIME(), '2026-11-25T08:00:00.000Z') | ",
                "{Changed}>='2026-11-25T08:00:00.000Z' | Ada,Bo,Cy",
                "{Adult} | Ada,Bo",
                "0 | ",
                "'' | ",
                "0/0 | ",
                "ERROR() | ",
                "BLANK() | ",
                "1 | Ada,Bo,Cy"
            })
    void filtersByFormula(String formula, String expected) {
        lab.people.insert(
                "Clients",
                Map.of(
                        "Name",
                        "Ada",
                        "Age",
                        40,
                        "Status",
                        "Open",
                        "Born",
                        "1990-02-03",
                        "Active",
                        true,
                        "Tags",
                        List.of("red")));
        lab.people.insert("Clients", Map.of("Name", "Bo", "Age", 20, "Status", "Closed", "Tags", List.of("green")));
        lab.people.insert("Clients", Map.of("Name", "Cy", "Age", 4, "Status", "Open"));

        assertThat(String.join(",", names("?view=All&filterByFormula=" + encoded(formula))))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void filtersByIdsByFieldIdAndByTimeOfChange() {
        List<String> all = lab.clients(5);
        lab.clock.pass(Duration.ofMinutes(1));
        lab.people.edit("Clients", all.get(2), "Age", 99);
        String name = lab.base.table("Clients").field("Name").id();

        assertThat(lab.walk(lab.at("Clients") + "?filterByFormula="
                        + encoded("OR(RECORD_ID()='" + all.get(0) + "',RECORD_ID()='" + all.get(4) + "')")))
                .containsExactlyInAnyOrder(all.get(0), all.get(4));
        assertThat(names("?filterByFormula=" + encoded("{" + name + "}='Client 4'")))
                .containsExactly("Client 4");
        assertThat(names("?filterByFormula=" + encoded("IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-25T08:00:30Z')")))
                .containsExactly("Client 3");
        assertThat(names("?filterByFormula=" + encoded("LAST_MODIFIED_TIME({Name})>'2026-11-25T08:00:30Z'")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{Nobody}='x'", "NOSUCH(1)", "OR(", "1 +", "{Name", "'open", "1 2", "((((1)"})
    void formulasThatAreNoneAreRefused(String formula) {
        AirtableLab.Answer answer = lab.get(lab.at("Clients") + "?filterByFormula=" + encoded(formula));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("error").get("type").asString()).isEqualTo("INVALID_FILTER_BY_FORMULA");
        assertThat(answer.json().get("error").get("message").asString())
                .startsWith("The formula for filtering records is invalid: ");
    }

    @Test
    void aLongListingIsAskedForByPost() {
        List<String> all = lab.clients(150);
        String formula = "OR("
                + String.join(
                        ",",
                        all.stream().map(id -> "RECORD_ID()=\\\"" + id + "\\\"").toList()) + ")";
        String body = "{\"filterByFormula\":\"" + formula + "\",\"pageSize\":100,\"fields\":[\"Name\"],"
                + "\"sort\":[{\"field\":\"Age\",\"direction\":\"desc\"}],\"returnFieldsByFieldId\":true%s}";

        JsonNode first = lab.send(Method.POST, lab.at("Clients/listRecords"), body.formatted(""))
                .json();
        JsonNode second = lab.send(
                        Method.POST,
                        lab.at("Clients/listRecords"),
                        body.formatted(",\"offset\":" + first.get("offset")))
                .json();

        assertThat(AirtableLab.ids(first).getFirst()).isEqualTo(all.getLast());
        assertThat(AirtableLab.ids(first).size() + AirtableLab.ids(second).size())
                .isEqualTo(150);
        assertThat(first.get("records").get(0).get("fields").propertyNames())
                .containsExactly(lab.base.table("Clients").field("Name").id());
        assertThat(lab.get(lab.at("Clients") + "?filterByFormula=" + "x".repeat(16_000))
                        .status())
                .isEqualTo(414);
    }

    @Test
    void anIdleListingIsGoneWithoutAWord() {
        lab.clients(20);
        String page = lab.at("Clients") + "?pageSize=10";
        String offset = lab.get(page).json().get("offset").asString();
        lab.clock.pass(Duration.ofMinutes(4));
        assertThat(lab.get(page + "&offset=" + offset).status()).isEqualTo(200);
        lab.clock.pass(Duration.ofMinutes(6));

        AirtableLab.Answer gone = lab.get(page + "&offset=" + offset);

        assertThat(gone.status()).isEqualTo(422);
        assertThat(gone.text()).isEqualTo("{\"error\":{\"type\":\"LIST_RECORDS_ITERATOR_NOT_AVAILABLE\"}}");
    }

    @Test
    void aListingGoesOnOnlyWithTheParametersItBeganWith() {
        lab.clients(20);
        String offset =
                lab.get(lab.at("Clients") + "?pageSize=10").json().get("offset").asString();

        assertThat(lab.get(lab.at("Clients") + "?pageSize=10&view=All&offset=" + offset)
                        .status())
                .isEqualTo(422);
        assertThat(lab.get(lab.at("Clients") + "?pageSize=10&offset=" + offset).status())
                .isEqualTo(200);
        lab.airtable.listings().forgetAll();
        assertThat(lab.get(lab.at("Clients") + "?pageSize=10&offset=" + offset).text())
                .contains("ITERATOR_NOT_AVAILABLE");
    }

    @Test
    void aListingIsNoSnapshot() {
        List<String> all = lab.clients(20);
        JsonNode first = lab.get(lab.at("Clients") + "?pageSize=10&view=All").json();
        lab.people.edit("Clients", all.get(15), "Name", "Changed");
        lab.people.delete("Clients", all.get(16));

        String second = lab.get(lab.at("Clients") + "?pageSize=10&view=All&offset="
                        + first.get("offset").asString())
                .text();

        assertThat(second).contains("Changed").doesNotContain(all.get(16));
    }

    @Test
    void oneRecordIsFoundAlsoThroughAnotherTable() {
        String client = lab.clients(1).getFirst();
        String gone = lab.people.insert("Clients", Map.of("Name", "Gone"));
        lab.people.delete("Clients", gone);

        assertThat(lab.get(lab.at("Clients/" + client))
                        .json()
                        .get("fields")
                        .get("Name")
                        .asString())
                .isEqualTo("Client 1");
        assertThat(lab.get(lab.at("Visits/" + client)).json().get("id").asString())
                .isEqualTo(client);
        assertThat(lab.get(lab.at("Clients/" + gone)).text()).isEqualTo("{\"error\":\"NOT_FOUND\"}");
        assertThat(lab.get(lab.at("Clients/recNeverHeardOf00")).status()).isEqualTo(403);
    }

    @Test
    void whatPeopleRenameIsFoundByItsIdAndItsNewName() {
        lab.clients(1);
        String id = lab.base.table("Clients").id();
        lab.people.renameTable("Clients", "People / all");
        lab.people.renameField(id, "Name", "Full name");

        assertThat(lab.get(lab.at(id)).text()).contains("\"Full name\":\"Client 1\"", "\"Label\":\"Client 1 (1)\"");
        assertThat(lab.get(lab.at("People%20%2F%20all")).status()).isEqualTo(200);
        assertThat(lab.get(lab.at("Clients")).status()).isEqualTo(403);
    }

    @Test
    void peopleMayMoveWhatAViewShows() {
        List<String> all = lab.clients(3);
        assertThat(lab.walk(lab.at("Clients") + "?view=Open+by+name")).isEmpty();

        lab.people.edit("Clients", all.get(1), "Status", "Open");
        assertThat(lab.walk(lab.at("Clients") + "?view=Open+by+name")).containsExactly(all.get(1));
        lab.people.view("Clients", "Open by name", "{Age}>1", new View.Sort("Age", true));
        assertThat(lab.walk(lab.at("Clients") + "?view=Open+by+name")).containsExactly(all.get(2), all.get(1));
        assertThat(new HashSet<>(lab.walk(lab.at("Clients")))).hasSize(3);
    }
}
