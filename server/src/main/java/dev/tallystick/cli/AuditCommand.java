package dev.tallystick.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "audit", description = "Checks that the audit trail is as it was written: `audit verify`.")
final class AuditCommand extends ClientCommand {
    @Parameters(paramLabel = "verify", description = "Read the whole trail and check each entry.")
    String verb = "";

    AuditCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (!verb.equals("verify")) {
            throw new CliException(ExitCode.USAGE, "Write `tallystick audit verify`.");
        }
        var answer = client.get("/api/v1/audit/verification");
        var found = answer.json();
        boolean sound = found.at("sound").truth();
        if (!printedAsJson(answer)) {
            output().line(found.at("sentence").text());
            if (!found.at("head").absent()) {
                output().line("Head to keep elsewhere: "
                        + found.at("head").at("seq").text() + " "
                        + found.at("head").at("hash").text());
            }
        }
        return sound ? ExitCode.OK : ExitCode.FAILED;
    }
}
