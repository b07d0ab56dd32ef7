package dev.tallystick.cli;

import dev.tallystick.backup.Backups;
import dev.tallystick.connection.KeyProblem;
import dev.tallystick.storage.StorageProblem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Cli.NeedsCli
@Command(
        name = "restore",
        description = "Put a backup in the place of everything that Tallystick keeps; a running server starts anew from"
                + " it. The first run of every sync is held then. Works on the data directory, or on DATABASE_URL.")
final class RestoreCommand implements Callable<Integer> {
    private final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    @Parameters(paramLabel = "FILE", description = "A file that `tallystick backup` has written.")
    Path file = Path.of("");

    @Option(names = "--replace", description = "Also where people, syncs or runs would go.")
    boolean replace;

    RestoreCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var global = Objects.requireNonNull(tallystick);
        cli.quiet();
        try {
            var restored = new Backups(cli.environment(), global.dataDir(), Clock.systemUTC()).restore(file, replace);
            if (global.json) {
                cli.output()
                        .line("{\"file\":%s,\"at\":%s,\"rows\":%d,\"syncs\":%d}"
                                .formatted(
                                        Json.quoted(file.toString()),
                                        Json.quoted(restored.contents().at().toString()),
                                        restored.rows(),
                                        restored.syncs()));
            } else {
                cli.output()
                        .line("Restored %,d rows from the backup of %s."
                                .formatted(restored.rows(), restored.contents().at()));
                cli.output()
                        .line(
                                restored.syncs() == 0
                                        ? "It has no syncs."
                                        : "The first run of each of its %d syncs is held (\"restored database\"): look at it and approve it, on the page or with `tallystick approve`."
                                                .formatted(restored.syncs()));
                cli.output().line("Everybody signs in again.");
            }
            return ExitCode.OK;
        } catch (StorageProblem | KeyProblem problem) {
            throw new CliException(ExitCode.FAILED, String.valueOf(problem.getMessage()));
        }
    }
}
