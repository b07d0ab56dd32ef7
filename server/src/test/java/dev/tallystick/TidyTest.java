package dev.tallystick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Looks after our own files. Each check is first tried on files with a planted fault, then on the repository.
class TidyTest {
    private static final Tidy REPOSITORY = Tidy.ofRepository();
    private static final String CONNECTOR = "server/src/main/java/dev/tallystick/connectors/airtable/";
    private static final String CONTRACT_TEST =
            "server/src/test/java/dev/tallystick/connectors/airtable/AirtableConnectorTest.java";

    /// Where a connector's name may stand outside its folder, and why.
    private static final Map<String, String> MAY_NAME_A_CONNECTOR = Map.ofEntries(
            Map.entry(in("Tallystick"), "the root package puts the parts together"),
            Map.entry(in("ConnectorConfiguration"), "the root package hands a connector what it asks for"),
            Map.entry(in("egress/EgressClient"), "the scheme of an address"),
            Map.entry(in("web/BelieveProxy"), "the scheme that a proxy tells"),
            Map.entry(in("workspace/OpenTheHouse"), "the scheme of the link that opens the house"),
            Map.entry(in("storage/DataDirectory"), "the folder of the embedded database"),
            Map.entry(in("storage/EmbeddedPostgres"), "the first user and database of every server"),
            Map.entry(in("storage/PostgresPrograms"), "the program that is the server"),
            Map.entry(
                    "server/src/main/java/dev/tallystick/workspace/common-passwords.txt", "a password that many take"),
            Map.entry(in("history/ExportController"), "the format of a file that people download"),
            Map.entry(in("web/Export"), "the format of a file that people download"),
            Map.entry(in("workspace/AuditController"), "the format of a file that people download"),
            Map.entry("ui/src/api/runs.ts", "the format of a file that people download"),
            Map.entry("ui/src/feature/run/runs-page.tsx", "the format of a file that people download"),
            Map.entry("ui/src/api/schema.gen.ts", "the format of a file that people download"),
            Map.entry("ui/src/feature/history/audit-page.tsx", "the format of a file that people download"));

    @Test
    void seesTheRepository() {
        assertThat(REPOSITORY.files())
                .containsKeys("pom.xml", "README.md", "server/src/test/java/dev/tallystick/TidyTest.java");
        assertThat(REPOSITORY.files()).hasSizeGreaterThan(100);
    }

    @Test
    void everyPackageSaysInOneSentenceWhatItIsFor() {
        var path = "core/src/main/java/dev/tallystick/a/";
        assertThat(tidy(path + "A.java", "", path + "package-info.java", "/// What a is for.\n@NullMarked\n")
                        .packagesWithoutTheirSentence())
                .isEmpty();
        assertThat(tidy(path + "A.java", "").packagesWithoutTheirSentence()).hasSize(1);
        for (var wrong : List.of("package a;", "/// what\n@N", "/// One. Two.\n@N", "/// No end\n@N")) {
            assertThat(tidy(path + "A.java", "", path + "package-info.java", wrong)
                            .packagesWithoutTheirSentence())
                    .as(wrong)
                    .hasSize(1);
        }
        assertThat(REPOSITORY.packagesWithoutTheirSentence()).isEmpty();
    }

    @Test
    void everyFolderIsInThePictureAndThePictureInventsNone() {
        var picture = """
                # Architecture
                ## The tree
                ```
                core/src/
                  table/    words
                  plan/     plans
                docs/       for people
                ```
                """;
        assertThat(tidy("ARCHITECTURE.md", picture, "core/src/table/A", "", "core/src/plan/B", "", "docs/c", "")
                        .foldersThatThePictureLacksOrInvents())
                .isEmpty();
        assertThat(tidy("ARCHITECTURE.md", picture, "core/src/table/A", "", "core/src/new/B", "", "docs/c", "")
                        .foldersThatThePictureLacksOrInvents())
                .containsExactly(
                        "ARCHITECTURE.md names core/src/plan/, which is not there",
                        "ARCHITECTURE.md does not name core/src/new/");
        assertThat(tidy("README.md", "").foldersThatThePictureLacksOrInvents()).isNotEmpty();
        assertThat(REPOSITORY.foldersThatThePictureLacksOrInvents()).isEmpty();
    }

    @Test
    void everyConnectorIsWhole() {
        assertThat(tidy(
                                CONNECTOR + "README.md",
                                "",
                                CONNECTOR + "icon.svg",
                                "",
                                CONNECTOR + "package-info.java",
                                "",
                                CONTRACT_TEST,
                                "class AirtableConnectorTest extends ConnectorContract {")
                        .connectorsThatAreNotWhole())
                .isEmpty();
        assertThat(tidy(CONNECTOR + "AirtableConnector.java", "").connectorsThatAreNotWhole())
                .hasSize(4);
        assertThat(REPOSITORY.connectorsThatAreNotWhole()).isEmpty();
    }

