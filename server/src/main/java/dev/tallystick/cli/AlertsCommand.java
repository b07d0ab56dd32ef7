package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "alerts",
        description = "What is wrong: alerts, alerts test CHANNEL, alerts silence [SYNC] 2h|off, alerts close ID.")
final class AlertsCommand extends ClientCommand {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,5})([mhd])");

    @Parameters(arity = "0..3", paramLabel = "VERB", description = "list, test CHANNEL, silence [SYNC] TIME, close ID.")
    List<String> words = List.of();

    @Option(names = "--past", description = "With list: what was wrong and is over.")
    boolean past;

    @Option(names = "--sync", paramLabel = "SYNC", description = "With list: of this sync alone.")
    @Nullable
    String sync;

    @Option(names = "--limit", paramLabel = "N", description = "With list: how many.")
    int limit = 50;

    AlertsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var verb = words.isEmpty() ? "list" : words.getFirst();
        return switch (verb + " " + Math.max(1, words.size())) {
            case "list 1" -> list(client);
            case "test 2" -> test(client, words.get(1));
            case "silence 2" -> silence(client, null, words.get(1));
            case "silence 3" -> silence(client, words.get(1), words.get(2));
            case "close 2" -> close(client, words.get(1));
            default ->
                throw new CliException(
                        ExitCode.USAGE,
                        "Write `tallystick alerts`, `alerts test CHANNEL`, `alerts silence [SYNC] 2h` (or `off`), or"
                                + " `alerts close ID`.");
        };
    }

    private int list(Client client) {
        var answer = client.get("/api/v1/alerts?open=" + !past + "&limit=" + limit
                + (sync == null ? "" : "&sync=" + Client.encoded(sync)));
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ALERT", "SYNC", "CAUSE", "SINCE", past ? "OVER" : "TIMES", "WHAT HAPPENED"));
        for (var alert : answer.json().at("items").items()) {
            rows.add(List.of(
                    alert.at("id").text(),
                    alert.at("sync").text(),
                    alert.at("cause").text(),
                    Output.time(alert.at("openedAt")),
                    past ? Output.time(alert.at("closedAt")) : alert.at("times").text(),
                    alert.at("sentence").text()));
        }
        if (rows.size() == 1) {
            output().line(past ? "No alert is past." : "Nothing is wrong.");
            return ExitCode.OK;
        }
        output().table(rows);
        if (!answer.json().at("next").absent()) {
            output().line("… and more; see all with --limit.");
        }
        return ExitCode.OK;
    }

    /// Ends with a failure when the receiver did not take it, so that a script can tell.
    private int test(Client client, String channel) {
        var answer = client.post("/api/v1/alerts/channels/" + Client.encoded(channel) + "/test", null);
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("sentence").text());
        }
        return answer.json().at("taken").truth() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int silence(Client client, @Nullable String name, String time) {
        var of = name == null ? "any sync" : name;
        if (time.equals("off")) {
            var answer =
                    client.delete("/api/v1/alerts/silences" + (name == null ? "" : "?sync=" + Client.encoded(name)));
            if (!printedAsJson(answer)) {
                output().line("People are told of " + of + " again.");
            }
            return ExitCode.OK;
        }
        var answer = client.put(
                "/api/v1/alerts/silences",
                "{" + (name == null ? "" : "\"sync\":" + Json.quoted(name) + ",") + "\"minutes\":" + minutes(time)
                        + "}");
        if (!printedAsJson(answer)) {
            output().line("Nobody is told of " + of + " until "
                    + Output.time(answer.json().at("until")) + ".");
        }
        return ExitCode.OK;
    }

    private static long minutes(String time) {
        var span = SPAN.matcher(time);
        if (!span.matches()) {
            throw new CliException(ExitCode.USAGE, "'" + time + "' is no time. Write 30m, 2h or 3d, or `off`.");
        }
        long unit = switch (span.group(2)) {
            case "m" -> 1;
            case "h" -> 60;
            default -> 24 * 60;
        };
        return Long.parseLong(span.group(1)) * unit;
    }

    private int close(Client client, String id) {
        var answer = client.post("/api/v1/alerts/" + Client.encoded(id) + "/close", null);
        if (!printedAsJson(answer)) {
            output().line("Alert " + id + " is closed.");
        }
        return ExitCode.OK;
    }
}
