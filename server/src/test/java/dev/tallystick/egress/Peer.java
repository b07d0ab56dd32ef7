package dev.tallystick.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A peer on loopback that says exactly the bytes it is told to.
final class Peer implements AutoCloseable {

    /// What it does with a connection after the request head has come.
    interface Script {
        void play(String head, OutputStream out, Peer peer) throws IOException, InterruptedException;
    }

    final AtomicInteger connections = new AtomicInteger();
    final ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();

    /// Opened when the peer is closed: what a stalling script waits for.
    final CountDownLatch over = new CountDownLatch(1);

    private final ServerSocket listener;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    Peer(Script script) {
        this(script, "127.0.0.1");
    }

    Peer(Script script, String address) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.ofLiteral(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(() -> accept(script));
    }

    static Peer answering(String answer) {
        return new Peer((_, out, _) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static Peer ok() {
        return answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}");
    }

    private void accept(Script script) {
        while (true) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.startVirtualThread(() -> serve(socket, script));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            while (true) {
                String head = head(socket.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                heads.add(head);
                script.play(head, socket.getOutputStream(), this);
                socket.getOutputStream().flush();
                if (!head.startsWith("GET /keep")) {
                    socket.shutdownOutput();
                    return;
                }
            }
        } catch (IOException | InterruptedException _) {
            // The other side has gone, as it may.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    int port() {
        return listener.getLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    AllowList allowed() {
        return AllowList.of(new Allowance("127.0.0.1", "127.0.0.1", port()));
    }

    Request get(String path) {
        return Request.get(uri(path)).allowing(allowed());
    }

    List<String> heads() {
        return List.copyOf(heads);
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
