package dev.tallystick.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.Allowance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A webhook's other end: it takes everything, answers with the status it is told, or hangs.
final class Receiver implements AutoCloseable {
    final List<Got> got = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    volatile boolean hangs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    record Got(
            String body,
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signature) {}

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/s3cret";
    }

    AllowList allowed() {
        return AllowList.of(
                new Allowance("127.0.0.1", "127.0.0.1", server.getAddress().getPort()));
    }

    private void take(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        got.add(new Got(
                body,
                headers.getFirst(SendWebhook.ID),
                headers.getFirst(SendWebhook.TIMESTAMP),
                headers.getFirst(SendWebhook.SIGNATURE)));
        if (hangs) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
