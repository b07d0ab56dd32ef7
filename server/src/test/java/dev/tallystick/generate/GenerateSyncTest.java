package dev.tallystick.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.generate.GenerateSync.Generated;
import dev.tallystick.generate.GenerateSync.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateSyncTest {
    private static final String POM = """
            <project>
              <groupId>com.acme-corp</groupId>
              <artifactId>syncs</artifactId>
              <dependencyManagement>
                <dependencies>
                  <dependency><artifactId>tallystick-core</artifactId></dependency>
                </dependencies>
              </dependencyManagement>
            </project>
            """;

    @TempDir
    private Path project;

    @BeforeEach
    void pom() throws IOException {
        pom(POM);
    }

    private void pom(String text) throws IOException {
        Files.writeString(project.resolve("pom.xml"), text);
    }

    private GenerateSync generate() {
        return new GenerateSync(project, "1.2.3", Set.of("plaid", "csv"));
    }

    private Generated generated(String type) {
        return generate().write(new Wish(type, null, false, false));
    }

    private Map<String, String> everything() throws IOException {
        var all = new TreeMap<String, String>();
        try (var paths = Files.walk(project)) {
            for (var path : paths.toList()) {
                all.put(
                        project.relativize(path).toString(),
                        Files.isDirectory(path) ? "folder" : Files.readString(path));
            }
        }
        return all;
    }

    @Test
    void writesTheClassItsTestACassetteItsYamlAndItsService() throws IOException {
        var generated = generated("ExchangeRateSync");
        assertThat(generated.written())
                .containsExactly(
                        "src/main/java/com/acme_corp/ExchangeRateSync.java",
                        "src/test/java/com/acme_corp/ExchangeRateSyncTest.java",
                        "src/test/cassettes/exchange-rate.json",
                        "syncs/exchange-rate.yaml",
                        "src/main/resources/META-INF/services/dev.tallystick.syncjob.SyncJob");
        assertThat(everything().values()).noneMatch(text -> text.matches("(?s).*@[A-Z]+@.*"));
        assertThat(everything().get("src/main/resources/META-INF/services/dev.tallystick.syncjob.SyncJob"))
                .isEqualTo("com.acme_corp.ExchangeRateSync\n");
        assertThat(everything().get("pom.xml")).isEqualTo(POM);
        assertThat(generated.lacking())
                .contains("<artifactId>tallystick-core</artifactId>", "<version>1.2.3</version>", "jackson", "testkit")
                .contains("<artifactId>junit-jupiter</artifactId>");
    }

    @Test
    void aSecondJobStandsBesideTheFirst() throws IOException {
        generated("ExchangeRateSync");
        generated("AccountSync");
        assertThat(everything().get("src/main/resources/META-INF/services/dev.tallystick.syncjob.SyncJob"))
                .isEqualTo("com.acme_corp.ExchangeRateSync\ncom.acme_corp.AccountSync\n");
        generate().write(new Wish("AccountSync", null, true, false));
        assertThat(everything().get("src/main/resources/META-INF/services/dev.tallystick.syncjob.SyncJob"))
                .as("named once")
                .isEqualTo("com.acme_corp.ExchangeRateSync\ncom.acme_corp.AccountSync\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java/com/acme_corp/ExchangeRateSync.java",
                "src/test/java/com/acme_corp/ExchangeRateSyncTest.java",
                "src/test/cassettes/exchange-rate.json",
                "syncs/exchange-rate.yaml"
            })
    void neverOverwritesWithoutForce(String there) throws IOException {
        var file = project.resolve(there);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a person's work");
        var before = everything();

        assertThatThrownBy(() -> generate().write(new Wish("ExchangeRateSync", "com.acme_corp", false, true)))
                .isInstanceOf(CannotGenerate.class)
                .hasMessageContaining("Nothing was written, since " + there + " is there already")
                .hasMessageContaining("--force");
        assertThat(everything()).isEqualTo(before);

        generate().write(new Wish("ExchangeRateSync", "com.acme_corp", true, false));
        assertThat(file).content().isNotEqualTo("a person's work");
    }

    @Test
    void leavesNothingHalfWritten() throws IOException {
        Files.createDirectories(project.resolve("src/main/resources/META-INF"));
        Files.writeString(project.resolve("src/main/resources/META-INF/services"), "no folder");
        Files.createDirectories(project.resolve("syncs/exchange-rate.yaml"));
        var before = everything();
        assertThatThrownBy(() -> generate().write(new Wish("ExchangeRateSync", null, true, true)))
                .hasMessageContaining("Nothing was written");
        assertThat(everything()).isEqualTo(before);
        Files.delete(project.resolve("syncs/exchange-rate.yaml"));
        assertThatThrownBy(() -> generate().write(new Wish("ExchangeRateSync", null, true, true)))
                .hasMessageContaining("Nothing was written");
        before.remove("syncs/exchange-rate.yaml");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void findsTheProjectAboveAndItsPackage() throws IOException {
        var deep = Files.createDirectories(project.resolve("src/main/java/com/acme/rates/deep"));
        Files.writeString(deep.resolve("B.java"), "package com.acme.rates.deep;");
        Files.writeString(deep.getParent().resolve("A.java"), "package com.acme.rates;");
        var generated = new GenerateSync(deep, "1", Set.of()).write(new Wish("FooSync", null, false, false));
        assertThat(generated.project()).isEqualTo(project);
        assertThat(generated.written()).contains("src/main/java/com/acme/rates/FooSync.java");
    }

    @Test
    void addsToThePomWhatItLacks() throws IOException {
        pom("""
                <project>
                  <parent><groupId>com.acme</groupId></parent>
                  <!-- </dependencies> -->
                  <dependencies>
                    <dependency>
                      <groupId>org.junit.jupiter</groupId>
                      <artifactId>junit-jupiter</artifactId>
                    </dependency>
                  </dependencies>
                  <build><plugins><plugin><dependencies><dependency/></dependencies></plugin></plugins></build>
                </project>
                """);
        var generated = generate().write(new Wish("FooSync", null, false, true));
        assertThat(generated.written()).contains("src/main/java/com/acme/FooSync.java", "pom.xml");
        assertThat(generated.lacking()).isEmpty();
        var pom = Files.readString(project.resolve("pom.xml"));
        assertThat(pom)
                .startsWith("<project>\n  <parent><groupId>com.acme</groupId></parent>\n  <!-- </dependencies> -->\n")
                .contains("""
                              <artifactId>junit-jupiter</artifactId>
                            </dependency>
                            <dependency>
                              <groupId>dev.tallystick</groupId>
                              <artifactId>tallystick-core</artifactId>
                              <version>1.2.3</version>
                              <scope>provided</scope>
                            </dependency>
                        """)
                .endsWith("""
                              <scope>test</scope>
                            </dependency>
                          </dependencies>
                          <build><plugins><plugin><dependencies><dependency/></dependencies></plugin></plugins></build>
                        </project>
                        """);
        assertThat(pom.split("junit-jupiter", -1)).hasSize(2);
        generate().write(new Wish("BarSync", null, false, true));
        assertThat(Files.readString(project.resolve("pom.xml")))
                .as("nothing twice")
                .isEqualTo(pom);
    }

    @Test
    void makesAListOfDependenciesWhereThereIsNone() throws IOException {
        generate().write(new Wish("FooSync", null, false, true));
        assertThat(Files.readString(project.resolve("pom.xml")))
                .contains(
                        "  </dependencyManagement>\n\n  <dependencies>\n    <dependency>\n      <groupId>dev.tallystick")
                .endsWith("    </dependency>\n  </dependencies>\n</project>\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ExchangeRateSync, exchange-rate",
        "AccountSyncJob,   account",
        "HTTPLogSync,      http-log",
        "Orders2026Sync,   orders2026",
        "Stations,         stations",
        "PlaidSync,        plaid-job"
    })
    void namesTheJobByItsClass(String type, String job) {
        assertThat(generated(type).job()).isEqualTo(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exchangeRate", "Exchange-Rate", "com.acme.Foo", "Sync", "SyncJob", "class", "../Foo"})
    void refusesANameThatIsNone(String type) throws IOException {
        var before = everything();
        assertThatThrownBy(() -> generated(type))
                .isInstanceOf(CannotGenerate.class)
                .hasMessageContaining("such as ExchangeRateSync");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void saysWhatIsWrongWithTheProject() throws IOException {
        assertThatThrownBy(() -> generate().write(new Wish("FooSync", "com.9", false, false)))
                .hasMessageContaining("'com.9' is no name of a package");
        pom("<project><artifactId>a</artifactId></project>");
        assertThatThrownBy(() -> generated("FooSync")).hasMessageContaining("--package com.example");
        pom("<project><artifactId>a</project>");
        assertThatThrownBy(() -> generated("FooSync")).hasMessageContaining("mend it first");
        pom("<settings/>");
        assertThatThrownBy(() -> generated("FooSync")).hasMessageContaining("it has no <project>");
        Files.delete(project.resolve("pom.xml"));
        assertThatThrownBy(() -> generated("FooSync")).hasMessageContaining("There is no pom.xml in");
    }

    @Test
    void namesTheJUnitOfOurOwnBuild() {
        assertThat(Test.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString())
                .endsWith("-" + GenerateSync.JUNIT + ".jar");
    }
}
