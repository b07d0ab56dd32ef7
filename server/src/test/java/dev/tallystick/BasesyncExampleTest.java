package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.Connector;
import dev.tallystick.lab.LabServices;
import dev.tallystick.plan.Flow;
import dev.tallystick.sync.Config;
import dev.tallystick.sync.ReadConfig;
import dev.tallystick.sync.Sync.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The shipped example is what its document asks for, and nothing is wrong with it.
class BasesyncExampleTest {
    @RegisterExtension
    static final ExampleServer server = new ExampleServer("basesync");

    private static final Map<String, String> LIVE = Map.of(
            "AIRTABLE_TOKEN", "patAbc.123",
            "AIRTABLE_BASE", "appX1Y2Z3A4B5C6D7",
            "GOOGLE_CLIENT_ID", "1234-abc.apps.googleusercontent.com",
            "GOOGLE_CLIENT_SECRET", "hush",
            "GOOGLE_SPREADSHEET", "https://docs.google.com/spreadsheets/d/1AbCdEf/edit#gid=0");

    @Test
    void rehearsesWithoutCredentialsAndIsLiveWithThem() {
        assertThat(read(Map.of()).problems()).isEmpty();
        assertThat(Objects.requireNonNull(read(Map.of()).config()).syncs()).allMatch(Config.Entry::rehearsal);
        assertThat(read(LIVE).problems()).isEmpty();
        assertThat(Objects.requireNonNull(read(LIVE).config()).syncs()).noneMatch(Config.Entry::rehearsal);
    }

    @Test
    void theCommandLineKnowsEveryConnectorOfTheServer() {
        assertThat(Tallystick.connectors(null).names())
                .containsExactlyInAnyOrderElementsOf(server.beans(Connector.class).stream()
                        .map(Connector::name)
                        .toList());
    }

    @Test
    void refusesToMixInventedRowsWithRealOnes() {
        assertThat(read(Map.of("AIRTABLE_TOKEN", "patAbc.123", "AIRTABLE_BASE", "appX1Y2Z3A4B5C6D7"))
                        .problems())
                .hasSize(2)
                .allMatch(problem ->
                        problem.toString().contains("The lab stands in for 'sheets', while 'airtable' is real"));
    }

    @Test
    void hasTheDirectionsSchedulesAndDefaultsOfTheDocument() {
        for (var entry : Objects.requireNonNull(read(LIVE).config()).syncs()) {
            var sync = entry.definition();
            var sides = Objects.requireNonNull(sync.twoSided());
            assertThat(sides.direction()).isEqualTo(Flow.BOTH);
            assertThat(sides.strict()).isFalse();
            assertThat(sides.leftMissing().policy().name()).isEqualTo("IGNORE");
            assertThat(sides.rightMissing().policy().name()).isEqualTo("IGNORE");
            assertThat(sync.retry()).isEqualTo(Retry.DEFAULT);
            assertThat(sync.left().table().options().all()).containsEntry("batch", 10L);
            assertThat(sync.right().table().options().all()).containsEntry("batch_rows", 100L);
            assertThat(Objects.requireNonNull(entry.schedule()).toString()).contains("*/5 * * * *");
        }
    }

    @Test
    void mapsEveryItemOfTheDocument() throws Exception {
        var readme = Files.readString(folder().resolve("README.md"));
        var document = List.of(
                "syncJob",
                "executor",
                "cron",
                "isActive",
                "SyncConfig",
                "SyncLog",
                "AirtableConnection",
                "GoogleSheetsConnection",
                "AES-256-GCM",
                "AIRTABLE_TO_SHEETS",
                "SHEETS_TO_AIRTABLE",
                "BIDIRECTIONAL",
                "lastSyncAt",
                "lastSyncStatus",
                "recordsSynced",
                "recordsFailed",
                "errors",
                "startedAt",
                "completedAt",
                "triggeredBy",
                "direction",
                "SUCCESS",
                "PARTIAL",
                "FAILED",
                "includeHeader",
                "deleteExtraRows",
                "deleteExtraRecords",
                "resolveLinkedRecords",
                "createMissingLinkedRecords",
                "maxRetries",
                "batchSize",
                "skipHeaderRow",
                "validationMode",
                "conflictResolution",
                "dryRun",
                "Job Summary",
                "Recent sync logs",
                "Failed syncs",
                "haven't synced recently",
                "performSync",
                "Job Not Running",
                "Syncs Failing",
                "Performance Issues",
                "Best Practices",
                "user context");
        assertThat(document).allSatisfy(item -> assertThat(readme).contains(item));
    }

