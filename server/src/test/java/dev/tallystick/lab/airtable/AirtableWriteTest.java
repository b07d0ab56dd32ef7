package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AirtableWriteTest {

    private final AirtableLab lab = new AirtableLab();

    @AfterEach
    void close() {
        lab.close();
    }

    private static String records(String record, int count) {
        return "{'records':[" + String.join(",", Collections.nCopies(count, record)) + "]}";
    }

    private Map<String, Object> client(String id) {
        return lab.base.table("Clients").record(id).orElseThrow();
    }

    @Test
    void manyAreCreatedAtOnceAndOneByItself() {
        JsonNode many = lab.send(Method.POST, lab.at("Clients"), records("{'fields':{'Name':'Ada'}}", 10))
                .json();
        AirtableLab.Answer one = lab.send(Method.POST, lab.at("Clients"), "{'fields':{'Name':'Bo','Age':4.5}}");

        assertThat(many.propertyNames()).containsExactly("records");
        assertThat(many.get("records").size()).isEqualTo(10);
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json().propertyNames()).containsExactly("id", "createdTime", "fields");
        assertThat(one.json().get("fields").get("Age").asDouble()).isEqualTo(4.5);
        assertThat(lab.base.table("Clients").records()).hasSize(11);
    }

    @Test
    void elevenAreTooMany() {
        assertThat(lab.send(Method.POST, lab.at("Clients"), records("{'fields':{}}", 11))
                        .text())
                .contains("A maximum of 10 records can be created per request but you have provided 11.");
        String id = lab.clients(1).getFirst();
        AirtableLab.Answer update =
                lab.send(Method.PATCH, lab.at("Clients"), records("{'id':'" + id + "','fields':{}}", 11));
        assertThat(update.status()).isEqualTo(422);
        assertThat(update.text()).contains("INVALID_RECORDS", "You must provide an array of up to 10 record objects");
        assertThat(lab.delete(lab.at("Clients") + "?"
                                + "records%5B%5D=".concat(id).concat("&").repeat(11))
                        .status())
                .isEqualTo(422);
        assertThat(lab.base.table("Clients").records()).containsExactly(id);
    }

    @Test
    void oneBadRecordFailsThemAll() {
        AirtableLab.Answer answer = lab.send(
                Method.POST, lab.at("Clients"), "{'records':[{'fields':{'Name':'Ada'}},{'fields':{'Label':'x'}}]}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .isEqualTo("{\"error\":{\"type\":\"INVALID_VALUE_FOR_COLUMN\",\"message\":"
                        + "\"Field \\\"Label\\\" cannot accept a value because the field is computed\"}}");
        assertThat(lab.base.table("Clients").records()).isEmpty();
        assertThat(lab.airtable.writes().entries()).isEmpty();
    }

    @Test
    void patchChangesWhatIsNamedAndPutClearsTheRest() {
        String id = lab.people.insert("Clients", Map.of("Name", "Ada", "Age", 40, "Status", "Open", "Active", true));

        lab.send(Method.PATCH, lab.at("Clients/" + id), "{'fields':{'Age':41,'Active':false}}");
        assertThat(client(id))
                .containsEntry("Name", "Ada")
                .containsEntry("Age", 41L)
                .containsEntry("Status", "Open")
                .doesNotContainKey("Active");

        lab.send(Method.PUT, lab.at("Clients"), "{'records':[{'id':'" + id + "','fields':{'Name':'Ada'}}]}");
        assertThat(client(id))
                .containsEntry("Name", "Ada")
                .doesNotContainKeys("Age", "Status")
                .containsKeys("No", "Made", "Label");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''"})
    void aCellIsEmptied(String nothing) {
        String id = lab.people.insert("Clients", Map.of("Name", "Ada", "Tags", List.of("red")));
        String list = nothing.equals("null") ? "null" : "[]";

        lab.send(Method.PATCH, lab.at("Clients/" + id), "{'fields':{'Name':" + nothing + ",'Tags':" + list + "}}");

        assertThat(client(id)).doesNotContainKeys("Name", "Tags");
    }

    @Test
    void bothFormsOfDeletingSayWhatIsGone() {
        List<String> ids = lab.clients(3);

        assertThat(lab.delete(lab.at("Clients/" + ids.get(0))).text())
                .isEqualTo("{\"id\":\"" + ids.get(0) + "\",\"deleted\":true}");
        assertThat(lab.delete(lab.at("Clients") + "?records%5B%5D=" + ids.get(1) + "&records%5B%5D=" + ids.get(2))
                        .text())
                .isEqualTo("{\"records\":[{\"id\":\"" + ids.get(1) + "\",\"deleted\":true},{\"id\":\"" + ids.get(2)
                        + "\",\"deleted\":true}]}");
        assertThat(lab.base.table("Clients").records()).isEmpty();
        assertThat(lab.delete(lab.at("Clients/" + ids.get(0))).status()).isEqualTo(404);
    }

    @Test
    void aRowThatIsGoneFailsTheBatch() {
        List<String> ids = lab.clients(2);
        lab.people.delete("Clients", ids.get(1));

        AirtableLab.Answer answer = lab.send(
                Method.PATCH,
                lab.at("Clients"),
                "{'records':[{'id':'%s','fields':{'Age':7}},{'id':'%s','fields':{'Age':8}}]}"
                        .formatted(ids.get(0), ids.get(1)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .contains("ROW_DOES_NOT_EXIST", "Record ID " + ids.get(1) + " does not exist in this table");
        assertThat(client(ids.get(0))).containsEntry("Age", 1L);
        assertThat(lab.delete(lab.at("Clients") + "?records%5B%5D=" + ids.get(0) + "&records%5B%5D=" + ids.get(1))
                        .status())
                .isEqualTo(422);
        assertThat(client(ids.get(0))).isNotEmpty();
    }

    @Test
    void anUpsertCreatesUpdatesAndRefusesWhatIsTwoFold() {
        String ada = lab.people.insert("Clients", Map.of("Name", "Ada", "Age", 1));
        String body = "{'performUpsert':{'fieldsToMergeOn':['Name']},'records':["
                + "{'fields':{'Name':'Ada','Age':2}},{'fields':{'Name':'Bo','Age':3}}]}";

        JsonNode answer = lab.send(Method.PATCH, lab.at("Clients"), body).json();

        assertThat(answer.propertyNames()).containsExactlyInAnyOrder("records", "createdRecords", "updatedRecords");
        assertThat(answer.get("updatedRecords").get(0).asString()).isEqualTo(ada);
        assertThat(answer.get("createdRecords").size()).isEqualTo(1);
        assertThat(client(ada)).containsEntry("Age", 2L);

        lab.people.insert("Clients", Map.of("Name", "Bo"));
        assertThat(lab.send(Method.PATCH, lab.at("Clients"), body.replace("'Age':2", "'Age':9"))
                        .status())
                .isEqualTo(422);
        assertThat(client(ada)).as("all or nothing").containsEntry("Age", 2L);
    }

    @ParameterizedTest
    @CsvSource({"'Label'", "'Active'", "'Nobody'", "'Name','Age','Status','Tags'", "''"})
    void anUpsertMergesOnFewPlainFields(String fields) {
        String names = fields.isEmpty() ? "" : "'" + fields.replace(",", "','") + "'";
        assertThat(lab.send(
                                Method.PATCH,
                                lab.at("Clients"),
                                "{'performUpsert':{'fieldsToMergeOn':[" + names + "]},'records':[{'fields':{}}]}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void anUpsertWithAnIdMakesNone() {
        assertThat(lab.send(
                                Method.PATCH,
                                lab.at("Clients"),
                                "{'performUpsert':{'fieldsToMergeOn':['Name']},"
                                        + "'records':[{'id':'recNeverHeardOf00','fields':{'Name':'x'}}]}")
                        .text())
                .contains("ROW_DOES_NOT_EXIST");
        assertThat(lab.base.table("Clients").records()).isEmpty();
    }

    @Test
    void aTypecastMakesWhatIsMissing() {
        JsonNode visit = lab.send(
                        Method.POST,
                        lab.at("Visits"),
                        "{'fields':{'Title':'First','Price':'12.50','Client':['New client']},'typecast':true}")
                .json();

        String client = visit.get("fields").get("Client").get(0).asString();
        assertThat(visit.get("fields").get("Price").asDouble()).isEqualTo(12.5);
        assertThat(client(client)).containsEntry("Name", "New client");
        lab.send(Method.PATCH, lab.at("Clients/" + client), "{'fields':{'Status':'Waiting'},'typecast':true}");
        assertThat(lab.base.table("Clients").field("Status").choices()).hasSize(3);
        assertThat(client(client)).containsEntry("Status", "Waiting");
    }

    @Test
    void aTypecastThatFailsMakesNothing() {
        assertThat(lab.send(
                                Method.POST,
                                lab.at("Clients"),
                                "{'records':[{'fields':{'Status':'New one'}},{'fields':{'Age':'x'}}],'typecast':true}")
                        .status())
                .isEqualTo(422);
        assertThat(lab.base.table("Clients").field("Status").choices()).hasSize(2);
    }

    @Test
    void everyWriteIsInTheLedgerWithItsWriter() {
        var mei = new Collaborator("usrMei00000000001", "mei@lab.example", "Mei");
        lab.airtable.allow(Token.personal("patMei", mei));
        lab.key = "patMei";
        String id = lab.send(Method.POST, lab.at("Clients"), "{'fields':{'Name':'Ada'}}")
                .json()
                .get("id")
                .asString();
        lab.send(Method.PATCH, lab.at("Clients/" + id), "{'fields':{'Age':4}}");
        lab.people.edit("Clients", id, "Age", 5);
        lab.delete(lab.at("Clients/" + id));

        List<Writes.Write> writes =
                lab.airtable.writes().entries(lab.base.table("Clients").id());
        assertThat(writes)
                .extracting(Writes.Write::kind)
                .containsExactly(Writes.Kind.CREATE, Writes.Kind.UPDATE, Writes.Kind.DELETE);
        assertThat(writes)
                .allMatch(write ->
                        write.by().equals("mei@lab.example") && write.record().equals(id));
        assertThat(writes.get(1).fields())
                .containsExactly(
                        Map.entry(lab.base.table("Clients").field("Age").id(), 4));
    }

    @Test
    void whatIsNoRequestIsRefused() {
        assertThat(lab.send(Method.POST, lab.at("Clients"), "{").status()).isEqualTo(400);
        assertThat(lab.send(Method.POST, lab.at("Clients"), "[]").status()).isEqualTo(422);
        assertThat(lab.send(Method.POST, lab.at("Clients"), "{}").text()).contains("INVALID_REQUEST_MISSING_FIELDS");
        assertThat(lab.send(Method.POST, lab.at("Clients"), "{'fields':{'X':1}}")
                        .text())
                .contains("UNKNOWN_FIELD_NAME");
        assertThat(lab.send(Method.PATCH, lab.at("Clients"), "{'records':[{'fields':{}}]}")
                        .text())
                .contains("INVALID_RECORDS");
        String id = lab.clients(1).getFirst();
        assertThat(lab.send(Method.PATCH, lab.at("Clients"), records("{'id':'" + id + "','fields':{}}", 2))
                        .text())
                .contains("multiple times");
    }

    @Test
    void bothEndsOfALinkAreKept() {
        List<String> clients = lab.clients(2);
        String visit =
                lab.people.insert("Visits", Map.of("Title", "V", "Price", 10, "Client", List.of(clients.get(0))));
        assertThat(client(clients.get(0)))
                .containsEntry("Visits", List.of(visit))
                .containsEntry("Number of visits", 1L)
                .containsEntry("Paid", 10L);

        lab.send(Method.PATCH, lab.at("Clients/" + clients.get(1)), "{'fields':{'Visits':['" + visit + "']}}");
        assertThat(lab.base.table("Visits").record(visit).orElseThrow()).containsEntry("Client", clients);

        lab.send(Method.PATCH, lab.at("Visits/" + visit), "{'fields':{'Client':['" + clients.get(1) + "']}}");
        assertThat(client(clients.get(0))).doesNotContainKey("Visits").containsEntry("Number of visits", 0L);

        lab.delete(lab.at("Clients/" + clients.get(1)));
        assertThat(lab.base.table("Visits").record(visit).orElseThrow()).doesNotContainKey("Client");
        assertThat(lab.send(Method.PATCH, lab.at("Visits/" + visit), "{'fields':{'Client':['" + clients.get(1) + "']}}")
                        .text())
                .contains("ROW_DOES_NOT_EXIST");
    }

    @Test
    void whetherALinkTouchesItsOtherEndIsASwitch() {
        String client = lab.clients(1).getFirst();
        Table clients = lab.base.table("Clients");
        lab.clock.pass(java.time.Duration.ofMinutes(1));
        lab.base.habits(new Base.Habits(false, true, true));
        String visit = lab.people.insert("Visits", Map.of("Title", "V", "Client", List.of(client)));
        assertThat(clients.modified(client)).isEqualTo(lab.clock.instant().minusSeconds(60));

        lab.base.habits(Base.Habits.USUAL);
        lab.people.edit("Visits", visit, "Client", null);
        assertThat(clients.modified(client)).isEqualTo(lab.clock.instant());
    }

    @Test
    void whetherAnswersKeepTheOrderIsASwitch() {
        String body = "{'records':[{'fields':{'Name':'1'}},{'fields':{'Name':'2'}}]}";
        assertThat(lab.send(Method.POST, lab.at("Clients"), body).text()).containsSubsequence("\"1\"", "\"2\"");
        lab.base.habits(new Base.Habits(true, true, false));
        assertThat(lab.send(Method.POST, lab.at("Clients"), body).text()).containsSubsequence("\"2\"", "\"1\"");
    }

    @Test
    void whetherANewRowCountsAsModifiedIsASwitch() {
        lab.base.habits(new Base.Habits(true, false, true));
        String id = lab.clients(1).getFirst();
        assertThat(client(id)).doesNotContainKey("Changed");

        lab.clock.pass(java.time.Duration.ofMinutes(1));
        lab.people.edit("Clients", id, "Age", 9);
        assertThat(client(id))
                .containsEntry("Changed", "2026-11-25T08:01:00.000Z")
                .doesNotContainKey("Renamed");
    }
}
