package dev.tallystick.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// Looks at everything that a first day goes wrong with, from the inside out, and says what to do about it.
@Cli.NeedsCli
@Command(name = "doctor", description = "Look at Java, the data directory, the server, its database and its health.")
final class DoctorCommand implements Callable<Integer> {
    private static final int OLDEST_JAVA = 25;

    private final Cli cli;
    private final List<Check> checks = new ArrayList<>();

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    DoctorCommand(Cli cli) {
        this.cli = cli;
    }

    private record Check(String name, boolean ok, String sentence) {}

    @Override
    public Integer call() {
        var global = Objects.requireNonNull(tallystick);
        int java = Runtime.version().feature();
        check("java", java >= OLDEST_JAVA, "Java " + java + (java >= OLDEST_JAVA ? "" : "; it must be 25 or newer"));
        dataDirectory(global);
        server(global);
        if (global.json) {
            cli.output()
                    .line(checks.stream()
                            .map(check -> "{\"check\":%s,\"ok\":%s,\"sentence\":%s}"
                                    .formatted(Json.quoted(check.name), check.ok, Json.quoted(check.sentence)))
                            .collect(Collectors.joining(",", "{\"checks\":[", "]}")));
        } else {
            checks.forEach(
                    check -> cli.output().line((check.ok ? "ok    " : "FAILS ") + check.name + ": " + check.sentence));
        }
        return checks.stream().allMatch(Check::ok) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void check(String name, boolean ok, String sentence) {
        checks.add(new Check(name, ok, sentence));
    }

    private void dataDirectory(TallystickCommand global) {
        if (global.server != null) {
            return;
        }
        var directory = global.dataDir().toAbsolutePath().normalize();
        if (Files.isDirectory(directory)) {
            boolean writable = Files.isWritable(directory);
            check("data directory", writable, directory + (writable ? "" : " cannot be written by this user"));
            return;
        }
        var parent = existingParent(directory);
        check(
                "data directory",
                !Files.exists(directory) && Files.isWritable(parent),
                Files.exists(directory)
                        ? directory + " is a file"
                        : directory + " is not there yet; serve makes it in " + parent);
    }

    private static Path existingParent(Path directory) {
        var parent = directory;
        while (!Files.exists(parent) && parent.getParent() != null) {
            parent = parent.getParent();
        }
        return parent;
    }

    private void server(TallystickCommand global) {
        try {
            var client = global.client();
            var health = client.send("GET", "/actuator/health", null);
            boolean up = health.json().at("status").text().equals("UP");
            check("server", true, "answers at " + client.server());
            check("health", up, up ? "up" : health.json().at("status").text() + "; its log says more");
            status(client);
        } catch (CliException unreachable) {
            check("server", false, String.valueOf(unreachable.getMessage()));
        }
    }

    private void status(Client client) {
        try {
            var status = client.get("/api/v1/sync/status").json();
            check("token", true, "accepted");
            var database = status.at("health").at("database").at("status").text();
            check("database", database.equals("up"), database);
            for (var upstream : status.at("health").at("upstreams").items()) {
                check(
                        "connection " + upstream.at("connection").text(),
                        !upstream.at("status").text().equals("down"),
                        upstream.at("status").text() + " "
                                + upstream.at("detail").text());
            }
        } catch (CliException refused) {
            check("token", false, String.valueOf(refused.getMessage()));
        }
    }
}
