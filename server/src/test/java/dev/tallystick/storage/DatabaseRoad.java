package dev.tallystick.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The way of one node to its database, which a test can cut and mend: for that node the database is away, for others
/// it is not. It can also be cut in the middle of one commit: [#cutAtCommit].
public final class DatabaseRoad implements AutoCloseable {
    private static final int PROTOCOL_3 = 3 << 16;

    private final ServerSocket listening;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final HikariDataSource app;
    private final HikariDataSource system;
    private volatile boolean cut;
    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();

    /// @param after a transaction in which a statement with these words was sent
    /// @param arrives whether the commit still arrives, so that only its answer is lost
    private record Ambush(String after, boolean arrives) {}

    public DatabaseRoad(TestDatabase database) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var direct = database.url();
        serverPort = URI.create(direct).getPort();
        var url = DatabaseUrl.parse(direct.replace(":" + serverPort + "/", ":" + listening.getLocalPort() + "/"));
        Thread.startVirtualThread(this::accept);
        app = StorageConfiguration.pool("app", DatabaseRole.APP, url, 4);
        system = StorageConfiguration.pool("system", DatabaseRole.SYSTEM, url, 4);
    }

    public Transactions transactions() {
        return new Transactions(app, system);
    }

    public void cut() {
        cut = true;
        sockets.forEach(DatabaseRoad::close);
        sockets.clear();
    }

    public void mend() {
        cut = false;
    }

    /// Waits for the commit of a transaction in which a statement with these words was sent, and cuts everything
    /// there, once: before it arrives, or after it was carried out and before its answer comes back.
    public void cutAtCommit(String after, boolean arrives) {
        ambush.set(new Ambush(after, arrives));
    }

    /// Whether that has happened.
    public boolean isCut() {
        return cut;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.addAll(List.of(client, server));
                var answerIsLost = new AtomicBoolean();
                Thread.startVirtualThread(() -> requests(client, server, answerIsLost));
                Thread.startVirtualThread(() -> answers(server, client, answerIsLost));
            } catch (IOException _) {
                // closed, or one connection failed to be made: the client sees it
            }
        }
    }

    /// Message by message, so that the commit is known when it comes. A statement is parsed once and named from then
    /// on, so its words are remembered by its name.
    private void requests(Socket client, Socket server, AtomicBoolean answerIsLost) {
        var named = new HashMap<String, String>();
        var sent = new StringBuilder();
        boolean begun = false;
        try (client;
                server) {
            var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
            while (true) {
                // The first messages of a connection have no type of their own.
                int type = begun ? in.read() : 0;
                if (type < 0) {
                    return;
                }
                int length = in.readInt();
                var body = in.readNBytes(length - Integer.BYTES);
                begun |= type == 0 && ByteBuffer.wrap(body).getInt() == PROTOCOL_3;
                var statement = type == 'P' ? parsed(body, named) : type == 'B' ? bound(body, named) : "";
                sent.append(statement).append('\n');
                if (type == 'B' && statement.equals("COMMIT") && strikes(sent.toString(), answerIsLost)) {
                    return;
                }
                if (type == 'B' && (statement.equals("COMMIT") || statement.equals("ROLLBACK"))) {
                    sent.setLength(0);
                }
                if (type != 0) {
                    out.write(type);
                }
                out.writeInt(length);
                out.write(body);
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException _) {
            // one side is gone, and both are closed
        }
    }

    /// @return true when this message must not arrive
    private boolean strikes(String sent, AtomicBoolean answerIsLost) {
        var waiting = ambush.get();
        if (waiting == null || !sent.contains(waiting.after()) || !ambush.compareAndSet(waiting, null)) {
            return false;
        }
        if (waiting.arrives()) {
            answerIsLost.set(true);
            return false;
        }
        cut();
        return true;
    }

    private static String parsed(byte[] body, Map<String, String> named) {
        var name = text(body, 0);
        var sql = text(body, name.length() + 1);
        named.put(name, sql);
        // It counts when it is executed.
        return "";
    }

    private static String bound(byte[] body, Map<String, String> named) {
        var portal = text(body, 0);
        return named.getOrDefault(text(body, portal.length() + 1), "");
    }

    /// Names are plain ASCII; a statement's other characters do not matter here.
    private static String text(byte[] body, int from) {
        int end = from;
        while (body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private void answers(Socket server, Socket client, AtomicBoolean isLost) {
        var buffer = new byte[8_192];
        try (server;
                client) {
            var in = server.getInputStream();
            var out = client.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (isLost.get()) {
                    // It was carried out: this is the answer to the commit.
                    cut();
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // one side is gone, and both are closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        app.close();
        system.close();
        close(listening);
        cut();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
