package dev.tallystick.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// One process owns a data directory. The kernel drops the lock when the process dies, however it dies, so there
/// is no stale lock; the pid in the file is only for the message.
final class DataDirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DataDirectoryLock take(Path dataDir) {
        Path file = dataDir.resolve("lock");
        try {
            FileChannel channel = open(file);
            if (!locked(channel)) {
                // Closing any channel of this file would drop a lock that this very process holds (POSIX), but
                // then `locked` would have thrown; here the holder is another process.
                String holder = holder(channel);
                channel.close();
                throw inUse(dataDir, holder);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectoryLock(channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(dataDir, Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw DataDirectory.notWritable(dataDir, e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // Another process was faster; the lock decides.
            }
        }
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        return lock != null;
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).trim();
    }

    private static StorageProblem inUse(Path dataDir, String pid) {
        return new StorageProblem("another Tallystick (pid %s) uses this data directory: %s"
                .formatted(pid.isEmpty() ? "unknown" : pid, dataDir));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
