package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.Method;
import dev.tallystick.egress.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Who may ask, how often, and how a refusal looks.
class AirtableAccessTest {

    private static final Collaborator MEI = new Collaborator("usrMei00000000001", "mei@lab.example", "Mei");

    private final AirtableLab lab = new AirtableLab();
    private final String path = lab.at("Clients");

    @AfterEach
    void close() {
        lab.close();
    }

    private void as(Token token) {
        lab.airtable.allow(token);
        lab.key = token.secret();
    }

    @Test
    void withoutAValidTokenNothingIsAnswered() {
        for (String key : List.of("", "patUnknown", "keyOldApiKey00000")) {
            lab.key = key;
            assertThat(lab.get(path).status()).isEqualTo(401);
            assertThat(lab.get(path + "?api_key=" + AirtableApi.KEY).text())
                    .isEqualTo(
                            "{\"error\":{\"type\":\"AUTHENTICATION_REQUIRED\",\"message\":\"Authentication required\"}}");
        }
        as(Token.personal("patMei", MEI));
        assertThat(lab.get(path).status()).isEqualTo(200);
        lab.airtable.revoke("patMei");
        assertThat(lab.get(path).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "RECORDS_READ,  200, 403, 403, 403",
        "RECORDS_WRITE, 403, 200, 403, 403",
        "SCHEMA_READ,   403, 403, 200, 403",
        "SCHEMA_WRITE,  403, 403, 403, 200"
    })
    void aTokenMayDoWhatItsScopesSay(Scope scope, int list, int create, int schema, int makeTable) {
        as(Token.personal("patMei", MEI).scopes(scope));
        String tables = "/airtable/v0/meta/bases/" + lab.base.id() + "/tables";

        assertThat(lab.get(path).status()).isEqualTo(list);
        assertThat(lab.send(Method.POST, path + "/listRecords", "{}").status()).isEqualTo(list);
        assertThat(lab.send(Method.POST, path, "{'fields':{'Name':'x'}}").status())
                .isEqualTo(create);
        assertThat(lab.get(tables).status()).isEqualTo(schema);
        assertThat(lab.get("/airtable/v0/meta/bases").status()).isEqualTo(schema);
        assertThat(lab.send(Method.POST, tables, "{'name':'N','fields':[{'name':'A','type':'email'}]}")
                        .status())
                .isEqualTo(makeTable);
    }

    @Test
    void aBaseOutsideOfTheTokenLooksLikeOneThatIsNotThere() {
        Base other = lab.airtable.add(
                BaseRecipe.named("Other").table("T", table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)));
        as(Token.personal("patMei", MEI).bases(other.id()));

        AirtableLab.Answer hidden = lab.get(path);
        assertThat(hidden.status()).isEqualTo(403);
        assertThat(hidden.json().get("error").get("type").asString())
                .isEqualTo("INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
        assertThat(lab.get("/airtable/v0/appNeverHeardOf00/Clients").text()).isEqualTo(hidden.text());
        assertThat(lab.get("/airtable/v0/" + other.id() + "/Nobody").text()).isEqualTo(hidden.text());
        assertThat(lab.get("/airtable/v0/meta/bases").text())
                .isEqualTo("{\"bases\":[{\"id\":\"" + other.id()
                        + "\",\"name\":\"Other\",\"permissionLevel\":\"create\"}]}");
    }