    @Test
    void noConnectorIsNamedOutsideItsFolder() {
        var page = "ui/src/feature/connection/page.tsx";
        assertThat(tidy(CONNECTOR + "A.java", "airtable", page, "settings").connectorNamesOutsideTheirFolder(Map.of()))
                .isEmpty();
        var smeared = tidy(CONNECTOR + "A.java", "", page, "if (kind === 'Airtable')");
        assertThat(smeared.connectorNamesOutsideTheirFolder(Map.of()))
                .containsExactly(page + " names the connector airtable");
        assertThat(smeared.connectorNamesOutsideTheirFolder(Map.of(page, "a reason")))
                .isEmpty();
        assertThat(tidy(CONNECTOR + "A.java", "").connectorNamesOutsideTheirFolder(Map.of(page, "a reason")))
                .as("an exception that nobody needs")
                .hasSize(1);
        var lab = "server/src/main/java/dev/tallystick/lab/airtable/AirtableApi.java";
        assertThat(tidy(CONNECTOR + "A.java", "", lab, "Airtable").connectorNamesOutsideTheirFolder(Map.of()))
                .as("the lab emulates it")
                .isEmpty();
        var http = "server/src/main/java/dev/tallystick/connectors/http/A.java";
        var other = "server/src/main/java/dev/tallystick/run/Run.java";
        assertThat(tidy(http, "", other, "// an http address").connectorNamesOutsideTheirFolder(Map.of()))
                .isEmpty();
        assertThat(tidy(http, "", other, "case \"http\"").connectorNamesOutsideTheirFolder(Map.of()))
                .hasSize(1);
        assertThat(tidy(http, "", other, "import dev.tallystick.connectors.http.A;")
                        .connectorNamesOutsideTheirFolder(Map.of()))
                .hasSize(1);
        assertThat(REPOSITORY.connectorNamesOutsideTheirFolder(MAY_NAME_A_CONNECTOR))
                .isEmpty();
    }

    @Test
    void migrationsAreNumberedWithoutAGap() {
        var folder = "server/src/main/resources/db/migration/";
        assertThat(tidy(folder + "V001__a.sql", "", folder + "V002__b.sql", "").migrationsOutOfStep())
                .isEmpty();
        assertThat(tidy(folder + "V001__a.sql", "", folder + "V003__b.sql", "").migrationsOutOfStep())
                .hasSize(1);
        assertThat(tidy(folder + "V001__a.sql", "", folder + "V001__b.sql", "").migrationsOutOfStep())
                .hasSize(1);
        assertThat(tidy(folder + "V1__a.sql", "").migrationsOutOfStep()).hasSize(1);
        assertThat(REPOSITORY.migrationsOutOfStep()).isEmpty();
    }

    @Test
    void noUnfinishedWorkLands() {
        assertThat(tidy("a.java", "int a; // FIX" + "ME later").unfinishedWork())
                .hasSize(1);
        assertThat(tidy("a.java", "int a; // TO" + "DO later").unfinishedWork()).hasSize(1);
        assertThat(tidy("a.java", "int todoList;").unfinishedWork()).isEmpty();
        assertThat(REPOSITORY.unfinishedWork()).isEmpty();
    }

    @Test
    void linksInTheDocsLeadSomewhere() {
        assertThat(tidy(
                                "README.md", "[a](docs/a.md) [b](docs/a.md#two-words) [c](docs) [d](https://a.test)",
                                "docs/a.md", "[up](../README.md) [here](#two-words)\n## Two words\n")
                        .linksThatLeadNowhere())
                .isEmpty();
        assertThat(tidy("README.md", "[a](docs/b.md)").linksThatLeadNowhere()).hasSize(1);
        assertThat(tidy("docs/a.md", "[a](#nowhere)\n## Somewhere").linksThatLeadNowhere())
                .hasSize(1);
        assertThat(REPOSITORY.linksThatLeadNowhere()).isEmpty();
    }

    @Test
    void nothingTellsWhichMachineItWasWrittenOn() {
        for (var wrong : List.of(
                "see /wo" + "rk/notes/a.md",
                "path=/ro" + "ot/.m2/settings.xml",
                "https://regi" + "stry.example.org/npm/",
                "http://nex" + "us.corp:8081/maven/")) {
            assertThat(tidy("docs/a.md", wrong).tracesOfOneMachine()).as(wrong).hasSize(1);
        }
        assertThat(tidy("ui/.npmrc", "regi" + "stry = https://a.test/").tracesOfOneMachine())
                .hasSize(1);
        assertThat(tidy("ui/package-lock.json", "\"resolved\": \"https://a.test/a.tgz\"")
                        .tracesOfOneMachine())
                .hasSize(1);
        assertThat(tidy("docs/a.md", "server/src/main, https://example.org/work/a, ./root/a, GET /api/work")
                        .tracesOfOneMachine())
                .isEmpty();
        assertThat(REPOSITORY.tracesOfOneMachine()).isEmpty();
    }

    private static String in(String name) {
        return "server/src/main/java/dev/tallystick/" + name + ".java";
    }

    private static Tidy tidy(String... pathsAndTexts) {
        var files = new java.util.TreeMap<String, String>();
        for (var i = 0; i < pathsAndTexts.length; i += 2) {
            files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
        }
        return new Tidy(files);
    }
}
