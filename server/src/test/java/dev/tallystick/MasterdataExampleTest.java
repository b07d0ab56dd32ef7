package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.cli.TestCommandLine;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.Connector;
import dev.tallystick.lab.Fault;
import dev.tallystick.lab.LabServices;
import dev.tallystick.sync.Config;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The admin page's document, end to end: one button over four tabs of a shared spreadsheet, through API and command
/// line, with the slips that people make in a sheet. The scenarios build on each other, as a day does.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MasterdataExampleTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("masterdata");

    private static final String GROUP = "/api/v1/groups/master-data";

    @Test
    @Order(1)
    void saysNothingOfAButtonThatNobodyPressed() {
        assertThat(server.get(GROUP + "/sync-status").get("status").asString()).isEqualTo("not_found");
        var status = server.get("/api/v1/syncs/brands/sync-status");
        assertThat(status.get("status").asString()).isEqualTo("not_found");
        assertThat(status.get("message").asString()).isEmpty();
    }

    @Test
    @Order(2)
    void syncsEveryTabByOneButton() {
        var pressed = put(GROUP + "/sync-data-master");
        assertThat(pressed.get("status").asString()).isEqualTo("running");
        assertThat(pressed.get("message").asString()).isEqualTo("Sync started...");
        var again = put(GROUP + "/sync-data-master");
        assertThat(again.get("message").asString()).as("it attaches").isEqualTo("Sync in progress...");

        var status = completed(GROUP + "/sync-status");
        assertThat(status.get("status").asString()).isEqualTo("completed");
        assertThat(status.get("outcome").asString()).isEqualTo("partial");
        assertThat(status.get("message").asString())
                .isEqualTo("Brands: 12 created, 0 updated. Packages: 39 created, 0 updated, 1 failed. Therapists: 141"
                        + " created, 0 updated, 3 failed, 6 FLAT skipped. Schedules: 60 created, 0 updated");
        assertThat(status.get("by").asString()).isNotBlank();
        assertThat(rows("rehearsal_therapists")).isEqualTo(141);
        assertThat(rows("rehearsal_schedules")).isEqualTo(60);
        assertThat(server.get(GROUP).get("lastRun").get("steps").size()).isEqualTo(4);
    }

    @Test
    @Order(3)
    void tellsEachFailedRowAndWhy() {
        var run = server.get("/api/v1/runs?sync=therapists").get("items").get(0);
        assertThat(run.get("message").asString())
                .isEqualTo("Processed 150 therapists: 141 created, 0 updated, 3 failed, 6 FLAT skipped.");
        assertThat(run.get("skips").toString()).isEqualTo("[{\"kind\":\"FLAT\",\"rows\":6}]");
        assertThat(run.get("tally").get("right").get("skipped").asLong()).isEqualTo(6);

        put("/api/v1/syncs/packages/sync-data-master");
        var status = completed("/api/v1/syncs/packages/sync-status");
        assertThat(status.get("message").asString())
                .isEqualTo("Processed 40 packages: 0 created, 0 updated, 1 failed.");
        assertThat(status.get("counts").get("unchanged").asLong()).isEqualTo(39);
        var failure = status.get("failures").get(0);
        assertThat(failure.get("name").asString()).isEqualTo("Cedar 60");
        assertThat(failure.get("reason").asString()).contains("on request");
    }

    @Test
    @Order(4)
    void updatesWhatPeopleChangedAndLeavesFlatOnesAsTheyWere() {
        var people = server.lab()
                .google()
                .spreadsheet("1LabMasterData00000000000001")
                .people();
        people.type("Brands", "B2", "Renamed");
        people.type("Therapists", "C2", "FLAT");
        people.type("Therapists", "B2", "Nobody");

        var brands = server.sync("brands");
        assertThat(brands.get("message").asString()).isEqualTo("Processed 12 brands: 0 created, 1 updated.");
        var therapists = server.sync("therapists");
        assertThat(therapists.get("message").asString()).endsWith("0 updated, 3 failed, 7 FLAT skipped.");
        assertThat(server.data()
                        .sql("select name from rehearsal_therapists where external_id = 'TH-001'")
                        .query(String.class)
                        .single())
                .as("it stays as it was")
                .isNotEqualTo("Nobody");
    }

    @Test
    @Order(5)
    void stopsBeforeTheFirstRowWhenAColumnIsGone() {
        var people = server.lab()
                .google()
                .spreadsheet("1LabMasterData00000000000001")
                .people();
        people.renameHeader("Brands", "Country", "Counrty");
        put("/api/v1/syncs/brands/sync-data-master");
        var status = completed("/api/v1/syncs/brands/sync-status");
        assertThat(status.get("status").asString()).isEqualTo("failed");
        assertThat(status.get("message").asString())
                .contains("The column 'Country' is missing; did 'Counrty' mean it?")
                .contains("no row was read");
        people.renameHeader("Brands", "Counrty", "Country");
    }

    @Test
    @Order(6)
    void saysThatTheSheetIsNotShared() {
        // As whoever asks without being allowed to sees it; the rehearsal's own token would open any sheet of the lab.
        server.lab()
                .faults()
                .add(Fault.of(Fault.Kind.HTML_200, "/google/spreadsheets/").times(Fault.FOREVER));
        try {
            put(GROUP + "/sync-data-master");
            var status = completed(GROUP + "/sync-status");
            assertThat(status.get("status").asString()).isEqualTo("failed");
            assertThat(status.get("message").asString()).contains("Brands: The spreadsheet is not shared");
        } finally {
            server.lab().faults().clear();
        }
    }

    @Test
    @Order(7)
    void isStartedFromTheCommandLine() {
        var line = new TestCommandLine(server.address(), token());
        assertThat(line.run("sync", "--group", "master-data", "--wait"))
                .as(line.said())
                .isEqualTo(PARTIAL);
        assertThat(line.said()).contains("Packages: 0 created, 0 updated, 1 failed");
        assertThat(line.run("sync", "master-data")).as(line.said()).isZero();
        assertThat(line.said()).contains("Master data starts: brands, packages, therapists, schedules.");
        completed(GROUP + "/sync-status");
    }

    private static final int PARTIAL = TestCommandLine.PARTIAL;

    @Test
    @Order(8)
    void isExportedAsItWasWritten() {
        var config = Objects.requireNonNull(read(Map.of()).config());
        var exported = server.send("GET", "/api/v1/config/export", "").body();
        assertThat(exported)
                .contains("groups:")
                .contains("master-data:")
                .contains("noun: therapists")
                .contains("as: FLAT");
        assertThat(config.groups().getFirst().syncs()).containsExactly("brands", "packages", "therapists", "schedules");
    }

    @Test
    @Order(9)
    void rehearsesWithoutAnAddressAndIsLiveWithOne() {
        assertThat(read(Map.of()).problems()).isEmpty();
        assertThat(Objects.requireNonNull(read(Map.of()).config()).syncs()).allMatch(Config.Entry::rehearsal);
        var live = read(Map.of("MASTER_SHEETS_URL", "https://docs.google.com", "MASTER_SPREADSHEET", "1AbC"));
        assertThat(live.problems()).isEmpty();
        assertThat(Objects.requireNonNull(live.config()).syncs()).noneMatch(Config.Entry::rehearsal);
    }

    @Test
    @Order(9)
    void isServedByTheDemoBesideTheOthers(@TempDir Path dataDir) {
        var reading = new ReadConfig(
                        new Connectors(new ArrayList<>(server.beans(Connector.class))),
                        Map.of(),
                        LabServices.NAMES,
                        Retry.DEFAULT)
                .file(Demo.examples(dataDir));
        assertThat(reading.problems()).isEmpty();
        var config = Objects.requireNonNull(reading.config());
        assertThat(config.syncs()).hasSize(12);
        assertThat(config.groups()).hasSize(2);
    }

    private static Config.Reading read(Map<String, String> environment) {
        var connectors = new Connectors(new ArrayList<>(server.beans(Connector.class)));
        return new ReadConfig(connectors, environment, LabServices.NAMES, Retry.DEFAULT)
                .file(folder().resolve("tallystick.yaml"));
    }

    @Test
    @Order(10)
    void mapsEveryItemOfTheDocument() throws Exception {
        var readme = Files.readString(folder().resolve("README.md"));
        assertThat(List.of(
                        "MasterDataSyncJob",
                        "SyncMonolithLogs",
                        "user_id",
                        "sync_type",
                        "ui_message",
                        "logger_message",
                        "started_at",
                        "completed_at",
                        "details",
                        "SyncStatusService",
                        "sync-data-master",
                        "sync-status",
                        "Sync started...",
                        "Sync in progress...",
                        "not_found",
                        "useMasterDataSync",
                        "autoCheckOnMount",
                        "onSyncComplete",
                        "onSyncFailed",
                        "clearStatus",
                        "isSuperAdmin",
                        "YOUR_RESOURCE_GID",
                        "validate_headers",
                        "Immediate feedback",
                        "Clear messaging",
                        "Manual dismissal",
                        "Permission control",
                        "Error handling",
                        "Progress persistence",
                        "Auto-refresh",
                        "Detailed logging",
                        "Audit trail",
                        "Duration tracking",
                        "Scenario 1",
                        "Scenario 2",
                        "Scenario 3",
                        "Scenario 4",
                        "Processed 1550 therapists",
                        "3 FLAT skipped",
                        "Job enqueued",
                        "Happy Path",
                        "Large Datasets",
                        "User Attribution",
                        "Debounce",
                        "2-second",
                        "24 hours",
                        "timeouts",
                        "Support Handoff",
                        "Export capability"))
                .allSatisfy(item -> assertThat(readme).contains(item));
    }

    private static Path folder() {
        var here = Path.of("examples/masterdata");
        return Files.isDirectory(here) ? here : Path.of("../examples/masterdata");
    }

    private static String token() {
        try {
            return Files.readString(server.dataDir().resolve("admin-token")).strip();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode put(String path) {
        var answer = server.send("PUT", path, "");
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return ExampleServer.json(answer.body());
    }

    private static JsonNode completed(String path) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> server.get(path),
                        status -> !status.get("status").asString().equals("running"));
    }

    private static long rows(String table) {
        return server.data()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
