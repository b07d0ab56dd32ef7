package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "runs", description = "The latest runs, of one sync or of all.")
final class RunsCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "SYNC", description = "Only of this sync.")
    String sync = "";

    @Option(names = "--status", paramLabel = "STATUS", description = "Only those that are so, as in failed.")
    String status = "";

    @Option(names = "--limit", paramLabel = "N", description = "How many.")
    int limit = 20;

    RunsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var path = "/api/v1/runs?limit=" + limit
                + (sync.isEmpty() ? "" : "&sync=" + Client.encoded(sync))
                + (status.isEmpty() ? "" : "&status=" + Client.encoded(status));
        var answer = client.get(path);
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("RUN", "SYNC", "STATUS", "TRIGGER", "CREATED", "WHAT"));
        for (var run : answer.json().at("items").items()) {
            rows.add(List.of(
                    run.at("id").text(),
                    run.at("sync").text() + (run.at("rehearsal").truth() ? " (rehearsal)" : ""),
                    run.at("status").text(),
                    run.at("trigger").text() + (run.at("dryRun").truth() ? " (plan)" : ""),
                    Output.time(run.at("createdAt")),
                    run.at("sentence").text()));
        }
        if (rows.size() == 1) {
            output().line("There is no such run.");
        } else {
            output().table(rows);
        }
        return ExitCode.OK;
    }
}
