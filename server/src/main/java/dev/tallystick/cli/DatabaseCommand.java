package dev.tallystick.cli;

import dev.tallystick.backup.Backups;
import dev.tallystick.connection.KeyProblem;
import dev.tallystick.storage.StorageProblem;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/// A command that works on the database itself, beside a server or without one.
abstract class DatabaseCommand implements Callable<Integer> {
    private final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    DatabaseCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public final Integer call() {
        var global = Objects.requireNonNull(tallystick);
        cli.quiet();
        try {
            work(new Backups(cli.environment(), global.dataDir(), Clock.systemUTC()), global.json);
            return ExitCode.OK;
        } catch (StorageProblem | KeyProblem problem) {
            throw new CliException(ExitCode.FAILED, String.valueOf(problem.getMessage()));
        }
    }

    /// @param json whether to answer with JSON instead of sentences
    abstract void work(Backups backups, boolean json);

    final Output output() {
        return cli.output();
    }
}
