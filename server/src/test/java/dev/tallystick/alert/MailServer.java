package dev.tallystick.alert;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The few words of SMTP (RFC 5321) that it takes to receive a mail.
final class MailServer implements AutoCloseable {
    final List<Mail> got = new CopyOnWriteArrayList<>();
    /// What was said in clear, credentials included.
    final List<String> said = new CopyOnWriteArrayList<>();
    volatile boolean hangs;
    volatile boolean refuses;
    private final ServerSocket server;

    record Mail(List<String> to, String text) {}

    MailServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            if (hangs) {
                in.read(); // the client speaks second, so this ends when it gives up
                return;
            }
            answer(socket, "220 here");
            var to = new ArrayList<String>();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                said.add(line);
                var verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> answer(socket, "250-here\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME");
                    case "RCPT" -> {
                        to.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                        answer(socket, refuses ? "550 no such user <b>here</b>" : "250 ok");
                    }
                    case "DATA" -> {
                        answer(socket, "354 go on");
                        got.add(new Mail(List.copyOf(to), data(in)));
                        answer(socket, "250 taken");
                    }
                    case "QUIT" -> {
                        answer(socket, "221 bye");
                        return;
                    }
                    default -> answer(socket, "250 ok");
                }
            }
        } catch (IOException gone) {
            // The client hung up: what it had sent is noted.
            said.add("gone");
        }
    }

    private static String data(BufferedReader in) throws IOException {
        var text = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private static void answer(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
