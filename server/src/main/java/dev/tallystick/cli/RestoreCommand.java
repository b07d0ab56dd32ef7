package dev.tallystick.cli;

import dev.tallystick.backup.Backups;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Cli.NeedsCli
@Command(
        name = "restore",
        description = "Put a backup in the place of everything that Tallystick keeps; a running server starts anew from"
                + " it. The first run of every sync is held then. Works on the data directory, or on DATABASE_URL.")
final class RestoreCommand extends DatabaseCommand {
    @Parameters(paramLabel = "FILE", description = "A file that `tallystick backup` has written.")
    Path file = Path.of("");

    @Option(names = "--replace", description = "Also where people, syncs or runs would go.")
    boolean replace;

    RestoreCommand(Cli cli) {
        super(cli);
    }

    @Override
    void work(Backups backups, boolean json) {
        var restored = backups.restore(file, replace);
        var at = restored.contents().at();
        if (json) {
            output().line("{\"file\":%s,\"at\":%s,\"rows\":%d,\"syncs\":%d}"
                    .formatted(
                            Json.quoted(file.toString()),
                            Json.quoted(at.toString()),
                            restored.rows(),
                            restored.syncs()));
            return;
        }
        output().line("Restored %,d rows from the backup of %s.".formatted(restored.rows(), at));
        output().line(
                        restored.syncs() == 0
                                ? "It has no syncs."
                                : "The first run of each of its %d syncs is held (\"restored database\"): look at it and approve it, on the page or with `tallystick approve`."
                                        .formatted(restored.syncs()));
        output().line("Everybody signs in again.");
    }
}
