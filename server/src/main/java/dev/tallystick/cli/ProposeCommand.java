package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "propose", description = "Propose the fields of a sync of two tables, as lines for tallystick.yaml.")
final class ProposeCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "CONNECTION/TABLE", description = "The left table.")
    String left = "";

    @Parameters(index = "1", paramLabel = "CONNECTION/TABLE", description = "The right table.")
    String right = "";

    @Option(names = "--left", paramLabel = "KEY=VALUE", description = "What else the left table needs.")
    Map<String, String> leftOptions = new TreeMap<>();

    @Option(names = "--right", paramLabel = "KEY=VALUE", description = "What else the right table needs.")
    Map<String, String> rightOptions = new TreeMap<>();

    ProposeCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var answer = client.post(
                "/api/v1/mappings/propose",
                "{\"left\":" + side(left, leftOptions) + ",\"right\":" + side(right, rightOptions) + "}");
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var proposal = answer.json();
        output().line("fields:");
        for (var field : proposal.at("fields").items()) {
            field(field);
        }
        alone("left", proposal.at("leftAlone"));
        alone("right", proposal.at("rightAlone"));
        return ExitCode.OK;
    }

    private static String side(String said, Map<String, String> options) {
        int slash = said.indexOf('/');
        if (slash <= 0 || slash == said.length() - 1) {
            throw new CliException(ExitCode.USAGE, "Write a table as CONNECTION/TABLE, not '" + said + "'.");
        }
        var parts = new ArrayList<String>();
        parts.add("\"connection\":" + Json.quoted(said.substring(0, slash)));
        parts.add("\"table\":" + Json.quoted(said.substring(slash + 1)));
        options.forEach((name, value) -> parts.add(Json.quoted(name) + ":" + Json.quoted(value)));
        return "{" + String.join(",", parts) + "}";
    }

    /// What cannot be mapped stays visible, as a comment with its reason.
    private void field(Json field) {
        var flow = field.at("flow").text();
        var note = field.at("note").text();
        output().line((flow.isEmpty() ? "  # - " : "  - ") + "{ left: "
                + Json.quoted(field.at("left").text())
                + ", left_type: " + field.at("leftType").text() + ", right: "
                + Json.quoted(field.at("right").text()) + ", type: "
                + field.at("type").text()
                + (flow.isEmpty() || flow.equals("both") ? "" : ", flow: " + flow) + " }"
                + (note.isEmpty() ? "" : "  # " + note));
    }

    private void alone(String side, Json fields) {
        List<String> names =
                fields.items().stream().map(field -> field.at("name").text()).toList();
        if (!names.isEmpty()) {
            output().line("# only on the " + side + ": " + String.join(", ", names));
        }
    }
}
