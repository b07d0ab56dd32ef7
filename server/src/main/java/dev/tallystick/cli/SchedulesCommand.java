package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "schedules", description = "When each sync is due.")
final class SchedulesCommand extends ClientCommand {
    private static final int TIMES_SHOWN = 3;

    SchedulesCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.get("/api/v1/schedules");
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SYNC", "SCHEDULE", "ZONE", "NEXT"));
        for (var schedule : answer.json().at("items").items()) {
            var next = schedule.at("next").items().stream()
                    .limit(TIMES_SHOWN)
                    .map(Output::time)
                    .toList();
            rows.add(List.of(
                    schedule.at("sync").text(),
                    schedule.at("text").text(),
                    schedule.at("zone").text(),
                    next.isEmpty() ? "paused" : String.join(", ", next)));
        }
        if (rows.size() == 1) {
            output().line("No sync has a schedule.");
        } else {
            output().table(rows);
        }
        return ExitCode.OK;
    }
}
