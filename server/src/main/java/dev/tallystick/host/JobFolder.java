package dev.tallystick.host;

import dev.tallystick.syncjob.SyncJob;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.springframework.boot.ExitCodeGenerator;

/// Sync jobs in plain jars beside the server: every class that a jar names in
/// `META-INF/services/dev.tallystick.syncjob.SyncJob`, as [java.util.ServiceLoader] would find it. What the jobs need
/// besides the server's own libraries lies in the same folder.
///
/// All jars share one class loader below the server's, so that what both have is the server's.
public final class JobFolder {
    private static final String SERVICES = "META-INF/services/" + SyncJob.class.getName();

    private final Path folder;

    public JobFolder(Path folder) {
        this.folder = folder;
    }

    /// @throws Broken when the folder or one of its jars cannot be used, with the jar and the reason
    public Stream<SyncJob> jobs() {
        var jars = jars();
        // Open as long as the process: a job may load a class at any time.
        var loader = new URLClassLoader(
                "jobs", jars.stream().map(JobFolder::url).toArray(URL[]::new), JobFolder.class.getClassLoader());
        var jobs = new ArrayList<SyncJob>();
        for (var jar : jars) {
            named(jar).forEach(type -> jobs.add(made(loader, jar, type)));
        }
        if (jobs.isEmpty()) {
            throw new Broken("No jar in " + folder + " brings a sync job: a jar names its jobs in " + SERVICES
                    + ", a class a line.");
        }
        return jobs.stream();
    }

    private List<Path> jars() {
        if (!Files.isDirectory(folder)) {
            throw new Broken(
                    "There is no folder " + folder + " to take sync jobs from; make it, or leave out" + " --jobs-dir.");
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new Broken("The folder " + folder + " cannot be read: " + JobConnector.said(unreadable));
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException odd) {
            throw new Broken(jar + " cannot be loaded: " + JobConnector.said(odd));
        }
    }

    private static List<String> named(Path jar) {
        try (var open = new JarFile(jar.toFile())) {
            var entry = open.getEntry(SERVICES);
            return entry == null
                    ? List.of()
                    : new String(open.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .distinct()
                            .toList();
        } catch (IOException noJar) {
            throw new Broken(jar + " is no jar that can be read: " + JobConnector.said(noJar));
        }
    }

    private static SyncJob made(ClassLoader loader, Path jar, String type) {
        try {
            var made = loader.loadClass(type).getConstructor().newInstance();
            if (made instanceof SyncJob job) {
                return JobConnector.named(job);
            }
            throw broken(jar, type, "it does not implement SyncJob.");
        } catch (ClassNotFoundException missing) {
            throw broken(jar, type, "there is no such class in the folder.");
        } catch (NoSuchMethodException | IllegalAccessException hidden) {
            throw broken(jar, type, "it must be a public class with a public constructor without parameters.");
        } catch (InstantiationException unmade) {
            throw broken(jar, type, "it must not be abstract.");
        } catch (InvocationTargetException thrown) {
            var cause = thrown.getTargetException();
            throw broken(
                    jar,
                    type,
                    cause instanceof LinkageError lacking
                            ? incomplete(lacking)
                            : "its constructor failed: " + JobConnector.said(cause));
        } catch (IllegalArgumentException unnamed) {
            throw broken(jar, type, String.valueOf(unnamed.getMessage()));
        } catch (UnsupportedClassVersionError tooNew) {
            throw broken(jar, type, "it was compiled for a newer Java than this one, " + Runtime.version() + ".");
        } catch (LinkageError lacking) {
            throw broken(jar, type, incomplete(lacking));
        }
    }

    private static String incomplete(LinkageError lacking) {
        return JobConnector.said(lacking) + " Is a jar that it needs missing in the folder?";
    }

    private static Broken broken(Path jar, String type, String reason) {
        return new Broken(jar + " brings the sync job " + type + ", which cannot be used: " + reason);
    }

    /// What is in the folder cannot be used; the server does not start without it.
    public static final class Broken extends RuntimeException implements ExitCodeGenerator {
        private static final int USAGE = 2;

        Broken(String sentence) {
            super(sentence);
        }

        @Override
        public int getExitCode() {
            return USAGE;
        }
    }
}
