package dev.tallystick.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command itself: what every other one takes, and help when nothing is asked.
@Command(
        name = "tallystick",
        description = "Keeps the rows of two systems in agreement, and can prove it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            SyncCommand.class,
            PlanCommand.class,
            ApproveCommand.class,
            UndoCommand.class,
            CancelCommand.class,
            ConflictsCommand.class,
            HistoryCommand.class,
            SettleCommand.class,
            ProposeCommand.class,
            StatusCommand.class,
            RunsCommand.class,
            RunCommand.class,
            RecordsCommand.class,
            SchedulesCommand.class,
            AlertsCommand.class,
            ConnectionsCommand.class,
            ValidateCommand.class,
            ApplyCommand.class,
            ExportCommand.class,
            AuditCommand.class,
            UserCommand.class,
            TokenCommand.class,
            KeysCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DoctorCommand.class,
            GenerateCommand.class,
            VersionCommand.class
        })
final class TallystickCommand {
    private final Cli cli;

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The server; by default the one that runs on the data directory.")
    @Nullable
    String server;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "An API token; by default $TALLYSTICK_TOKEN, or the admin's in the data directory.")
    @Nullable
    String token;

    @Option(
            names = "--data-dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "The data directory; by default $TALLYSTICK_DATA_DIR, or ./data.")
    @Nullable
    Path dataDir;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the API's JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    TallystickCommand(Cli cli) {
        this.cli = cli;
    }

    Path dataDir() {
        var named = dataDir;
        return named != null ? named : Path.of(cli.environment().getOrDefault("TALLYSTICK_DATA_DIR", "./data"));
    }

    Client client() {
        return new Client(serverUrl(), tokenText());
    }

    String serverUrl() {
        if (server != null) {
            return server.contains("://") ? server : "http://" + server;
        }
        var address = firstLine(dataDir().resolve("address"));
        if (address.isEmpty()) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "No server runs on the data directory " + dataDir()
                            + ". Start it with `tallystick serve`, or name one with --server or --data-dir.");
        }
        return address;
    }

    String tokenText() {
        if (token != null) {
            return token;
        }
        var given = cli.environment().getOrDefault("TALLYSTICK_TOKEN", "");
        // The admin's token belongs to the server of this directory and is shown to no other.
        return !given.isEmpty() || server != null ? given : firstLine(dataDir().resolve("admin-token"));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException missing) {
            return "";
        }
    }
}
