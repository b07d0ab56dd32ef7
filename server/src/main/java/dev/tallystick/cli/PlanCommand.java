package dev.tallystick.cli;

import java.time.Duration;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "plan", description = "Show what a sync would do, and do nothing.")
final class PlanCommand extends ClientCommand {
    @Parameters(paramLabel = "SYNC", description = "Which sync.")
    String name = "";

    @Option(names = "--limit", paramLabel = "N", description = "How many changes to show.")
    int limit = 20;

    PlanCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var run = client.post("/api/v1/syncs/" + Client.encoded(name) + "/plan", null)
                .json()
                .at("run")
                .number();
        int code = new WaitForRuns(cli, client, global().json).until(java.util.List.of(run), Duration.ZERO);
        if (code == ExitCode.FAILED || code == ExitCode.STILL_RUNNING) {
            return code;
        }
        var changes = client.get("/api/v1/runs/" + run + "/changes?limit=" + limit);
        if (printedAsJson(changes)) {
            return code;
        }
        var shown = changes.json().at("items").items();
        shown.forEach(change -> output().line(line(change)));
        long total = changes.json().at("total").number();
        if (total > shown.size()) {
            output().line("… and " + (total - shown.size()) + " more.");
        }
        return code;
    }

    private static String line(Json change) {
        var fields = change.at("fields").items().stream()
                .map(field -> field.at("fieldName").text() + ": " + Output.value(field.at("before"), field.at("links"))
                        + " -> " + Output.value(field.at("after"), field.at("links")))
                .collect(Collectors.joining(", "));
        return "  " + change.at("kind").text() + " " + change.at("row").text() + "  " + fields + "  ("
                + change.at("reason").text() + ")";
    }
}
