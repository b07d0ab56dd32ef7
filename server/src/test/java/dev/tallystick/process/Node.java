package dev.tallystick.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One Tallystick in a process of its own, and its REST API as its admin sees it.
final class Node implements AutoCloseable {
    /// Generous: a CI machine may be slow, and after a crash PostgreSQL replays its log first.
    static final Duration START = Duration.ofMinutes(2);

    private static final Path JAR = spread();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path dataDir;
    private final Path log;
    private final Process process;
    private String address = "";
    private String token = "";

    private Node(Path dataDir, Path log, Process process) {
        this.dataDir = dataDir;
        this.log = log;
        this.process = process;
    }

    /// Starts one and waits until it answers.
    static Node up(Path dataDir, Map<String, String> environment, String... arguments) {
        return begin(dataDir, environment, arguments).awaitUp();
    }

    static Node begin(Path dataDir, Map<String, String> environment, String... arguments) {
        try {
            if (Files.isDirectory(dataDir)) {
                Files.deleteIfExists(dataDir.resolve("address"));
            }
            return process(dataDir, environment, "serve", arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Another command on that data directory.
    static Node command(Path dataDir, Map<String, String> environment, String verb, String... arguments) {
        return process(dataDir, environment, verb, arguments);
    }

    private static Node process(Path dataDir, Map<String, String> environment, String verb, String... arguments) {
        try {
            var log = Files.createTempFile("tallystick-node-", ".log");
            log.toFile().deleteOnExit();
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-jar",
                    JAR.toString(),
                    verb,
                    "--data-dir",
                    dataDir.toString()));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("TALLYSTICK_")
                            || name.startsWith("PARTNER_")
                            || name.endsWith("DATABASE_URL"));
            builder.environment().putAll(environment);
            var process = builder.start();
            // Also where the test itself is ended before its time.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Node(dataDir, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Node awaitUp() {
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive()).as(() -> "alive; it said:\n" + said()).isTrue();
            return answers();
        });
        return this;
    }

    private boolean answers() {
        try {
            address = Files.readString(dataDir.resolve("address")).strip();
            token = Files.readString(dataDir.resolve("admin-token")).strip();
            return !address.isEmpty() && get("/api/v1/me").has("role");
        } catch (IOException | UncheckedIOException notYet) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    /// Whether an attempt was made by this process.
    boolean made(JsonNode attempt) {
        return attempt.get("node").asString().contains("-" + pid() + "-");
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        exit(Duration.ofSeconds(20));
    }

    void signal(String name) {
        signal(name, pid());
    }

    static void signal(String name, long pid) {
        try {
            var status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(status).as("kill -" + name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits for the end of the process.
    int exit(Duration limit) {
        try {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as(() -> "ended within " + limit + "; it said:\n" + said())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(address + path)).GET());
    }

    JsonNode post(String path) {
        return send(HttpRequest.newBuilder(URI.create(address + path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// What a person does who has looked at the plan of a held run.
    void approve(JsonNode held) {
        var body = "{\"hash\":\"" + held.get("plan").get("hash").asString() + "\"}";
        var path = "/api/v1/runs/" + held.get("id").asLong() + "/approve";
        send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(
                    request.header("Authorization", "Bearer " + token)
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                throw new IOException(answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode run(long id) {
        return get("/api/v1/runs/" + id);
    }

    /// Starts what the path says; the runs by the names of their syncs.
    Map<String, Long> trigger(String path) {
        var runs = new java.util.TreeMap<String, Long>();
        post(path)
                .get("runs")
                .forEach(run ->
                        runs.put(run.get("sync").asString(), run.get("run").asLong()));
        return runs;
    }

    /// Waits until the run is as it should be; while the server is away it is asked again.
    JsonNode awaitRun(long run, Duration limit, Predicate<JsonNode> wanted) {
        var found = new JsonNode[1];
        await("run " + run)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    found[0] = run(run);
                    return wanted.test(found[0]);
                });
        return Objects.requireNonNull(found[0]);
    }

    static boolean ended(JsonNode run) {
        return !run.get("status").asString().equals("pending")
                && !run.get("status").asString().equals("running");
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            exit(Duration.ofSeconds(20));
        }
    }

    /// Spread out, the jar starts faster, and these tests start many.
    private static Path spread() {
        var jar = Objects.requireNonNull(System.getProperty("tallystick.jar"), "tallystick.jar names the packaged jar");
        try {
            var folder = Files.createTempDirectory("tallystick-jar-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
            var spread = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djarmode=tools",
                            "-jar",
                            jar,
                            "extract",
                            "--force",
                            "--destination",
                            folder.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(spread.waitFor()).isZero();
            return folder.resolve(Path.of(jar).getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
