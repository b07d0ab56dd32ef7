package dev.tallystick.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Stop a run; what it has written stays.")
final class CancelCommand extends ClientCommand {
    @Parameters(paramLabel = "RUN", description = "The run's number.")
    long run;

    CancelCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.post("/api/v1/runs/" + run + "/cancel", null);
        if (!printedAsJson(answer)) {
            output().line("Run " + run + " stops.");
        }
        return ExitCode.OK;
    }
}
