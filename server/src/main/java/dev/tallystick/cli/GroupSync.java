package dev.tallystick.cli;

import java.time.Duration;

/// Starts a group and, if asked to, waits until its last sync is through.
final class GroupSync {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Cli cli;
    private final Client client;
    private final Output output;
    private final boolean json;

    GroupSync(Cli cli, Client client, boolean json) {
        this.cli = cli;
        this.client = client;
        this.output = cli.output();
        this.json = json;
    }

    /// @param limit zero to wait as long as it takes
    int start(String name, boolean wait, Duration limit) {
        var path = "/api/v1/groups/" + Client.encoded(name);
        var started = client.post(path + "/sync", null);
        if (!wait) {
            output.line(json ? started.body() : started.json().at("sentence").text());
            return ExitCode.OK;
        }
        if (!json) {
            output.line(started.json().at("sentence").text());
        }
        return until(path, started.json().at("run").at("id").number(), limit);
    }

    private int until(String path, long id, Duration limit) {
        var waited = Duration.ZERO;
        try {
            while (true) {
                var answer = client.get(path);
                var run = answer.json().at("lastRun");
                // Of a later press the outcome of ours can still be told: it has ended.
                if (run.at("id").number() != id || !run.at("status").text().equals("running")) {
                    return told(answer, run);
                }
                if (!limit.isZero() && waited.compareTo(limit) >= 0) {
                    output.error("Stopped waiting; the group goes on.");
                    return ExitCode.STILL_RUNNING;
                }
                cli.pause().of(BETWEEN_LOOKS);
                waited = waited.plus(BETWEEN_LOOKS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            output.error("Stopped waiting; the group goes on.");
            return ExitCode.STILL_RUNNING;
        }
    }

    private int told(Client.Answer answer, Json run) {
        output.line(json ? answer.body() : run.at("sentence").text());
        return switch (run.at("status").text()) {
            case "succeeded" -> ExitCode.OK;
            case "partial" -> ExitCode.PARTIAL;
            case "running" -> ExitCode.STILL_RUNNING;
            default -> ExitCode.FAILED;
        };
    }
}
