package dev.tallystick.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The directory named by `--data-dir`: made when missing, private to its owner, and refused with a plain
/// sentence when Tallystick could not work in it.
public final class DataDirectory {
    private DataDirectory() {}

    /// The real path of the directory, which exists and is ours to write to.
    public static Path prepare(Path dataDir) {
        try {
            if (!Files.exists(dataDir)) {
                Files.createDirectories(
                        dataDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(dataDir)) {
                throw new StorageProblem("The data directory " + dataDir + " is a file, not a directory.");
            }
            Path real = dataDir.toRealPath();
            if (!Files.isWritable(real)) {
                throw new AccessDeniedException(real.toString());
            }
            refuseForeignOwner(real.resolve("postgres"));
            refuseForeignOwner(real.resolve("postgres").resolve("data"));
            return real;
        } catch (IOException e) {
            throw notWritable(dataDir, e);
        }
    }

    static StorageProblem notWritable(Path dataDir, IOException e) {
        String why = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "a file of that name is in the way";
            case NoSuchFileException _ -> "it does not exist";
            default -> String.valueOf(e.getMessage());
        };
        return new StorageProblem(
                "Tallystick cannot write to its data directory %s (%s). Give it a directory of its own with --data-dir."
                        .formatted(dataDir, why),
                e);
    }

    /// PostgreSQL insists on owning its files, and says so in words that name neither the user nor the way out.
    private static void refuseForeignOwner(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        int us = effectiveUser();
        if (owner != us) {
            throw new StorageProblem(
                    "%s belongs to user %d, but Tallystick runs as user %d. Start it as that user, or give the files to this one."
                            .formatted(directory, owner, us));
        }
    }

    /// The effective user id, from the kernel: the JDK tells only the user's name.
    static int effectiveUser() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseInt(line.trim().split("\\s+")[2]);
                }
            }
            throw new IllegalStateException("/proc/self/status has no Uid line");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a small private file so that a reader sees the old text or the new, never a part.
    public static void writePrivately(Path file, String text) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, text);
        try (var channel = java.nio.channels.FileChannel.open(aside, java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
