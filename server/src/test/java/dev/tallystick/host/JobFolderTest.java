package dev.tallystick.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tallystick.syncjob.SyncJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jars as somebody else builds them, compiled here and put into a folder.
class JobFolderTest {
    private static final String SERVICES = "META-INF/services/dev.tallystick.syncjob.SyncJob";

    @TempDir
    private Path work;

    private Path jobs;

    @BeforeEach
    void folder() throws IOException {
        jobs = Files.createDirectories(work.resolve("jobs"));
    }

    private static String job(String type, String name, String more) {
        return """
                package acme;
                import dev.tallystick.syncjob.*;
                import dev.tallystick.table.*;
                import java.util.List;
                public class %s implements SyncJob {
                    public String name() { return %s; }
                    public Schema schema() { return new Schema(List.of(Field.of("name", FieldType.TEXT))); }
                    public Outcome run(JobRun run) { return Outcome.everything(); }
                    %s
                }
                """.formatted(type, name, more);
    }

    /// @param services what stands in the file of services, null for none
    private void jar(String file, String services, Map<String, String> sources) throws IOException {
        var classes = Files.createDirectories(work.resolve("classes-" + file));
        var arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                jobs.resolve("words.jar") + java.io.File.pathSeparator + System.getProperty("java.class.path")));
        for (var source : sources.entrySet()) {
            var path = work.resolve("source-" + file).resolve("acme").resolve(source.getKey() + ".java");
            Files.createDirectories(path.getParent());
            Files.writeString(path, source.getValue());
            arguments.add(path.toString());
        }
        if (!sources.isEmpty()) {
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                    .isZero();
        }
        try (var jar = new JarOutputStream(Files.newOutputStream(jobs.resolve(file)));
                var paths = Files.walk(classes)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                jar.write(Files.readAllBytes(path));
            }
            if (services != null) {
                jar.putNextEntry(new JarEntry(SERVICES));
                jar.write(services.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private List<SyncJob> found() {
        return new JobFolder(jobs).jobs().toList();
    }

    @Test
    void findsTheJobsOfEveryJarAndWhatTheyNeedBesides() throws IOException {
        jar(
                "words.jar",
                null,
                Map.of(
                        "Words",
                        "package acme; public class Words { public static String of() {"
                                + " return \"from-elsewhere\"; } }"));
        jar(
                "a.jar",
                "# ours\nacme.A\n\nacme.B # the second\n",
                Map.of("A", job("A", "\"a\"", ""), "B", job("B", "Words.of()", "")));
        jar("c.jar", "acme.C", Map.of("C", job("C", "\"c\"", "")));
        Files.writeString(jobs.resolve("README.txt"), "no jar");
        assertThat(found()).extracting(SyncJob::name).containsExactly("a", "from-elsewhere", "c");
        assertThat(JobConnector.found(jobs).map(SyncJob::name)).contains("c");
        assertThat(JobConnector.found(null).map(SyncJob::name)).doesNotContain("c");
    }

    @Test
    void namesAFolderThatIsNotThereOrBringsNothing() throws IOException {
        assertThatThrownBy(() -> new JobFolder(work.resolve("jbos")).jobs())
                .isInstanceOf(JobFolder.Broken.class)
                .hasMessageContaining("There is no folder " + work.resolve("jbos"));
        jar("words.jar", null, Map.of());
        assertThatThrownBy(this::found)
                .hasMessageContaining("No jar in " + jobs + " brings a sync job")
                .hasMessageContaining(SERVICES);
    }

    @Test
    void namesAJarThatIsNone() throws IOException {
        Files.writeString(jobs.resolve("a.jar"), "half of a downlo");
        assertThatThrownBy(this::found).hasMessageContaining(jobs.resolve("a.jar") + " is no jar");
    }

    @Test
    void namesTheClassThatCannotBeUsedAndWhy() throws IOException {
        jar("a.jar", "acme.Missing", Map.of());
        assertThatThrownBy(this::found)
                .hasMessageContaining(jobs.resolve("a.jar") + " brings the sync job acme.Missing")
                .hasMessageContaining("there is no such class");
        jar("a.jar", "acme.A", Map.of("A", "package acme; public class A {}"));
        assertThatThrownBy(this::found).hasMessageContaining("does not implement SyncJob");
        jar("a.jar", "acme.A", Map.of("A", job("A", "\"a\"", "private A() {}")));
        assertThatThrownBy(this::found).hasMessageContaining("a public constructor without parameters");
        jar("a.jar", "acme.A", Map.of("A", job("A", "\"a\"", "").replace("public class", "public abstract class")));
        assertThatThrownBy(this::found).hasMessageContaining("must not be abstract");
        jar(
                "a.jar",
                "acme.A",
                Map.of("A", job("A", "\"a\"", "public A() { throw new IllegalStateException(\"no\"); }")));
        assertThatThrownBy(this::found).hasMessageContaining("its constructor failed: IllegalStateException: no.");
        jar("a.jar", "acme.A", Map.of("A", job("A", "\"A name\"", "")));
        assertThatThrownBy(this::found).hasMessageContaining("is named 'A name'");
    }

    @Test
    void namesWhatAJobLacks() throws IOException {
        jar("words.jar", null, Map.of("Words", "package acme; public class Words {}"));
        jar("a.jar", "acme.A", Map.of("A", job("A", "\"a\"", "private final Words words = new Words();")));
        assertThat(found()).hasSize(1);
        Files.delete(jobs.resolve("words.jar"));
        assertThatThrownBy(this::found)
                .hasMessageContaining("NoClassDefFoundError: acme/Words")
                .hasMessageContaining("missing in the folder?");
    }
}
