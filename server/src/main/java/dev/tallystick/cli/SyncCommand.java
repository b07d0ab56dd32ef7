package dev.tallystick.cli;

import dev.tallystick.sync.DurationText;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sync", description = "Start a sync, or all of them.")
final class SyncCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME|all", description = "Which sync.")
    String name = "";

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
        var answer = client.post(path(), null);
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
