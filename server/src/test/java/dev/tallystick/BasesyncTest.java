package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What the document of the basesync system promises, and what it leaves open, through the whole application: the two
/// connectors against the lab over HTTP, the engine on a real PostgreSQL, started and asked as people do.
class BasesyncTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    private static final String IGNORE = "on_missing: { left: { policy: ignore }, right: { policy: ignore } }";

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    private static long tally(JsonNode run, String side, String outcome) {
        return run.at("/tally/" + side + "/" + outcome).asLong();
    }

    private static void succeeded(JsonNode run) {
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("succeeded");
    }

    @Test
    void theShippedExampleFillsBothTabsOfTheDemo() {
        server.edit(text -> ExampleServer.withoutSchedules(text).replace("title: Companies", "title: All companies"));
        var companies = server.sync("companies");
        succeeded(companies);
        assertThat(tally(companies, "right", "created")).isEqualTo(60);
        assertThat(companies.get("rehearsal").asBoolean()).isTrue();
        assertThat(companies.get("sentence").asString())
                .isEqualTo("Airtable -> Sheets: 60 added; Sheets -> Airtable: nothing.");
        var deals = server.sync("deals");
        succeeded(deals);
        assertThat(tally(deals, "right", "created")).isEqualTo(120);

        var sync = server.get("/api/v1/syncs/companies");
        assertThat(sync.get("rehearsal").asBoolean()).isTrue();
        assertThat(sync.at("/right/table").asString())
                .as("both sides are the lab's, so no table needs another name")
                .isEqualTo("Companies");
    }

    @Test
    void testsBothConnectionsInStages() {
        var desk = new BasesyncDesk(server, 1, 1);
        for (var connection : List.of("airtable", "sheets")) {
            var stages = server.post(200, "/api/v1/connections/" + desk.name(connection) + "/test")
                    .get("stages");
            assertThat(stages)
                    .as("%s", stages)
                    .hasSizeGreaterThan(4)
                    .allMatch(stage -> stage.get("ok").asBoolean());
            assertThat(stages.valueStream().map(stage -> stage.get("stage").asString()))
                    .contains("address", "sign-in", "scope", "quota");
        }
    }

    @Test
    void fillsTheSheetThenCarriesEditsBothWaysAndWritesNothingWhenNothingChanged() {
        var desk = new BasesyncDesk(server, 12, 20);
        succeeded(desk.run("companies"));
        var deals = desk.run("deals");
        succeeded(deals);
        assertThat(tally(deals, "right", "created")).isEqualTo(20);
        assertThat(desk.seen("Deals")).hasSize(21);
        var one = desk.company(0);
        desk.edit("Companies", one, "Status", "Customer");
        desk.edit("Companies", one, "Employees", 77);
        var two = desk.company(1);
        desk.type("Companies", two, "Status", "Left");
        desk.type("Companies", two, "Notes", "From the sheet");

        var both = desk.run("companies");

        succeeded(both);
        assertThat(both.get("sentence").asString())
                .isEqualTo("Airtable -> Sheets: 1 updated; Sheets -> Airtable: 1 updated.");
        assertThat(desk.cell("Companies", one, "Status")).isEqualTo("Active");
        assertThat(desk.cell("Companies", one, "Employees")).isEqualTo("77");
        assertThat(desk.field("Companies", two, "Status")).isEqualTo("Former customer");
        assertThat(desk.field("Companies", two, "Notes")).isEqualTo("From the sheet");

        var writes = desk.writes();
        for (var sync : List.of("companies", "deals")) {
            var again = desk.run(sync);
            succeeded(again);
            assertThat(tally(again, "right", "unchanged")).isEqualTo(sync.equals("deals") ? 20 : 12);
            assertThat(tally(again, "left", "unchanged")).isEqualTo(sync.equals("deals") ? 20 : 12);
        }
        assertThat(desk.writes()).as("writes").isEqualTo(writes);
    }

    @Test
    void bringsTypedRowsAcrossAndShowsLinkedRowsByName() {
        var desk = new BasesyncDesk(server, 3, 3);
        succeeded(desk.run("companies"));
        succeeded(desk.run("deals"));
        int below = desk.seen("Deals").size() + 1;
        desk.typeInto("Deals", below, "Title", "Walk-in");
        desk.typeInto("Deals", below, "Company", desk.company(2));
        desk.typeInto("Deals", below, "Amount", 1250.5);
        desk.typeInto("Deals", below, "Closes", "2026-12-24");
        desk.typeInto("Deals", below, "Signed", true);
        desk.typeInto("Deals", below, "Tags", "urgent, discount");
        desk.edit("Deals", desk.deal(0), "Company", List.of(desk.record("Companies", desk.company(1))));

        var run = desk.run("deals");

        succeeded(run);
        assertThat(tally(run, "left", "created")).isEqualTo(1);
        assertThat(desk.field("Deals", "Walk-in", "Company"))
                .isEqualTo(List.of(desk.record("Companies", desk.company(2))));
        assertThat(desk.field("Deals", "Walk-in", "Amount").toString()).isEqualTo("1250.5");
        assertThat(desk.field("Deals", "Walk-in", "Closes")).isEqualTo("2026-12-24");
        assertThat(desk.field("Deals", "Walk-in", "Signed")).isEqualTo(true);
        assertThat(desk.field("Deals", "Walk-in", "Tags"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("urgent", "discount");
        assertThat(desk.cell("Deals", desk.deal(0), "Company")).isEqualTo(desk.company(1));

        // Renamed over there, the cell shows the new name, and nobody takes that for an edit.
        var before = desk.company(1);
        desk.edit("Companies", before, "Name", "Renamed & Co");
        succeeded(desk.run("deals"));
        assertThat(desk.cell("Deals", desk.deal(0), "Company")).isEqualTo("Renamed & Co");
        assertThat(desk.field("Deals", desk.deal(0), "Company"))
                .isEqualTo(List.of(desk.record("Companies", "Renamed & Co")));
    }

    @Test
    void aNameThatNoCompanyHasWaitsAndOneThatTwoHaveIsNamed() {
        var desk = new BasesyncDesk(server, 3, 3);
        succeeded(desk.run("deals"));
        desk.type("Deals", desk.deal(0), "Company", "Nobody Ltd");
        var waits = desk.run("deals");
        assertThat(failures(waits)).contains("Nobody Ltd");
        assertThat(desk.cell("Deals", desk.deal(0), "Company"))
                .as("not blanked")
                .isEqualTo("Nobody Ltd");
        desk.insertCompany("Nobody Ltd");
        succeeded(desk.run("deals"));
        assertThat(desk.field("Deals", desk.deal(0), "Company"))
                .isEqualTo(List.of(desk.record("Companies", "Nobody Ltd")));

        desk.insertCompany("Twins");
        desk.insertCompany("Twins");
        desk.type("Deals", desk.deal(1), "Company", "Twins");
        var ambiguous = desk.run("deals");
        assertThat(ambiguous.get("status").asString()).isEqualTo("partial");
        assertThat(failures(ambiguous)).contains("Twins");
    }

    @Test
    void makesTheCompanyThatADealNamesWhereTheSyncAsksForIt() {
        var desk = new BasesyncDesk(
                server,
                3,
                3,
                text -> text.replace(
                        "- { left: Company, right: Company }",
                        "- { left: Company, right: Company, create_missing_links: true }"));
        succeeded(desk.run("deals"));
        var name = "O'Neil \\ Söhne, \"{Name}\" 🪵";
        desk.type("Deals", desk.deal(0), "Company", "\"" + name.replace("\"", "\"\"") + "\"");
        desk.type("Deals", desk.deal(1), "Company", desk.company(0) + ", \"" + name.replace("\"", "\"\"") + "\"");
        server.lab().faults().add(Fault.of(Fault.Kind.RESET_AFTER, "POST " + desk.path("Companies")));

        var run = desk.run("deals");

        assertThat(run.get("status").asString()).as("%s", run).isIn("succeeded", "partial");
        assertThat(server.lab().faults().list()).as("the fault was met").isEmpty();
        assertThat(desk.records("Companies", name)).hasSize(1);
        assertThat(run.get("related").toString()).contains("Companies").contains("1");
        succeeded(desk.run("deals"));
        var made = desk.record("Companies", name);
        assertThat(desk.field("Deals", desk.deal(0), "Company")).isEqualTo(List.of(made));
        assertThat(desk.field("Deals", desk.deal(1), "Company"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(desk.record("Companies", desk.company(0)), made);
        assertThat(desk.base.table("Companies").records()).hasSize(4);
        var writes = desk.writes();
        succeeded(desk.run("deals"));
        assertThat(desk.writes()).as("writes").isEqualTo(writes);
    }

    @Test
    void createsNoCompanyThatTheViewHides() {
        var desk = new BasesyncDesk(
                server,
                6,
                1,
                text -> text.replace(
                        "table: Companies, batch: 10 }", "table: Companies, batch: 10, view: Customers }"));
        for (int i = 0; i < 6; i++) {
            desk.edit("Companies", desk.company(i), "Status", i < 3 ? "Customer" : "Lead");
        }
        succeeded(desk.run("companies"));
        assertThat(desk.seen("Companies")).hasSize(4);
        var hidden = desk.company(4);
        desk.typeInto("Companies", 5, "Name", hidden);
        desk.typeInto("Companies", 6, "Name", "Really new");
        desk.typeInto("Companies", 6, "Status", "Active");

        var run = desk.run("companies");

        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("partial");
        assertThat(tally(run, "right", "held")).isEqualTo(1);
        assertThat(failures(run)).contains("outside the filter or view", desk.record("Companies", hidden));
        assertThat(desk.records("Companies", hidden)).hasSize(1);
        assertThat(desk.records("Companies", "Really new")).hasSize(1);

        desk.edit("Companies", hidden, "Status", "Customer");
        desk.type("Companies", hidden, "Status", "Active");
        succeeded(desk.run("companies"));
        assertThat(desk.records("Companies", hidden)).hasSize(1);
        assertThat(desk.rows("Companies", hidden)).isEqualTo(1);
    }

    /// Everything that a run says about rows, in one text.
    private static String failures(JsonNode run) {
        var id = run.get("id").asLong();
        return run.get("sentence").asString() + " " + server.get("/api/v1/runs/" + id + "/failures") + " "
                + server.get("/api/v1/runs/" + id + "/changes?limit=50");
    }

    @Test
    void freezesAFieldThatBothChangedAndDecidesByPolicyWhereThereIsOne() {
        var desk = new BasesyncDesk(server, 4, 4);
        succeeded(desk.run("companies"));
        var one = desk.company(0);
        desk.edit("Companies", one, "Notes", "from the base");
        desk.type("Companies", one, "Notes", "from the sheet");
        desk.edit("Companies", one, "Website", "https://base.example");
        desk.type("Companies", one, "Website", "https://sheet.example");
        desk.edit("Companies", one, "Employees", 1001);
        desk.type("Companies", one, "Employees", 2002);

        var run = desk.run("companies");

        succeeded(run);
        assertThat(run.get("sentence").asString()).contains("1 conflict");
        assertThat(desk.field("Companies", one, "Notes")).isEqualTo("from the base");
        assertThat(desk.cell("Companies", one, "Notes")).isEqualTo("from the sheet");
        assertThat(desk.cell("Companies", one, "Website")).isEqualTo("https://base.example");
        assertThat(desk.field("Companies", one, "Employees").toString()).isEqualTo("2002");

        var open = server.get("/api/v1/conflicts?state=open&sync=" + desk.name("companies"));
        assertThat(open.get("total").asLong()).as("%s", open).isEqualTo(1);
        var conflict = open.at("/items/0");
        assertThat(conflict.get("left").asString()).isEqualTo("from the base");
        assertThat(conflict.get("right").asString()).isEqualTo("from the sheet");
        var answer = server.send(
                "POST",
                "/api/v1/conflicts/" + conflict.get("id").asLong() + "/resolve",
                "{\"choice\":\"right\",\"version\":\"" + conflict.get("version").asString() + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        succeeded(server.ended(ExampleServer.json(answer.body()).at("/run/run").asLong()));
        assertThat(desk.field("Companies", one, "Notes")).isEqualTo("from the sheet");
        assertThat(desk.cell("Companies", one, "Notes")).isEqualTo("from the sheet");
    }

    @Test
    void aConflictIsOverWhenBothSidesSayTheSame() {
        var desk = new BasesyncDesk(server, 2, 1);
        succeeded(desk.run("companies"));
        var one = desk.company(0);
        desk.edit("Companies", one, "Notes", "here");
        desk.type("Companies", one, "Notes", "there");
        assertThat(desk.run("companies").get("sentence").asString()).contains("1 conflict");

        desk.type("Companies", one, "Notes", "here");

        var equal = desk.run("companies");
        succeeded(equal);
        assertThat(equal.get("sentence").asString()).doesNotContain("conflict");
    }

    @Test
    void asksBeforeTwoFilledSidesMeetAndThenFollowsTheChoice() {
        var desk = new BasesyncDesk(server, 4, 1);
        var people = desk.sheet.people();
        people.row("Companies", "A2", desk.company(0), "Open", "Food", "https://other.example", 5);
        people.row("Companies", "A3", "Only in the sheet", "Active", "Design");
        var writes = desk.server.lab().airtable().writes().entries().size();

        var held = desk.run("companies");

        assertThat(held.get("status").asString()).as("%s", held).isEqualTo("held");
        assertThat(held.at("/held/reason").asString()).isEqualTo("first_match");
        assertThat(server.lab().airtable().writes().entries()).hasSize(writes);
        assertThat(desk.cell("Companies", desk.company(0), "Website")).isEqualTo("https://other.example");

        var chosen = server.send(
                "POST",
                "/api/v1/runs/" + held.get("id").asLong() + "/first-match",
                "{\"differing\":\"left\",\"leftAlone\":\"create\",\"rightAlone\":\"create\"}");
        assertThat(chosen.statusCode()).as(chosen.body()).isEqualTo(202);
        var shown = server.ended(ExampleServer.json(chosen.body()).get("run").asLong());
        assertThat(shown.get("status").asString()).as("%s", shown).isEqualTo("held");
        assertThat(server.lab().airtable().writes().entries()).hasSize(writes);
        var approved = server.send(
                "POST",
                "/api/v1/runs/" + shown.get("id").asLong() + "/approve",
                "{\"hash\":\"" + shown.at("/plan/hash").asString() + "\"}");
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(202);
        succeeded(server.ended(ExampleServer.json(approved.body()).get("id").asLong()));
        succeeded(desk.run("companies"));
        assertThat(desk.cell("Companies", desk.company(0), "Website"))
                .isEqualTo(desk.field("Companies", desk.company(0), "Website"));
        assertThat(desk.records("Companies", "Only in the sheet")).hasSize(1);
        assertThat(desk.rows("Companies", desk.company(0))).isEqualTo(1);
        assertThat(desk.seen("Companies")).hasSize(6);
    }

    @Test
    void planWritesNothing() {
        var desk = new BasesyncDesk(server, 3, 3);
        succeeded(desk.run("companies"));
        desk.edit("Companies", desk.company(0), "Employees", 4321);
        desk.type("Companies", desk.company(1), "Notes", "typed");
        var writes = desk.writes();

        var run = server.ended(server.post(202, "/api/v1/syncs/" + desk.name("companies") + "/plan")
                .get("run")
                .asLong());

        assertThat(tally(run, "right", "updated")).as("%s", run).isEqualTo(1);
        assertThat(tally(run, "left", "updated")).isEqualTo(1);
        assertThat(desk.writes()).isEqualTo(writes);
    }

    @Test
    void deletesOnlyByProofAndOnlyWhereThePolicySaysSo() {
        var desk = new BasesyncDesk(
                server,
                5,
                1,
                text -> text.replace(IGNORE, "on_missing: { left: { policy: propagate }, right: { policy: ignore } }"));
        succeeded(desk.run("companies"));
        var gone = desk.company(0);
        desk.base.people().delete("Companies", desk.record("Companies", gone));

        var suspicion = desk.run("companies");
        assertThat(tally(suspicion, "right", "deleted")).isZero();
        assertThat(desk.rows("Companies", gone)).isEqualTo(1);
        var proof = desk.run("companies");
        assertThat(tally(proof, "right", "deleted")).as("%s", proof).isEqualTo(1);
        assertThat(desk.rows("Companies", gone)).isZero();

        var kept = desk.company(0);
        desk.sheet.people().deleteRow("Companies", desk.row("Companies", kept));
        desk.run("companies");
        succeeded(desk.run("companies"));
        assertThat(desk.records("Companies", kept)).hasSize(1);
    }

    @Test
    void aLostAnswerLeavesExactlyOneRowOnEitherSide() {
        var desk = new BasesyncDesk(server, 3, 1);
        server.lab()
                .faults()
                .add(Fault.of(
                                Fault.Kind.RESET_AFTER,
                                "POST /google/v4/spreadsheets/" + desk.sheet.id() + ":batchUpdate")
                        .after(1));
        ends(desk, "companies");
        assertThat(desk.seen("Companies")).hasSize(4);
        server.lab().faults().clear();

        int below = desk.seen("Companies").size() + 1;
        desk.typeInto("Companies", below, "Name", "Typed in");
        desk.typeInto("Companies", below, "Notes", "once");
        server.lab().faults().add(Fault.of(Fault.Kind.RESET_AFTER, "POST /airtable/v0/" + desk.base.id() + "/"));
        ends(desk, "companies");
        assertThat(desk.records("Companies", "Typed in")).hasSize(1);
        assertThat(server.lab().faults().list()).as("the fault was met").isEmpty();
        succeeded(desk.run("companies"));
        assertThat(desk.base.table("Companies").records()).hasSize(4);
        assertThat(desk.seen("Companies")).hasSize(5);
    }

    private static void ends(BasesyncDesk desk, String sync) {
        assertThat(desk.run(sync).get("status").asString()).isIn("succeeded", "partial");
    }

    @Test
    void sortingMovingAndCopyingChangeNothingElse() {
        var desk = new BasesyncDesk(server, 6, 1);
        succeeded(desk.run("companies"));
        var people = desk.sheet.people();
        people.sort("Companies", "E", true);
        people.moveColumn("Companies", "B", "F");
        desk.type("Companies", desk.company(3), "Notes", "after the sort");
        var run = desk.run("companies");
        succeeded(run);
        assertThat(tally(run, "left", "updated")).isEqualTo(1);
        assertThat(tally(run, "right", "updated")).isZero();
        assertThat(desk.field("Companies", desk.company(3), "Notes")).isEqualTo("after the sort");

        people.copyRow(
                "Companies",
                desk.row("Companies", desk.company(2)),
                desk.seen("Companies").size() + 1);
        desk.run("companies");
        assertThat(desk.base.table("Companies").records()).hasSizeBetween(6, 7);
        for (int i = 0; i < 6; i++) {
            assertThat(desk.rows("Companies", desk.company(i))).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aRenamedHeaderHoldsTheRunAndBlanksNothing() {
        var desk = new BasesyncDesk(server, 4, 1);
        succeeded(desk.run("companies"));
        desk.sheet.people().renameHeader("Companies", "Employees", "Staff");
        var writes = desk.writes();

        var held = desk.run("companies");

        assertThat(held.get("status").asString()).isEqualTo("held");
        assertThat(held.at("/held/reason").asString()).isEqualTo("schema");
        assertThat(held.at("/held/detail").asString()).contains("Employees", "Staff");
        assertThat(desk.writes()).isEqualTo(writes);
        assertThat(desk.field("Companies", desk.company(0), "Employees")).isNotNull();
        desk.sheet.people().renameHeader("Companies", "Staff", "Employees");
        succeeded(desk.run("companies"));
    }

    /// Its rows would all look deleted, and their pairs would close for good.
    @Test
    void aTabThatWasMadeAnewUnderTheOldNameIsNotTakenForIt() {
        var desk = new BasesyncDesk(server, 4, 1);
        succeeded(desk.run("companies"));
        var people = desk.sheet.people();
        var header = desk.seen("Companies").getFirst().toArray();
        people.renameTab("Companies", "Old companies");
        people.addTab("Companies");
        people.row("Companies", "A1", header);

        for (int i = 0; i < 2; i++) {
            var held = desk.run("companies");
            assertThat(held.get("status").asString()).as("%s", held).isEqualTo("held");
            assertThat(held.at("/held/detail").asString()).contains("'Companies'", "another table");
        }

        people.deleteTab("Companies");
        people.renameTab("Old companies", "Companies");
        var again = desk.run("companies");
        succeeded(again);
        assertThat(tally(again, "right", "unchanged")).isEqualTo(4);
    }

    @Test
    void saysWhatIsWrongWithCredentialsTabsHeadersAndKeys() {
        var desk = new BasesyncDesk(server, 3, 1);
        succeeded(desk.run("companies"));
        var writes = desk.writes();

        server.lab()
                .faults()
                .add(Fault.of(Fault.Kind.UNAUTHORIZED, "/airtable/v0/").times(Fault.FOREVER));
        assertThat(problem(desk, "SIGN_IN")).contains("token");
        server.lab().faults().clear();
        server.lab().faults().add(Fault.of(Fault.Kind.FORBIDDEN, "/google/v4/").times(Fault.FOREVER));
        assertThat(problem(desk, "PERMISSION")).isNotBlank();
        server.lab().faults().clear();

        var people = desk.sheet.people();
        people.type("Companies", "L1", "Notes");
        assertThat(said(desk.run("companies"))).contains("Notes");
        people.type("Companies", "L1", null);
        succeeded(desk.run("companies"));

        people.renameTab("Companies", "Firms");
        assertThat(said(desk.run("companies"))).contains("no tab 'Companies'", "Firms");
        people.renameTab("Firms", "Companies");
        assertThat(desk.writes()).as("nothing was written").isEqualTo(writes);

        int below = desk.seen("Companies").size() + 1;
        desk.typeInto("Companies", below, "Notes", "nobody");
        var keyless = desk.run("companies");
        assertThat(failures(keyless)).contains("Name");
        assertThat(desk.base.table("Companies").records()).hasSize(3);
    }

    private static String problem(BasesyncDesk desk, String code) {
        var run = desk.run("companies");
        assertThat(run.get("status").asString()).isEqualTo("failed");
        assertThat(run.at("/problem/code").asString()).isEqualToIgnoringCase(code);
        return run.at("/problem/sentence").asString();
    }

    private static String said(JsonNode run) {
        assertThat(run.get("status").asString()).as("%s", run).isIn("failed", "held");
        return run.at("/problem/sentence").asString("") + run.at("/held/detail").asString("");
    }

    @Test
    void oneFailingSyncStopsNoOther() {
        var desk = new BasesyncDesk(server, 3, 3);
        desk.sheet.people().renameTab("Companies", "Firms");
        assertThat(desk.run("companies").get("status").asString()).isEqualTo("failed");
        succeeded(desk.run("deals"));
    }

    @Test
    void foretellsTheCallsOfAMonth() {
        var desk = new BasesyncDesk(server, 3, 3);
        var forecast = server.get("/api/v1/syncs/" + desk.name("companies") + "/forecast?every=5m");
        assertThat(forecast.get("callsPerMonth").asLong()).as("%s", forecast).isPositive();
    }

    @Test
    void tellsTheStagesOfATestLineByLine() {
        var desk = new BasesyncDesk(server, 3, 3);
        var path = "/api/v1/connections/" + desk.name("airtable") + "/test";
        var answer = server.send("POST", path + "/stages", "");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.body()
                        .lines()
                        .map(line -> ExampleServer.json(line).get("stage").asString()))
                .startsWith("address", "tls", "sign-in", "scope", "base");
        assertThat(server.send("POST", "/api/v1/connections/nobody/test/stages", "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void foretellsTheCallsOfASyncThatIsNotThereYet() {
        var desk = new BasesyncDesk(server, 3, 3);
        var wish = "{\"left\": {\"connection\": \"%s\", \"table\": \"Companies\"}, ".formatted(desk.name("airtable"))
                + "\"right\": {\"connection\": \"%s\", \"table\": \"Companies\"}, \"rows\": %s%s}";
        var small = foretold(wish.formatted(desk.name("sheets"), 1, ", \"every\": \"5m\""));
        var large = foretold(wish.formatted(desk.name("sheets"), 1_000, ", \"every\": \"5m\""));

        assertThat(small.get("callsPerMonth").asLong()).as("%s", small).isPositive();
        assertThat(large.get("callsPerMonth").asLong())
                .as("%s", large)
                .isGreaterThan(small.get("callsPerMonth").asLong());
        assertThat(server.send("POST", "/api/v1/schedule-forecast", wish.formatted(desk.name("sheets"), 1, ""))
                        .body())
                .contains("/every");
    }

    private static JsonNode foretold(String wish) {
        var answer = server.send("POST", "/api/v1/schedule-forecast", wish);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ExampleServer.json(answer.body());
    }
}
