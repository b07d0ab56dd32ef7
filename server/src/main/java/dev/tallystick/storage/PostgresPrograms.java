package dev.tallystick.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs PostgreSQL's programs. They refuse to run as root, and as a user who has no name (a bare number given to a
/// container). For those each is wrapped in a user namespace of its own (`unshare -U`): inside, the process is the
/// unmapped user `nobody`, while the kernel still counts it as the owner of its files. No file changes hands, and
/// nothing else of root is left to it.
record PostgresPrograms(Path bin, Refusal refusal) {

    /// Why PostgreSQL would not run as the user that we are.
    enum Refusal {
        NONE(""),
        ROOT("PostgreSQL refuses to run as root"),
        NAMELESS("PostgreSQL refuses to run as a user without a name in /etc/passwd");

        private final String sentence;

        Refusal(String sentence) {
            this.sentence = sentence;
        }
    }

    static PostgresPrograms in(Path bin) {
        if (DataDirectory.effectiveUser() == 0) {
            return new PostgresPrograms(bin, Refusal.ROOT);
        }
        // So the JDK calls a user that it cannot look up.
        boolean nameless = System.getProperty("user.name", "?").equals("?");
        return new PostgresPrograms(bin, nameless ? Refusal.NAMELESS : Refusal.NONE);
    }

    private boolean wrapped() {
        return refusal != Refusal.NONE;
    }

    /// Says in one sentence why PostgreSQL could not be run here, before it says so in several.
    void refuseWhereForbidden(Path dataDir) {
        if (!wrapped()) {
            return;
        }
        Finished probe = finish(command("test", List.of("-w", dataDir.toString()), false), "", Duration.ofSeconds(10));
        if (probe.status() == 0) {
            return;
        }
        String way = "Start Tallystick as an ordinary user, or give it a PostgreSQL with DATABASE_URL.";
        if (probe.output().isBlank()) {
            throw new StorageProblem(
                    "%s, and without root's rights the data directory %s cannot be reached (one of its parent directories belongs to another user and is closed). %s"
                            .formatted(refusal.sentence, dataDir, way));
        }
        throw new StorageProblem("%s, and this machine forbids a user namespace for it (%s). %s"
                .formatted(refusal.sentence, probe.output().strip().replace('\n', ' '), way));
    }

    /// Runs one of the short programs to its end.
    Finished run(String program, List<String> arguments, String input, Duration limit) {
        return finish(command(bin.resolve(program).toString(), arguments, false), input, limit);
    }

    /// Starts the server itself: in a session of its own, so that Ctrl-C in our terminal reaches only us, who
    /// then stop it in order.
    Process startServer(List<String> arguments, Path log) throws IOException {
        ProcessBuilder builder = builder(command(bin.resolve("postgres").toString(), arguments, true));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process server = builder.start();
        server.getOutputStream().close();
        return server;
    }

    private List<String> command(String program, List<String> arguments, boolean ownSession) {
        List<String> command = new ArrayList<>();
        if (ownSession && Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        if (wrapped()) {
            command.addAll(List.of("unshare", "-U", "--"));
        }
        command.add(program);
        command.addAll(arguments);
        return command;
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // PGDATA, PGPORT, PGOPTIONS … of the person's shell are about another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static Finished finish(List<String> command, String input, Duration limit) {
        try {
            Process process = builder(command).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; its status and output say why.
            }
            // A program that hangs is ended, which also ends the reading of its output.
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(process::destroyForcibly);
            String output;
            try (var out = process.getInputStream()) {
                output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            return new Finished(process.waitFor(), output);
        } catch (IOException e) {
            return new Finished(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Finished(-1, "interrupted");
        }
    }

    /// How a program ended, and all that it said.
    record Finished(int status, String output) {}
}
