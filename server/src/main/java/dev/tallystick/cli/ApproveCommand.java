package dev.tallystick.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "approve", description = "Let a held run apply its plan.")
final class ApproveCommand extends ClientCommand {
    @Parameters(paramLabel = "RUN", description = "The run's number.")
    long run;

    @Option(names = "--hash", paramLabel = "HASH", description = "The plan that was looked at; any other is refused.")
    String hash = "";

    @Option(names = "--wait", description = "Wait for the end; the exit code says how it went.")
    boolean wait;

    ApproveCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var looked = hash.isEmpty()
                ? client.get("/api/v1/runs/" + run).json().at("plan").at("hash").text()
                : hash;
        if (looked.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "Run " + run + " has no plan to approve.");
        }
        var answer = client.post("/api/v1/runs/" + run + "/approve", "{\"hash\":" + Json.quoted(looked) + "}");
        if (wait) {
            var id = answer.json().at("id").number();
            return new WaitForRuns(cli, client, global().json)
                    .until(java.util.List.of(id == 0 ? run : id), java.time.Duration.ZERO);
        }
        if (!printedAsJson(answer)) {
            output().line("Run " + run + " is approved and goes on.");
        }
        return ExitCode.OK;
    }
}
