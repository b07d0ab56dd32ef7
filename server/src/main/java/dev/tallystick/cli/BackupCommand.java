package dev.tallystick.cli;

import dev.tallystick.backup.Backups;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Cli.NeedsCli
@Command(
        name = "backup",
        description = "Write everything that Tallystick keeps into one file, beside whatever runs."
                + " Works on the data directory, or on DATABASE_URL.")
final class BackupCommand extends DatabaseCommand {
    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist yet.")
    Path file = Path.of("");

    BackupCommand(Cli cli) {
        super(cli);
    }

    @Override
    void work(Backups backups, boolean json) {
        var written = backups.backup(file);
        var contents = written.contents();
        if (json) {
            output().line("{\"file\":%s,\"at\":%s,\"tables\":%d,\"rows\":%d,\"bytes\":%d,\"masterKey\":%s}"
                    .formatted(
                            Json.quoted(file.toString()),
                            Json.quoted(contents.at().toString()),
                            written.rows().size(),
                            written.allRows(),
                            written.bytes(),
                            Json.quoted(contents.masterKey())));
            return;
        }
        output().line("Backed up %,d rows of %d tables to %s (%,d bytes)."
                .formatted(written.allRows(), written.rows().size(), file, written.bytes()));
        output().line(
                        "Its secrets are sealed by the master key with the fingerprint %s, which is not in it: keep that key elsewhere."
                                .formatted(contents.masterKey()));
    }
}