    @Test
    void whoMayOnlyReadIsToldSo() {
        String id = lab.clients(1).getFirst();
        as(Token.personal("patMei", MEI).role(Token.Role.READ));

        AirtableLab.Answer answer = lab.send(Method.POST, path, "{'fields':{}}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text())
                .contains("\"INVALID_PERMISSIONS\"", "You are not permitted to create records in table Clients (tbl");
        assertThat(lab.delete(path + "/" + id).status()).isEqualTo(403);
        assertThat(lab.get(path).status()).isEqualTo(200);
    }

    @Test
    void whoAmINeedsNoScope() {
        as(Token.personal("patMei", MEI).scopes(Scope.RECORDS_READ));
        assertThat(lab.get("/airtable/v0/meta/whoami").text())
                .isEqualTo("{\"id\":\"usrMei00000000001\",\"scopes\":[\"data.records:read\"]}");
        as(Token.personal("patMei", MEI).scopes(Scope.EMAIL_READ));
        assertThat(lab.get("/airtable/v0/meta/whoami").json().get("email").asString())
                .isEqualTo("mei@lab.example");
    }

    @Test
    void theSixthRequestOfASecondFreezesTheBaseForThirty() {
        lab.airtable.quota().perSecond(5, 50);
        Base other = lab.airtable.add(
                BaseRecipe.named("Other").table("T", table -> table.field("Name", FieldType.SINGLE_LINE_TEXT)));
        for (int i = 0; i < 5; i++) {
            assertThat(lab.get(path).status()).isEqualTo(200);
        }

        var refused = lab.lab.uri(path);
        var response = lab.response(Request.get(refused));
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.text())
                .isEqualTo("{\"error\":{\"type\":\"RATE_LIMIT_REACHED\",\"message\":"
                        + "\"Rate limit exceeded. Please try again later\"}}");
        assertThat(response.headers().first("Retry-After")).isEmpty();
        lab.clock.pass(Duration.ofMillis(29_999));
        assertThat(lab.get(path).status()).isEqualTo(429);
        assertThat(lab.get("/airtable/v0/meta/bases/" + lab.base.id() + "/tables")
                        .status())
                .isEqualTo(429);
        assertThat(lab.get("/airtable/v0/" + other.id() + "/T").status()).isEqualTo(200);
        lab.clock.pass(Duration.ofMillis(1));
        assertThat(lab.get(path).status()).isEqualTo(200);
    }

    @Test
    void fiveASecondMayGoOnForEver() {
        lab.airtable.quota().perSecond(5, 50);
        for (int i = 0; i < 30; i++) {
            assertThat(lab.get(path).status()).isEqualTo(200);
            lab.clock.pass(Duration.ofMillis(200));
        }
    }

    @Test
    void onePersonHasFiftyOverAllBases() {
        lab.airtable.quota().perSecond(0, 3);
        lab.airtable.quota().freeze(Duration.ofSeconds(1));
        lab.get(path);
        lab.get(path);
        lab.get("/airtable/v0/meta/whoami");
        assertThat(lab.get(path).status()).isEqualTo(429);
        as(Token.personal("patMei", MEI));
        assertThat(lab.get(path).status()).isEqualTo(200);
    }

    @Test
    void aMonthThatIsUsedUpStopsRecordsAndNotTheSchema() {
        lab.airtable.quota().monthly(2, 0);
        assertThat(lab.get(path).status()).isEqualTo(200);
        assertThat(lab.get(path).status()).isEqualTo(200);

        AirtableLab.Answer over = lab.get(path);
        assertThat(over.status()).isEqualTo(429);
        assertThat(over.json().get("error").get("type").asString()).isEqualTo("PUBLIC_API_BILLING_LIMIT_EXCEEDED");
        assertThat(lab.get("/airtable/v0/meta/bases/" + lab.base.id() + "/tables")
                        .status())
                .isEqualTo(200);
        assertThat(lab.airtable.quota().used()).isEqualTo(2);
        lab.clock.pass(Duration.ofDays(6));
        assertThat(lab.get(path).status()).as("December").isEqualTo(200);
    }

