package dev.tallystick.workspace;

import dev.tallystick.storage.DataDirectory;
import dev.tallystick.storage.StorageProblem;
import dev.tallystick.storage.StorageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The small private files in the data directory through which this machine's owner and scripts find their way in.
/// Beside a database of its own, a server may have no directory to write to, and runs all the same.
final class StartFiles {
    private static final Logger log = LoggerFactory.getLogger(StartFiles.class);

    private final Path directory;

    StartFiles(StorageProperties storage) {
        this.directory = storage.directory();
    }

    Optional<String> read(String name) {
        try {
            Path file = directory.resolve(name);
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", name, e.toString());
            return Optional.empty();
        }
    }

    void write(String name, String text) {
        try {
            DataDirectory.writePrivately(DataDirectory.prepare(directory).resolve(name), text + "\n");
        } catch (IOException | StorageProblem e) {
            log.warn("The file {} could not be written: {}", name, String.valueOf(e.getMessage()));
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            log.warn("The file {} could not be removed: {}", name, String.valueOf(e.getMessage()));
        }
    }

    /// Where it is, for a line in the log.
    Path path(String name) {
        return directory.resolve(name).toAbsolutePath().normalize();
    }
}
