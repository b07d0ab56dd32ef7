package dev.tallystick.generate;

import dev.tallystick.generate.PomFile.Dependency;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.PackageVersion;

/// Writes a sync job, its test with a first cassette, and its YAML into a Maven project. All of it or nothing, and
/// nothing that is there already.
public final class GenerateSync {
    /// That of our own build.
    static final String JUNIT = "6.0.3";

    private static final String SERVICES = "src/main/resources/META-INF/services/dev.tallystick.syncjob.SyncJob";
    private static final String SOURCES = "src/main/java";

    private final Path folder;
    private final String version;
    private final Set<String> taken;

    /// @param folder in which the project is looked for, and in those above it
    /// @param version of Tallystick, for the dependencies
    /// @param taken names that a job cannot have
    public GenerateSync(Path folder, String version, Set<String> taken) {
        this.folder = folder;
        this.version = version;
        this.taken = Set.copyOf(taken);
    }

    /// @param packageName null to take that of the project
    /// @param force to write over what is there
    /// @param editPom to add the dependencies that the project lacks
    public record Wish(String type, @Nullable String packageName, boolean force, boolean editPom) {}

    /// @param written from the folder of the project
    /// @param lacking what its `pom.xml` must be given by hand, as XML; empty when nothing
    public record Generated(Path project, List<String> written, String job, String lacking) {
        public Generated {
            written = List.copyOf(written);
        }
    }

    /// @throws CannotGenerate with the reason, and then nothing has been written
    public Generated write(Wish wish) {
        var project = project();
        var pom = PomFile.read(project.resolve("pom.xml"));
        var name = SyncName.of(wish.type(), taken);
        var packageName = wish.packageName() == null ? packageOf(project, pom) : valid(wish.packageName());
        var files = files(name, packageName);
        if (!wish.force()) {
            refuseToOverwrite(project, files.keySet());
        }
        files.put(SERVICES, services(project.resolve(SERVICES), packageName + "." + name.type()));
        var missing = pom.missing(dependencies());
        if (wish.editPom() && !missing.isEmpty()) {
            files.put("pom.xml", pom.with(missing));
        }
        new WriteFiles(project).all(files);
        var lacking = wish.editPom()
                ? ""
                : missing.stream().map(dependency -> dependency.xml("    ")).collect(Collectors.joining());
        return new Generated(project, List.copyOf(files.keySet()), name.job(), lacking);
    }

    private Path project() {
        for (@Nullable Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new CannotGenerate(
                "There is no pom.xml in " + folder.toAbsolutePath().normalize()
                        + " or above it: go into the Maven project that the sync job is for.");
    }

    /// The package that its sources begin with, or one that is named as its group.
    private static String packageOf(Path project, PomFile pom) {
        var sources = project.resolve(SOURCES);
        if (Files.isDirectory(sources)) {
            try (var files = Files.walk(sources)) {
                var first = files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> sources.relativize(file).getParent())
                        .filter(java.util.Objects::nonNull)
                        .min(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString));
                if (first.isPresent()) {
                    return first.get().toString().replace(java.io.File.separatorChar, '.');
                }
            } catch (IOException unreadable) {
                throw new CannotGenerate(sources + " cannot be read.", unreadable);
            }
        }
        var group = pom.groupId().toLowerCase(Locale.ROOT).replace('-', '_');
        if (!SourceVersion.isName(group)) {
            throw new CannotGenerate(
                    "The project says no package to write into: name one, as in --package com.example.");
        }
        return group;
    }

    private static String valid(String packageName) {
        if (!SourceVersion.isName(packageName)) {
            throw new CannotGenerate("'" + packageName + "' is no name of a package; write one such as com.example.");
        }
        return packageName;
    }

    private Map<String, String> files(SyncName name, String packageName) {
        var place = packageName.replace('.', '/') + "/" + name.type();
        var files = new LinkedHashMap<String, String>();
        files.put(SOURCES + "/" + place + ".java", filled("Job.java", name, packageName));
        files.put("src/test/java/" + place + "Test.java", filled("JobTest.java", name, packageName));
        files.put("src/test/cassettes/" + name.job() + ".json", filled("cassette.json", name, packageName));
        files.put("syncs/" + name.job() + ".yaml", filled("sync.yaml", name, packageName));
        return files;
    }

    private static void refuseToOverwrite(Path project, Set<String> files) {
        var there = files.stream()
                .filter(file -> Files.exists(project.resolve(file)))
                .toList();
        if (!there.isEmpty()) {
            throw new CannotGenerate("Nothing was written, since " + String.join(", ", there)
                    + (there.size() == 1 ? " is" : " are") + " there already. Choose another name, or write over"
                    + (there.size() == 1 ? " it" : " them") + " with --force.");
        }
    }

    private static String filled(String template, SyncName name, String packageName) {
        return packed(template)
                .replace("@PACKAGE@", packageName)
                .replace("@TYPE@", name.type())
                .replace("@JOB@", name.job())
                .replace("@WORDS@", name.words())
                .replace("@TITLE@", name.title())
                .replace("@TABLE@", name.table())
                .replace("@ENV@", name.environment());
    }

    private static String packed(String template) {
        try (@Nullable InputStream packed = GenerateSync.class.getResourceAsStream(template + ".template")) {
            if (packed == null) {
                throw new IllegalStateException("The template " + template + " is not in this build");
            }
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The template " + template + " cannot be read", unreadable);
        }
    }

    /// The jobs that the jar brings, with one more.
    private static String services(Path file, String type) {
        try {
            var lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
            if (lines.stream()
                    .noneMatch(line -> line.replaceFirst("#.*", "").strip().equals(type))) {
                lines.add(type);
            }
            return String.join("\n", lines) + "\n";
        } catch (IOException unreadable) {
            throw new CannotGenerate(file + " cannot be read.", unreadable);
        }
    }

    /// Provided is what the server has itself.
    private List<Dependency> dependencies() {
        return List.of(
                new Dependency("dev.tallystick", "tallystick-core", version, "provided"),
                new Dependency("tools.jackson.core", "jackson-databind", PackageVersion.VERSION.toString(), "provided"),
                new Dependency("dev.tallystick", "tallystick-testkit", version, "test"),
                new Dependency("org.junit.jupiter", "junit-jupiter", JUNIT, "test"));
    }
}
