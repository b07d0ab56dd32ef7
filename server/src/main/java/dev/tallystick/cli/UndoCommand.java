package dev.tallystick.cli;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "undo", description = "Take back what a run wrote, or one row of it.")
final class UndoCommand extends ClientCommand {
    @Parameters(paramLabel = "RUN", description = "The run's number.")
    long run;

    @Option(names = "--row", paramLabel = "ROW", description = "Only this row.")
    String row = "";

    @Option(
            names = "--choice",
            paramLabel = "CHOICE",
            description = "accept: the difference stays until somebody edits (default); across: the restored value goes"
                    + " over; pause: the row is left alone.")
    String choice = "accept";

    @Option(names = "--preview", description = "Show what would be taken back, and do nothing.")
    boolean preview;

    UndoCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var body = "{\"choice\":" + Json.quoted(choice) + (row.isEmpty() ? "" : ",\"row\":" + Json.quoted(row))
                + ",\"preview\":" + preview + "}";
        var started = client.post("/api/v1/runs/" + run + "/undo", body)
                .json()
                .at("run")
                .number();
        return new WaitForRuns(cli, client, global().json).until(List.of(started), Duration.ZERO);
    }
}
