package dev.tallystick.lab;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 on plain sockets, on loopback only. A server of the usual kind always answers in good order, and what
/// matters here is answering in bad: reset, half of a body, a byte at a time.
final class LabServer implements AutoCloseable {

    /// What stands behind the paths.
    interface Service {
        Reply handle(Call call);

        /// The answer of a fault as the service that was asked would word it.
        default Reply inItsWords(Call call, Reply plain) {
            return plain;
        }
    }

    private static final int HEAD_BYTES = 64 * 1024;
    private static final int BACKLOG = 256;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Service service;
    private final Faults faults;
    private final Ledger ledger;
    private final Clock clock;
    private final LateCalls late;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    LabServer(int port, Service service, Faults faults, Ledger ledger, Clock clock, LateCalls late) {
        this.service = service;
        this.faults = faults;
        this.ledger = ledger;
        this.clock = clock;
        this.late = late;
        try {
            listener = new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("The lab cannot listen on port " + port, e);
        }
        Thread.ofVirtual().name("lab-accept").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("lab-connection").start(() -> serve(socket));
            } catch (IOException _) {
                // Closed, or a connection that was gone before it was taken.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            var out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
            boolean again = true;
            while (again) {
                Call call = read(in);
                again = call != null && answer(call, socket, out);
            }
        } catch (IOException | IllegalArgumentException _) {
            // The client has gone, or does not speak HTTP.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /// @return whether the connection may be used again
    private boolean answer(Call call, Socket socket, OutputStream out) throws IOException, InterruptedException {
        Fault fault = call.path().startsWith("/_lab/")
                ? null
                : faults.next(call.method(), call.path()).orElse(null);
        if (fault != null && (fault.kind() == Fault.Kind.RESET_BEFORE || fault.kind() == Fault.Kind.SILENCE)) {
            ledger.add(call, 0, fault);
            if (fault.kind() == Fault.Kind.SILENCE) {
                closed.await();
            }
            reset(socket);
            return false;
        }
        if (fault != null && fault.kind() == Fault.Kind.APPLIED_LATE) {
            ledger.add(call, 0, fault);
            late.add(call.meeting(fault), clock.instant().plusMillis(number(fault, 1000)));
            reset(socket);
            return false;
        }
        Reply reply = handled(call.meeting(fault));
        ledger.add(call, noAnswer(fault) ? 0 : reply.status(), fault);
        boolean bodiless = call.method().equals("HEAD") || reply.status() == 304 || reply.status() == 204;
        if (fault == null || bodiless) {
            write(out, reply, reply.body().length, bodiless ? new byte[0] : reply.body());
            return !call.header("connection").orElse("").equalsIgnoreCase("close");
        }
        return spoil(fault, reply, socket, out);
    }

    private static boolean noAnswer(@Nullable Fault fault) {
        return fault != null && (fault.kind() == Fault.Kind.RESET_AFTER || fault.kind() == Fault.Kind.SILENCE_AFTER);
    }

    private Reply handled(Call call) {
        late.settle();
        try {
            Reply replaced = FaultReplies.instead(call.fault(), clock);
            return replaced == null ? service.handle(call) : service.inItsWords(call, replaced);
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }

    private boolean spoil(Fault fault, Reply reply, Socket socket, OutputStream out)
            throws IOException, InterruptedException {
        byte[] body = reply.body();
        byte[] half = Arrays.copyOf(body, body.length / 2);
        switch (fault.kind()) {
            case LATENCY -> {
                pause(number(fault, 1000));
                write(out, reply, body.length, body);
                return true;
            }
            case RESET_AFTER -> reset(socket);
            case SILENCE_AFTER -> closed.await();
            case TRUNCATED_BODY -> write(out, reply, body.length, half);
            case RESET_IN_BODY -> {
                write(out, reply, body.length, half);
                reset(socket);
            }
            case SHORT_LENGTH -> write(out, reply, half.length, body);
            case BAD_CHUNK -> {
                head(out, reply.with("Transfer-Encoding", "chunked"), null);
                out.write("zz\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
            }
            case DRIP -> {
                head(out, reply, body.length);
                for (byte each : body) {
                    out.write(each);
                    out.flush();
                    pause(number(fault, 100));
                }
                return true;
            }
            case STALL -> {
                head(out, reply, body.length);
                out.flush();
                closed.await();
            }
            case GZIP -> {
                byte[] packed = gzip(body, 1);
                write(out, reply.with("Content-Encoding", "gzip"), packed.length, packed);
                return true;
            }
            case GZIP_BOMB -> {
                byte[] packed = gzip(new byte[1024 * 1024], 200);
                write(out, reply.with("Content-Encoding", "gzip"), packed.length, packed);
                return true;
            }
            default -> {
                Reply changed = FaultReplies.changed(fault, reply);
                write(out, changed, changed.body().length, changed.body());
                return true;
            }
        }
        out.flush();
        return false;
    }

    private void write(OutputStream out, Reply reply, int length, byte[] body) throws IOException {
        head(out, reply, length);
        out.write(body);
        out.flush();
    }

    private void head(OutputStream out, Reply reply, @Nullable Integer length) throws IOException {
        var head = new StringBuilder("HTTP/1.1 ")
                .append(reply.status())
                .append(' ')
                .append(Reply.phrase(reply.status()))
                .append("\r\nServer: tallystick-lab\r\nDate: ")
                .append(HTTP_DATE.format(clock.instant()))
                .append("\r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (length != null) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Ends only with the time or the lab.
    private void pause(long millis) throws InterruptedException, IOException {
        if (closed.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IOException("The lab is closed");
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0); // what makes closing a reset
        socket.close();
    }

    private static long number(Fault fault, long otherwise) {
        return fault.value().isEmpty() ? otherwise : Long.parseLong(fault.value());
    }

    private static byte[] gzip(byte[] plain, int times) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                out.write(plain);
            }
        }
        return packed.toByteArray();
    }

    private static @Nullable Call read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        String[] words = first.split(" ");
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new IOException("Not HTTP");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return Call.of(words[0], words[1], headers, RequestBody.read(in, headers));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                return null;
            }
            if (line.length() > HEAD_BYTES) {
                throw new IOException("Too much");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        closeQuietly(listener);
        open.forEach(LabServer::closeQuietly);
    }

    private static void closeQuietly(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
