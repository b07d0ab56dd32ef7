package dev.tallystick.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "settle",
        description = "Say what became of a write whose answer was lost: settle CHANGE landed|absent.")
final class SettleCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "CHANGE", description = "The uncertain change, by its number.")
    long change;

    @Parameters(index = "1", paramLabel = "landed|absent", description = "Whether the write is there.")
    String word = "";

    @Option(names = "--row", paramLabel = "ROW", description = "The id of the row that was created.")
    String row = "";

    SettleCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (!word.equals("landed") && !word.equals("absent")) {
            throw new CliException(ExitCode.USAGE, "Write `tallystick settle " + change + " landed` or `… absent`.");
        }
        var answer = client.post(
                "/api/v1/changes/" + change + "/settle",
                "{\"landed\":" + word.equals("landed") + (row.isEmpty() ? "" : ",\"row\":" + Json.quoted(row)) + "}");
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("sentence").text());
        }
        return ExitCode.OK;
    }
}
