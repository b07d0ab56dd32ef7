package dev.tallystick.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "history", description = "The passport of a row: how it stands, and all that ever happened to it.")
final class HistoryCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SYNC", description = "Which sync.")
    String sync = "";

    @Parameters(index = "1", paramLabel = "ROW", description = "The row's id on either side.")
    String row = "";

    @Option(names = "--side", paramLabel = "SIDE", description = "left or right, where each side has a row of this id.")
    String side = "";

    @Option(names = "--limit", paramLabel = "N", description = "How much of its history.")
    int limit = 20;

    @Option(names = "--pause", description = "Keep the row from being written from now on.")
    boolean pause;

    @Option(names = "--resume", description = "Let a paused row go on.")
    boolean resume;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is paused.")
    String reason = "";

    HistoryCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (pause && resume) {
            throw new CliException(ExitCode.USAGE, "A row is either paused or resumed.");
        }
        var answer = pause || resume
                ? client.post(
                        "/api/v1/rows/" + (pause ? "pause" : "resume"),
                        "{\"sync\":" + Json.quoted(sync) + ",\"row\":" + Json.quoted(row)
                                + (side.isEmpty() ? "" : ",\"side\":" + Json.quoted(side))
                                + (reason.isEmpty() ? "" : ",\"reason\":" + Json.quoted(reason)) + "}")
                : client.get("/api/v1/rows?sync=" + Client.encoded(sync) + "&row=" + Client.encoded(row) + "&limit="
                        + limit + (side.isEmpty() ? "" : "&side=" + Client.encoded(side)));
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        show(answer.json());
        return ExitCode.OK;
    }

    private void show(Json passport) {
        output().line(sync + ", " + standing(passport) + (passport.at("waits").truth() ? ", waits for a run" : ""));
        side("left", passport.at("left"));
        side("right", passport.at("right"));
        for (var conflict : passport.at("conflicts").items()) {
            output().line("  conflict " + conflict.at("id").text() + ": "
                    + conflict.at("sentence").text());
        }
        for (var event : passport.at("history").items()) {
            event(event);
        }
        if (!passport.at("next").absent()) {
            output().line("… and more; see all with --limit.");
        }
    }

    private static String standing(Json passport) {
        var paused = passport.at("paused");
        var reason = paused.at("reason").text();
        return passport.at("standing").text().replace('_', ' ')
                + (paused.absent()
                        ? ""
                        : " by " + paused.at("by").text() + (reason.isEmpty() ? "" : " (" + reason + ")"));
    }

    private void side(String name, Json side) {
        var seen = side.at("seen").entries().entrySet().stream()
                .map(field -> {
                    var called = side.at("names").at(field.getKey());
                    return (called.absent() ? field.getKey() : called.text()) + ": "
                            + field.getValue().text();
                })
                .collect(Collectors.joining(", "));
        output().line("  " + name + ": "
                + (side.at("row").absent() ? "-" : side.at("row").text()) + ", "
                + side.at("presence").text() + (seen.isEmpty() ? "" : "  " + seen));
        if (!side.at("refused").absent()) {
            output().line("    refused: " + side.at("refused").text());
        }
    }

    private void event(Json event) {
        var change = event.at("change");
        var fields = change.at("fields").items().stream()
                .map(field -> field.at("fieldName").text() + ": " + Output.value(field.at("before"), field.at("links"))
                        + " -> " + Output.value(field.at("after"), field.at("links")))
                .collect(Collectors.joining(", "));
        output().line(Output.time(change.at("at")) + "  run " + change.at("run").text() + "  "
                + change.at("side").text() + " " + change.at("kind").text() + " "
                + change.at("status").text()
                + (fields.isEmpty() ? "" : "  " + fields) + "  ("
                + change.at("reason").text()
                + (change.at("problem").absent()
                        ? ""
                        : " " + change.at("problem").text()) + ")");
    }
}