    private static final String TWO_NAMES = """
            version: 1
            connections:
              one: { connector: airtable, settings: { token: "${T}", base: appX1Y2Z3A4B5C6D7 } }
              two: { connector: airtable, settings: { token: "${T}", base: appX1Y2Z3A4B5C6D7, monthly_calls: 1000 } }
              other: { connector: airtable, settings: { token: "${T}", base: appOTHER3A4B5C6D7 } }
              by-address:
                connector: google-sheets
                settings: { spreadsheet: "https://docs.google.com/spreadsheets/d/1AbCdEf/edit#gid=0", client_id: "1-a", client_secret: "${T}" }
              by-id:
                connector: google-sheets
                settings: { spreadsheet: 1AbCdEf, client_id: "2-b", client_secret: "${T}" }
            syncs:
              first:
                left: { connection: one, table: Companies }
                right: { connection: by-address, table: "gid=7" }
                direction: left-to-right
                match: { left: Name, right: Name }
                fields: [{ left: Name, right: Name }]
              second:
                left: { connection: LEFT, table: Companies }
                right: { connection: RIGHT, table: "TAB" }
                direction: DIRECTION
                match: { left: Name, right: Name }
                fields: [{ left: Name, right: Name }]
            """;

    private static List<String> problems(String left, String right, String tab, String direction) {
        var connectors = new Connectors(new ArrayList<>(server.beans(Connector.class)));
        return new ReadConfig(connectors, Map.of("T", "patAbc.123"), LabServices.NAMES, Retry.DEFAULT)
                        .text(
                                TWO_NAMES
                                        .replace("LEFT", left)
                                        .replace("RIGHT", right)
                                        .replace("TAB", tab)
                                        .replace("DIRECTION", direction),
                                "two.yaml",
                                folder())
                        .problems()
                        .stream()
                        .map(problem -> problem.sentence())
                        .toList();
    }

    @Test
    void twoNamesOfOneTableAreOneTable() {
        assertThat(problems("other", "by-id", "gid: 7", "left-to-right"))
                .as("a second writer through another connection, and another way to write the gid")
                .singleElement()
                .asString()
                .contains("'Name' of table 'gid=7' has two writers", "'first'", "'second'");
        assertThat(problems("two", "by-id", "gid=7", "both"))
                .as("both tables again")
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).contains("two writers"));
        assertThat(problems("other", "by-id", "gid=8", "left-to-right"))
                .as("another tab")
                .isEmpty();
        assertThat(problems("two", "by-id", "gid=8", "left-to-right"))
                .as("one table may be read twice")
                .isEmpty();
    }

    @Test
    void aCircleThroughAnotherNameIsACircle() {
        var circle = TWO_NAMES.replace("direction: left-to-right", "direction: both");
        var connectors = new Connectors(new ArrayList<>(server.beans(Connector.class)));
        var problems = new ReadConfig(connectors, Map.of("T", "patAbc.123"), LabServices.NAMES, Retry.DEFAULT)
                .text(
                        circle.replace("LEFT", "two")
                                .replace("RIGHT", "by-id")
                                .replace("TAB", "gid=7")
                                .replace("DIRECTION", "both"),
                        "two.yaml",
                        folder())
                .problems();
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("circle", "'Companies'", "'gid=7'"));
    }

    private static Config.Reading read(Map<String, String> environment) {
        var connectors = new Connectors(new ArrayList<>(server.beans(Connector.class)));
        return new ReadConfig(connectors, environment, LabServices.NAMES, Retry.DEFAULT)
                .file(folder().resolve("tallystick.yaml"));
    }

    private static Path folder() {
        var here = Path.of("examples/basesync");
        return Files.isDirectory(here) ? here : Path.of("../examples/basesync");
    }
}
