package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.egress.EgressException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EgressClientTest {

    /// Rings when the test says so.
    private static final class Bell implements Deadline.Alarm {
        private final CompletableFuture<Runnable> action = new CompletableFuture<>();

        @Override
        public Runnable ring(Duration after, Runnable what) {
            action.complete(what);
            return () -> {};
        }

        void ring() {
            action.join().run();
        }
    }

    private final Bell bell = new Bell();
    private final EgressClient egress =
            new EgressClient(AllowList.NOTHING, new AddressGuard(), GuardedResolver.SYSTEM, bell);

    @AfterEach
    void close() {
        egress.close();
    }

    private EgressException failure(Request request) {
        return catchThrowableOfType(EgressException.class, () -> egress.send(request));
    }

    @Test
    void sendsWhatItIsToldAndNothingElse() throws IOException {
        try (var peer = Peer.ok()) {
            Response response = egress.send(peer.get("/a%20b?q=1%2C2#part").with("X-Api-Key", "k"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("{}");
            assertThat(response.mediaType()).isEqualTo("application/json");
            assertThat(peer.heads().getFirst())
                    .startsWith("GET /a%20b?q=1%2C2 HTTP/1.1\r\n")
                    .contains("X-Api-Key: k\r\n")
                    .contains("Host: 127.0.0.1:" + peer.port() + "\r\n")
                    .contains("User-Agent: Tallystick/")
                    .contains("Accept-Encoding: gzip, deflate\r\n")
                    .doesNotContain("Upgrade")
                    .doesNotContain("Cookie");
        }
    }

    @Test
    void cookiesOfAnAnswerAreNotSentBack() throws IOException {
        try (var peer = Peer.answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")) {
            egress.send(peer.get("/keep"));
            egress.send(peer.get("/keep"));

            assertThat(peer.heads().getLast()).doesNotContain("Cookie");
        }
    }

    /// A probe that stands guard over upgrades: with the JDK's client, Spring Boot followed these.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreAnswersAndNotFollowed(int status) throws IOException {
        try (var victim = Peer.ok();
                var peer = Peer.answering("HTTP/1.1 " + status + " Moved\r\nLocation: " + victim.uri("/")
                        + "\r\nContent-Length: 0\r\n\r\n")) {
            Response response = egress.send(peer.get("/"));

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.headers().first("location"))
                    .contains(victim.uri("/").toString());
            assertThat(victim.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Type: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n"
            })
    void aSilentPeerIsCutOffWhenTheDeadlinePasses(String start) throws IOException {
        var said = new CountDownLatch(1);
        Peer.Script stall = (_, out, peer) -> {
            out.write(start.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            said.countDown();
            peer.over.await();
        };
        try (var peer = new Peer(stall)) {
            Thread.startVirtualThread(() -> {
                await(said);
                bell.ring();
            });
            EgressException failure = failure(peer.get("/"));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.ambiguous()).isTrue();
        }
    }

    @Test
    void aDrippingPeerIsCutOffWhenTheDeadlinePasses() throws IOException {
        var dripping = new CountDownLatch(1);
        Peer.Script drip = (_, out, peer) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            while (!peer.over.await(5, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
                dripping.countDown();
            }
        };
        try (var peer = new Peer(drip)) {
            Thread.startVirtualThread(() -> {
                await(dripping);
                bell.ring();
            });
            assertThat(failure(peer.get("/")).kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffToo() throws IOException {
        try (var deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var uri = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/");
            var over = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                try (var socket = deaf.accept()) {
                    // Before its first byte is here the request is not on its way, and nothing is ambiguous.
                    socket.getInputStream().read();
                    bell.ring();
                    await(over);
                } catch (IOException _) {
                    // Over.
                }
            });
            EgressException failure = failure(Request.of(Method.POST, uri)
                    .body("text/plain", new byte[32 * 1024 * 1024])
                    .allowing(AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", deaf.getLocalPort()))));

            over.countDown();
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.ambiguous()).isTrue();
        }
    }

    @Test
    void theRealClockEndsAnExchange() throws IOException {
        try (var peer = new Peer((_, _, p) -> p.over.await());
                var real = new EgressClient(AllowList.NOTHING)) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> real.send(peer.get("/").within(Limits.STANDARD.deadline(Duration.ofMillis(100)))))
                    .isInstanceOfSatisfying(
                            EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aCancelledRunFreesItsThread() throws Exception {
        var asked = new CountDownLatch(1);
        var failure = new AtomicReference<Throwable>();
        Peer.Script stall = (_, _, peer) -> {
            asked.countDown();
            peer.over.await();
        };
        try (var peer = new Peer(stall)) {
            Thread worker = Thread.startVirtualThread(() -> failure.set(failure(peer.get("/"))));
            await(asked);
            worker.interrupt();
            worker.join();
            assertThat(failure.get()).isInstanceOfSatisfying(EgressException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
                assertThat(e.ambiguous()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            })
    void aBrokenConnectionIsAResetAndMayHaveBeenHandled(String answer) throws IOException {
        try (var peer = Peer.answering(answer)) {
            EgressException failure = failure(peer.get("/"));

            assertThat(failure.kind()).isEqualTo(Kind.RESET);
            assertThat(failure.ambiguous()).isTrue();
        }
    }

    @Test
    void aClosedPortIsNotAmbiguous() throws IOException {
        int port;
        try (var peer = Peer.ok()) {
            port = peer.port();
        }
        var request = Request.get(URI.create("http://127.0.0.1:" + port + "/"))
                .allowing(AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", port)));

        EgressException failure = failure(request);

        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
        assertThat(failure.ambiguous()).isFalse();
        assertThat(failure.getMessage()).isEqualTo(Sentences.unreachable("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{} and more",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\nhello"
            })
    void whatIsNotHttpIsABadResponse(String answer) throws IOException {
        try (var peer = Peer.answering(answer)) {
            assertThat(failure(peer.get("/")).kind()).isEqualTo(Kind.BAD_RESPONSE);
        }
    }

    @Test
    void floodsOfHeadersAreCutOff() throws IOException {
        Peer.Script many = (_, out, _) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1_000_000; i++) {
                out.write(("X-" + i + ": a\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        };
        Peer.Script wide = (_, out, _) -> out.write(("HTTP/1.1 200 OK\r\nX-Wide: " + "a".repeat(1_000_000) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        try (var first = new Peer(many);
                var second = new Peer(wide)) {
            assertThat(failure(first.get("/")).kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(failure(second.get("/")).kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void aBodyWithoutEndIsCutOffAtTheWireLimit() throws IOException {
        Peer.Script endless = (_, out, peer) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            byte[] some = new byte[64 * 1024];
            while (peer.over.getCount() > 0) {
                out.write(some);
            }
        };
        try (var peer = new Peer(endless)) {
            var request = peer.get("/").within(Limits.STANDARD.bytes(4 * 1024 * 1024, 8 * 1024 * 1024));

            assertThat(failure(request).kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void anAnnouncedLengthAboveTheLimitIsNotEvenRead() throws IOException {
        try (var peer = Peer.answering("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")) {
            assertThat(failure(peer.get("/")).kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void aGzipBombIsCutOffByItsRatio() throws IOException {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(300 * 1024);
        try (var peer = encoded("gzip", bomb)) {
            var read = new long[1];
            assertThatThrownBy(() -> egress.exchange(peer.get("/"), (_, body) -> {
                        byte[] some = new byte[8192];
                        for (int n = body.read(some); n >= 0; n = body.read(some)) {
                            read[0] += n;
                        }
                        return read[0];
                    }))
                    .isInstanceOfSatisfying(
                            EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
            assertThat(read[0]).isLessThan(32L * 1024 * 1024);
        }
    }

    @Test
    void compressedAnswersAreUnpackedAndTheirConnectionUsedAgain() throws IOException {
        byte[] text = "{\"a\":1}".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        var bare = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bare, new Deflater(9, true))) {
            out.write(text);
        }
        var zlib = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(zlib)) {
            out.write(text);
        }
        try (var gzip = encoded("gzip", gzip(text));
                var deflate = encoded("deflate", zlib.toByteArray());
                var raw = encoded("deflate", bare.toByteArray())) {
            for (Peer peer : new Peer[] {gzip, deflate, raw}) {
                assertThat(egress.send(peer.get("/keep")).body()).isEqualTo(text);
                assertThat(egress.send(peer.get("/keep")).body()).isEqualTo(text);
                assertThat(peer.connections).hasValue(1);
            }
        }
    }

    @Test
    void anAnswerWithoutABodyMayNameAnEncoding() throws IOException {
        try (var peer =
                Peer.answering("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\nETag: W/\"a\"\r\n\r\n")) {
            Response response = egress.send(peer.get("/"));

            assertThat(response.status()).isEqualTo(304);
            assertThat(response.body()).isEmpty();
            assertThat(response.headers().first("etag")).contains("W/\"a\"");
        }
    }

    @Test
    void noMessageHoldsASecret() throws IOException {
        try (var peer = Peer.answering("")) {
            var request = peer.get("/hooks/T0001/aB3dE5fG7hJ9kL1mN3pQ?api_key=hunter2")
                    .with("Authorization", "Bearer hunter2");

            assertThat(failure(request).getMessage()).doesNotContain("hunter2");
            assertThat(request.toString())
                    .isEqualTo("GET http://127.0.0.1:" + peer.port() + "/hooks/T0001/…")
                    .doesNotContain("hunter2");
            assertThat(request.headers().toString()).doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization"})
    void callersCannotWriteTheFraming(String header) throws IOException {
        try (var peer = Peer.ok()) {
            assertThatThrownBy(() -> egress.send(peer.get("/").with(header, "1")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(peer.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\0b"})
    void aHeaderValueCannotBecomeAnotherHeader(String value) {
        assertThatThrownBy(() -> Headers.NONE.with("X-Api-Key", value)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Peer encoded(String encoding, byte[] body) {
        return new Peer((_, out, _) -> {
            out.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: " + encoding + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            chunk(out, body);
            chunk(out, new byte[0]);
        });
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
