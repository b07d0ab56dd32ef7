package dev.tallystick.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/// A command that asks the server.
abstract class ClientCommand implements Callable<Integer> {
    final Cli cli;

    @ParentCommand
    @Nullable
    TallystickCommand tallystick;

    ClientCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public final Integer call() {
        return ask(global().client());
    }

    /// @return what the process ends with
    abstract int ask(Client client);

    TallystickCommand global() {
        return java.util.Objects.requireNonNull(tallystick, "picocli sets the parent before it calls");
    }

    Output output() {
        return cli.output();
    }

    /// With `--json` prints the answer as it came; says whether it did.
    boolean printedAsJson(Client.Answer answer) {
        if (global().json) {
            output().line(answer.body());
        }
        return global().json;
    }
}
