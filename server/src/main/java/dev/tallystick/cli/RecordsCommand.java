package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "records",
        description =
                "The latest runs of a sync or a group as pending, syncing, completed or failed; a group's with its"
                        + " children.")
final class RecordsCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "A sync, or a group.")
    String name = "";

    @Option(names = "--limit", paramLabel = "N", description = "How many.")
    int limit = 20;

    RecordsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.get("/api/v1/sync/records/" + Client.encoded(name) + "?limit=" + limit);
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("RECORD", "OF", "STATUS", "CREATED", "COMPLETED", "ATTEMPTS", "WHAT"));
        for (var record : answer.json().at("items").items()) {
            rows.add(row("", record));
            record.at("children").items().forEach(child -> rows.add(row("  ", child)));
        }
        if (rows.size() == 1) {
            output().line("It has never run.");
        } else {
            output().table(rows);
        }
        return ExitCode.OK;
    }

    private static List<String> row(String indent, Json record) {
        var error = record.at("errorMessage").text();
        return List.of(
                indent
                        + (record.at("run").text().isEmpty()
                                ? "-"
                                : record.at("run").text()),
                record.at("of").text(),
                record.at("status").text(),
                Output.time(record.at("createdAt")),
                Output.time(record.at("completedAt")),
                record.at("metadata").at("attempts").text(),
                error.isEmpty() ? record.at("sentence").text() : error);
    }
}
