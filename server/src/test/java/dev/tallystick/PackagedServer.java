package dev.tallystick;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The jar as people get it, in a process of its own.
final class PackagedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path dataDir;
    private final Path log;

    private PackagedServer(Process process, Path dataDir, Path log) {
        this.process = process;
        this.dataDir = dataDir;
        this.log = log;
    }

    /// @param arguments the command and what follows it
    static PackagedServer start(Path dataDir, String... arguments) throws IOException {
        return start(dataDir, 0, arguments);
    }

    /// Once more, where it listened before: a page that is open asks there again.
    PackagedServer again(String... arguments) throws IOException {
        int port = URI.create(address()).getPort();
        Files.delete(dataDir.resolve("address"));
        return start(dataDir, port, arguments);
    }

    private static PackagedServer start(Path dataDir, int port, String... arguments) throws IOException {
        var jar = System.getProperty("tallystick.jar", "");
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-jar",
                jar));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", dataDir.toString(), "--port", "" + port));
        Files.createDirectories(dataDir);
        var log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TALLYSTICK_ATTEMPTS", "1");
        var process = builder.start();
        var server = new PackagedServer(process, dataDir, log);
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> server.log().contains("Tallystick runs at"));
        } catch (RuntimeException tooLate) {
            server.close();
            throw new IllegalStateException("The server did not start:\n" + server.log(), tooLate);
        }
        return server;
    }

    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /// The first line of a file in the data directory, once it is there.
    String file(String name) {
        var file = dataDir.resolve(name);
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(file) ? Files.readString(file).strip() : "", text -> !text.isEmpty());
    }

    String address() {
        return file("address");
    }

    /// Without any word to it, as when the power goes; its database goes on.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
