package dev.tallystick.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "One run: how it went, and what failed.")
final class RunCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The run's number.")
    long id;

    @Option(names = "--wait", description = "Wait for its end first.")
    boolean wait;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait, as in 30s or 5m.")
    String timeout = "";

    RunCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (wait || !timeout.isEmpty()) {
            return new WaitForRuns(cli, client, global().json).until(List.of(id), SyncCommand.limit(timeout));
        }
        var answer = client.get("/api/v1/runs/" + id);
        var run = answer.json();
        if (printedAsJson(answer)) {
            return exitCode(run);
        }
        WaitForRuns.describe(output(), run);
        output().line("  " + run.at("trigger").text()
                + (run.at("actor").absent() ? "" : " by " + run.at("actor").text()) + ", created "
                + Output.time(run.at("createdAt")) + ", ended " + Output.time(run.at("endedAt")));
        if (!WaitForRuns.ended(run)) {
            output().line("  " + WaitForRuns.bar(run));
        }
        unguarded(run.at("unguarded"));
        failures(client);
        return exitCode(run);
    }

    /// Looking at a run that still works is no failure.
    private static int exitCode(Json run) {
        return WaitForRuns.ended(run) ? WaitForRuns.exitCode(run) : ExitCode.OK;
    }

    /// A server of an older version does not say it.
    private void unguarded(Json unguarded) {
        if (unguarded.absent() || unguarded.at("windows").number() == 0) {
            return;
        }
        long met = unguarded.at("met").number();
        output().line(String.format(
                Locale.ROOT,
                "  %d writes after a look at their rows, answered within %.1f s; %s meanwhile",
                unguarded.at("windows").number(),
                unguarded.at("longestMillis").number() / 1000.0,
                met == 0 ? "nothing was seen to happen" : "others were seen to change or move " + met + " rows"));
    }

    private void failures(Client client) {
        for (var failure : client.get("/api/v1/runs/" + id + "/failures")
                .json()
                .at("items")
                .items()) {
            var rows = failure.at("examples").items().stream().map(Json::text).collect(Collectors.joining(", "));
            output().line("  " + failure.at("count").number() + " x "
                    + failure.at("reason").text() + (rows.isEmpty() ? "" : " (" + rows + ")"));
        }
    }
}
