package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.NearestName;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Files that somebody drops into a folder beside `tallystick.yaml`.
///
/// Whoever may edit a connection must not be able to read the server's disk by it, so a folder is a plain
/// relative
/// path, leads nowhere else by links, and only files that are named as CSV are read.
final class FolderFiles implements Files {
    private static final List<String> ENDINGS = List.of(".csv", ".tsv");

    private final String folder;
    private final Optional<Path> home;

    FolderFiles(String folder, Optional<Path> home) {
        this.folder = folder;
        this.home = home;
    }

    static Optional<String> fault(String folder) {
        var plain = folder.matches("[^/\\\\:\\x00-\\x1f]+(/[^/\\\\:\\x00-\\x1f]+)*")
                && !List.of(folder.split("/")).contains("..")
                && !folder.startsWith(".");
        return plain
                ? Optional.empty()
                : Optional.of("The 'folder' must be the name of a folder beside tallystick.yaml, such as 'uploads';"
                        + " it cannot lead out of there.");
    }

    @Override
    public List<String> tables() {
        try (var files = java.nio.file.Files.list(place())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(FolderFiles::isCsv)
                    .map(FolderFiles::tableName)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static boolean isCsv(String name) {
        return ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith) && !name.startsWith(".");
    }

    private static String tableName(String file) {
        return file.substring(0, file.length() - ENDINGS.getFirst().length());
    }

    @Override
    public void mustKnow(String table) {
        file(table);
    }

    private Path file(String table) {
        var place = place();
        var known = tables();
        var name = isCsv(table) ? tableName(table) : table;
        if (!known.contains(name)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "There is no file '" + name + ".csv' in the folder '" + folder + "'"
                            + NearestName.hint(name, known));
        }
        try {
            for (var ending : ENDINGS) {
                try (var files = java.nio.file.Files.list(place)) {
                    var found = files.filter(file -> file.getFileName()
                                    .toString()
                                    .toLowerCase(Locale.ROOT)
                                    .equals(name.toLowerCase(Locale.ROOT) + ending))
                            .filter(file ->
                                    tableName(file.getFileName().toString()).equals(name))
                            .findFirst();
                    if (found.isPresent()) {
                        return within(place, found.get().toRealPath());
                    }
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            throw unreadable(unreadable);
        }
        throw unreadable(new IOException("it was taken away"));
    }

    private Path within(Path place, Path file) {
        if (!file.startsWith(place) || !java.nio.file.Files.isRegularFile(file)) {
            throw new ConnectorException(
                    Problem.SETTINGS,
                    "'" + file.getFileName() + "' in the folder '" + folder
                            + "' is a link or no plain file; put the file itself there.");
        }
        return file;
    }

    private Path place() {
        var beside = home.orElseThrow(() -> new ConnectorException(
                Problem.SETTINGS,
                "A 'folder' is found beside tallystick.yaml, and this server was started without that file."));
        try {
            var top = beside.toRealPath();
            var place = top.resolve(folder).toRealPath();
            if (!place.startsWith(top) || place.equals(top) || !java.nio.file.Files.isDirectory(place)) {
                throw new ConnectorException(
                        Problem.SETTINGS, "The folder '" + folder + "' is not a folder beside tallystick.yaml.");
            }
            return place;
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private ConnectorException unreadable(Exception trouble) {
        return new ConnectorException(
                Problem.SETTINGS,
                "The folder '" + folder + "' beside tallystick.yaml cannot be read. Make it, put the CSV files into it,"
                        + " and let Tallystick read them.",
                trouble);
    }

    @Override
    public String scope(String table) {
        return "file " + folder + "/" + table;
    }

    @Override
    public <T> T read(String table, Reading<T> reading) {
        try (var stream = java.nio.file.Files.newInputStream(file(table))) {
            return reading.read(new Body(stream, true));
        } catch (IOException unreadable) {
            throw new ConnectorException(
                    Problem.UNAVAILABLE,
                    "The file of '" + table + "' in the folder '" + folder + "' cannot be read to its end.",
                    unreadable);
        }
    }

    @Override
    public Stage reach() {
        try {
            return new Stage("folder", true, "The folder holds " + tables().size() + " CSV files.");
        } catch (ConnectorException e) {
            return new Stage("folder", false, String.valueOf(e.getMessage()));
        }
    }
}
