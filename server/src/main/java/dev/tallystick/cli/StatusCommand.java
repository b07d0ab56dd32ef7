package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "status", description = "How the server and its syncs are.")
final class StatusCommand extends ClientCommand {
    StatusCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.get("/api/v1/sync/status");
        if (printedAsJson(answer)) {
            return code(answer.json());
        }
        var status = answer.json();
        var health = status.at("health");
        output().line("Server " + status.at("status").text() + " at " + client.server() + ", database "
                + health.at("database").at("status").text() + ", jobs "
                + health.at("jobs").at("status").text());
        for (var upstream : health.at("upstreams").items()) {
            if (!upstream.at("status").text().equals("up")) {
                output().line("  " + upstream.at("connection").text() + ": "
                        + upstream.at("status").text() + " "
                        + upstream.at("detail").text());
            }
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SYNC", "STATUS", "ROWS", "PENDING", "ERRORS", "CONFLICTS", "LAST SYNCED", "NEXT RUN"));
        status.at("syncs")
                .entries()
                .forEach((name, sync) -> rows.add(List.of(
                        name + (sync.at("rehearsal").truth() ? " (rehearsal)" : ""),
                        sync.at("status").text(),
                        sync.at("rows").text(),
                        sync.at("pending").text(),
                        sync.at("error").text(),
                        sync.at("conflicts").text(),
                        Output.time(sync.at("lastSyncedAt")),
                        Output.time(sync.at("nextRun")))));
        if (rows.size() == 1) {
            output().line("No sync is set up.");
        } else {
            output().table(rows);
        }
        return code(status);
    }

    private static int code(Json status) {
        return status.at("status").text().equals("down") ? ExitCode.FAILED : ExitCode.OK;
    }
}
