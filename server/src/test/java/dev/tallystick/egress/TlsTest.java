package dev.tallystick.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tallystick.egress.EgressException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(30)
    void whoCannotProveTheirIdentityAreSentNothing() throws Exception {
        var received = new CompletableFuture<Integer>();
        try (var listener = selfSigned()
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var egress = new EgressClient(AllowList.NOTHING)) {
            Thread.startVirtualThread(() -> {
                try (var socket = (SSLSocket) listener.accept()) {
                    received.complete(socket.getInputStream().read());
                } catch (IOException _) {
                    received.complete(-1); // the handshake was broken off
                }
            });
            var request = Request.get(URI.create("https://127.0.0.1:" + listener.getLocalPort() + "/"))
                    .allowing(AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", listener.getLocalPort())));

            EgressException failure = catchThrowableOfType(EgressException.class, () -> egress.send(request));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure.kind().retryable()).isFalse();
            assertThat(failure.ambiguous()).isFalse();
            assertThat(failure).hasMessageContaining("not signed by an authority");
            assertThat(received.get()).isEqualTo(-1);
        }
    }

    private SSLContext selfSigned() throws Exception {
        Path store = folder.resolve("keys.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(exit).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
