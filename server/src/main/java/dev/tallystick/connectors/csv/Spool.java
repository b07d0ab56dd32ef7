package dev.tallystick.connectors.csv;

import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/// A whole file on our own disk, to be read more than once: only then is a key known to stand twice, and a
/// broken line
/// to come, before the first row is handed on. It also frees the other side while rows are written.
///
/// Nothing is left behind when the process is killed: the file has no name any more while it is in use, or
/// where the
/// system does not allow that, is deleted when it is closed.
final class Spool implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final FileChannel file;
    private final boolean endIsTold;

    private Spool(FileChannel file, boolean endIsTold) {
        this.file = file;
        this.endIsTold = endIsTold;
    }

    /// @throws IOException where the body breaks off
    static Spool of(dev.tallystick.connectors.csv.Files.Body body, BooleanSupplier stopping) throws IOException {
        var spool = new Spool(open(), body.endIsTold());
        try {
            var chunk = new byte[CHUNK];
            for (int read = body.stream().read(chunk);
                    read >= 0;
                    read = body.stream().read(chunk)) {
                if (stopping.getAsBoolean()) {
                    throw new Stopped();
                }
                spool.write(chunk, read);
            }
            return spool;
        } catch (IOException | RuntimeException failed) {
            spool.close();
            throw failed;
        }
    }

    private static FileChannel open() {
        try {
            Path path = Files.createTempFile("tallystick-", ".csv"); // for our own eyes only, by default
            var file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            try {
                Files.deleteIfExists(path);
            } catch (IOException _) {
                // An open file keeps its name on some systems; it goes when it is closed.
            }
            return file;
        } catch (IOException full) {
            throw noRoom(full);
        }
    }

    private void write(byte[] chunk, int length) {
        try {
            var bytes = ByteBuffer.wrap(chunk, 0, length);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException full) {
            throw noRoom(full);
        }
    }

    /// The cause is wrapped, for an IOException here is no trouble of the other side.
    private static ConnectorException noRoom(IOException full) {
        return new ConnectorException(
                Problem.UNAVAILABLE,
                "The file could not be kept for reading: there is no room in Tallystick's folder for temporary files,"
                        + " or it may not write there.",
                new UncheckedIOException(full));
    }

    boolean endIsTold() {
        return endIsTold;
    }

    /// From the beginning; only one at a time. Closing it leaves the file open for the next.
    InputStream read() {
        try {
            file.position(0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new FilterInputStream(Channels.newInputStream(file)) {
            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException _) {
            // Nobody can read it any more either way.
        }
    }
}
