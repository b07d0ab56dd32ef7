package dev.tallystick.connectors.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between a client and its server, and loses the commit or the answer to it.
final class LossyNetwork implements AutoCloseable {

    enum Loss {
        NOTHING,
        COMMIT,
        ANSWER_TO_COMMIT
    }

    private final ServerSocket listening;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Loss> next = new AtomicReference<>(Loss.NOTHING);

    LossyNetwork(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// The next commit meets this, and only it.
    void lose(Loss loss) {
        next.set(loss);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                var answersLost = new AtomicReference<>(false);
                Thread.startVirtualThread(() -> toServer(client, server, answersLost));
                Thread.startVirtualThread(() -> toClient(client, server, answersLost));
            } catch (IOException _) {
                // closed, or one connection failed to be made: the client sees it
            }
        }
    }

    private void toServer(Socket client, Socket server, AtomicReference<Boolean> answersLost) {
        pump(client, server, bytes -> {
            if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("COMMIT\0")) {
                return true;
            }
            var loss = next.getAndSet(Loss.NOTHING);
            answersLost.set(loss == Loss.ANSWER_TO_COMMIT);
            return loss != Loss.COMMIT;
        });
    }

    /// The answer is read, so the server has committed, before the client learns that it is alone.
    private void toClient(Socket client, Socket server, AtomicReference<Boolean> answersLost) {
        pump(server, client, _ -> !answersLost.get());
    }

    private interface Gate {
        boolean lets(byte[] bytes);
    }

    private static void pump(Socket from, Socket to, Gate gate) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            var buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!gate.lets(Arrays.copyOf(buffer, read))) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // one side is gone, and both are closed
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
