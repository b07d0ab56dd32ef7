package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// A person sets up a one-way sync: looks at both tables, takes what is proposed, sees the plan and runs it.
class OneWayOnThePageTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("masterdata");

    @Test
    void saysWhereAOneWaySyncCanBeginAndEnd() {
        var connectors = server.get("/api/v1/connectors").get("items");

        assertThat(connectors
                        .valueStream()
                        .filter(one -> one.get("writesByKey").asBoolean())
                        .map(one -> one.get("name").asString()))
                .containsExactly("postgres");
        assertThat(connectors
                        .valueStream()
                        .filter(one -> !one.get("reads").asBoolean())
                        .map(one -> one.get("name").asString()))
                .containsExactly("postgres");
    }

    @Test
    void proposesAKeyColumnsAndTypesFromTheRowsItLooksAt() {
        var proposal = propose("packages", "offers");

        assertThat(proposal.get("exists").asBoolean()).isFalse();
        assertThat(texts(proposal.get("key"))).containsExactly("Code");
        assertThat(proposal.get("keySentence").asString()).contains("never the same twice");
        assertThat(proposal.get("rightKey").asString()).isEqualTo("code");
        assertThat(line(proposal, "Brand code").get("right").asString()).isEqualTo("brand_code");
        assertThat(line(proposal, "Minutes").get("type").asString()).isEqualTo("decimal");
        assertThat(line(proposal, "Price").get("type").asString()).isEqualTo("text");
        var asNumber = fit(line(proposal, "Price"), "decimal");
        assertThat(asNumber.get("level").asString()).isEqualTo("some");
        assertThat(asNumber.get("note").asString()).startsWith("1 of").contains("“on request”");
        assertThat(line(proposal, "Name").get("type").asString()).isEqualTo("text");
        var asDate = fit(line(proposal, "Name"), "date");
        assertThat(asDate.get("level").asString()).isEqualTo("none");
        assertThat(asDate.get("note").asString()).contains("is no date");
    }

    @Test
    void proposesTwoFieldsWhereNoneTellsRowsApart() {
        var proposal = propose("schedules", "shifts");

        assertThat(texts(proposal.get("key"))).hasSize(2);
        assertThat(proposal.get("keySentence").asString()).contains("together do");
    }

    @Test
    void looksAtATableThatIsThereAndNamesWhatItLacks() {
        // Invented rows go into a table of their own.
        server.data()
                .sql("CREATE TABLE rehearsal_marques (id bigserial PRIMARY KEY, code text UNIQUE, name text)")
                .update();

        var proposal = propose("brands", "marques");

        assertThat(proposal.get("table").asString()).isEqualTo("rehearsal_marques");
        assertThat(proposal.get("exists").asBoolean()).isTrue();
        assertThat(texts(proposal.get("keys"))).containsExactly("code", "id");
        assertThat(proposal.get("rightKey").asString()).isEqualTo("code");
        assertThat(texts(proposal.get("lacks"))).contains("last_synced_at");
        assertThat(line(proposal, "Name").get("exists").asBoolean()).isTrue();
        assertThat(line(proposal, "Country").get("exists").asBoolean()).isFalse();
        assertThat(proposal.at("/amended/manage_columns").asBoolean()).isTrue();
    }

    @Test
    void makesTheTableInTheFirstRun() {
        create(201, "bare", "fresh", "");

        var first = server.sync("bare");

        assertThat(first.get("status").asString()).as("%s", first).isIn("succeeded", "partial");
        assertThat(server.data()
                        .sql("SELECT count(country) FROM rehearsal_fresh")
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    @Test
    void namesWhatIsWrongAndMakesNothing() {
        var refused = create(400, "odd", "odd", ", \"skip\": [{\"as\": \"X\", \"when\": {\"field\": \"Name\"}}]");
        assertThat(refused.get("errors").toString()).contains("exactly one of");

        var unknown = server.send("POST", "/api/v1/mappings/propose-one-way", """
                {"left": {"connection": "nobody", "table": "brands"}, "right": {"connection": "portal"}}""");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("/right/table");
        var readOnly = server.send("POST", "/api/v1/mappings/propose-one-way", """
                {"left": {"connection": "master_sheet", "table": "brands"},
                 "right": {"connection": "master_sheet", "table": "brands"}}""");
        assertThat(readOnly.statusCode()).isEqualTo(409);
        assertThat(readOnly.body()).contains("Nothing can be written to");
    }

    @Test
    void showsTheTimesOfAScheduleThatBelongsToNoSyncYet() {
        var weekdays = server.send("POST", "/api/v1/schedule-preview", """
                {"cron": "0 6 * * 1-5", "zone": "Europe/Berlin"}""");
        assertThat(weekdays.statusCode()).isEqualTo(200);
        assertThat(ExampleServer.json(weekdays.body()).get("next").size()).isEqualTo(10);

        var wrong = server.send("POST", "/api/v1/schedule-preview", "{\"cron\": \"61 * * * *\", \"zone\": \"Mars\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("/cron", "/zone");
    }

    private static JsonNode propose(String left, String right) {
        var answer = server.send("POST", "/api/v1/mappings/propose-one-way", """
                {"left": {"connection": "master_sheet", "table": "%s"},
                 "right": {"connection": "portal", "table": "%s"}}""".formatted(left, right));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ExampleServer.json(answer.body());
    }

    private static JsonNode create(int status, String name, String table, String more) {
        var answer = server.send("POST", "/api/v1/syncs", """
                {"name": "%s", "definition": {"title": "%s",
                  "left": {"connection": "master_sheet", "table": "brands", "key": "Code"},
                  "right": {"connection": "portal", "table": "%s", "key": "code"},
                  "fields": [{"left": "Name", "right": "name", "type": "text"},
                             {"left": "Country", "right": "country", "type": "text"}]%s}}""".formatted(name, name, table, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return ExampleServer.json(answer.body());
    }

    private static JsonNode line(JsonNode proposal, String left) {
        return proposal.get("lines")
                .valueStream()
                .filter(line -> line.get("left").asString().equals(left))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode fit(JsonNode line, String type) {
        return line.get("fits")
                .valueStream()
                .filter(fit -> fit.get("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode items) {
        return items.valueStream().map(JsonNode::asString).toList();
    }
}
