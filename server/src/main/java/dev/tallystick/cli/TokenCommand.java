package dev.tallystick.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "token", description = "API tokens of the workspace: token list, create NAME, revoke ID.")
final class TokenCommand extends ClientCommand {
    private static final int USUAL_DAYS = 90;

    @Parameters(arity = "1..2", paramLabel = "VERB", description = "list, create NAME or revoke ID.")
    List<String> words = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "With create: read (default), run, admin or owner; at most what you may do yourself.")
    String scope = "read";

    @Option(names = "--days", paramLabel = "N", description = "With create: how long it lives, 365 at most.")
    int days = USUAL_DAYS;

    @Option(names = "--mine", description = "With list: only your own.")
    boolean mine;

    @Option(names = "--active", description = "With list: only those that can still be used.")
    boolean active;

    @Option(names = "--limit", paramLabel = "N", description = "With list: how many.")
    int limit = 50;

    TokenCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        return switch (words.getFirst() + " " + words.size()) {
            case "list 1" -> list(client);
            case "create 2" -> create(client, words.get(1));
            case "revoke 2" -> revoke(client, words.get(1));
            default ->
                throw new CliException(
                        ExitCode.USAGE,
                        "Write `tallystick token list`, `token create NAME --scope read|run|admin|owner`"
                                + " or `token revoke ID`.");
        };
    }

    private int list(Client client) {
        var answer = client.get(
                "/api/v1/tokens?limit=" + limit + (mine ? "&mine=true" : "") + (active ? "&active=true" : ""));
        if (printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("TOKEN", "NAME", "SCOPE", "OWNER", "STATE", "EXPIRES", "LAST USED"));
        for (var token : answer.json().at("items").items()) {
            rows.add(List.of(
                    token.at("id").text(),
                    token.at("name").text(),
                    token.at("scope").text(),
                    token.at("owner").at("name").text(),
                    token.at("state").text(),
                    Output.time(token.at("expiresAt")),
                    Output.time(token.at("usedAt"))));
        }
        if (rows.size() == 1) {
            output().line("There is no such token.");
            return ExitCode.OK;
        }
        output().table(rows);
        if (!answer.json().at("next").absent()) {
            output().line("… and more; see all with --limit.");
        }
        return ExitCode.OK;
    }

    /// The token alone on the output, for a pipe; the rest beside it.
    private int create(Client client, String name) {
        var answer = client.post(
                "/api/v1/tokens",
                "{\"name\":" + Json.quoted(name) + ",\"scope\":" + Json.quoted(scope) + ",\"days\":" + days + "}");
        if (!printedAsJson(answer)) {
            output().line(answer.json().at("secret").text());
            output().error("Keep it now: it is shown this once. It expires "
                    + Output.time(answer.json().at("token").at("expiresAt")) + ".");
        }
        return ExitCode.OK;
    }

    private int revoke(Client client, String id) {
        var answer = client.delete("/api/v1/tokens/" + Client.encoded(id));
        if (!printedAsJson(answer)) {
            output().line("Token " + id + " is revoked.");
        }
        return ExitCode.OK;
    }
}
