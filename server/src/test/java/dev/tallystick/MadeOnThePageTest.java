package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.storage.Transactions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Connections and syncs that a person makes without a file, beside those of one.
class MadeOnThePageTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    @Test
    void asksForWhatAConnectorWants() {
        var airtable = named(server.get("/api/v1/connectors").get("items"), "airtable");

        assertThat(airtable.get("rowsHaveIds").asBoolean()).isTrue();
        var token = named(airtable.get("settings"), "token");
        assertThat(token.get("secret").asBoolean()).isTrue();
        assertThat(token.get("description").asString()).isNotBlank();
    }

    @Test
    void keepsASecretThatIsNeverShownAgain() {
        var made = send(201, "POST", "/api/v1/connections", """
                {"name": "crm", "title": "The CRM", "connector": "airtable",
                 "settings": {"token": "patNobodySees", "base": "appOne"}}""");
        assertThat(made.get("fromPage").asBoolean()).isTrue();
        assertThat(made.at("/settings/token/set").asBoolean()).isTrue();
        assertThat(made.toString()).doesNotContain("patNobodySees");

        var changed = send(200, "PUT", "/api/v1/connections/crm", """
                {"title": "The CRM", "settings": {"token": {"set": true}, "base": "appTwo"}}""");
        assertThat(changed.at("/settings/base").asString()).isEqualTo("appTwo");
        assertThat(changed.at("/settings/token/set").asBoolean()).isTrue();

        server.edit(text -> text + "\n# looked at\n");
        assertThat(server.get("/api/v1/connections/crm").at("/settings/base").asString())
                .isEqualTo("appTwo");
        var again = send(409, "POST", "/api/v1/connections", """
                {"name": "crm", "connector": "airtable", "settings": {"token": "x", "base": "appOne"}}""");
        assertThat(again.get("code").asString()).isEqualTo("exists");
        var file = send(409, "PUT", "/api/v1/connections/airtable", "{\"settings\": {}}");
        assertThat(file.get("code").asString()).isEqualTo("from_file");
    }

    @Test
    void namesEachSettingThatDoesNotFitAndTakesNoReference() {
        var refused = send(400, "POST", "/api/v1/connections", """
                {"name": "odd", "connector": "airtable", "settings": {"colour": "red"}}""");
        assertThat(refused.get("errors").toString()).contains("/settings/colour", "/settings/base");

        var made = send(201, "POST", "/api/v1/connections", """
                {"name": "literal", "connector": "airtable", "settings": {"token": "pat", "base": "${HOME}"}}""");
        assertThat(made.at("/settings/base").asString()).isEqualTo("${HOME}");
    }

    @Test
    void makesASyncThatRunsAndOutlivesTheFile() {
        // The two tables are free once the file does not pair them.
        server.edit(MadeOnThePageTest::withoutDeals);
        var body = """
                {"name": "sales", "definition": {"title": "Sales", "direction": "both",
                  "left": {"connection": "airtable", "table": "Deals"},
                  "right": {"connection": "sheets", "table": "Deals"},
                  "match": {"left": "Title", "right": "Title"},
                  "fields": [{"left": "Title", "right": "Title"}, {"left": "Amount", "right": "Amount"}],
                  "schedule": {"every": "1d"}}}""";
        var made = send(201, "POST", "/api/v1/syncs", body);
        assertThat(made.get("fromPage").asBoolean()).isTrue();
        assertThat(made.at("/definition/fields/1/left").asString()).isEqualTo("Amount");
        assertThat(server.get("/api/v1/schedules/sales").get("every").asString())
                .isEqualTo("24h");

        assertThat(server.sync("sales").get("status").asString()).isIn("succeeded", "held");
        server.edit(text -> withoutDeals(text) + "\n# looked at\n");
        assertThat(server.get("/api/v1/syncs/sales").get("title").asString()).isEqualTo("Sales");

        var revision =
                server.get("/api/v1/syncs/sales/definition").get("revision").asInt();
        var stale = send(409, "PUT", "/api/v1/syncs/sales/definition", changed(revision + 1));
        assertThat(stale.get("code").asString()).isEqualTo("other_revision");
        var renamed = send(200, "PUT", "/api/v1/syncs/sales/definition", changed(revision));
        assertThat(renamed.at("/definition/title").asString()).isEqualTo("All sales");

        assertThat(server.send("DELETE", "/api/v1/syncs/sales", "").statusCode())
                .isEqualTo(204);
        assertThat(server.send("GET", "/api/v1/syncs/sales", "").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesASyncByTheRulesOfTheFile() {
        var refused = send(400, "POST", "/api/v1/syncs", """
                {"name": "all", "definition": {"direction": "both", "left": {"connection": "nobody", "table": "Deals"},
                  "right": {"connection": "sheets", "table": "Deals"}, "fields": []}}""");
        assertThat(refused.get("errors").toString())
                .contains("A sync cannot be called 'all'", "There is no connection 'nobody'");
        var file = send(409, "PUT", "/api/v1/syncs/companies/definition", changed(1));
        assertThat(file.get("code").asString()).isEqualTo("from_file");
    }

    @Test
    void keepsEachVersionOfASyncAndBringsOneBack() {
        server.edit(MadeOnThePageTest::withoutDeals);
        var first = send(201, "POST", "/api/v1/syncs", """
                {"name": "orders", "definition": {"title": "Orders", "direction": "both",
                  "left": {"connection": "airtable", "table": "Deals"},
                  "right": {"connection": "sheets", "table": "Deals"},
                  "match": {"left": "Title", "right": "Title"},
                  "fields": [{"left": "Title", "right": "Title"}, {"left": "Amount", "right": "Amount"}]}}""");
        send(200, "PUT", "/api/v1/syncs/orders/definition", changed(1));
        var path = "/api/v1/syncs/orders/versions";

        var two = server.get(path);
        assertThat(numbers(two)).containsExactly(2, 1);
        assertThat(two.get("current").asInt()).isEqualTo(2);
        assertThat(two.get("restorable").asBoolean()).isTrue();
        assertThat(two.get("missing").isNull()).isTrue();
        assertThat(two.at("/items/0/origin").asString()).isEqualTo("api");
        assertThat(two.at("/items/0/actor").asString()).isNotBlank();
        var shown = server.get(path + "/2");
        assertThat(shown.get("against").asInt()).isEqualTo(1);
        assertThat(shown.get("differences")
                        .valueStream()
                        .map(one -> one.get("where").asString())
                        .toList())
                .containsExactly("title", "fields, Amount");
        assertThat(shown.at("/differences/0/before").asString()).isEqualTo("Orders");
        assertThat(shown.at("/differences/1/after").isNull()).isTrue();
        assertThat(server.get(path + "/1").get("differences")).isEmpty();
        assertThat(server.get(path + "/1?against=2").at("/differences/1/after").asString())
                .contains("left: Amount");

        assertThat(send(409, "POST", path + "/1/restore", "{\"revision\": 1}")
                        .get("code")
                        .asString())
                .isEqualTo("other_revision");
        assertThat(send(409, "POST", path + "/2/restore", "{\"revision\": 2}")
                        .get("code")
                        .asString())
                .isEqualTo("same");
        send(400, "POST", path + "/1/restore", "{}");
        send(404, "POST", path + "/77/restore", "{\"revision\": 2}");
        var restored = send(200, "POST", path + "/1/restore", "{\"revision\": 2}");
        assertThat(numbers(restored)).containsExactly(3, 2, 1);
        assertThat(restored.at("/items/0/restoredFrom").asInt()).isEqualTo(1);
        assertThat(server.get("/api/v1/syncs/orders/definition").get("definition"))
                .isEqualTo(first.get("definition"));
        server.send("DELETE", "/api/v1/syncs/orders", "");
    }

    @Test
    void restoresByTheRulesOfToday() {
        server.edit(MadeOnThePageTest::withoutDeals);
        send(201, "POST", "/api/v1/syncs", """
                {"name": "moved", "definition": {"title": "Moved", "direction": "both",
                  "left": {"connection": "airtable", "table": "Deals"},
                  "right": {"connection": "sheets", "table": "Deals"},
                  "match": {"left": "Title", "right": "Title"}, "fields": [{"left": "Title", "right": "Title"}]}}""");
        send(200, "PUT", "/api/v1/syncs/moved/definition", changed(1));
        // As it is once somebody has removed the connection that the first version read from.
        server.bean(Transactions.class).system(jdbc -> jdbc.sql("""
                                update sync_version set definition = jsonb_set(definition, '{left,connection}', '"leaving"')
                                where number = 1 and definition ->> 'title' = 'Moved'
                                """).update());

        var refused = send(400, "POST", "/api/v1/syncs/moved/versions/1/restore", "{\"revision\": 2}");
        assertThat(refused.get("errors").toString()).contains("There is no connection 'leaving'");
        assertThat(numbers(server.get("/api/v1/syncs/moved/versions"))).containsExactly(2, 1);
        server.send("DELETE", "/api/v1/syncs/moved", "");
    }

    @Test
    void leavesTheVersionsOfTheFileToTheFile() {
        server.edit(text -> text);
        int before = numbers(server.get("/api/v1/syncs/companies/versions")).size();
        server.edit(text -> text.replace("    title: Companies\n", "    title: Firms\n"));
        assertThat(server.get("/api/v1/syncs/companies").get("title").asString())
                .isEqualTo("Firms");

        var versions = server.get("/api/v1/syncs/companies/versions");
        assertThat(numbers(versions)).hasSize(before + 1);
        assertThat(versions.at("/items/0/origin").asString()).isEqualTo("file");
        assertThat(versions.get("restorable").asBoolean()).isFalse();
        var refused = send(
                409,
                "POST",
                "/api/v1/syncs/companies/versions/1/restore",
                "{\"revision\": " + versions.get("current").asInt() + "}");
        assertThat(refused.get("code").asString()).isEqualTo("from_file");
        assertThat(refused.get("detail").asString()).contains("tallystick.yaml");
    }

    private static java.util.List<Integer> numbers(JsonNode versions) {
        return versions.get("items")
                .valueStream()
                .map(version -> version.get("number").asInt())
                .toList();
    }

    private static String changed(int revision) {
        return """
                {"revision": %d, "definition": {"title": "All sales", "direction": "both",
                  "left": {"connection": "airtable", "table": "Deals"},
                  "right": {"connection": "sheets", "table": "Deals"},
                  "match": {"left": "Title", "right": "Title"}, "fields": [{"left": "Title", "right": "Title"}]}}""".formatted(revision);
    }

    private static String withoutDeals(String text) {
        return text.substring(0, text.indexOf("  deals:\n"));
    }

    private static JsonNode named(JsonNode items, String name) {
        return items.valueStream()
                .filter(item -> item.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode send(int expected, String method, String path, String body) {
        var answer = server.send(method, path, body);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(expected);
        return ExampleServer.json(answer.body());
    }
}
