package dev.tallystick.storage;

import dev.tallystick.storage.BackupContents.BackupTable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// A backup that has been read to its end once, so that one which is cut short or damaged is known before anything is
/// done with it.
final class ReadBackup {
    private static final TypeReference<HashMap<String, Long>> COUNTS = new TypeReference<>() {};

    private final Path file;
    private final BackupContents contents;
    private final Map<String, Long> rows;

    private ReadBackup(Path file, BackupContents contents, Map<String, Long> rows) {
        this.file = file;
        this.contents = contents;
        this.rows = Map.copyOf(rows);
    }

    /// Takes the rows of one table.
    interface TakeRows {
        /// @param rows in PostgreSQL's text format; never closed by who takes them
        void take(BackupTable table, InputStream rows) throws SQLException, IOException;
    }

    static ReadBackup check(Path file) {
        @Nullable BackupContents contents = null;
        @Nullable Map<String, Long> rows = null;
        var entries = new HashSet<String>();
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (@Nullable ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry.getName());
                switch (entry.getName()) {
                    case WriteBackup.CONTENTS -> contents = contents(file, zip.readAllBytes());
                    case WriteBackup.ROWS -> rows = WriteBackup.JSON.readValue(zip.readAllBytes(), COUNTS);
                    default -> zip.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
        } catch (NoSuchFileException e) {
            throw new StorageProblem("There is no file " + file + ".", e);
        } catch (EOFException | ZipException | JacksonException e) {
            throw damaged(file, e);
        } catch (IOException e) {
            throw new StorageProblem("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        }
        if (contents == null) {
            throw new StorageProblem(file + " is not a backup of Tallystick.");
        }
        if (rows == null || !contents.tables().stream().map(WriteBackup::entry).allMatch(entries::contains)) {
            throw damaged(file, null);
        }
        return new ReadBackup(file, contents, rows);
    }

    /// The format is looked at before the rest: a later one may have another shape.
    private static BackupContents contents(Path file, byte[] json) {
        int format = WriteBackup.JSON.readTree(json).path("format").asInt(0);
        if (format > BackupContents.FORMAT) {
            throw new StorageProblem(
                    "%s was written by a newer Tallystick (format %d). Restore it with that one or a later one."
                            .formatted(file, format));
        }
        return WriteBackup.JSON.readValue(json, BackupContents.class);
    }

    private static StorageProblem damaged(Path file, @Nullable Exception why) {
        return new StorageProblem(
                "%s is cut short or damaged. Nothing was restored; take another copy of it.".formatted(file), why);
    }

    BackupContents contents() {
        return contents;
    }

    Map<String, Long> rows() {
        return rows;
    }

    void each(TakeRows taker) throws SQLException, IOException {
        var tables = new HashMap<String, BackupTable>();
        contents.tables().forEach(table -> tables.put(WriteBackup.entry(table), table));
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (@Nullable ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                @Nullable BackupTable table = tables.get(entry.getName());
                if (table != null) {
                    taker.take(table, new Open(zip));
                }
            }
        }
    }

    /// An archive stays open when one of its entries has been read.
    private static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
