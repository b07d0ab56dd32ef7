package dev.tallystick.lab.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.egress.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every type of field: what it takes, what it shows, what it refuses.
class AirtableCellsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PERSON = "{'id':'usrAda00000000001','email':'ada@mail.example','name':'Ada'}";

    private final AirtableLab lab = new AirtableLab();
    private final Base base = lab.airtable.add(recipe());

    @AfterEach
    void close() {
        lab.close();
    }

    private static BaseRecipe recipe() {
        return BaseRecipe.named("Every type")
                .person(new Collaborator("usrAda00000000001", "ada@mail.example", "Ada"))
                .table("T", table -> {
                    TableRecipe all = table.field("Name", FieldType.SINGLE_LINE_TEXT);
                    for (FieldType type : FieldType.values()) {
                        all = switch (type) {
                            case SINGLE_SELECT -> all.select(type.word(), "Open", "Closed");
                            case MULTIPLE_SELECTS -> all.selects(type.word(), "red", "green");
                            case MULTIPLE_RECORD_LINKS -> all.link(type.word(), "Other", "Back");
                            case FORMULA -> all.formula(type.word(), "{number} / {percent}", FieldType.NUMBER);
                            case COUNT -> all.count(type.word(), "multipleRecordLinks");
                            case ROLLUP -> all.rollup(type.word(), "multipleRecordLinks", "Size", "SUM");
                            case MULTIPLE_LOOKUP_VALUES ->
                                all.lookup(type.word(), "multipleRecordLinks", "Size", FieldType.NUMBER);
                            case LAST_MODIFIED_TIME -> all.lastModified(type.word());
                            case DATE_TIME -> all.field(type.word(), type, Map.of("timeZone", "Europe/Berlin"));
                            default -> all.field(type.word(), type);
                        };
                    }
                    return all;
                })
                .table(
                        "Other",
                        table -> table.field("Name", FieldType.SINGLE_LINE_TEXT).field("Size", FieldType.NUMBER));
    }

    private AirtableLab.Answer write(String field, String value) {
        return lab.send(Method.POST, "/airtable/v0/" + base.id() + "/T", "{'fields':{'" + field + "':" + value + "}}");
    }

    private static JsonNode tree(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "singleLineText | 'a' | 'a'",
                "multilineText | 'a\\nb' | 'a\\nb'",
                "richText | '**a**' | '**a**'",
                "email | 'a@mail.example' | 'a@mail.example'",
                "url | 'https://a.example' | 'https://a.example'",
                "phoneNumber | '+49 30 1' | '+49 30 1'",
                "number | 12.5 | 12.5",
                "number | 12.0 | 12",
                "number | 0 | 0",
                "currency | 9.99 | 9.99",
                "percent | 0.123 | 0.123",
                "duration | 3600 | 3600",
                "rating | 5 | 5",
                "checkbox | true | true",
                "date | '2026-09-05' | '2026-09-05'",
                "dateTime | '2026-09-05T07:00:00Z' | '2026-09-05T07:00:00.000Z'",
                "dateTime | '2026-09-05T07:00:00.1234+02:00' | '2026-09-05T05:00:00.123Z'",
                "dateTime | '2026-09-05T07:00:00' | '2026-09-05T05:00:00.000Z'",
                "singleSelect | 'Open' | 'Open'",
                "multipleSelects | ['green','red'] | ['green','red']",
                "barcode | {'text':'4006381333931','type':'ean13'} | {'text':'4006381333931','type':'ean13'}",
                "singleCollaborator | {'email':'ada@mail.example'} | " + PERSON,
                "multipleCollaborators | ['usrAda00000000001'] | [" + PERSON + "]"
            })
    void takesAndShows(String field, String written, String read) {
        JsonNode record = write(field, written).json();

        assertThat(record.get("fields").get(field)).isEqualTo(tree(read));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "singleLineText | 5",
                "multilineText | ['a']",
                "email | true",
                "number | '12'",
                "currency | '9.99'",
                "percent | {}",
                "duration | '1:00'",
                "rating | 0",
                "rating | 6",
                "rating | 2.5",
                "checkbox | 'true'",
                "checkbox | 1",
                "date | '2026-09-05T07:00:00Z'",
                "date | '5.9.2026'",
                "date | '2026-02-30'",
                "dateTime | 'soon'",
                "dateTime | 1",
                "multipleRecordLinks | ['Other one']",
                "multipleAttachments | ['https://a.example/x.png']",
                "multipleAttachments | [{'url':'file:///etc/passwd'}]",
                "multipleAttachments | [{'id':'attNeverHeardOf00'}]",
                "singleCollaborator | {'email':'nobody@mail.example'}",
                "multipleCollaborators | ['usrNeverHeardOf00']",
                "barcode | '4006381333931'",
                "singleSelect | 4",
                "multipleSelects | 'red'"
            })
    void refuses(String field, String written) {
        AirtableLab.Answer answer = write(field, written);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("error").get("type").asString()).isEqualTo("INVALID_VALUE_FOR_COLUMN");
        assertThat(answer.json().get("error").get("message").asString())
                .isEqualTo("Field \"" + field + "\" cannot accept the provided value");
        assertThat(base.table("T").records()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"singleSelect | 'open'", "multipleSelects | ['red','blue']"})
    void choicesThatDoNotExistHaveTheirOwnError(String field, String written) {
        AirtableLab.Answer answer = write(field, written);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("error").get("type").asString()).isEqualTo("INVALID_MULTIPLE_CHOICE_OPTIONS");
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void computedOnesTakeNothing(FieldType type) {
        AirtableLab.Answer answer = write(type.word(), "null");

        assertThat(answer.status()).isEqualTo(type.computed() ? 422 : 200);
        if (type.computed()) {
            assertThat(answer.text()).contains("cannot accept a value because the field is computed");
        }
    }

    @Test
    void everyComputedTypeShowsItself() {
        String one = base.people().insert("Other", Map.of("Name", "One", "Size", 2));
        String two = base.people().insert("Other", Map.of("Name", "Two", "Size", 3.5));
        String id = base.people()
                .insert("T", Map.of("number", 3, "percent", 0.5, "multipleRecordLinks", List.of(one, two)));
        base.people().fill("T", id, "aiText", Map.of("state", "generated", "isStale", false, "value", "Hello"));
        base.people().fill("T", id, "externalSyncSource", "Other base");

        Map<String, Object> cells = base.table("T").record(id).orElseThrow();

        assertThat(cells)
                .containsEntry("formula", 6L)
                .containsEntry("count", 2L)
                .containsEntry("rollup", 5.5)
                .containsEntry("multipleLookupValues", Arrays.asList(2L, 3.5))
                .containsEntry("autoNumber", 1L)
                .containsEntry("createdTime", "2026-11-25T08:00:00.000Z")
                .containsEntry("lastModifiedTime", "2026-11-25T08:00:00.000Z")
                .containsEntry("externalSyncSource", "Other base");
        assertThat(cells.get("createdBy")).isEqualTo(cells.get("lastModifiedBy"));
        assertThat(lab.get("/airtable/v0/" + base.id() + "/T/" + id)
                        .json()
                        .get("fields")
                        .get("createdBy"))
                .isEqualTo(tree(PERSON));
        assertThat(cells.get("button").toString()).isEqualTo("{label=Open, url=null}");
        assertThat(cells.get("aiText").toString()).contains("state=generated", "value=Hello");
    }

    @Test
    void errorsStandInPlaceOfAValue() {
        String other = base.people().insert("Other", Map.of("Name", "One", "Size", 2));
        String nan = base.people().insert("T", Map.of("Name", "n", "multipleRecordLinks", List.of(other)));
        String infinite = base.people().insert("T", Map.of("number", 3));
        base.people().breakCell("T", nan, "rollup", Map.of("error", "#ERROR!"));
        base.people().breakCell("Other", other, "Size", Map.of("error", "#ERROR!"));

        JsonNode cells =
                lab.get("/airtable/v0/" + base.id() + "/T/" + nan).json().get("fields");

        assertThat(cells.get("formula")).isEqualTo(tree("{'specialValue':'NaN'}"));
        assertThat(cells.get("rollup")).isEqualTo(tree("{'error':'#ERROR!'}"));
        assertThat(cells.get("multipleLookupValues")).isEqualTo(tree("[{'error':'#ERROR!'}]"));
        assertThat(base.table("T").record(infinite).orElseThrow())
                .containsEntry("formula", Map.of("specialValue", "Infinity"));
    }

    @Test
    void attachmentsAreTakenByAddressKeptByIdAndShownForTwoHours() {
        JsonNode made = write("multipleAttachments", "[{'url':'https://a.example/b/photo.png?x=1'}]")
                .json();
        String record = made.get("id").asString();
        JsonNode file = made.get("fields").get("multipleAttachments").get(0);
        assertThat(file.propertyNames()).contains("id", "url", "filename", "size", "type");
        assertThat(file.get("id").asString()).matches("att[0-9A-Za-z]{14}");
        assertThat(file.get("filename").asString()).isEqualTo("photo.png");
        assertThat(file.get("type").asString()).isEqualTo("image/png");

        JsonNode both = lab.send(
                        Method.PATCH,
                        "/airtable/v0/" + base.id() + "/T/" + record,
                        "{'fields':{'multipleAttachments':[{'id':" + file.get("id")
                                + "},{'url':'https://a.example/c','filename':'c.pdf'}]}}")
                .json()
                .get("fields")
                .get("multipleAttachments");
        assertThat(both.get(0).get("id")).isEqualTo(file.get("id"));
        assertThat(both.get(1).get("filename").asString()).isEqualTo("c.pdf");

        String path = file.get("url").asString().replaceFirst("http://127.0.0.1:\\d+", "");
        assertThat(lab.get(path).status()).isEqualTo(200);
        lab.clock.pass(Duration.ofHours(2).plusSeconds(1));
        assertThat(lab.get(path).status()).isEqualTo(410);
    }

    @Test
    void aFileMayComeInTheRequest() {
        String record = base.people().insert("T", Map.of("Name", "n"));

        JsonNode answer = lab.send(
                        Method.POST,
                        "/airtable/v0/" + base.id() + "/" + record + "/multipleAttachments/uploadAttachment",
                        "{'contentType':'text/plain','filename':'a.txt','file':'aGVsbG8='}")
                .json();

        Field field = base.table("T").field("multipleAttachments");
        assertThat(answer.get("fields").get(field.id()).get(0).get("size").asInt())
                .isEqualTo(5);
    }

    @Test
    void aRenamedChoiceIsTheSameChoice() {
        String id = base.people().insert("T", Map.of("singleSelect", "Open"));
        base.people().renameChoice("T", "singleSelect", "Open", "Opened");

        assertThat(base.table("T").record(id).orElseThrow()).containsEntry("singleSelect", "Opened");
        assertThat(write("singleSelect", "'Open'").status()).isEqualTo(422);
    }

    @Test
    void textForPeopleIsGivenWhereZoneAndLanguageAreNamed() {
        base.people().insert("T", Map.of("Name", "n", "multipleSelects", List.of("red", "green"), "number", 3));

        JsonNode cells = lab.get(
                        "/airtable/v0/" + base.id() + "/T?cellFormat=string&timeZone=Europe%2FBerlin&userLocale=de")
                .json()
                .get("records")
                .get(0)
                .get("fields");

        assertThat(cells.get("multipleSelects").asString()).isEqualTo("red, green");
        assertThat(cells.get("number").asString()).isEqualTo("3");
    }
}
