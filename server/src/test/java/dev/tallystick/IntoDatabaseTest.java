package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.lab.Fault;
import dev.tallystick.lab.airtable.Base;
import dev.tallystick.lab.google.grid.Spreadsheet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// One way out of Airtable and out of a sheet's tab into a database, as a file says it.
class IntoDatabaseTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    @AfterEach
    void calm() {
        server.lab().faults().clear();
    }

    private static String airtable(String name, Base base, String fields) {
        return """
                version: 1
                connections:
                  base-NAME:
                    connector: airtable
                    settings: { token: "${AIRTABLE_TOKEN:-}", base: "BASE", base_url: "${AIRTABLE_URL:-}", monthly_calls: 100000 }
                    rehearsal: lab.airtable
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  NAME:
                    title: Companies of NAME
                    left: { connection: base-NAME, table: Companies }
                    right: { connection: database, table: NAME, key: airtable_id }
                    fields:
                FIELDS
                    on_delete: propagate
                    attempts: 1
                """.replace("BASE", base.id())
                .replace("NAME", name)
                .replace("FIELDS", fields.indent(6).stripTrailing());
    }

    private static final String FIELDS = """
            - { left: Name, right: name, type: text, required: true }
            - { left: Status, right: status, type: text }
            - { left: Employees, right: employees, type: decimal }
            - { left: Customer since, right: customer_since, type: date }""";

    private static List<Map<String, Object>> rows(String table, String key) {
        return server.data()
                .sql("select * from rehearsal_" + table + " order by " + key)
                .query()
                .listOfRows();
    }

    private static void inForce(String file) {
        server.edit(_ -> file);
        var config = server.get("/api/v1/config");
        assertThat(config.get("broken").asBoolean()).as("%s", config).isFalse();
    }

    private static void succeeded(JsonNode run) {
        assertThat(run.get("status").asString()).as("%s", run).isEqualTo("succeeded");
    }

    @Test
    void anAirtableTableFillsADatabaseAndFollowsEditsAndDeletes() {
        var base = server.lab().airtable().addSales("appLabIntoDb000001", 130, 1);
        inForce(airtable("crm", base, FIELDS));
        var companies = base.table("Companies");
        var one = companies.records().getFirst();
        base.people().edit("Companies", one, Map.of("Name", "Ada & Co", "Status", "Customer", "Employees", 12));

        var first = server.sync("crm");

        succeeded(first);
        assertThat(first.at("/tally/right/created").asLong()).isEqualTo(130);
        var rows = rows("crm", "airtable_id");
        assertThat(rows).hasSize(130);
        assertThat(rows.stream().map(row -> row.get("airtable_id")))
                .containsExactlyInAnyOrderElementsOf(companies.records());
        assertThat(rows)
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("airtable_id", one)
                        .containsEntry("name", "Ada & Co")
                        .containsEntry("status", "Customer"));

        base.people().edit("Companies", one, "Status", "Lead");
        var gone = companies.records().getLast();
        base.people().delete("Companies", gone);
        var second = server.sync("crm?full=true");
        succeeded(second);
        assertThat(second.at("/tally/right/updated").asLong()).isEqualTo(1);
        assertThat(rows("crm", "airtable_id"))
                .as("one complete listing without it proves nothing yet")
                .hasSize(130)
                .anySatisfy(
                        row -> assertThat(row).containsEntry("airtable_id", one).containsEntry("status", "Lead"));
        succeeded(server.sync("crm?full=true"));
        assertThat(rows("crm", "airtable_id")).hasSize(129).noneMatch(row -> gone.equals(row.get("airtable_id")));
    }

    @Test
    void aListingThatBreaksOffDeletesNothing() {
        var base = server.lab().airtable().addSales("appLabIntoDb000002", 130, 1);
        inForce(airtable("cut", base, FIELDS));
        succeeded(server.sync("cut"));
        var path = "/airtable/v0/" + base.id() + "/" + base.table("Companies").id();
        for (int run = 0; run < 2; run++) {
            server.lab()
                    .faults()
                    .add(Fault.of(Fault.Kind.TRUNCATED_JSON, "GET " + path)
                            .after(1)
                            .times(Fault.FOREVER));
            var broken = server.sync("cut?full=true");
            server.lab().faults().clear();
            assertThat(broken.get("status").asString()).isIn("failed", "partial");
        }
        assertThat(rows("cut", "airtable_id")).hasSize(130);
    }

    @Test
    void aFieldThatIsRenamedHoldsTheRunInsteadOfBlankingTheColumn() {
        var base = server.lab().airtable().addSales("appLabIntoDb000003", 12, 1);
        inForce(airtable("names", base, FIELDS));
        succeeded(server.sync("names"));
        var before = rows("names", "airtable_id");
        base.people().renameField("Companies", "Status", "Stage");

        var held = server.sync("names?full=true");

        assertThat(held.get("status").asString()).isEqualTo("held");
        assertThat(held.at("/held/reason").asString()).isEqualTo("schema");
        assertThat(held.get("sentence").asString()).contains("no field 'Status'", "renamed or deleted", "Stage");
        assertThat(rows("names", "airtable_id")).isEqualTo(before);
        base.people().renameField("Companies", "Stage", "Status");
        succeeded(server.sync("names?full=true"));
    }

    @Test
    void exchangeRatesFillADatabaseAndFollowACorrection() {
        var newest =
                Instant.now().atZone(ZoneId.of("Europe/Berlin")).toLocalDate().minusDays(5);
        inForce("""
                version: 1
                connections:
                  rates:
                    connector: exchange-rates
                    settings: { provider: frankfurter, base_url: "${RATES_URL:-}" }
                    rehearsal: lab.frankfurter
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  fx:
                    left: { connection: rates, table: rates, quotes: [USD, JPY, XXX], from: 2025-12-22 }
                    right: { connection: database, table: fx, key: id }
                    fields:
                      - { left: quote, right: quote, type: text, required: true }
                      - { left: date, right: observed_on, type: date, required: true }
                      - { left: rate, right: rate, type: decimal, required: true }
                    attempts: 1
                """);

        var first = server.sync("fx");

        assertThat(first.get("status").asString())
                .as("XXX is named, the others are written: %s", first)
                .isEqualTo("partial");
        assertThat(first.at("/tally/right/failed").asLong()).isEqualTo(1);
        var rows = rows("fx", "id");
        assertThat(rows).extracting(row -> row.get("quote")).containsOnly("USD", "JPY");
        assertThat(rows)
                .as("there is no rate of Christmas")
                .extracting(row -> row.get("observed_on").toString())
                .contains("2025-12-24", "2025-12-29")
                .doesNotContain("2025-12-25", "2025-12-26", "2025-12-27");
        var days = rows.stream().map(row -> row.get("observed_on").toString()).toList();
        while (!days.contains(newest.toString())) {
            newest = newest.minusDays(1);
        }
        server.lab().rates().revise(newest, "JPY", "180.25");

        var second = server.sync("fx");

        assertThat(second.at("/tally/right/updated").asLong()).as("%s", second).isEqualTo(1);
        assertThat(second.at("/tally/right/created").asLong()).isZero();
        var corrected = "frankfurter/EUR/JPY/" + newest;
        assertThat(rows("fx", "id"))
                .hasSameSizeAs(rows)
                .anySatisfy(row ->
                        assertThat(row).containsEntry("id", corrected).containsEntry("rate", new BigDecimal("180.25")));
    }

    private static Spreadsheet sheet() {
        var sheet = server.lab().google().create("Master data", "en_US", "Etc/GMT");
        sheet.people().addTab("Courses");
        sheet.people().row("Courses", "A1", "Code", "Title", "Places");
        sheet.people().row("Courses", "A2", "C-1", "Sailing", 8);
        sheet.people().row("Courses", "A3", "C-2", "Rowing", 4);
        return sheet;
    }

    @Test
    void aTabNamedByItsGidFillsADatabaseWhateverItsTitleIs() {
        server.lab().google().quota().lift();
        var sheet = sheet();
        int gid = sheet.book().tab("Courses").orElseThrow().sheetId();
        inForce("""
                version: 1
                connections:
                  master:
                    connector: google-sheets
                    settings: { spreadsheet: "SHEET", client_id: lab, client_secret: "${GOOGLE_CLIENT_SECRET:-}", base_url: "${GOOGLE_URL:-}" }
                    rehearsal: lab.google
                  database: { connector: postgres, settings: { url: embedded } }
                syncs:
                  courses:
                    left: { connection: master, table: "gid=GID", id_column: none, key: Code }
                    right: { connection: database, table: courses, key: code }
                    fields:
                      - { left: Title, right: title, type: text, required: true }
                      - { left: Places, right: places, type: decimal }
                """.replace("SHEET", sheet.id()).replace("GID", Integer.toString(gid)));

        succeeded(server.sync("courses"));

        assertThat(rows("courses", "code"))
                .extracting(row -> row.get("code") + " " + row.get("title"))
                .containsExactly("C-1 Sailing", "C-2 Rowing");
        sheet.people().renameTab("Courses", "Courses 2027");
        sheet.people().sort("Courses 2027", "A", false);
        sheet.people().type("Courses 2027", "C2", 5);
        var run = server.sync("courses?full=true");
        succeeded(run);
        assertThat(run.at("/tally/right/updated").asLong()).isEqualTo(1);
        sheet.people().renameHeader("Courses 2027", "Title", "Name");
        var held = server.sync("courses?full=true");
        assertThat(held.get("status").asString()).as("%s", held).isEqualTo("held");
        assertThat(held.get("sentence").asString()).contains("no field 'Title'");
        assertThat(rows("courses", "code")).extracting(row -> row.get("title")).containsExactly("Sailing", "Rowing");
    }
}
