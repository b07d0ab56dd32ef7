package dev.tallystick.connectors.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Text out of bytes, without guessing: a byte that does not belong to the encoding ends the reading and its
/// line is
/// told. The JDK's own readers put a question mark in its place, which would then be written to the other side.
final class StrictText extends Reader {
    private static final int BYTES = 32 * 1024;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
    private boolean ended;
    private boolean flushed;
    private long line = 1;

    /// A byte that is none of this encoding.
    static final class WrongByte extends CharacterCodingException {
        private final long line;
        private final String encoding;

        WrongByte(long line, String encoding) {
            this.line = line;
            this.encoding = encoding;
        }

        long line() {
            return line;
        }

        @Override
        public String getMessage() {
            return "Line " + line + " holds a byte that is not " + encoding;
        }

        String encoding() {
            return encoding;
        }
    }

    /// @param declared empty for UTF-8, or what a byte order mark says
    StrictText(InputStream bytes, Optional<Charset> declared) throws IOException {
        var ahead = new PushbackInputStream(bytes, 3);
        var start = ahead.readNBytes(3);
        var marked = mark(start);
        int skip = marked.filter(charset -> declared.isEmpty() || family(declared.get(), charset))
                .map(charset -> charset.equals(StandardCharsets.UTF_8) ? 3 : 2)
                .orElse(0);
        ahead.unread(start, skip, start.length - skip);
        var charset = skip > 0 ? marked.orElseThrow() : declared.orElse(StandardCharsets.UTF_8);
        this.in = ahead;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static Optional<Charset> mark(byte[] start) {
        if (start.length == 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB && start[2] == (byte) 0xBF) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (start.length >= 2 && start[0] == (byte) 0xFE && start[1] == (byte) 0xFF) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        if (start.length >= 2 && start[0] == (byte) 0xFF && start[1] == (byte) 0xFE) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return Optional.empty();
    }

    private static boolean family(Charset declared, Charset marked) {
        return declared.name().startsWith(marked.name().substring(0, 5));
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var chars = CharBuffer.wrap(into, from, length).slice();
        while (chars.position() == 0 && !flushed) {
            var result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                count(into, from, chars.position());
                throw new WrongByte(line, decoder.charset().name());
            }
            if (result.isUnderflow()) {
                if (ended) {
                    flushed = decoder.flush(chars).isUnderflow();
                } else {
                    fill();
                }
            }
        }
        count(into, from, chars.position());
        return chars.position() == 0 ? -1 : chars.position();
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0));
        bytes.flip();
    }

    private void count(char[] chars, int from, int length) {
        for (int i = from; i < from + length; i++) {
            line += chars[i] == '\n' ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
