package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "conflicts",
        description =
                "The fields that both sides changed differently; with --choose, decide them: one by its number, or all"
                        + " that are listed.")
final class ConflictsCommand extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "One conflict, by its number.")
    String id = "";

    @Option(names = "--sync", paramLabel = "SYNC", description = "Only of this sync.")
    String sync = "";

    @Option(names = "--field", paramLabel = "FIELD", description = "Only of this field.")
    String field = "";

    @Option(names = "--row", paramLabel = "ROW", description = "Only of this row, by its id on either side.")
    String row = "";

    @Option(names = "--state", paramLabel = "STATE", description = "open, decided or settled.")
    String state = "open";

    @Option(names = "--limit", paramLabel = "N", description = "How many.")
    int limit = 50;

    @Option(names = "--choose", paramLabel = "SIDE", description = "left or right: whose value wins.")
    String choose = "";

    @Option(names = "--value", paramLabel = "JSON", description = "A value of your own for both sides, as JSON.")
    String value = "";

    @Option(
            names = "--expect",
            paramLabel = "SEEN",
            description = "What you saw: of one conflict its version, of several how many. Else none is decided.")
    String expect = "";

    ConflictsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        if (choose.isEmpty() && value.isEmpty()) {
            return id.isEmpty() ? list(client) : one(client);
        }
        var decision =
                value.isEmpty() ? "\"choice\":" + Json.quoted(choose) : "\"choice\":\"other\",\"value\":" + value;
        return id.isEmpty() ? decideAll(client, decision) : decide(client, decision);
    }

    private int list(Client client) {
        var answer = client.get("/api/v1/conflicts?limit=" + limit + query("state", state) + query("sync", sync)
                + query("field", field) + query("row", row));
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("CONFLICT", "SYNC", "ROW", "FIELD", "WAS", "LEFT", "RIGHT", "STATE"));
        var items = answer.json().at("items").items();
        for (var conflict : items) {
            rows.add(List.of(
                    conflict.at("id").text(),
                    conflict.at("sync").text(),
                    rowOf(conflict),
                    conflict.at("rightFieldName").text(),
                    shown(conflict, "leftBase"),
                    shown(conflict, "left"),
                    shown(conflict, "right"),
                    conflict.at("state").text()));
        }
        if (items.isEmpty()) {
            output().line("There is no such conflict.");
            return ExitCode.OK;
        }
        output().table(rows);
        long total = answer.json().at("total").number();
        if (total > items.size()) {
            output().line("… and " + (total - items.size()) + " more.");
        }
        return ExitCode.OK;
    }

    private int one(Client client) {
        var answer = client.get("/api/v1/conflicts/" + Client.encoded(id));
        if (!printedAsJson(answer)) {
            var conflict = answer.json();
            output().line("Conflict " + id + " of " + conflict.at("sync").text() + ", row " + rowOf(conflict) + ": "
                    + conflict.at("state").text() + ", version "
                    + conflict.at("version").text());
            output().line("  " + conflict.at("sentence").text());
            output().line("  " + conflict.at("leftFieldName").text() + " on the left: " + shown(conflict, "leftBase")
                    + " -> " + shown(conflict, "left"));
            output().line("  " + conflict.at("rightFieldName").text() + " on the right: " + shown(conflict, "rightBase")
                    + " -> " + shown(conflict, "right"));
        }
        return ExitCode.OK;
    }

    /// Who decides says what they saw, here too: the values may have moved since.
    private int decide(Client client, String decision) {
        if (expect.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "Look at it first with `tallystick conflicts " + id + "`, then say with --expect which version you"
                            + " saw.");
        }
        var answer = client.post(
                "/api/v1/conflicts/" + Client.encoded(id) + "/resolve",
                "{" + decision + ",\"version\":" + Json.quoted(expect) + "}");
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("sentence").text());
        }
        return ExitCode.OK;
    }

    /// Who decides many at once says how many they saw, or has them counted now and sees the number.
    private int decideAll(Client client, String decision) {
        if (sync.isEmpty() && field.isEmpty() && row.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, "Say which conflicts: one by its number, or all of a --sync, --field or --row.");
        }
        if (!expect.matches("\\d{1,9}")) {
            throw new CliException(
                    ExitCode.USAGE,
                    "Look at them first with `tallystick conflicts`, then say with --expect how many you saw.");
        }
        var filter = new ArrayList<String>();
        part(filter, "sync", sync);
        part(filter, "field", field);
        part(filter, "row", row);
        var answer = client.post(
                "/api/v1/conflicts/resolve",
                "{\"filter\":{" + String.join(",", filter) + "}," + decision + ",\"expected\":" + expect + "}");
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        output().line(answer.json().at("resolved").number() + " conflicts are decided.");
        for (var run : answer.json().at("runs").items()) {
            output().line(run.at("sentence").text());
        }
        for (var left : answer.json().at("leftOut").items()) {
            output().line(left.at("reason").text());
        }
        return ExitCode.OK;
    }

    private static void part(List<String> filter, String name, String said) {
        if (!said.isEmpty()) {
            filter.add("\"" + name + "\":" + Json.quoted(said));
        }
    }

    private static String query(String name, String said) {
        return said.isEmpty() ? "" : "&" + name + "=" + Client.encoded(said);
    }

    private static String rowOf(Json conflict) {
        var left = conflict.at("leftRow").text();
        return left.isEmpty() ? conflict.at("rightRow").text() : left;
    }

    private static String shown(Json conflict, String value) {
        return Output.value(conflict.at(value), conflict.at("links"));
    }
}
