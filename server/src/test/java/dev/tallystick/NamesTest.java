package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.cli.TestCli;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Airtable knows its fields, tables and linked rows by ids. People read names, those of the time of the run.
class NamesTest {
    private static final String ID = "(fld|tbl|rec)[0-9A-Za-z]{14}";

    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    private static JsonNode changes(JsonNode run) {
        return server.get("/api/v1/runs/" + run.get("id").asLong() + "/changes").get("items");
    }

    private static JsonNode field(JsonNode change, String name) {
        return change.get("fields")
                .valueStream()
                .filter(field -> field.get("fieldName").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No field " + name + " in " + change));
    }

    @Test
    void changesHaveNamesBesideIdsAndKeepThoseOfTheirRun() {
        var desk = new BasesyncDesk(server, 2, 2);
        desk.run("deals");
        var table = desk.base.table("Deals");
        desk.type("Deals", desk.deal(0), "Stage", "Won");
        desk.type("Deals", desk.deal(0), "Company", desk.company(1));

        var run = desk.run("deals");

        var change = changes(run).get(0);
        assertThat(change.get("side").asString()).isEqualTo("left");
        assertThat(field(change, "Stage").get("field").asString())
                .matches("fld[0-9A-Za-z]{14}")
                .isEqualTo(table.field("Stage").id());
        var link = field(change, "Company");
        var linked = desk.record("Companies", desk.company(1));
        assertThat(link.get("after").get(0).asString()).isEqualTo(linked);
        assertThat(link.get("links").get(linked).asString()).isEqualTo(desk.company(1));
        assertThat(link.get("links").size()).isBetween(1, 2);

        var shown = TestCli.run(
                server.dataDir(),
                "history",
                desk.name("deals"),
                change.get("row").asString());
        assertThat(shown).contains("Stage: ", "-> Won", "Company: ", "-> " + desk.company(1));
        assertThat(shown.replaceAll("(left|right): \\S+,", "")).doesNotContainPattern("fld[0-9A-Za-z]{14}");

        var stage = field(change, "Stage").get("field").asString();
        desk.base.people().renameField("Deals", "Stage", "Phase");
        desk.edit("Deals", desk.deal(0), "Phase", "Lost");
        desk.apply(text -> text.replace("left: Stage, right: Stage", "left: Phase, right: Stage"));
        desk.run("deals");
        assertThat(field(changes(run).get(0), "Stage").get("field").asString())
                .as("as it was called then")
                .isEqualTo(stage);
        var passport = server.get("/api/v1/rows?sync=" + desk.name("deals") + "&row="
                + change.get("row").asString());
        assertThat(passport.at("/left/names/" + stage).asString()).isEqualTo("Phase");
        assertThat(passport.at("/left/seen/" + stage).asString()).isEqualTo("Lost");
    }

    @Test
    void conflictsAndFailuresSpeakOfNames() {
        var desk = new BasesyncDesk(server, 3, 3);
        desk.run("companies");
        desk.edit("Companies", desk.company(0), "Notes", "left words");
        desk.type("Companies", desk.company(0), "Notes", "right words");
        desk.type("Companies", desk.company(1), "Employees", "a dozen");

        var run = desk.run("companies");

        var all = server.get("/api/v1/conflicts?sync=" + desk.name("companies"));
        var conflict = all.at("/items/0");
        assertThat(conflict.get("leftField").asString()).matches("fld.{14}");
        assertThat(conflict.get("leftFieldName").asString()).isEqualTo("Notes");
        assertThat(conflict.get("rightFieldName").asString()).isEqualTo("Notes");
        assertThat(server.get("/api/v1/conflicts?sync=" + desk.name("companies") + "&field=Notes")
                        .get("total")
                        .asLong())
                .isEqualTo(1);
        var id = run.get("id").asLong();
        for (var said : List.of(
                conflict.get("sentence").asString(),
                server.get("/api/v1/runs/" + id + "/failures")
                        .at("/items/0/reason")
                        .asString(),
                server.get("/api/v1/runs/" + id).get("sentence").asString())) {
            assertThat(said).isNotBlank().doesNotContainPattern(ID);
        }
        assertThat(changes(run).valueStream())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.get("reason").asString()
                                + change.get("problem").asString(""))
                        .doesNotContainPattern(ID));
        assertThat(TestCli.run(server.dataDir(), "conflicts", "--sync", desk.name("companies")))
                .contains("Notes")
                .doesNotContainPattern("fld[0-9A-Za-z]{14}");
    }

    @Test
    void aHeldRunSaysWhichColumnItWouldEmptyByName() {
        var desk = new BasesyncDesk(server, 20, 1);
        desk.run("companies");
        for (int i = 0; i < 20; i++) {
            desk.type("Companies", desk.company(i), "Employees", null);
        }

        var held = desk.run("companies");

        assertThat(held.get("status").asString()).isEqualTo("held");
        assertThat(held.get("sentence").asString()).contains("'Employees'").doesNotContainPattern(ID);
    }

    @Test
    void aTableThatTheFileNamesByItsIdIsShownByItsName() {
        var desk = new BasesyncDesk(server, 2, 1);
        var table = desk.base.table("Companies").id();
        var gid = desk.sheet.book().tab("Companies").orElseThrow().sheetId();
        desk.apply(text -> text.replace(
                        "left: { connection: airtable, table: Companies,",
                        "left: { connection: airtable, table: " + table + ",")
                .replace(
                        "right: { connection: sheets, table: Companies,",
                        "right: { connection: sheets, table: \"gid=" + gid + "\","));

        var run = desk.run("companies");

        var change = changes(run).get(0);
        assertThat(change.get("table").asString()).isEqualTo("gid=" + gid);
        assertThat(change.get("tableName").asString()).isEqualTo("Companies");
        desk.type("Companies", desk.company(0), "Notes", "over there");
        assertThat(changes(desk.run("companies")).get(0).get("tableName").asString())
                .isEqualTo("Companies");
    }
}
