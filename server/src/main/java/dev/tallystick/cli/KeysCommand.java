package dev.tallystick.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        description =
                "Takes a new data key into use and seals every secret anew, while everything runs: `keys rotate`.")
final class KeysCommand extends ClientCommand {
    @Parameters(paramLabel = "rotate", description = "Take a new key into use.")
    String verb = "";

    KeysCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (!verb.equals("rotate")) {
            throw new CliException(ExitCode.USAGE, "Write `tallystick keys rotate`.");
        }
        var answer = client.post("/api/v1/keys/rotation", null);
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("sentence").text());
        }
        return ExitCode.OK;
    }
}
