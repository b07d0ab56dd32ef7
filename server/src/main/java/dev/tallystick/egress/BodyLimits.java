package dev.tallystick.egress;

import dev.tallystick.egress.EgressException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Counts a body on the wire and after decompression, while it is read: 204 KB of gzip can become 200 MiB, and HTTP
/// clients decode without a limit.
final class BodyLimits {

    private static final long MIB = 1024 * 1024;

    /// Small bodies may compress as well as they like; only a large one is a bomb.
    private static final long RATIO_FROM = MIB;

    private final String host;
    private final Limits limits;
    private final BooleanSupplier moreHasCome;
    private long announced = -1;
    private long wireBytes;
    private long decodedBytes;

    /// @param moreHasCome whether the connection holds bytes that nobody has read yet
    BodyLimits(String host, Limits limits, BooleanSupplier moreHasCome) {
        this.host = host;
        this.limits = limits;
        this.moreHasCome = moreHasCome;
    }

    /// @throws EgressException where the encoding is not one that was asked for, or the announced length is too much
    InputStream decoded(InputStream wire, Headers headers) throws IOException {
        if (headers.first("Transfer-Encoding").isEmpty()) {
            announced = headers.first("Content-Length").map(BodyLimits::number).orElse(-1L);
        }
        if (announced > limits.wireBytes()) {
            throw tooLarge();
        }
        String encoding =
                String.join(",", headers.all("Content-Encoding")).strip().toLowerCase(Locale.ROOT);
        var counted = new WireCount(wire);
        return switch (encoding) {
            case "", "identity" -> counted;
            case "gzip", "x-gzip" -> unlessEmpty(counted, GZIPInputStream::new);
            case "deflate" -> unlessEmpty(counted, BodyLimits::inflated);
            default ->
                throw new EgressException(
                        Kind.BAD_RESPONSE, true, host + " sent an answer in an encoding that was not asked for.", null);
        };
    }

    private interface Decoder {
        InputStream open(PushbackInputStream encoded) throws IOException;
    }

    /// An answer to HEAD, a 204 and a 304 name the encoding of a body that they do not have.
    private InputStream unlessEmpty(InputStream counted, Decoder decoder) throws IOException {
        var ahead = new PushbackInputStream(counted, 2);
        int first = ahead.read();
        if (first < 0) {
            return ahead;
        }
        ahead.unread(first);
        return new DecodedCount(decoder.open(ahead));
    }

    /// "deflate" means zlib, but some servers send it bare.
    @SuppressWarnings("resource") // ended with the stream
    private static InputStream inflated(PushbackInputStream encoded) throws IOException {
        byte[] start = encoded.readNBytes(2);
        encoded.unread(start);
        boolean zlib =
                start.length == 2 && (start[0] & 0x0f) == 8 && (((start[0] & 0xff) << 8) | (start[1] & 0xff)) % 31 == 0;
        var inflater = new Inflater(!zlib);
        return new InflaterInputStream(encoded, inflater) {
            @Override
            public void close() throws IOException {
                inflater.end();
                super.close();
            }
        };
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    private EgressException tooLarge() {
        return new EgressException(
                Kind.TOO_LARGE,
                true,
                "The answer of " + host + " is larger than " + limits.wireBytes() / MIB + " MiB, or "
                        + limits.decodedBytes() / MIB + " MiB when unpacked.",
                null);
    }

    /// Closing leaves the stream below open: what becomes of the connection is decided above.
    private abstract static class Count extends FilterInputStream {
        Count(InputStream in) {
            super(in);
        }

        abstract void count(int bytes);

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = in.read(into, from, length);
            count(Math.max(read, 0));
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            return readNBytes((int) Math.min(bytes, 8192)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private final class WireCount extends Count {
        WireCount(InputStream in) {
            super(in);
        }

        @Override
        void count(int bytes) {
            wireBytes += bytes;
            if (wireBytes > limits.wireBytes()) {
                throw tooLarge();
            }
            // The rest would be taken for the beginning of the next answer, to somebody else's request.
            if (wireBytes == announced && bytes > 0 && moreHasCome.getAsBoolean()) {
                throw new EgressException(
                        Kind.BAD_RESPONSE, true, host + " sent a longer answer than it had announced.", null);
            }
        }

        @Override
        public void close() {}
    }

    private final class DecodedCount extends Count {
        DecodedCount(InputStream in) {
            super(in);
        }

        @Override
        void count(int bytes) {
            decodedBytes += bytes;
            if (decodedBytes > limits.decodedBytes()
                    || (decodedBytes > RATIO_FROM && decodedBytes / limits.ratio() > wireBytes)) {
                throw tooLarge();
            }
        }
    }
}
