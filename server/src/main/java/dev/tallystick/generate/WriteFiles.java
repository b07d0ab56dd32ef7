package dev.tallystick.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes several files so that either all are there or everything is as before.
final class WriteFiles {
    private final Path root;
    private final Map<Path, Path> prepared = new LinkedHashMap<>();
    private final Map<Path, byte[]> before = new LinkedHashMap<>();
    private final List<Path> made = new ArrayList<>();

    WriteFiles(Path root) {
        this.root = root;
    }

    /// @param files by their path from the root
    void all(Map<String, String> files) {
        try {
            for (var file : files.entrySet()) {
                prepare(root.resolve(file.getKey()), file.getValue());
            }
            for (var file : prepared.entrySet()) {
                if (!before.containsKey(file.getKey())) {
                    made.add(file.getKey());
                }
                Files.move(file.getValue(), file.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw undone(failed);
        }
    }

    private void prepare(Path target, String text) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException(target + " is a folder");
        }
        folder(target.getParent());
        var whole = target.resolveSibling("." + target.getFileName() + ".new");
        prepared.put(target, whole);
        Files.writeString(whole, text);
        if (Files.exists(target)) {
            before.put(target, Files.readAllBytes(target));
        }
    }

    private void folder(@Nullable Path folder) throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            folder(folder.getParent());
            Files.createDirectory(folder);
            made.addFirst(folder);
        }
    }

    private CannotGenerate undone(IOException failed) {
        var trouble = new CannotGenerate("Nothing was written: " + failed.getMessage() + ".", failed);
        try {
            for (var whole : prepared.values()) {
                Files.deleteIfExists(whole);
            }
            for (var file : before.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
            for (var path : made.stream().filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(path);
            }
            for (var path : made.stream().filter(Files::isDirectory).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException worse) {
            trouble.addSuppressed(worse);
        }
        return trouble;
    }
}
