package dev.tallystick.lab;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// The body of a request, in whichever way it was sent: at once or in chunks, plain or packed. Google's own clients
/// pack theirs and send them in chunks.
final class RequestBody {

    private static final int MOST = 16 * 1024 * 1024;
    private static final int LINE = 1024;

    private RequestBody() {}

    /// @param headers by name in lower case
    static byte[] read(InputStream in, Map<String, String> headers) throws IOException {
        byte[] sent = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
                ? chunks(in)
                : whole(in, headers.getOrDefault("content-length", "0"));
        if (!headers.getOrDefault("content-encoding", "").equalsIgnoreCase("gzip")) {
            return sent;
        }
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(sent)).readNBytes(MOST + 1);
        if (plain.length > MOST) {
            throw new IOException("Too much");
        }
        return plain;
    }

    private static byte[] whole(InputStream in, String length) throws IOException {
        int bytes = Integer.parseInt(length);
        if (bytes < 0 || bytes > MOST) {
            throw new IOException("Too much");
        }
        return in.readNBytes(bytes);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            if (size > MOST - body.size()) {
                throw new IOException("Too much");
            }
            body.write(in.readNBytes(size));
            line(in);
        }
        while (!line(in).isEmpty()) {
            // trailers, which say nothing here
        }
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() > LINE) {
                throw new IOException("Too much");
            }
            line.write(read);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
