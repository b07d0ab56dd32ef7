package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "user",
        description = "The people of the workspace: user list, add EMAIL, role EMAIL ROLE, disable EMAIL, enable EMAIL,"
                + " reset-password EMAIL. A number serves instead of an address.")
final class UserCommand extends ClientCommand {
    private static final String HOW = "Write `tallystick user list`, or `user add|disable|enable|reset-password EMAIL`,"
            + " or `user role EMAIL viewer|operator|admin`.";

    @Parameters(arity = "1..3", paramLabel = "VERB", description = "What to do, to whom, and the role for `role`.")
    List<String> words = List.of();

    @Option(names = "--role", paramLabel = "ROLE", description = "With add: viewer (default), operator or admin.")
    String role = "viewer";

    @Option(names = "--everywhere", description = "With disable: in every workspace; for an owner of the instance.")
    boolean everywhere;

    @Option(names = "--limit", paramLabel = "N", description = "With list: how many.")
    int limit = 200;

    UserCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        return switch (words.getFirst() + " " + words.size()) {
            case "list 1" -> list(client);
            case "add 2" -> add(client, words.get(1));
            case "role 3" -> role(client, words.get(1), words.get(2));
            case "disable 2" -> told(client.post(of(client, words.get(1)) + "/disable", disabling()), "is disabled");
            case "enable 2" -> told(client.post(of(client, words.get(1)) + "/enable", null), "is enabled");
            case "reset-password 2" -> resetPassword(client, words.get(1));
            default -> throw new CliException(ExitCode.USAGE, HOW);
        };
    }

    private int list(Client client) {
        var answer = client.get("/api/v1/people?limit=" + limit);
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("PERSON", "NAME", "E-MAIL", "ROLE", "STATE", "LAST SEEN"));
        for (var person : answer.json().at("items").items()) {
            rows.add(List.of(
                    person.at("id").text(),
                    person.at("name").text(),
                    person.at("email").absent() ? "-" : person.at("email").text(),
                    person.at("role").text() + (person.at("owner").truth() ? ", owner" : ""),
                    person.at("disabledAt").absent() ? "enabled" : "disabled",
                    Output.time(person.at("seenAt"))));
        }
        output().table(rows);
        if (!answer.json().at("next").absent()) {
            output().line("… and more; see all with --limit.");
        }
        return ExitCode.OK;
    }

    private int add(Client client, String email) {
        var answer = client.post(
                "/api/v1/invitations", "{\"email\":" + Json.quoted(email) + ",\"role\":" + Json.quoted(role) + "}");
        if (!printedAsJson(answer)) {
            shown(client, answer, answer.json().at("invitation").at("expiresAt"));
        }
        return ExitCode.OK;
    }

    private int resetPassword(Client client, String who) {
        var answer = client.post(of(client, who) + "/reset-password", null);
        if (!printedAsJson(answer)) {
            shown(client, answer, answer.json().at("expiresAt"));
        }
        return ExitCode.OK;
    }

    /// The link alone on the output, for a pipe; the rest beside it.
    private void shown(Client client, Client.Answer answer, Json expiresAt) {
        output().line(client.server() + answer.json().at("link").text());
        output().error("Pass this link on yourself: it is shown this once, works once, and expires "
                + Output.time(expiresAt) + ".");
    }

    private int role(Client client, String who, String wanted) {
        var answer = client.put(of(client, who) + "/role", "{\"role\":" + Json.quoted(wanted) + "}");
        return told(answer, "is " + wanted + " from now on");
    }

    private String disabling() {
        return everywhere ? "{\"everywhere\":true}" : "{}";
    }

    private int told(Client.Answer answer, String what) {
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("name").text() + " " + what + ".");
        }
        return ExitCode.OK;
    }

    /// Where the person of this number or address is found.
    private static String of(Client client, String who) {
        if (who.chars().allMatch(Character::isDigit)) {
            return "/api/v1/people/" + who;
        }
        return client.get("/api/v1/people?limit=200&q=" + Client.encoded(who)).json().at("items").items().stream()
                .filter(person -> person.at("email").text().equalsIgnoreCase(who))
                .findFirst()
                .map(person -> "/api/v1/people/" + person.at("id").text())
                .orElseThrow(() ->
                        new CliException(ExitCode.USAGE, "Nobody with the address " + who + " is in this workspace."));
    }
}
