package dev.tallystick.cli;

import dev.tallystick.sync.DurationText;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sync", description = "Start a sync, a group of them, or all.")
final class SyncCommand extends ClientCommand {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    @Parameters(paramLabel = "NAME|all", arity = "0..1", description = "Which sync, or which group.")
    String name = "";

    @Option(names = "--group", paramLabel = "NAME", description = "Which group: its syncs run one after the other.")
    String group = "";

    @Option(names = "--force", description = "Now, with a full listing, past a pause; never past the breaker.")
    boolean force;

    @Option(names = "--full", description = "Read everything, not only what changed.")
    boolean full;

    @Option(names = "--wait", description = "Wait for the end; the exit code says how it went.")
    boolean wait;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait, as in 30s or 5m.")
    String timeout = "";

    SyncCommand(Cli cli) {
        super(cli);
    }

    @Override
    int ask(Client client) {
        var limit = limit(timeout);
        if (name.isEmpty() == group.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "Say which sync, or with --group which group.");
        }
        if (!group.isEmpty()) {
            return startGroup(client, group, limit);
        }
        var first = client.send("POST", path(), "");
        if (first.status() == NOT_FOUND && isGroup(client)) {
            return startGroup(client, name, limit);
        }
        var answer = client.wanted(first);
        var runs = answer.json().at("runs").items();
        if (!wait && printedAsJson(answer)) {
            return ExitCode.OK;
        }
        if (!global().json) {
            runs.forEach(run -> output().line(run.at("sentence").text()));
            answer.json()
                    .at("leftOut")
                    .items()
                    .forEach(left -> output().line(left.at("reason").text()));
        }
        if (!wait && timeout.isEmpty()) {
            return ExitCode.OK;
        }
        var ids = runs.stream()
                .map(run -> run.at("run").number())
                .filter(id -> id > 0)
                .distinct()
                .toList();
        return new WaitForRuns(cli, client, global().json).until(ids, limit);
    }

    private int startGroup(Client client, String which, Duration limit) {
        return new GroupSync(cli, client, global().json).start(which, wait || !timeout.isEmpty(), limit);
    }

    private boolean isGroup(Client client) {
        var path = "/api/v1/groups/" + Client.encoded(name);
        return !force && client.send("GET", path, null).status() == OK;
    }

    private String path() {
        if (force) {
            return "/api/v1/sync/force" + (name.equals("all") ? "" : "?sync=" + Client.encoded(name));
        }
        return "/api/v1/sync/" + Client.encoded(name) + (full ? "?full=true" : "");
    }

    static Duration limit(String text) {
        return text.isEmpty()
                ? Duration.ZERO
                : DurationText.parse(text)
                        .orElseThrow(() -> new CliException(
                                ExitCode.USAGE, "--timeout must be a duration such as 30s or 5m, not '" + text + "'."));
    }
}
