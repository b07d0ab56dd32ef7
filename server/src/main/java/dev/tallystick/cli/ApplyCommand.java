package dev.tallystick.cli;

import picocli.CommandLine.Command;

/// The server applies the file that it was started with. A file sent over the network is not taken: its references
/// would be replaced from the server's environment and files, which are not every admin's to read.
@Command(name = "apply", description = "Let the server read its tallystick.yaml now.")
final class ApplyCommand extends ClientCommand {
    ApplyCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.post("/api/v1/config/apply", null);
        boolean broken = answer.json().at("broken").truth();
        if (!printedAsJson(answer)) {
            answer.json()
                    .at("problems")
                    .items()
                    .forEach(problem -> output().line(problem.at("text").text()));
            var changes = answer.json().at("changes").items();
            changes.forEach(change -> output().line(change.text()));
            if (broken) {
                output().line("Not applied; what was in force stays.");
            } else if (changes.isEmpty()) {
                output().line("Nothing to change.");
            }
        }
        return broken ? ExitCode.USAGE : ExitCode.OK;
    }
}
