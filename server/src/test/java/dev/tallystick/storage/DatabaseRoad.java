package dev.tallystick.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The way of one node to its database, which a test can cut and mend: for that node the database is away, for others
/// it is not.
public final class DatabaseRoad implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final HikariDataSource app;
    private final HikariDataSource system;
    private volatile boolean cut;

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
                Thread.startVirtualThread(() -> pump(client, server));
                Thread.startVirtualThread(() -> pump(server, client));
            } catch (IOException _) {
                // closed, or one connection failed to be made: the client sees it
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
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