    @Test
    void aPlanMaySlowDownInstead() {
        lab.airtable.quota().perSecond(5, 50);
        lab.airtable.quota().monthly(1, 2);
        for (int i = 0; i < 3; i++) {
            assertThat(lab.get(path).status()).isEqualTo(i < 2 ? 200 : 429);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "OBJECT | {'error':{'type':'UNKNOWN_FIELD_NAME','message':'Unknown field name: \\'X\\''}}",
                "TYPE_ONLY | {'error':{'type':'UNKNOWN_FIELD_NAME'}}",
                "WORD | {'error':'UNKNOWN_FIELD_NAME'}",
                "LIST | {'errors':[{'error':'UNKNOWN_FIELD_NAME','message':'Unknown field name: \\'X\\''}]}"
            })
    void anErrorComesInFourShapes(ErrorShape shape, String body) {
        lab.airtable.errors(shape);

        AirtableLab.Answer answer = lab.get(path + "?fields%5B%5D=X");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).isEqualTo(body.replace('\'', '"'));
    }

    @Test
    void badRoutesAreNotFound() {
        for (String route : List.of("/airtable/v1/x", "/airtable/v0", "/airtable/v0/meta/nothing", path + "/a/b")) {
            assertThat(lab.get(route).status()).as(route).isEqualTo(404);
        }
        assertThat(lab.get("/airtable/v0/meta/nothing").text()).isEqualTo("{\"error\":\"NOT_FOUND\"}");
        var headers = lab.response(Request.get(lab.lab.uri(path))).headers();
        assertThat(headers.first("Content-Type")).contains("application/json; charset=utf-8");
    }

    @Test
    void theSchemaIsShownWithIdsTypesAndOptions() {
        JsonNode tables = lab.get("/airtable/v0/meta/bases/" + lab.base.id() + "/tables")
                .json()
                .get("tables");
        JsonNode clients = tables.get(0);

        assertThat(clients.get("id").asString()).matches("tbl[0-9A-Za-z]{14}");
        assertThat(clients.get("primaryFieldId"))
                .isEqualTo(clients.get("fields").get(0).get("id"));
        assertThat(clients.get("views").get(0).propertyNames()).containsExactly("id", "name", "type");
        JsonNode status = field(clients, "Status");
        assertThat(status.get("id").asString()).matches("fld[0-9A-Za-z]{14}");
        assertThat(status.get("type").asString()).isEqualTo("singleSelect");
        assertThat(status.get("options").get("choices").get(0).propertyNames()).containsExactly("id", "name", "color");
        JsonNode visits = field(clients, "Visits");
        JsonNode client = field(tables.get(1), "Client");
        assertThat(visits.get("options").get("linkedTableId"))
                .isEqualTo(tables.get(1).get("id"));
        assertThat(visits.get("options").get("inverseLinkFieldId")).isEqualTo(client.get("id"));
        assertThat(client.get("options").get("inverseLinkFieldId")).isEqualTo(visits.get("id"));
        JsonNode label = field(clients, "Label");
        assertThat(label.get("options").get("formula").asString()).contains("{fld");
        assertThat(label.get("options").get("referencedFieldIds").size()).isEqualTo(2);
        assertThat(label.get("options").get("result").get("type").asString()).isEqualTo("singleLineText");
        assertThat(field(clients, "Renamed")
                        .get("options")
                        .get("referencedFieldIds")
                        .size())
                .isEqualTo(1);
        assertThat(lab.get("/airtable/v0/meta/bases/" + lab.base.id() + "/tables?include%5B%5D=visibleFieldIds")
                        .text())
                .contains("visibleFieldIds");
    }

    private static JsonNode field(JsonNode table, String name) {
        return table.get("fields")
                .valueStream()
                .filter(each -> each.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tablesAndFieldsAreMadeByProgram() {
        String tables = "/airtable/v0/meta/bases/" + lab.base.id() + "/tables";
        String clients = lab.base.table("Clients").id();
        JsonNode made = lab.send(
                        Method.POST,
                        tables,
                        "{'name':'Rooms','description':'Where','fields':[{'name':'Name','type':'singleLineText'},"
                                + "{'name':'Size','type':'number','options':{'precision':1}},"
                                + "{'name':'Used by','type':'multipleRecordLinks','options':{'linkedTableId':'"
                                + clients + "'}}]}")
                .json();
        assertThat(made.get("description").asString()).isEqualTo("Where");
        assertThat(lab.base.table("Clients").field("Rooms").type()).isEqualTo(FieldType.MULTIPLE_RECORD_LINKS);

        String fields = tables + "/" + made.get("id").asString() + "/fields";
        String select = "{'name':'Kind','type':'singleSelect','options':{'choices':[{'name':'big'}]}}";
        assertThat(lab.send(Method.POST, fields, select)
                        .json()
                        .get("options")
                        .get("choices")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("big");
        assertThat(lab.send(Method.POST, fields, select).text()).contains("DUPLICATE_OR_EMPTY_FIELD_NAME");
        assertThat(lab.send(Method.POST, fields, "{'name':'N','type':'number'}").text())
                .contains("INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE");
        assertThat(lab.send(Method.POST, fields, "{'name':'F','type':'formula'}")
                        .text())
                .contains("UNSUPPORTED_FIELD_TYPE_FOR_CREATE");
        assertThat(lab.send(Method.POST, tables, "{'name':'Rooms','fields':[{'name':'A','type':'email'}]}")
                        .text())
                .contains("DUPLICATE_TABLE_NAME");
        assertThat(lab.send(Method.POST, lab.at("Rooms"), "{'fields':{'Name':'1','Size':2.5,'Kind':'big'}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theHandWorksOverHttpToo() {
        String id = lab.send(Method.POST, hand("/Clients"), "{'Name':'Ada','Age':3}")
                .json()
                .get("id")
                .asString();
        lab.send(Method.PATCH, hand("/Clients/records/" + id), "{'Age':4}");
        lab.send(Method.PATCH, hand("/Clients/fields/Age"), "{'name':'Years'}");
        lab.send(Method.POST, hand("/Clients/fields/Mail"), "{'type':'email'}");
        lab.send(Method.PUT, "/_lab/airtable/bases/Practice/Clients/views/Old", "{'filter':'{Years}>3'}");
        assertThat(lab.get(hand("/Clients/records/" + id)).json().get("Years").asInt())
                .isEqualTo(4);
        assertThat(lab.walk(path + "?view=Old")).containsExactly(id);
        assertThat(lab.send(Method.PATCH, hand("/Clients"), "{'name':'People'}")
                        .json()
                        .get("name")
                        .asString())
                .isEqualTo("People");
        assertThat(lab.send(Method.PATCH, hand("/People/records/" + id), "{'Years':'many'}")
                        .status())
                .isEqualTo(400);
        assertThat(lab.delete(hand("/People/records/" + id)).status()).isEqualTo(200);
        assertThat(lab.delete(hand("/People/records/" + id)).status()).isEqualTo(404);
        assertThat(lab.get("/_lab/airtable/bases").text()).contains("Practice", "People");
        assertThat(lab.get("/_lab/airtable/writes").text()).isEqualTo("[]");

        assertThat(lab.send(
                                Method.POST,
                                "/_lab/airtable/switches",
                                "{'errors':'word','requests_per_second':1,'freeze_millis':10,'deny_consent':true}")
                        .status())
                .isEqualTo(200);
        assertThat(lab.get(lab.at("People")).status()).isEqualTo(200);
        assertThat(lab.get(lab.at("People")).text()).isEqualTo("{\"error\":\"RATE_LIMIT_REACHED\"}");
        assertThat(lab.send(Method.POST, "/_lab/airtable/switches", "{'gravity':0}")
                        .status())
                .isEqualTo(400);
    }

    private String hand(String place) {
        return "/_lab/airtable/bases/" + lab.base.id() + place;
    }

    @Test
    void whatPeopleDeleteMayComeBackAndFieldsMayGo() {
        String id = lab.clients(1).getFirst();
        Map<String, Object> before = Map.of("Name", "Client 1");
        lab.people.delete("Clients", id);
        lab.people.restore("Clients", id, before);
        lab.people.deleteField("Clients", "Age");

        assertThat(lab.get(path + "/" + id).json().get("fields").has("Age")).isFalse();
        assertThat(lab.get(path + "/" + id).json().get("fields").get("Name").asString())
                .isEqualTo("Client 1");
        lab.people.deleteTable("Visits");
        assertThat(lab.get(lab.at("Visits")).status()).isEqualTo(403);
    }
}
