package dev.tallystick.cli;

import picocli.CommandLine.Command;

@Command(name = "export", description = "Print what is in force as tallystick.yaml, without secrets.")
final class ExportCommand extends ClientCommand {
    ExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        output().out().print(client.get("/api/v1/config/export").body());
        output().out().flush();
        return ExitCode.OK;
    }
}
