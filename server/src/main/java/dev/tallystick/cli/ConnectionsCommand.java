package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "connections", description = "List the connections, or test one: connections test NAME.")
final class ConnectionsCommand extends ClientCommand {
    @Parameters(arity = "0..2", paramLabel = "test NAME", description = "Test this connection, stage by stage.")
    List<String> words = List.of();

    ConnectionsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (words.isEmpty()) {
            return list(client);
        }
        if (words.size() != 2 || !words.getFirst().equals("test")) {
            throw new CliException(
                    ExitCode.USAGE, "Write `tallystick connections` or `tallystick connections test NAME`.");
        }
        return test(client, words.get(1));
    }

    private int list(Client client) {
        var answer = client.get("/api/v1/connections");
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("CONNECTION", "CONNECTOR", "USED BY"));
        for (var connection : answer.json().at("items").items()) {
            rows.add(List.of(
                    connection.at("name").text() + (connection.at("rehearsal").truth() ? " (rehearsal)" : ""),
                    connection.at("connector").text(),
                    connection.at("usedBy").items().stream().map(Json::text).collect(Collectors.joining(", "))));
        }
        if (rows.size() == 1) {
            output().line("No connection is set up.");
        } else {
            output().table(rows);
        }
        return ExitCode.OK;
    }

    private int test(Client client, String name) {
        var answer = client.post("/api/v1/connections/" + Client.encoded(name) + "/test", null);
        var stages = answer.json().at("stages").items();
        var failed = stages.stream().anyMatch(stage -> !stage.at("ok").truth());
        if (!printedAsJson(answer)) {
            stages.forEach(stage -> output().line((stage.at("ok").truth() ? "ok    " : "FAILS ")
                    + stage.at("stage").text() + ": " + stage.at("sentence").text()));
        }
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }
}
