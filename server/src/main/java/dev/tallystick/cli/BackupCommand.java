package dev.tallystick.cli;

import dev.tallystick.backup.Backups;
import dev.tallystick.storage.StorageProblem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Cli.NeedsCli
@Command(
        name = "backup",
        description = "Write everything that Tallystick keeps into one file, beside whatever runs."
                + " Works on the data directory, or on DATABASE_URL.")
final class BackupCommand implements Callable<Integer> {
    private final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist yet.")
    Path file = Path.of("");

    BackupCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var global = Objects.requireNonNull(tallystick);
        cli.quiet();
        try {
            var written = new Backups(cli.environment(), global.dataDir(), Clock.systemUTC()).backup(file);
            var key = written.contents().masterKey();
            if (global.json) {
                cli.output()
                        .line("{\"file\":%s,\"at\":%s,\"tables\":%d,\"rows\":%d,\"bytes\":%d,\"masterKey\":%s}"
                                .formatted(
                                        Json.quoted(file.toString()),
                                        Json.quoted(written.contents().at().toString()),
                                        written.rows().size(),
                                        written.allRows(),
                                        written.bytes(),
                                        Json.quoted(key)));
            } else {
                cli.output()
                        .line("Backed up %,d rows of %d tables to %s (%,d bytes)."
                                .formatted(written.allRows(), written.rows().size(), file, written.bytes()));
                cli.output()
                        .line(
                                "Its secrets are sealed by the master key with the fingerprint %s, which is not in it: keep that key elsewhere."
                                        .formatted(key));
            }
            return ExitCode.OK;
        } catch (StorageProblem problem) {
            throw new CliException(ExitCode.FAILED, String.valueOf(problem.getMessage()));
        }
    }
}
